"""What files, repositories and settings say is shown as it is meant, by every command.

Reports of `check` have tests of their own (test_reports.py), with names and values of this kind.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.scenarios.program import KEY, ORG, Program, write
from tests.scenarios.report_readers import read_commands

ODD = "\x1b[31m\x07\u202e\u2066\x9b2J\u200b"
"""Colours, a bell, text that runs backwards, a control sequence in one character."""

COMMANDS = ("::error file=a::b", "##[add-mask]c")
ACTIONS = {"GITHUB_ACTIONS": "true"}

CONFIGURATION = f"""\
build-args: {{"A": "::error::{COMMANDS[1]} \\e[31m\\u202e\\n::error::x"}}
overrides:
  - files: ["Dockerfile", "::error::x/{COMMANDS[1]}\\e\\\\[31m"]
    source: https://github.com/octo-org/app
    reason: "because\\n::error::x {COMMANDS[1]} \\e[31m\\u202e"
"""

DOCKERFILE = f"""\
# syntax=docker/dockerfile:1
# dockerlabel: ignore[wrong-source] {ODD} {COMMANDS[1]}
# dockerlabel: ignore[{COMMANDS[1]}] ::error::x
FROM alpine:3 AS base
ARG A
LABEL "::error file::b"="\rc ::error::x" "{ODD}"="{ODD}" c="{COMMANDS[1]}" a=$A
FROM base
LABEL last=\\
::error::x{ODD}{COMMANDS[1]}
"""

BROKEN = f"""\
FROM base AS {ODD}::error::x
{COMMANDS[0]} {COMMANDS[1]}{ODD}
"""

PATHS = {
    "Dockerfile": DOCKERFILE,
    f"::error file=a::b{ODD}\n::error::x\r/Dockerfile": DOCKERFILE,
    f"{COMMANDS[1]}.dockerfile": BROKEN,
}

VIEWS: Mapping[str, tuple[str, ...]] = {
    **{f"check {name}": ("check", f"--format={name}") for name in ("full", "concise", "json")},
    **{f"check {name}": ("check", f"--format={name}") for name in ("sarif", "gitlab", "junit")},
    "check statistics": ("check", "--statistics"),
    "check of one rule": ("check", "--select=unused-ignore,invalid-syntax", "--format=full"),
    "check of what does not exist": ("check", f"{ODD}\n{COMMANDS[0]}", "--format=concise"),
    "check of an unknown rule": ("check", f"--select={ODD}\n{COMMANDS[0]}"),
    "check with an unknown option": ("check", f"--{ODD}\n{COMMANDS[0]}", "--format=full"),
    "check of another source": ("check", f"--source={ODD}\n{COMMANDS[0]}"),
    "check with another configuration": (
        "check",
        f"--config={ODD}\n{COMMANDS[0]}",
        "--format=full",
    ),
    "check of an unknown format": ("check", f"--format={ODD}\n{COMMANDS[0]}"),
    "an unknown command": (f"{ODD}\n{COMMANDS[0]}",),
    "fix": ("fix",),
    "fix unsafe": ("fix", "--unsafe-fixes"),
    "add ignores": ("check", "--add-ignore=later", "--format=concise"),
    "source": ("source", *PATHS, "."),
    "source json": ("source", "--format=json", *PATHS),
    "labels": ("labels",),
    "labels json": ("labels", "--format=json"),
    "labels of a target": ("labels", f"--target={ODD}\n{COMMANDS[0]}"),
    "labels of a platform": ("labels", f"--platform={ODD}/{COMMANDS[0]}"),
    "config": ("config", *PATHS),
    "config json": ("config", "--format=json", *PATHS),
    "rule": ("rule",),
    "rule json": ("rule", "--format=json"),
    "unknown rule": ("rule", f"{ODD}\n{COMMANDS[0]}"),
}


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin="git@github.com:octo-org/app.git")
    for name, text in PATHS.items():
        write(root, text.encode(), name)
    write(root, CONFIGURATION.encode(), ".dockerlabel.yaml")
    name = f"::error::{COMMANDS[1]}\x1b[31m\u202e"
    git(root, "config", f"remote.{name}.url", f"https://example.org/{ODD}{COMMANDS[1]}")
    git(root, "config", f"remote.{name}.pushurl", f"\n{COMMANDS[0]}\n{ODD}")
    git(root, "config", f"url.{COMMANDS[0]}{ODD}.insteadOf", "https://example.org/")
    return root


@pytest.mark.parametrize("arguments", VIEWS.values(), ids=VIEWS)
def test_every_view_is_escaped(
    root: Path, dockerlabel: Program, arguments: tuple[str, ...]
) -> None:
    """No line holds what a terminal obeys, and none is a command of GitHub's runner."""
    told = dockerlabel(root, *arguments, **ACTIONS)
    assert told.output or told.errors
    for text in (told.text, told.errors):
        assert [line for line in text.split("\n") if not line.isprintable()] == []
        assert read_commands(text) == []


