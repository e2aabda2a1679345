"""Reads and writes the `console` blocks of the documentation.

A comment is before each block, and says where its commands run:

`<!-- in SCENARIO -->`
    In a copy of `fixtures/docs/SCENARIO`, which is a git repository. Its `.scenario.yaml` holds
    `remotes` (name: URL), or `clones` for a folder of repositories, the remotes of each; and
    `configuration`, the text of `.dockerlabel.yaml`, if there is one: a file of that name among the
    fixtures would count there, not this project's. Blocks of one scenario on a page run
    one after the other in the same copy, so that one sees what another did.
`<!-- not run: REASON -->`
    Nowhere: it needs what a test has not.

A line that begins with `$ ` is a command, for bash; a command goes on while its lines end in a
backslash. What is below it, up to the next command, is all that it prints, errors included. A
line `…` is for any lines.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*) -->\n)?^```console\n(?P<body>.*?)^```\n", re.MULTILINE | re.DOTALL
)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


class Step(NamedTuple):
    """A command and what it prints."""

    command: str
    output: str


class Block(NamedTuple):
    """The commands of a block, and the note before it."""

    note: str
    steps: tuple[Step, ...]

    @property
    def scenario(self) -> str:
        """Where it runs; empty: it does not."""
        return self.note.removeprefix("in ") if self.note.startswith("in ") else ""


def blocks_of(page: Path) -> tuple[Block, ...]:
    """The blocks of a page in their order."""
    return tuple(_block(found) for found in _BLOCK.finditer(page.read_text(encoding="utf-8")))


def write_outputs(page: Path, outputs: Iterator[str]) -> None:
    """Rewrite what the commands of a page print; outputs with `…` in them stay if they fit."""

    def rewritten(found: re.Match[str]) -> str:
        block = _block(found)
        if not block.scenario:
            return found[0]
        steps = "".join(_text(step, next(outputs)) for step in block.steps)
        return f"<!-- {block.note} -->\n```console\n{steps}```\n"

    text = page.read_text(encoding="utf-8")
    page.write_text(_BLOCK.sub(rewritten, text), encoding="utf-8", newline="\n")


def fits(expected: str, output: str) -> bool:
    """Whether an output is what a page says."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…\n" else re.escape(line)
        for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, output) is not None


def _block(found: re.Match[str]) -> Block:
    _, *parts = _COMMAND.split(found["body"])
    steps = (Step(*pair) for pair in zip(parts[::2], parts[1::2], strict=True))
    return Block(found["note"] or "", tuple(steps))


def _text(step: Step, output: str) -> str:
    return f"$ {step.command}\n{step.output if fits(step.output, output) else output}"
