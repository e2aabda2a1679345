"""The session notices by itself what changes around a buffer: real repositories, no editor."""

import os
from pathlib import Path

import pytest

from dockerlabel.diagnostic import Applicability, Edit, Severity, fix_of
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.server.session import Fixed, Linted, Session, is_sound
from tests.conftest import MakeRepository, git
from tests.scenarios.clones import add_submodule, commit
from tests.scenarios.program import KEY, ORG, write

OTHER = "https://github.com/someone-else/tool"
RIGHT = f"FROM a\nLABEL {KEY}={ORG}\n"
WRONG = RIGHT.replace(ORG, OTHER)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session({"PATH": os.environ["PATH"], "HOME": str(tmp_path)})


def rules(linted: Linted) -> list[str]:
    return [each.rule for each in linted.diagnostics]


def test_equal_texts_are_judged_once(root: Path, session: Session) -> None:
    path = str(root / "Dockerfile")
    first = session.lint(path, WRONG)
    assert rules(first) == ["wrong-source"]
    assert session.lint(path, WRONG) is first
    assert rules(session.lint(path, RIGHT)) == []
    session.forget(path)
    session.forget(path)
    assert rules(session.lint(path, WRONG)) == ["wrong-source"]
    assert session.generation == 0


@pytest.mark.parametrize("name", ["docker-bake.hcl", ".github/workflows/docker.yml"])
def test_a_build_definition_is_not_served(root: Path, session: Session, name: str) -> None:
    path, text = str(root / name), f'target "a" {{ labels = {{ "{KEY}" = "{ORG}.git" }} }}\n'
    assert session.lint(path, text) == Linted(text)
    assert session.fix(path, text) == Fixed()


def test_remotes_that_change_are_noticed(root: Path, session: Session) -> None:
    path = str(root / "sub" / "Dockerfile")
    assert rules(session.lint(path, RIGHT)) == []
    git(root, "remote", "set-url", "origin", OTHER)
    assert rules(session.lint(path, RIGHT)) == ["wrong-source"]
    assert session.generation == 1
    assert rules(session.lint(path, RIGHT)) == ["wrong-source"]
    assert session.generation == 1
    git(root, "remote", "add", "upstream", ORG)
    assert rules(session.lint(path, RIGHT)) == []


def test_another_dockerfile_that_suggests_a_fork_is_noticed(root: Path, session: Session) -> None:
    git(root, "remote", "set-url", "origin", "https://github.com/mona/app")
    path, text = str(root / "Dockerfile"), "FROM a\nRUN true\n"
    assert session.fix(path, text).edits
    write(root, RIGHT.encode(), "api/Dockerfile")
    assert not session.fix(path, text).edits
    (root / "api" / "Dockerfile").unlink()
    assert session.fix(path, text).edits


def test_a_worktree_shares_the_remotes_of_its_repository(
    root: Path, tmp_path: Path, session: Session
) -> None:
    write(root, RIGHT.encode())
    commit(root)
    linked = tmp_path / "linked"
    git(root, "worktree", "add", "--quiet", str(linked), "-b", "topic")
    path = str(linked / "Dockerfile")
    assert rules(session.lint(path, RIGHT)) == []
    git(root, "remote", "set-url", "origin", OTHER)
    assert rules(session.lint(path, RIGHT)) == ["wrong-source"]
    git(root, "config", "extensions.worktreeConfig", "true")
    assert rules(session.lint(path, RIGHT)) == ["wrong-source"]
    git(linked, "config", "--worktree", "remote.upstream.url", ORG)
    assert rules(session.lint(path, RIGHT)) == []


def test_a_submodule_has_remotes_of_its_own(
    root: Path, make_repository: MakeRepository, session: Session
) -> None:
    library = make_repository("library", origin=OTHER)
    write(library, WRONG.encode())
    commit(library)
    path = str(add_submodule(root, library, name="lib") / "Dockerfile")
    assert rules(session.lint(path, WRONG)) == []
    git(root / "lib", "remote", "set-url", "origin", ORG)
    assert rules(session.lint(path, WRONG)) == ["wrong-source"]


def test_a_repository_that_comes_and_goes(tmp_path: Path, session: Session) -> None:
    folder = tmp_path / "new" / "sub"
    path = str(folder / "Dockerfile")
    assert rules(session.lint(path, RIGHT)) == ["unknown-remote"]
    folder.mkdir(parents=True)
    git(folder.parent, "init", "--quiet")
    git(folder.parent, "remote", "add", "origin", OTHER)
    assert rules(session.lint(path, RIGHT)) == ["wrong-source"]
    (folder.parent / ".git").rename(folder.parent / "git")
    assert rules(session.lint(path, RIGHT)) == ["unknown-remote"]