def test_the_views_show_what_is_hostile(root: Path, dockerlabel: Program) -> None:
    """Else the test above would show little."""
    labels = dockerlabel(root, "labels", **ACTIONS).text
    assert "\\x1b[31m\\x07\\u202e\\u2066\\x9b2J\\u200b" in labels
    assert "#\\x23[add-mask]c" in labels
    assert "  \\x3a:error file::b " in labels
    assert "#\\u0023[add-mask]c" in dockerlabel(root, "labels", "--format=json").text
    assert "insteadof" not in dockerlabel(root, "source").text.lower()
    source = dockerlabel(root, "source", *PATHS).text
    assert "  remote ::error::#\\x23[add-mask]c\\x1b[31m\\u202e https://example.org/" in source
    assert ".dockerlabel.yaml:3" in dockerlabel(root, "config", "Dockerfile").text
    assert json.loads(dockerlabel(root, "labels", "--format=json", "Dockerfile").output)["labels"][
        "::error file::b"
    ] == ("\rc ::error::x")


CONFIGURATIONS = {
    "unknown key": '"\\e[31m\\n::error::x ##[add-mask]c": 1\n',
    "unknown rule": 'select: ["\\e[31m\\n::error::x ##[add-mask]c"]\n',
    "no YAML": "a: [\u202e ##[add-mask]c\n::error::x",
    "tag": "source: !<\u202e##[add-mask]c> x",
    "key twice": '{"\\e[31m##[add-mask]c": 1, "\\e[31m##[add-mask]c": 2}\n',
    "no source": 'source: "\\e[31m\\n::error::x ##[add-mask]c"\n',
    "unused override": "overrides: [{files: ['::error::x ##[add-mask]c\u202e'], fail-on: never}]",
}


