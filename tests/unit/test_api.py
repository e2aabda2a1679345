"""What `import dockerlabel` offers."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dockerlabel
from dockerlabel import api
from tests.conftest import MakeRepository

MISSING = "FROM alpine:3.22\nCOPY app /app\n"
MENDED = """\
FROM alpine:3.22
LABEL org.opencontainers.image.source=https://github.com/octo-org/app
COPY app /app
"""
APP = "https://github.com/octo-org/app"
KEY = "org.opencontainers.image.source"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin="git@github.com:octo-org/app.git")
    (root / "Dockerfile").write_text(MISSING)
    (root / "web").mkdir()
    (root / "web" / "Dockerfile").write_text(MENDED)
    return root


def test_the_documented_example() -> None:
    """It prints what the first lines of the package's documentation lead to expect."""
    example = re.search(r"\n\n((?:    .*\n|\n)+)", dockerlabel.__doc__ or "")
    assert example
    code = "\n".join(line[4:] for line in example[1].splitlines())
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == f"missing-source\n{MENDED}\n"


def test_every_public_name_is_there() -> None:
    assert set(api.__all__) <= set(dir(dockerlabel))
    things = set(api.__all__) - {"__version__"}
    assert all(getattr(dockerlabel, name).__name__ == name for name in things)


def test_other_names_do_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        dockerlabel.judge  # type: ignore[attr-defined]  # noqa: B018 - the access is what is tested


def test_the_command_line_does_not_load_it() -> None:
    code = "import sys, dockerlabel.cli.main; print('dockerlabel.api' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_check_of_a_folder(root: Path) -> None:
    wrong, right = dockerlabel.check(root)
    assert wrong.path == str(root / "Dockerfile")
    assert [each.rule for each in wrong.diagnostics] == ["missing-source"]
    assert wrong.diagnostics[0].severity is dockerlabel.Severity.WARNING
    assert right.diagnostics == ()


def test_text_is_judged_as_the_content_of_a_file(root: Path) -> None:
    [report] = dockerlabel.check(root / "new" / "Dockerfile", text=MISSING)
    assert [each.rule for each in report.diagnostics] == ["missing-source"]
    [report] = dockerlabel.check(root / "Dockerfile", text=MENDED)
    assert report.diagnostics == ()


def test_fix_writes(root: Path) -> None:
    mended, right = dockerlabel.fix(root)
    assert (root / "Dockerfile").read_text() == mended.document.text == MENDED
    assert [each.rule for each in mended.applied] == ["missing-source"]
    assert right.applied == ()


def test_fix_of_text_writes_nothing(root: Path) -> None:
    [mended] = dockerlabel.fix(root / "Dockerfile", text=MISSING + "RUN true\n")
    assert mended.document.text == MENDED + "RUN true\n"
    assert (root / "Dockerfile").read_text() == MISSING


def test_unsafe_fixes_are_made_on_request(root: Path) -> None:
    text = MENDED.replace("octo-org", "octocat")
    path = root / "Dockerfile"
    assert dockerlabel.fix(path, text=text)[0].document.text == text
    assert dockerlabel.fix(path, text=text, unsafe_fixes=True)[0].document.text == MENDED


def test_labels(root: Path) -> None:
    bare, labelled = dockerlabel.labels(root)
    assert isinstance(bare, dockerlabel.Image)
    assert isinstance(labelled, dockerlabel.Image)
    assert KEY not in bare.labels
    assert labelled.labels[KEY].value == APP


def test_labels_of_a_target() -> None:
    text = "FROM scratch AS a\nLABEL x=1\nFROM scratch\n"
    [image] = dockerlabel.labels(text=text, target="a")
    assert isinstance(image, dockerlabel.Image)
    assert image.labels["x"].value == "1"


@pytest.mark.parametrize("targets", [{}, {"targets": ["a"]}])
def test_labels_of_a_file_that_does_not_read(targets: dict[str, object]) -> None:
    [error] = dockerlabel.labels(text="FROM\n", settings=targets)
    assert isinstance(error, dockerlabel.BuildError)


def test_source(root: Path) -> None:
    for path in (root, root / "Dockerfile"):
        found = dockerlabel.source(path)
        assert found.source == (APP, dockerlabel.Authority.ASSUMED, found.reason, "remote `origin`")
    assert dockerlabel.source(root, settings={"source": "https://github.com/a/b"}).source


def test_errors(root: Path) -> None:
    with pytest.raises(dockerlabel.FileError, match="/nowhere: no such file"):
        dockerlabel.check(root / "nowhere")
    with pytest.raises(dockerlabel.RefusedSettingsError, match=r"^sorce: .*did you mean 'source'"):
        dockerlabel.check(root, settings={"sorce": APP})


@pytest.mark.parametrize("function", [api.check, api.fix, api.labels, api.source])
def test_a_name_that_no_file_can_have(function: Callable[[str], object]) -> None:
    with pytest.raises(api.FileError, match="cannot be the path of a file"):
        function("\ud800/Dockerfile")


def test_a_folder_that_git_cannot_list_is_a_warning(root: Path) -> None:
    (root / ".git" / "config").write_text("[core\n")
    with pytest.warns(UserWarning, match="git could not list the files"):
        reports = dockerlabel.check(root)
    assert len(reports) == 2


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\nLABEL a=b c=\ud800\n",
        'FROM a\nHEALTHCHECK CMD ["\udfff"]\n',
        "FROM a\n# dockerlabel: ignore[\ud800]\nRUN x\n",
        f"FROM a\nLABEL \ud800=x {'x' * 70_000}=y\n",
    ],
)
def test_text_that_no_file_can_hold(text: str) -> None:
    settings = {"source": APP}
    (report,) = dockerlabel.check("Dockerfile", text=text, settings=settings)
    assert "\ufffd" in report.document.text
    (fixed,) = dockerlabel.fix("Dockerfile", text=text, settings=settings)
    assert "\ufffd" in fixed.document.to_bytes().decode()
    assert dockerlabel.labels("Dockerfile", text=text)


@pytest.mark.parametrize("text", ["FROM\n", "FROM a b\n"])
def test_targets_of_a_file_that_does_not_read(text: str) -> None:
    message = "FROM requires either one or three arguments"
    (image,) = dockerlabel.labels("Dockerfile", text=text, settings={"targets": ["api"]})
    assert isinstance(image, dockerlabel.BuildError)
    assert image.message == message
