import os
from pathlib import Path

import pytest

from dockerlabel.diagnostic import Applicability, Severity
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import FixResult
from dockerlabel.lint.report import Report
from dockerlabel.project.discovery import Found
from dockerlabel.project.files import write_file
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.regular_file import FileError
from tests.conftest import MakeRepository, git

ORG = "https://github.com/octo-org/app"
KEY = "org.opencontainers.image.source"
RIGHT = Document(f"FROM a\nLABEL {KEY}={ORG}\n")
WRONG = Document(f"FROM a\nLABEL {KEY}=https://github.com/x/y\n")


def pipeline(options: Options | None = None, **variables: str) -> Pipeline:
    return Pipeline(options or Options(), {"PATH": os.environ["PATH"], **variables})


def report(work: Pipeline, path: Path | str, document: Document) -> Report:
    return work.report(str(path), work.analyse(str(path), document))


def fixed(
    work: Pipeline,
    path: Path | str,
    document: Document,
    threshold: Applicability = Applicability.SAFE,
) -> FixResult:
    return work.fix(str(path), work.analyse(str(path), document), threshold=threshold)


def rules(linted: Report) -> list[str]:
    return [each.rule for each in linted.diagnostics]


def refusal(path: Path, options: Options | None = None) -> str:
    """What is said where options or settings are refused."""
    with pytest.raises(RefusedSettingsError) as error:
        report(pipeline(options), path, RIGHT)
    return str(error.value)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


def test_a_document_is_judged_as_the_content_of_a_file(root: Path) -> None:
    path = str(root / "not" / "there" / "Dockerfile")
    work = pipeline()
    assert report(work, path, RIGHT) == Report(path, RIGHT, (), compared=True, repository=str(root))
    assert rules(report(work, path, WRONG)) == ["wrong-source"]


def test_a_base_that_only_podman_reads_is_fine_in_a_containerfile(root: Path) -> None:
    document = Document(f"FROM oci-archive:./base.tar\nLABEL {KEY}=https://github.com/x/y\n")
    work = pipeline()
    assert rules(report(work, root / "Dockerfile", document)) == ["invalid-syntax"]
    assert rules(report(work, root / "Containerfile", document)) == ["wrong-source"]
    after = fixed(work, root / "Containerfile", document)
    assert after.end.dockerfile.document.text == f"FROM oci-archive:./base.tar\nLABEL {KEY}={ORG}\n"


def test_the_remotes_are_read_once(root: Path) -> None:
    work = pipeline()
    path = str(root / "Dockerfile")
    assert rules(report(work, path, RIGHT)) == []
    git(root, "remote", "set-url", "origin", "https://github.com/octo-org/other")
    assert rules(report(work, root / "sub" / "Dockerfile", RIGHT)) == []
    assert rules(report(pipeline(), path, RIGHT)) == ["wrong-source"]


def test_each_repository_has_its_own_settings(root: Path, make_repository: MakeRepository) -> None:
    other = make_repository("other", origin=ORG)
    (other / ".dockerlabel.yaml").write_text("source: https://github.com/x/y\n")
    work = pipeline()
    assert rules(report(work, root / "Dockerfile", WRONG)) == ["wrong-source"]
    assert rules(report(work, other / "Dockerfile", WRONG)) == []
    assert rules(report(work, other / "Dockerfile", RIGHT)) == ["wrong-source"]


def test_the_note_about_unknown_remotes(make_repository: MakeRepository, tmp_path: Path) -> None:
    root = make_repository("lost")
    work = pipeline()
    first = report(work, root / "Dockerfile", RIGHT)
    assert (rules(first), first.compared) == (["unknown-remote"], False)
    assert first.diagnostics[0].severity is Severity.NOTE
    again = report(work, root / "web" / "Dockerfile", RIGHT)
    assert (rules(again), again.compared) == ([], False)
    assert rules(report(work, tmp_path / "Dockerfile", RIGHT)) == ["unknown-remote"]


@pytest.mark.parametrize("setting", ["ignore: [unknown-remote]", "select: [wrong-source]"])
def test_the_note_can_be_turned_off(make_repository: MakeRepository, setting: str) -> None:
    root = make_repository()
    (root / ".dockerlabel.yaml").write_text(setting)
    linted = report(pipeline(), root / "Dockerfile", RIGHT)
    assert (rules(linted), linted.compared) == ([], False)


def test_a_fix_is_made_in_memory(root: Path) -> None:
    path = root / "Dockerfile"
    result = fixed(pipeline(), path, WRONG)
    assert (result.document, result.remaining, result.rejected) == (RIGHT, (), "")
    assert [each.rule for each in result.applied] == ["wrong-source"]
    assert not path.exists()


def test_the_threshold_counts(make_repository: MakeRepository) -> None:
    root = make_repository(origin="https://github.com/mona/app")
    path = str(root / "Dockerfile")
    work = pipeline()
    safe = fixed(work, path, RIGHT)
    assert safe.document == RIGHT
    assert [each.rule for each in safe.remaining] == ["forked-source"]
    unsafe = fixed(work, path, RIGHT, Applicability.UNSAFE)
    assert "mona/app" in unsafe.document.text