def test_the_users_own_configuration_is_noticed(
    root: Path, tmp_path: Path, session: Session
) -> None:
    git(root, "remote", "set-url", "origin", "work:app")
    path = str(root / "Dockerfile")
    assert rules(session.lint(path, RIGHT)) == ["unknown-remote"]
    (tmp_path / ".gitconfig").write_text(
        '[url "https://github.com/octo-org/"]\ninsteadOf = work:\n'
    )
    assert rules(session.lint(path, RIGHT)) == []


def test_a_configuration_file_that_changes_is_noticed(root: Path, session: Session) -> None:
    path = str(root / "sub" / "Dockerfile")
    assert rules(session.lint(path, WRONG)) == ["wrong-source"]
    write(root, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    assert rules(session.lint(path, WRONG)) == []
    write(root, f"source: {OTHER}\nsorce: x\n".encode(), ".dockerlabel.yaml")
    refused = session.lint(path, WRONG)
    assert refused.diagnostics == ()
    (error,) = refused.errors
    assert (error.path, error.line) == (str(root / ".dockerlabel.yaml"), 2)
    assert session.errors == (error,)
    assert session.fix(path, WRONG) == Fixed()
    assert session.look(path, WRONG) is None
    write(root, f"source: {ORG}\n".encode(), "sub/.dockerlabel.yml")
    assert rules(session.lint(path, WRONG)) == ["wrong-source"]
    (root / "sub" / ".dockerlabel.yml").unlink()
    (root / ".dockerlabel.yaml").unlink()
    assert rules(session.lint(path, WRONG)) == ["wrong-source"]


def test_what_is_said_once_of_a_repository_is_said_of_each_buffer(
    make_repository: MakeRepository, session: Session
) -> None:
    """A person sees one file at a time, and sees it again after each key."""
    root = make_repository("lost")
    for name in ("Dockerfile", "Dockerfile", "web.dockerfile"):
        for text in (RIGHT, f"{RIGHT}\n"):
            linted = session.lint(str(root / name), text)
            assert rules(linted) == ["unknown-remote"]
            assert linted.diagnostics[0].severity is Severity.NOTE
    write(root, b"ignore: [unknown-remote]\n", ".dockerlabel.yaml")
    assert rules(session.lint(str(root / "Dockerfile"), RIGHT)) == []


def test_what_is_offered_is_proven(root: Path, session: Session) -> None:
    path = str(root / "Dockerfile")
    offered = session.offer(path, WRONG)
    assert offered._replace(ignores=()) == session.lint(path, WRONG)
    assert [len(edits) for edits in offered.ignores] == [1]
    before = parse(Document(WRONG))
    label, base = WRONG.index(OTHER), WRONG.index("a")
    for start, sound in ((label, True), (base, False)):
        edit = Edit(Span(start, start + 1), "x")
        fix = fix_of("a title", [edit], applicability=Applicability.SAFE)
        assert is_sound(before, fix) == sound


def test_a_fix_that_breaks_a_file_is_not_offered(
    root: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(root / "Dockerfile")
    monkeypatch.setattr("dockerlabel.server.session.is_sound", lambda *_: False)
    assert [each.fix for each in session.offer(path, WRONG).diagnostics] == [None]


def test_safe_fixes_are_edits(root: Path, session: Session) -> None:
    path = str(root / "Dockerfile")
    fixed = session.fix(path, WRONG)
    assert apply_edits(WRONG, fixed.edits) == RIGHT
    assert fixed.rejected == ""
    assert session.fix(path, RIGHT) == Fixed()


def test_unsafe_fixes_are_not_made(make_repository: MakeRepository, session: Session) -> None:
    root = make_repository("fork", origin="https://github.com/mona/app")
    path = str(root / "Dockerfile")
    (found,) = session.lint(path, RIGHT).diagnostics
    assert found.fix is not None
    assert found.fix.applicability is Applicability.UNSAFE
    assert session.fix(path, RIGHT) == Fixed()


@pytest.mark.parametrize(
    "name",
    [
        "vendor/Dockerfile",
        "old/Dockerfile",
        "Dockerfile.j2",
        "Dockerfile.dockerignore",
    ],
)
def test_what_a_search_leaves_out_is_left_out(root: Path, session: Session, name: str) -> None:
    write(root, b"exclude: [old/]\n", ".dockerlabel.yaml")
    path = str(root / name)
    assert session.lint(path, WRONG) == Linted(WRONG)
    assert session.fix(path, WRONG) == Fixed()
    assert session.look(path, WRONG) is None


def test_what_is_included_is_not_left_out(root: Path, session: Session) -> None:
    write(root, b'include: ["Dockerfile.j2", vendor/]\n', ".dockerlabel.yaml")
    for name in ("Dockerfile.j2", "vendor/Dockerfile", "any.name"):
        assert rules(session.lint(str(root / name), WRONG)) == ["wrong-source"]


def test_reloading_forgets_everything(root: Path, session: Session) -> None:
    path = str(root / "Dockerfile")
    first = session.lint(path, WRONG)
    session.reload()
    again = session.lint(path, WRONG)
    assert again == first
    assert again is not first
