"""Help and version, for a newcomer."""

from pathlib import Path

import pytest

from dockerlabel import __version__
from tests.e2e.program import Program

OPTIONS = {
    "check": (
        "--select --ignore --target --build-arg --source --remote --host --fail-on --config "
        "--isolated --force-exclude --quiet --color --output-format --output-file --statistics "
        "--stdin-filename --add-ignore PATH"
    ),
    "fix": (
        "--select --ignore --target --build-arg --source --remote --host --fail-on --config "
        "--isolated --force-exclude --quiet --color --stdin-filename --diff --unsafe-fixes "
        "--exit-non-zero-on-fix --statistics PATH"
    ),
    "source": "--source --remote --host --config --isolated --output-format PATH",
    "labels": "--target --build-arg --platform --output-format --stdin-filename PATH",
    "config": (
        "--select --ignore --target --build-arg --source --remote --host --fail-on --config "
        "--isolated --output-format PATH"
    ),
    "rule": "--output-format NAME",
}


@pytest.mark.parametrize("command", OPTIONS)
def test_each_command_explains_itself(tmp_path: Path, dockerlabel: Program, command: str) -> None:
    shown = dockerlabel(tmp_path, command, "--help")
    assert (shown.status, shown.errors) == (0, "")
    assert shown.text.startswith(f"usage: dockerlabel {command} ")
    for option in OPTIONS[command].split():
        assert option in shown.text
    assert "Exit status" in shown.text
    options = shown.text.partition("\noptions:\n")[2]
    lines = [line for line in options.splitlines() if line.startswith("  -")]
    following = dict(zip(options.splitlines(), options.splitlines()[1:], strict=False))
    bare = [line for line in lines if "   " not in line.strip() and "  " not in line.strip()]
    assert [line for line in bare if not following[line].startswith(" " * 8)] == []
    assert max(map(len, shown.text.splitlines())) <= 80


def test_the_program_explains_itself(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path, "--help")
    assert shown.status == 0
    for word in (*OPTIONS, "org.opencontainers.image.source", "git remote", "Exit status"):
        assert word in shown.text
    assert max(map(len, shown.text.splitlines())) <= 80


def test_the_version(tmp_path: Path, dockerlabel: Program) -> None:
    assert dockerlabel(tmp_path, "--version").text == f"dockerlabel {__version__}\n"


def test_options_are_not_abbreviated(tmp_path: Path, dockerlabel: Program) -> None:
    """An abbreviation in somebody's script would break with the next option."""
    assert dockerlabel(tmp_path, "fix", "--unsafe").status == 2


@pytest.mark.parametrize(
    ("variables", "arguments", "colored"),
    [
        pytest.param({}, (), False, id="no-terminal"),
        pytest.param({}, ("--color", "always"), True, id="always"),
        pytest.param({"FORCE_COLOR": "1"}, (), True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": "1"}, ("--color", "never"), False, id="never"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False, id="NO_COLOR"),
    ],
)
def test_colors(
    tmp_path: Path,
    dockerlabel: Program,
    variables: dict[str, str],
    arguments: tuple[str, ...],
    *,
    colored: bool,
) -> None:
    checked = dockerlabel(tmp_path, "check", *arguments, "-", stdin=b"LABLE\n", **variables)
    assert ("\x1b[" in checked.text) is colored


@pytest.mark.parametrize("columns", [pytest.param(80, id="narrow"), pytest.param(200, id="wide")])
def test_help_fills_the_terminal(tmp_path: Path, dockerlabel: Program, columns: int) -> None:
    shown = dockerlabel(tmp_path, "check", "--help", COLUMNS=str(columns))
    assert columns - 30 < max(map(len, shown.text.splitlines())) <= columns