def test_a_written_file_is_read_back(root: Path) -> None:
    path = root / "Dockerfile"
    path.write_bytes(WRONG.to_bytes())
    write_file(read(Found(str(path))), RIGHT)
    assert path.read_bytes() == RIGHT.to_bytes()
    with pytest.raises(FileError, match="why not"):
        read(Found(str(path), "why not"))


def test_a_link_is_written_through_inside_of_its_repository_only(
    root: Path, make_repository: MakeRepository
) -> None:
    other = make_repository("other", origin=ORG)
    for folder in (root, other):
        (folder / "Dockerfile").write_bytes(WRONG.to_bytes())
    (root / "in.dockerfile").symlink_to("Dockerfile")
    (root / "out.dockerfile").symlink_to(other / "Dockerfile")
    with pytest.raises(FileError, match="out of the repository"):
        read(Found(str(root / "out.dockerfile")))
    assert (other / "Dockerfile").read_bytes() == WRONG.to_bytes()
    write_file(read(Found(str(root / "in.dockerfile"))), RIGHT)
    assert (root / "Dockerfile").read_bytes() == RIGHT.to_bytes()
    assert (root / "in.dockerfile").is_symlink()


def test_a_folder_that_is_a_link_belongs_to_the_repository_that_it_leads_to(
    root: Path, make_repository: MakeRepository
) -> None:
    other = make_repository("other", origin="https://github.com/x/y")
    (other / "Dockerfile").write_bytes(RIGHT.to_bytes())
    (root / "sub").symlink_to(other)
    path = str(root / "sub" / "Dockerfile")
    work = pipeline()
    assert rules(report(work, path, RIGHT)) == ["wrong-source"]
    write_file(read(Found(path)), WRONG)
    assert (other / "Dockerfile").read_bytes() == WRONG.to_bytes()


def test_options_override_the_configuration_file(root: Path) -> None:
    (root / ".dockerlabel.yaml").write_text("source: https://github.com/x/y\n")
    path = str(root / "Dockerfile")
    assert rules(report(pipeline(), path, RIGHT)) == ["wrong-source"]
    assert rules(report(pipeline(Options({"source": ORG})), path, RIGHT)) == []
    assert rules(report(pipeline(Options(isolated=True)), path, RIGHT)) == []
    other = root / "other.yaml"
    other.write_text(f"source: {ORG}\n")
    assert rules(report(pipeline(Options(configuration=str(other))), path, RIGHT)) == []


def test_what_is_wrong_with_settings(root: Path) -> None:
    path = root / "Dockerfile"
    rule = "unknown rule missing-sauce; did you mean missing-source?"
    assert rule in refusal(path, Options({"ignore": ["missing-sauce"]}))
    far = refusal(path, Options({"select": ["xyz"]}))
    assert "unknown rule xyz; `dockerlabel rule` lists them" in far
    assert "--source: " in refusal(path, Options({"source": "x"}))
    file = root / ".dockerlabel.yaml"
    file.write_text("a: 1\nb: 2\n")
    told = refusal(path).split("\n")
    assert [line.partition(": ")[0] for line in told] == [f"{file}:1", f"{file}:2"]
    (root / ".dockerlabel.yml").touch()
    assert "keep one of the two" in refusal(path)


def test_patterns_are_relative_to_the_configuration_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "sub").mkdir()
    (root / ".dockerlabel.yaml").write_text("include: [/*.df]\nexclude: [sub/x*]\n")
    monkeypatch.chdir(root / "sub")
    patterns = pipeline().workspace.folder(str(root / "Dockerfile")).patterns
    assert patterns.includes(str(root / "a.df"))
    assert patterns.includes("../a.df")
    assert not patterns.includes("a.df")
    assert patterns.excludes("x.dockerfile")
    assert not patterns.excludes("../x.dockerfile")


def test_files_are_discovered_by_the_settings_of_their_folders(root: Path) -> None:
    for name in ("a/Dockerfile", "b/Dockerfile", "b/x.df"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    (root / "b" / ".dockerlabel.yaml").write_text("include: ['*.df']\nexclude: [Dockerfile]\n")
    warnings: list[str] = []
    found = pipeline().discover([str(root)], force_exclude=False, warn=warnings.append)
    assert [each.path for each in found] == [str(root / "a/Dockerfile"), str(root / "b/x.df")]
    assert warnings == []


def test_github_actions_is_respected(root: Path) -> None:
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "new-org/app",
    }
    expectation = pipeline(Options(), **variables).workspace.expected(str(root / "Dockerfile"))
    assert expectation.source
    assert expectation.source.url == "https://github.com/new-org/app"


def test_what_has_become_part_of_the_repository_suggests_a_fork(
    root: Path, make_repository: MakeRepository
) -> None:
    inner = root / "sub" / "Dockerfile"
    make_repository(f"{root.name}/sub", origin="https://github.com/octo-org/lib")
    inner.write_text(f"FROM a\nLABEL {KEY}=https://github.com/upstream-org/app\n")
    work, path, text = pipeline(), root / "Dockerfile", Document("FROM a\nRUN b\n")
    report(work, inner, Document(inner.read_text()))
    assert fixed(work, path, text).applied
    (inner.parent / ".git").rename(root.parent / "git")
    work.forget_other_files()
    assert not fixed(work, path, text).applied