@pytest.mark.parametrize("text", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
@pytest.mark.parametrize("command", ["check", "fix", "source", "labels", "config"])
def test_errors_of_the_configuration_are_escaped(
    root: Path, dockerlabel: Program, command: str, text: str
) -> None:
    write(root, text.encode(), ".dockerlabel.yaml")
    told = dockerlabel(root, command, **({} if command == "check" else ACTIONS))
    for each in (told.text, told.errors):
        assert [line for line in each.split("\n") if not line.isprintable()] == []
        assert read_commands(each) == []


# --------------------------------------------------------------------------- diffs and documents

LINES = {
    "command": "RUN true \\\n  ::error::x\n",
    "older command": "RUN echo '##[add-mask]c'\n",
    "after a carriage return": 'RUN echo "\r::error::x"\n',
    "set by the file": "RUN true \\\n ::stop-commands::mine\n",
    "ends of the guard": "RUN true \\\n ::mine::\n",
}


def obeyed(log: str) -> list[str]:
    """The commands that the runner takes of a log, by its rules for `stop-commands`.

    It reads lines that end at either line end, and takes nothing until the word that ends it.
    """
    found: list[str] = []
    word = None
    for line in re.split("\r\n|\r|\n", log):
        for command in read_commands(line):
            if word is None and command.name == "stop-commands":
                word = command.data
            elif command.name == word:
                word = None
            elif word is None:
                found.append(command.name)
    return found if word is None else [*found, "stop-commands"]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_diff_in_the_log_of_github_actions(
    make_repository: MakeRepository, dockerlabel: Program, line: str
) -> None:
    """None of its lines is a command there, and git applies it all the same."""
    root = make_repository(origin=ORG)
    before = f"FROM alpine\n{line}".encode()
    path = write(root, before)
    bare = dockerlabel(root, "fix", "--diff")
    diff = dockerlabel(root, "fix", "--diff", **ACTIONS)
    assert obeyed(bare.text) != []
    assert obeyed(diff.text) == []
    assert obeyed(dockerlabel(root, "fix", "--diff", "--color", "always", **ACTIONS).text) == []
    assert bare.output in diff.output
    subprocess.run(["git", "apply", "-"], cwd=root, input=diff.output, check=True)
    after = path.read_bytes()
    path.write_bytes(before)
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == after


def test_a_harmless_diff_has_nothing_around_it(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=ORG)
    write(root, b"FROM alpine\n")
    assert dockerlabel(root, "fix", "--diff", **ACTIONS).text.startswith("--- a/Dockerfile\n")


def test_the_word_of_the_guard_is_another_each_time(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=ORG)
    write(root, b"FROM alpine\nRUN true \\\n ::error::x\n")
    first, second = (dockerlabel(root, "fix", "--diff", **ACTIONS).text for _ in "ab")
    assert first.splitlines()[0] != second.splitlines()[0]
    assert re.fullmatch("::stop-commands::[0-9a-f]{32}", first.splitlines()[0])


HOSTILE_DOCUMENT = f"FROM alpine\r\nRUN echo\t'{ODD}' \\\r\n  \udcff\r\n"


STYLES = re.compile(r"\x1b\[(?:0|1|1;34|31|32)m")


def at_a_terminal(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """What the program writes to a terminal, whose line ends are CR LF."""
    ours, theirs = os.openpty()
    ended = subprocess.Popen(
        (sys.executable, "-m", "dockerlabel", *arguments),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    assert ended.stdin
    ended.stdin.write(stdin)
    ended.stdin.close()
    data = b"".join(_chunks(ours))
    ended.wait(60)
    os.close(ours)
    return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def _chunks(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(terminal, 65_536)
        except OSError:  # Linux's answer once nobody has the other end
            return
        if not chunk:
            return
        yield chunk


SAFE = "\\x1b[31m\\x07\\u202e\\u2066\\x9b2J\\u200b"


def test_a_diff_at_a_terminal_is_escaped(make_repository: MakeRepository) -> None:
    root = make_repository(origin=ORG)
    write(root, HOSTILE_DOCUMENT.encode("utf-8", "surrogateescape"))
    # The styles that the program sets itself are no part of the file.
    shown = STYLES.sub("", at_a_terminal(root, "fix", "--diff"))
    assert all(line.isprintable() for line in shown.replace("\t", "").split("\n"))
    assert f" RUN echo\t'{SAFE}' \\\n   \\xff\n" in shown
    assert f"+LABEL {KEY}={ORG}\n" in shown


def test_a_document_at_a_terminal_is_escaped(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    """A program that reads it gets every byte."""
    root = make_repository(origin=ORG)
    data = HOSTILE_DOCUMENT.encode("utf-8", "surrogateescape")
    shown = at_a_terminal(root, "fix", "-", stdin=data)
    assert all(line.isprintable() for line in shown.replace("\t", "").split("\n"))
    assert f"RUN echo\t'{SAFE}' \\\n  \\xff\n" in shown
    piped = dockerlabel(root, "fix", "-", stdin=data)
    assert piped.output == data.replace(
        b"alpine\r\n", f"alpine\r\nLABEL {KEY}={ORG}\r\n".encode(), 1
    )
