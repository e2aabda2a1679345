"""Which repository a file belongs to, and what is said where none can be compared with."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.scenarios.clones import add_submodule, commit
from tests.scenarios.program import KEY, ORG, Program, labelled, write

TOOLS = "https://github.com/octo-org/tools"


def test_each_file_is_compared_with_its_own_repository(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    library = make_repository("library", origin=TOOLS)
    write(library, labelled(ORG))
    commit(library)
    root = make_repository(origin=ORG)
    outer = write(root, labelled(TOOLS))
    inner = add_submodule(root, library, name="tools") / "Dockerfile"

    checked = dockerlabel(root, "check", "--format", "json", "Dockerfile", "tools/Dockerfile")
    assert checked.found == [
        ("Dockerfile", "wrong-source", "error"),
        ("tools/Dockerfile", "wrong-source", "error"),
    ]
    assert dockerlabel(root, "fix", "tools/Dockerfile", "Dockerfile").status == 0
    assert (outer.read_bytes(), inner.read_bytes()) == (labelled(ORG), labelled(TOOLS))
    # A search stops at the submodule: its files are other people's.
    inner.write_bytes(b"FROM alpine\n")
    assert dockerlabel(root, "check").status == 0
    assert dockerlabel(root, "check", "tools").status == 1


def test_a_linked_worktree_shares_the_remotes(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    root = make_repository(origin=ORG)
    write(root, labelled(ORG))
    commit(root)
    git(root, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert dockerlabel(tmp_path, "check", "linked").status == 0
    write(tmp_path / "linked", labelled(TOOLS))
    checked = dockerlabel(tmp_path / "linked", "check", "--format", "json")
    assert checked.rules == ["wrong-source"]


@pytest.mark.parametrize("kind", ["repository", "worktree", "submodule"])
def test_a_real_hook_compares_each_file_with_its_own_repository(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path, kind: str
) -> None:
    """Git names the repository to its hooks by GIT_DIR and the like."""
    root = make_repository(origin=ORG)
    write(root, b"")
    commit(root)
    elsewhere = make_repository("elsewhere", origin=TOOLS)
    if kind == "worktree":
        git(root, "worktree", "add", "--quiet", str(tmp_path / "linked"))
        root = tmp_path / "linked"
    elif kind == "submodule":
        root = add_submodule(make_repository("outer", origin=TOOLS), root, name="inner")
    write(root, labelled(ORG))
    other = write(elsewhere, labelled(TOOLS))

    git_dir = Path(git(root, "rev-parse", "--path-format=absolute", "--git-common-dir").strip())
    hook = git_dir / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    told = tmp_path / "told"
    hook.write_text(
        f"#!/bin/sh\nenv | grep ^GIT_ > {told}\n"
        f"exec {sys.executable} -m dockerlabel check --format concise Dockerfile {other}\n"
    )
    hook.chmod(0o755)
    commit(root)
    assert "GIT_INDEX_FILE=" in told.read_text()
    assert kind == "repository" or "GIT_DIR=" in told.read_text()
    assert dockerlabel(root, "check", "Dockerfile", str(other)).status == 0


def test_a_hook_that_finds_something_stops_the_commit(make_repository: MakeRepository) -> None:
    root = make_repository(origin=ORG)
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m dockerlabel check .\n")
    hook.chmod(0o755)
    write(root, labelled(TOOLS))
    git(root, "add", "--all")
    with pytest.raises(Exception, match="returned non-zero exit status 1"):
        git(root, "commit", "--message=wrong")


def without_programs(tmp_path: Path) -> str:
    """A PATH on which there is no git, and no ssh either."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return str(folder)


FORM = labelled("git@github.com:octo-org/app.git")


@pytest.mark.parametrize("scenario", ["no remote", "no git", "no repository", "GitLab", "broken"])
def test_without_a_repository_to_compare_with_the_form_is_judged(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path, scenario: str
) -> None:
    variables: dict[str, str] = {}
    match scenario:
        case "no repository":
            root = tmp_path / "plain"
            root.mkdir()
        case "no git":
            root = make_repository(origin=ORG)
            variables = {"PATH": without_programs(tmp_path)}
        case "GitLab":
            root = make_repository(origin="git@gitlab.example.com:group/sub/app.git")
        case "broken":
            root = make_repository()
            (root / ".git" / "config").write_text("[core\n")
        case _:
            root = make_repository()
    path = write(root, FORM)
    write(root, b"FROM alpine\n", "sub/Dockerfile")  # missing-source has nothing to say

    checked = dockerlabel(root, "check", "--format", "json", **variables)
    assert checked.status == 1
    assert sorted(checked.rules) == ["ssh-source", "unknown-remote"], "the note comes once"
    assert checked.json["summary"]["not_compared"] == 2
    note = next(each for each in checked.json["diagnostics"] if each["severity"] == "note")
    told = {
        "no remote": "the repository has no remotes",
        "no git": "git could not be started: it is not installed, or not on PATH",
        "no repository": "not in a git repository",
        "GitLab": "remote `origin`: gitlab.example.com is not a known GitHub host",
        "broken": "bad config line 1",
    }
    assert told[scenario] in note["message"]
    assert "`source:`" in note["help"]
    assert "--source" in note["help"]

    source = dockerlabel(root, "source", **variables)
    assert source.status == 1
    assert told[scenario] in source.text
    assert dockerlabel(root, "fix", **variables).status == 0
    assert path.read_bytes() == labelled(ORG)
    assert (root / "sub/Dockerfile").read_bytes() == b"FROM alpine\n"
    after = dockerlabel(root, "check", **variables)
    assert after.status == 0
    assert "2 files not compared with a repository." in after.errors
    assert dockerlabel(root, "check", "--fail-on", "note", **variables).status == 1


