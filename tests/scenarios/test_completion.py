"""Real shells complete command lines with the scripts that `dockerlabel completion` prints."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockerlabel.cli.options import SHELLS
from tests.programs import path_of
from tests.scenarios.program import Program
from tests.scenarios.terminal import Terminal

CASES = {
    "a-command": ("che", ["check"]),
    "another-command": ("conf", ["config"]),
    "an-option": ("check --sel", ["check", "--select"]),
    "an-option-behind-a-path": ("fix Dockerfile --un", ["fix", "Dockerfile", "--unsafe-fixes"]),
    "an-option-of-another-command": ("source --un", ["source", "--un"]),
    "one-of-two-choices": ("check --fail-on n", ["check", "--fail-on", "n"]),
    "the-only-choice": ("check --fail-on nev", ["check", "--fail-on", "never"]),
    "a-format": ("check --format sar", ["check", "--format", "sarif"]),
    "another-name-of-it": ("check --output-format jun", ["check", "--output-format", "junit"]),
    "a-format-of-others": ("source --format js", ["source", "--format", "json"]),
    "a-rule": ("check --select wron", ["check", "--select", "wrong-source"]),
    "a-second-rule": (
        "fix --ignore wrong-source,ssh",
        ["fix", "--ignore", "wrong-source,ssh-source"],
    ),
    "a-rule-page": ("rule git-s", ["rule", "git-suffix-in-source"]),
    "a-second-page": ("rule wrong-source git-s", ["rule", "wrong-source", "git-suffix-in-source"]),
    "a-file": ("check images/Dockerfile.d", ["check", "images/Dockerfile.dev"]),
    "a-second-file": ("fix a images/Dockerfile.d", ["fix", "a", "images/Dockerfile.dev"]),
    "a-configuration": ("labels --config set", ["labels", "--config", "settings.yaml"]),
    "a-path-behind-an-option": ("check -q setti", ["check", "-q", "settings.yaml"]),
    "a-shell": ("completion fi", ["completion", "fish"]),
}
"""What is typed before the tabulator, and the arguments that it becomes."""

_STARTS = {
    "bash": (
        "source dockerlabel.script\nbind 'set bell-style none' 'set show-all-if-ambiguous off'\n"
        "PS1='READY'\ndockerlabel() { printf '%s\\n' \"$@\" > taken; }\n"
    ),
    "zsh": (
        "fpath=($PWD/functions $fpath)\nautoload -U compinit && compinit -u -D\n"
        "unsetopt beep\nsetopt no_auto_menu\nPROMPT=READY\n"
        'dockerlabel() { print -rl -- "$@" > taken; }\n'
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shells")
    (folder / "images").mkdir()
    (folder / "functions").mkdir()
    for name in ("images/Dockerfile.dev", "settings.yaml"):
        (folder / name).touch()
    return folder


def script(folder: Path, dockerlabel: Program, shell: str) -> str:
    printed = dockerlabel(folder, "completion", shell)
    assert (printed.status, printed.errors) == (0, "")
    return printed.text


class Shell:
    """An interactive shell in which `dockerlabel` writes its arguments into a file."""

    def __init__(self, terminal: Terminal, taken: Path) -> None:
        self._terminal, self._taken = terminal, taken

    def complete(self, typed: str) -> list[str]:
        """The arguments that a line has, once the tabulator and return were pressed."""
        self._taken.unlink(missing_ok=True)
        self._ready()
        self._terminal.type(f"dockerlabel {typed}\t")
        self._terminal.type("\r")
        self._terminal.wait(lambda: self._taken.exists() and self._taken.stat().st_size > 0)
        return self._taken.read_text().splitlines()

    def _ready(self) -> None:
        self._terminal.wait(lambda: self._terminal.lines[-1:] == ["READY"])


@pytest.fixture(scope="module")
def bash(folder: Path, dockerlabel: Program) -> Iterator[Shell]:
    (folder / "dockerlabel.script").write_text(script(folder, dockerlabel, "bash"))
    (folder / "start.bash").write_text(_STARTS["bash"])
    yield from started((path_of("bash"), "--rcfile", "start.bash", "-i"), folder)


@pytest.fixture(scope="module")
def zsh(folder: Path, dockerlabel: Program) -> Iterator[Shell]:
    (folder / "functions" / "_dockerlabel").write_text(script(folder, dockerlabel, "zsh"))
    (folder / ".zshrc").write_text(_STARTS["zsh"])
    yield from started((path_of("zsh"), "-d", "-i"), folder)


def started(command: tuple[str, ...], folder: Path) -> Iterator[Shell]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ZDOTDIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    with Terminal(command, folder=folder, environment=environment) as terminal:
        yield Shell(terminal, folder / "taken")


every_case = pytest.mark.parametrize(("typed", "becomes"), CASES.values(), ids=CASES.keys())


@every_case
def test_bash(bash: Shell, typed: str, becomes: list[str]) -> None:
    assert bash.complete(typed) == becomes


@every_case
def test_zsh(zsh: Shell, typed: str, becomes: list[str]) -> None:
    assert zsh.complete(typed) == becomes


@pytest.fixture(scope="module")
def fish(folder: Path, dockerlabel: Program) -> dict[str, list[str]]:
    """The candidates of each case: what fish would offer, by its own word."""
    (folder / "dockerlabel.fish").write_text(script(folder, dockerlabel, "fish"))
    code = ["source dockerlabel.fish"]
    for name, (typed, _) in CASES.items():
        code += [f"echo '= {name}'", f"complete -C 'dockerlabel {typed}'"]
    ran = subprocess.run(
        (path_of("fish"), "--no-config", "-c", "\n".join(code)),
        check=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stderr == ""
    found: dict[str, list[str]] = {}
    for line in ran.stdout.splitlines():
        if line.startswith("= "):
            offered = found.setdefault(line.removeprefix("= "), [])
        else:
            offered.append(line.partition("\t")[0])
    return found


@pytest.mark.parametrize("name", CASES)
def test_fish(fish: dict[str, list[str]], name: str) -> None:
    typed, becomes = CASES[name]
    begun = typed.split()[-1]
    offered = [each for each in fish[name] if each.startswith(begun)]
    if becomes[-1] == begun:
        assert len(offered) != 1
    else:
        assert offered == [becomes[-1]]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_is_one_for_its_shell(tmp_path: Path, dockerlabel: Program, shell: str) -> None:
    """Each shell finds no fault with its own script."""
    path = tmp_path / "script"
    path.write_text(script(tmp_path, dockerlabel, shell))
    subprocess.run((path_of(shell), "-n", str(path)), check=True, timeout=60)


def test_a_shell_that_has_none(tmp_path: Path, dockerlabel: Program) -> None:
    refused = dockerlabel(tmp_path, "completion", "tcsh")
    assert (refused.status, refused.output) == (2, b"")
    assert "choose from" in refused.errors
