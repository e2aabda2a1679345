"""Standard input: what editors and formatters need."""

from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

OTHER = "https://github.com/someone-else/tool"
BROKEN = b"FROM alpine\r\nLABLE a=\xe9\r\n"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


def test_fix_prints_the_whole_document(root: Path, dockerlabel: Program) -> None:
    write(root, b"something else")
    before = b"\xef\xbb\xbf# \xe9\r\nFROM alpine\r\nRUN true"
    after = b"\xef\xbb\xbf# \xe9\r\nFROM alpine\r\nLABEL %s=%s\r\nRUN true"
    expected = after % (KEY.encode(), ORG.encode())
    fixed = dockerlabel(root, "fix", "-", stdin=before)
    assert (fixed.status, fixed.output) == (0, expected)
    again = dockerlabel(root, "fix", "-", stdin=expected)
    assert (again.status, again.output, again.errors) == (0, expected, "")
    assert (root / "Dockerfile").read_bytes() == b"something else"


def test_fix_prints_a_right_document_unchanged(root: Path, dockerlabel: Program) -> None:
    fixed = dockerlabel(root, "fix", "--stdin-filename", "app.dockerfile", "-", stdin=labelled(ORG))
    assert (fixed.status, fixed.output, fixed.errors) == (0, labelled(ORG), "")


def test_the_name_decides_on_repository_and_settings(
    root: Path, make_repository: MakeRepository, dockerlabel: Program
) -> None:
    tools = make_repository("tools", origin="https://github.com/octo-org/tools")
    name = str(tools / "new" / "Dockerfile")
    fixed = dockerlabel(root, "fix", "--stdin-filename", name, "-", stdin=labelled(ORG))
    assert fixed.output == labelled("https://github.com/octo-org/tools")
    write(tools, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    fixed = dockerlabel(root, "fix", "--stdin-filename", name, "-", stdin=labelled(ORG))
    assert fixed.output == labelled(OTHER)
    # Without a name, the settings of the working directory count.
    assert dockerlabel(tools, "fix", "-", stdin=labelled(ORG)).output == labelled(OTHER)
    checked = dockerlabel(tools, "check", "-", stdin=labelled(ORG))
    assert checked.status == 1


def test_a_name_that_leads_nowhere_is_not_an_error(root: Path, dockerlabel: Program) -> None:
    """Helix hands its placeholder on as it is."""
    fixed = dockerlabel(root, "fix", "--stdin-filename", "%{buffer_name}", "-", stdin=b"FROM a\n")
    assert fixed.output == f"FROM a\nLABEL {KEY}={ORG}\n".encode()


def test_what_remains_goes_to_stderr(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository("fork", origin="https://github.com/mona/app")
    fixed = dockerlabel(root, "fix", "-", stdin=labelled(ORG))
    assert (fixed.status, fixed.output) == (0, labelled(ORG))
    assert fixed.errors.startswith("<stdin>:2:39: note forked-source ")
    named = dockerlabel(root, "fix", "--stdin-filename", "a.df", "-", stdin=labelled(ORG))
    assert named.errors.startswith("a.df:2:39: note forked-source ")
    unsafe = dockerlabel(root, "fix", "--unsafe-fixes", "-", stdin=labelled(ORG))
    assert unsafe.output == labelled("https://github.com/mona/app")


def test_a_syntax_error_gives_the_input_back(root: Path, dockerlabel: Program) -> None:
    fixed = dockerlabel(root, "fix", "-", stdin=BROKEN)
    assert (fixed.status, fixed.output) == (0, BROKEN)
    expected = "<stdin>:2:1: error invalid-syntax the build fails: unknown instruction"
    assert fixed.errors.startswith(expected)


@pytest.mark.parametrize("text", [b"", b"\n", b"\x00\xff", b"# only a comment"], ids=repr)
def test_no_dockerfile_comes_back_as_it_is(root: Path, dockerlabel: Program, text: bytes) -> None:
    fixed = dockerlabel(root, "fix", "-", stdin=text)
    assert (fixed.status, fixed.output) == (0, text)
    assert "invalid-syntax" in fixed.errors


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--no-such-option", "-"), id="unknown-option"),
        pytest.param(("--source", "no url", "-"), id="no-url"),
        pytest.param(("--select", "no-such-rule", "-"), id="no-rule"),
        pytest.param(("--config", "not-there.yaml", "-"), id="no-configuration"),
        pytest.param(("--fail-on", "disaster", "-"), id="no-severity"),
        pytest.param(("-", "Dockerfile"), id="standard-input-and-a-file"),
    ],
)
def test_wrong_usage_prints_nothing_to_stdout(
    root: Path, dockerlabel: Program, arguments: tuple[str, ...]
) -> None:
    write(root, b"FROM alpine\n")
    fixed = dockerlabel(root, "fix", *arguments, stdin=b"FROM alpine\n")
    assert (fixed.status, fixed.output) == (2, b"")
    assert fixed.errors


def test_wrong_configuration_prints_nothing_to_stdout(root: Path, dockerlabel: Program) -> None:
    write(root, b"remote: upstream\nsorce: x\n", ".dockerlabel.yaml")
    fixed = dockerlabel(root, "fix", "-", stdin=b"FROM alpine\n")
    assert (fixed.status, fixed.output) == (2, b"")
    assert ".dockerlabel.yaml:2: " in fixed.errors
    assert "'source'" in fixed.errors


def test_check_names_what_it_read(root: Path, dockerlabel: Program) -> None:
    checked = dockerlabel(root, "check", "--format", "json", "-", stdin=labelled(OTHER))
    assert (checked.status, checked.found) == (1, [("<stdin>", "wrong-source", "error")])
    named = dockerlabel(
        root, *("check", "--format", "concise", "--stdin-filename", "x/a.df", "-"), stdin=BROKEN
    )
    assert named.status == 1
    assert named.text.startswith("x/a.df:2:1: error invalid-syntax ")


def test_labels_reads_standard_input(root: Path, dockerlabel: Program) -> None:
    labels = dockerlabel(root, "labels", "--format", "json", "-", stdin=labelled(ORG))
    assert (labels.status, labels.json["path"]) == (0, "<stdin>")
    assert labels.json["labels"] == {KEY: ORG}


def test_a_diff_of_standard_input(root: Path, dockerlabel: Program) -> None:
    diff = dockerlabel(
        root, "fix", "--diff", "--stdin-filename", "a/Dockerfile", "-", stdin=labelled(OTHER)
    )
    assert diff.status == 1
    assert diff.text.startswith("--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -1,2 +1,2 @@\n")
    clean = dockerlabel(root, "fix", "--diff", "-", stdin=labelled(ORG))
    assert (clean.status, clean.output) == (0, b"")


FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")


@pytest.mark.parametrize(
    "name", ["https://mona:hunter7@h.example/x?token=hunter7", "u:hunter7@h.x/y"]
)
def test_a_name_that_is_a_url_is_masked(root: Path, dockerlabel: Program, name: str) -> None:
    commands = [("check", f"--output-format={each}") for each in FORMATS]
    for command in (*commands, ("labels",), ("fix", "--diff")):
        ended = dockerlabel(root, *command, "--stdin-filename", name, "-", stdin=labelled(OTHER))
        assert ended.status in {0, 1}
        assert "hunter7" not in ended.text + ended.errors, command