def test_the_note_comes_once_for_each_repository(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        root = make_repository(name)
        write(root, labelled(ORG))
        write(root, labelled(ORG), "sub/Dockerfile")
    checked = dockerlabel(tmp_path, "check", "--format", "json", "a", "b")
    assert checked.status == 0
    assert [found[:2] for found in checked.found] == [
        ("a/Dockerfile", "unknown-remote"),
        ("b/Dockerfile", "unknown-remote"),
    ]


def test_a_label_on_the_remotes_own_host_is_compared(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin="git@gitlab.example.com:group/app.git")
    write(root, labelled("https://gitlab.example.com/group/other"))
    checked = dockerlabel(root, "check", "--format", "json")
    assert sorted(checked.rules) == ["unknown-remote", "wrong-source"]


def test_a_declared_source_needs_neither_git_nor_a_repository(
    dockerlabel: Program, tmp_path: Path
) -> None:
    root = tmp_path / "plain"
    path = write(root, b"FROM alpine\n")
    write(root, f"source: {ORG}\n".encode(), ".dockerlabel.yaml")
    nothing = without_programs(tmp_path)
    assert dockerlabel(root, "check", PATH=nothing).status == 1
    assert dockerlabel(root, "fix", PATH=nothing).status == 0
    assert path.read_text() == f"FROM alpine\nLABEL {KEY}={ORG}\n"
    source = dockerlabel(root, "source", "--format", "json", "Dockerfile", PATH=nothing).json
    assert (source["path"], source["url"], source["authority"]) == ("Dockerfile", ORG, "declared")


class CountedGit:
    """The real git, called by a script that counts how often it is started."""

    def __init__(self, folder: Path) -> None:
        real = shutil.which("git")
        assert real
        folder.mkdir()
        self.log = folder / "log"
        script = folder / "git"
        script.write_text(f'#!/bin/sh\necho "$*" >> {self.log}\nexec {real} "$@"\n')
        script.chmod(stat.S_IRWXU)
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    def starts(self) -> int:
        """How often it was started since the last question."""
        number = len(self.log.read_text().splitlines()) if self.log.exists() else 0
        self.log.unlink(missing_ok=True)
        return number


def test_git_is_started_once_for_a_repository(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    counted = CountedGit(tmp_path / "bin")
    root = make_repository(origin=ORG)
    names = [f"images/{number}/Dockerfile" for number in range(200)]
    for name in names:
        write(root, labelled(ORG), name)
    write(root, labelled(TOOLS), names[-1])

    named = dockerlabel(root, "check", "--format", "json", *names, PATH=counted.path)
    assert named.found == [(names[-1], "wrong-source", "error")]
    assert named.json["summary"]["files"] == 200
    assert counted.starts() == 2, "once more for other Dockerfiles, before a fix is called safe"
    searched = dockerlabel(root, "check", "--format", "json", PATH=counted.path)
    assert searched.found == named.found
    assert counted.starts() == 2, "the search has listed the other Dockerfiles"
    write(root, b"remote: origin\n", "images/7/.dockerlabel.yaml")
    assert dockerlabel(root, "check", *names, PATH=counted.path).status == 1
    assert counted.starts() == 2, "settings of a folder change nothing"
    declared = dockerlabel(root, "check", "--source", ORG, *names, PATH=counted.path)
    assert declared.status == 1
    assert counted.starts() == 1, "no remotes: only the list of files, for build definitions"
    write(root, labelled(ORG), names[-1])
    assert dockerlabel(root, "check", *names, PATH=counted.path).status == 0
    assert counted.starts() == 1, "where nothing is found nothing more is asked"
    label = f"{KEY}: git@github.com:octo-org/app.git"
    service = f"services: {{app: {{build: {{context: images/1, labels: {{{label}}}}}}}}}\n"
    write(root, service.encode(), "compose.yaml")
    for paths in ((), ("compose.yaml",)):
        checked = dockerlabel(root, "check", "--format", "json", *paths, PATH=counted.path)
        assert checked.found == [("compose.yaml", "ssh-source", "error")]
        assert counted.starts() == 2, "a value asks for all definitions"


def test_git_is_started_once_for_each_repository(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    counted = CountedGit(tmp_path / "bin")
    folders = [f"project-{number}" for number in range(50)]
    for folder in folders:
        write(make_repository(folder, origin=f"https://github.com/octo-org/{folder}"), b"FROM a\n")
    checked = dockerlabel(
        tmp_path,
        *("check", "--format", "json"),
        *(f"{folder}/Dockerfile" for folder in folders),
        PATH=counted.path,
    )
    assert checked.rules == ["missing-source"] * 50
    assert counted.starts() == 2 * 50, "one list of files shows build definitions and Dockerfiles"
    assert dockerlabel(tmp_path, "fix", *folders, PATH=counted.path).status == 0
    assert counted.starts() == 2 * 50, "the search has listed both"
    text = (tmp_path / folders[7] / "Dockerfile").read_text()
    assert f"{KEY}=https://github.com/octo-org/project-7\n" in text
