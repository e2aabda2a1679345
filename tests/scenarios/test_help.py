"""Help and version, for a newcomer."""

import argparse
from pathlib import Path

import pytest

from dockerlabel import __version__
from dockerlabel.cli.commands import COMMANDS
from tests.scenarios.program import Program

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
    "completion": "SHELL bash zsh fish",
    "server": "--stdio",
    "source": "--source --remote --host --config --isolated --output-format PATH",
    "labels": "--target --build-arg --platform --output-format --stdin-filename PATH",
    "verify": (
        "--select --ignore --source --remote --host --fail-on --config --isolated --dockerfile "
        "--output-format IMAGE docker://NAME"
    ),
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
    assert ("Exit code" in shown.text) is (command not in {"completion", "server"})
    options = shown.text.partition("\noptions:\n")[2]
    lines = [line for line in options.splitlines() if line.startswith("  -")]
    following = dict(zip(options.splitlines(), options.splitlines()[1:], strict=False))
    bare = [line for line in lines if "   " not in line.strip() and "  " not in line.strip()]
    assert [line for line in bare if not following[line].startswith(" " * 8)] == []
    assert max(map(len, shown.text.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_options_is_short(command: str) -> None:
    parser = argparse.ArgumentParser()
    for add in COMMANDS[command].parts:
        add(parser)
    helps = [each.help or "" for each in parser._actions[1:]]  # noqa: SLF001 - argparse has no list
    assert [each for each in helps if len(each) > 60 or each.endswith(".")] == []
    assert [each for each in helps if command != "completion" and not each[0].isupper()] == []


def test_the_program_explains_itself(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path, "--help")
    assert shown.status == 0
    for word in (*OPTIONS, "org.opencontainers.image.source", "git remote", "Exit code"):
        assert word in shown.text
    assert max(map(len, shown.text.splitlines())) <= 80


def test_the_version(tmp_path: Path, dockerlabel: Program) -> None:
    for option in ("--version", "-V"):
        assert dockerlabel(tmp_path, option).text == f"dockerlabel {__version__}\n"


def test_without_a_command_it_explains_itself(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path)
    assert (shown.status, shown.text) == (2, "")
    assert shown.errors == dockerlabel(tmp_path, "--help").text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("chekc", "unknown command chekc; did you mean check?", id="misspelled"),
        pytest.param(
            "nonsense",
            "unknown command nonsense; the commands are check, fix, source, labels, verify, "
            "config, rule, completion, server",
            id="unlike-any",
        ),
        pytest.param(
            "Dockerfile",
            "unknown command Dockerfile; did you mean dockerlabel check Dockerfile?",
            id="a-path",
        ),
        pytest.param("\x1b[31m", "unknown command \\x1b[31m; the commands are check", id="escapes"),
        pytest.param(
            "--select missing-source fix",
            "options must follow the command: dockerlabel fix --select",
            id="an-option-before-it",
        ),
        pytest.param("--quiet", "dockerlabel COMMAND --quiet", id="an-option-without-it"),
        pytest.param(
            "check --quite", "unrecognized arguments: --quite; did you mean --quiet?", id="option"
        ),
        pytest.param("check --selct=x", "--selct=x; did you mean --select?", id="with-a-value"),
        pytest.param("check --diff", "--diff; fix has it", id="an-option-of-another"),
        pytest.param("fix --add-ignore=x", "=x; check has it", id="an-option-much-like-another"),
        pytest.param("-v", "unrecognized arguments: -v; did you mean -V?", id="letter-case"),
        pytest.param(
            "check --fix", "--fix; dockerlabel fix does that", id="an-option-for-a-command"
        ),
        pytest.param("help", "unknown command help; did you mean --help?", id="help"),
        pytest.param(
            "labels --select=x",
            "--select=x; check, fix, verify and config have it",
            id="of-four-others",
        ),
        pytest.param(
            "source --statistics", "--statistics; check and fix have it", id="of-two-others"
        ),
        pytest.param(
            "check --nonsense",
            "unrecognized arguments: --nonsense; see `dockerlabel check --help`\n",
            id="no-option",
        ),
        pytest.param("check --add-ignore", "--add-ignore requires a reason, such", id="no-reason"),
        pytest.param("check --format text", "use full or concise\n", id="text"),
        pytest.param("check --stdin", "--stdin; did you mean --stdin-filename?", id="--stdin"),
        pytest.param("check --force", "--force; did you mean --force-exclude?", id="--force"),
        pytest.param(
            "check --exclude=x", "--exclude=x; set `exclude` in .dockerlabel.yaml", id="a-setting"
        ),
        pytest.param(
            "check --hosts=x", "--hosts=x; did you mean --host?", id="a-setting-with-an-option"
        ),
        pytest.param("fix --dry-run", "--dry-run; did you mean --diff?", id="--dry-run"),
        pytest.param("check --dry-run", "--dry-run; fix has --diff", id="--dry-run-of-check"),
        pytest.param(
            "check --exit-zero", "--exit-zero; did you mean --fail-on never?", id="--exit-zero"
        ),
        pytest.param("fix --format sarif", "--format; check has it", id="a-format-of-check"),
        pytest.param(
            "fix --format=json", "=json; check, source, labels, verify, config", id="json"
        ),
        pytest.param(
            "source --format sarif", "only dockerlabel check has sarif; use text", id="sarif"
        ),
        pytest.param("check --verbose", "--verbose; see `dockerlabel check -", id="--verbose"),
        pytest.param("check --watch", "--watch; see `dockerlabel check -", id="--watch"),
        pytest.param("check --no-fail", "--no-fail; see `dockerlabel check -", id="--no-fail"),
        pytest.param("fix --in-place", "--in-place; see `dockerlabel fix -", id="--in-place"),
    ],
)
def test_a_mistake_brings_what_is_meant(
    tmp_path: Path, dockerlabel: Program, line: str, told: str
) -> None:
    (tmp_path / "Dockerfile").touch()
    refused = dockerlabel(tmp_path, *line.split())
    assert (refused.status, refused.text) == (2, "")
    assert told in refused.errors
    assert refused.errors.startswith("usage: dockerlabel ")
    assert refused.errors.count("\n") == 2


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


@pytest.mark.parametrize("columns", [pytest.param(80, id="narrow"), pytest.param(120, id="wide")])
def test_help_fills_the_terminal(tmp_path: Path, dockerlabel: Program, columns: int) -> None:
    shown = dockerlabel(tmp_path, "fix", "--help", COLUMNS=str(columns))
    assert columns - 30 < max(map(len, shown.text.splitlines())) <= columns
