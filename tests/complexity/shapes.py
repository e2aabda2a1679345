"""Files that grow: each shape makes a text of any size by repeating what may be costly."""

from collections.abc import Callable, Mapping
from typing import Any

from dockerlabel.sources import annotations
from tests.rules.judge import SOURCE

KEY = annotations.SOURCE
OTHER = "https://github.com/someone-else/tool"

Shape = Callable[[int], str]
"""From a number of repeated parts to a text."""


def _nested(size: int, start: str, end: str) -> str:
    return f"FROM scratch\nARG A\nLABEL a={start * size}x{end * size}\n"


def _lines(head: str, line: str) -> Shape:
    """A head, and a line that may hold its own number."""
    return lambda size: head + "".join(line.replace("@", str(number)) for number in range(size))


SHAPES: Mapping[str, Shape] = {
    "instructions": _lines("FROM scratch\n", "ENV A@=b\nRUN make x\n"),
    "labels in one LABEL": lambda size: (
        "FROM scratch\nLABEL a=1" + "".join(f" \\\n  k{number}=v" for number in range(size)) + "\n"
    ),
    "labels on one line": lambda size: (
        "FROM scratch\nLABEL" + "".join(f" k{number}=v" for number in range(size)) + "\n"
    ),
    "LABELs": _lines("FROM scratch\n", "LABEL k@=v\n"),
    "LABELs of one key": _lines("FROM scratch\n", "LABEL k=v@\n"),
    "sources in one stage": _lines("FROM scratch\n", f"LABEL {KEY}={OTHER}\n"),
    "sources in one LABEL": lambda size: "FROM scratch\nLABEL a=1" + f" {KEY}={OTHER}" * size,
    "right sources in one stage": _lines("FROM scratch\n", f"LABEL {KEY}={SOURCE}\n"),
    "sources in legacy form": _lines("FROM scratch\n", f"LABEL {KEY} {OTHER}\n"),
    "sources after ONBUILD": _lines("FROM scratch\n", f"ONBUILD LABEL {KEY}={OTHER}\n"),
    "sources in stages": _lines("", f"FROM scratch AS s@\nLABEL {KEY}={OTHER}\n"),
    "sources by arguments": _lines("FROM scratch\n", f"ARG S@={OTHER}\nLABEL {KEY}=$S@\n"),
    "misspelled keys": _lines(
        "FROM scratch\n", f"LABEL org.opencontainers.image.sources={OTHER}\n"
    ),
    "sources under an assumed origin": _lines("FROM scratch\n", f"LABEL {KEY}={OTHER}\n"),
    "targets with a source": _lines("", f"FROM scratch AS s@\nLABEL {KEY}={OTHER}\n"),
    "targets that lack a source": _lines("", "FROM alpine AS s@\nRUN true\n"),
    "targets with a source under an assumed origin": _lines(
        "", f"FROM scratch AS s@\nLABEL {KEY}={OTHER}\n"
    ),
    "targets that lack a source under an assumed origin": _lines(
        "", "FROM alpine AS s@\nRUN true\n"
    ),
    "stages": _lines("", "FROM alpine AS s@\nRUN true\n"),
    "stages that build on one another": _lines("FROM alpine AS s-1\n", "FROM s-1 AS s@\n"),
    "a chain of stages": lambda size: (
        "FROM alpine AS s0\nLABEL a=b\n"
        + "".join(f"FROM s{number} AS s{number + 1}\nLABEL k{number}=v\n" for number in range(size))
    ),
    "a chain of stages with variables": lambda size: (
        "FROM alpine AS s0\nARG PATH=x\n"
        + "".join(f"FROM s{number} AS s{number + 1}\nENV k{number}=$k0\n" for number in range(size))
    ),
    "a stage that is copied from": _lines(
        f"FROM alpine AS s\nLABEL {KEY}={OTHER}\nFROM b\n", "COPY --from=s x y\n"
    ),
    "stages that are copied from": lambda size: (
        "".join(f"FROM alpine AS s{number}\nLABEL {KEY}={OTHER}\n" for number in range(size))
        + "FROM scratch\n"
        + "".join(f"COPY --from=s{number} / /\n" for number in range(size))
    ),
    "triggers": _lines("FROM scratch AS base\n", "ONBUILD LABEL k@=v\n"),
    "triggers that run": lambda size: (
        "FROM scratch AS base\n"
        + "".join(f"ONBUILD LABEL k{number}=v\n" for number in range(size))
        + "FROM base\n"
    ),
    "triggers of triggers": lambda size: (
        "FROM scratch\nONBUILD" + " \\\nONBUILD" * size + " LABEL a=b\n"
    ),
    "continuation lines": lambda size: "FROM scratch\nRUN true" + " \\\n  && echo x" * size + "\n",
    "comments in a LABEL": lambda size: (
        "FROM scratch\nLABEL a=b \\\n" + "  # why \\\n" * size + "  c=d\n"
    ),
    "empty lines in a RUN": lambda size: "FROM scratch\nRUN true \\\n" + "\n" * size + "  x\n",
    "comments": _lines("", "# why\n"),
    "comments above FROM": lambda size: "# why\n" * size + "FROM scratch\n",
    "empty lines": lambda size: "FROM scratch\n" + "\n" * size,
    "carriage returns": lambda size: "FROM scratch\nLABEL a=b" + "\r" * size + "\n",
    "unused ignores": _lines("FROM scratch\n", "# dockerlabel: ignore[wrong-source] why\nRUN x@\n"),
    "ignores of one instruction": lambda size: (
        "# dockerlabel: ignore[wrong-source]\n" * size + "FROM scratch\n"
    ),
    "ignores of a file": _lines("FROM scratch\n", "# dockerlabel: ignore-file[wrong-source] x\n"),
    "ignores of many names": lambda size: (
        "# dockerlabel: ignore["
        + ", ".join(f"r{number}" for number in range(size))
        + "]\nFROM scratch\n"
    ),
    "ignores that are used": _lines(
        "", f"FROM scratch AS s@\n# dockerlabel: ignore[wrong-source]\nLABEL {KEY}={OTHER}\n"
    ),
    "ignores without an instruction": _lines(
        "FROM x\n", "# dockerlabel: ignore[wrong-source]\n#\n"
    ),
    "heredocs": _lines("FROM scratch\n", "RUN <<A\nx\nA\n"),
    "heredocs of one RUN": lambda size: "FROM scratch\nRUN" + " <<A" * size + "\n" + "A\n" * size,
    "a long heredoc": lambda size: "FROM scratch\nRUN <<A\n" + "x $A\n" * size + "A\n",
    "arguments": _lines("FROM scratch\n", "ARG A@=b\n"),
    "arguments that build on one another": lambda size: (
        "FROM scratch\nARG A0=x\n"
        + "".join(f"ARG A{number + 1}=$A{number}\n" for number in range(size))
        + f"LABEL a=$A{size}\n"
    ),
    "global arguments": lambda size: (
        "".join(f"ARG A{number}=b\n" for number in range(size)) + "FROM scratch\n"
    ),
    "variables in a value": lambda size: "FROM scratch\nARG A=b\nLABEL a=" + "$A" * size + "\n",
    "nested defaults": lambda size: _nested(size, "${A:-", "}"),
    "nested alternatives": lambda size: _nested(size, "${A:+", "}"),
    "nested defaults in quotes": lambda size: _nested(size, '"${A:-', '}"'),
    "braces that stay open": lambda size: _nested(size, "${A:-", ""),
    "nested patterns": lambda size: _nested(size, "${A#", "}"),
    "nested replacements": lambda size: _nested(size, "${A//", "/}"),
    "stars in a pattern": lambda size: (
        "FROM scratch\nARG A=" + "a" * size + "\nLABEL a=${A##" + "*a" * size + "b}\n"
    ),
    "quotes": lambda size: "FROM scratch\nLABEL a=" + "\"b\"'c'" * size + "\n",
    "escapes": lambda size: "FROM scratch\nLABEL a=" + "\\\\" * size + "b\n",
    "a long value": lambda size: f'FROM scratch\nLABEL {KEY}="' + "x" * size + '"\n',
    "a long URL": lambda size: f"FROM scratch\nLABEL {KEY}={OTHER}" + "/x" * size + "\n",
    "user parts": lambda size: f"FROM scratch\nLABEL {KEY}=https://" + "a:b@" * size + "c/d/e\n",
    "URLs in a value": lambda size: (
        f'FROM scratch\nLABEL {KEY}="' + "https://a:b@c/d " * size + '"\n'
    ),
    "user parts that line ends cut": lambda size: (
        "FROM scratch\n" + f"LABEL {KEY}=https://a:b\\\n@c/d/e\n" * size
    ),
    "a user part that line ends cut": lambda size: (
        f"FROM scratch\nLABEL {KEY}=https://a:b" + "\\\nb" * size + "@c/d/e\n"
    ),
    "schemes in a value": lambda size: f"FROM scratch\nLABEL {KEY}=" + "https://" * size + "\n",
    "colons in a value": lambda size: f"FROM scratch\nLABEL {KEY}=" + "a:" * size + "\n",
    "NULs": lambda size: "FROM scratch\nLABEL a=" + "\0" * size + "\n" + "\0\n" * size,
    "lone surrogates": lambda size: (
        "FROM scratch\nLABEL a=" + "\udcff" * size + "\nLABEL \udc80=b\n"
    ),
    "JSON arrays": lambda size: "FROM scratch\nCMD [" + '"a", ' * size + '"b"]\n',
    "escapes in a JSON array": lambda size: "FROM scratch\nCMD [" + ' \\\n"\\n",' * size + '"a"]\n',
    "nested JSON": lambda size: "FROM scratch\nCMD " + "[" * size + "]" * size + "\n",
    "flags": lambda size: "FROM scratch\nCOPY " + "--link " * size + "a b\n",
    "directives": lambda size: "# check=skip=a\n" + "# syntax=a\n" * size + "FROM scratch\n",
}


def _targets(size: int) -> dict[str, Any]:
    return {"targets": [f"s{number}" for number in range(size)]}


_ASSUMED = {"remotes": {"origin": SOURCE}}
"""What a clone says by itself: it may be a fork's, and the file is searched for signs of that."""

SURROUNDINGS: Mapping[str, Callable[[int], Mapping[str, Any]]] = {
    "sources under an assumed origin": lambda _size: _ASSUMED,
    "targets with a source": _targets,
    "targets that lack a source": _targets,
    "targets with a source under an assumed origin": lambda size: _targets(size) | _ASSUMED,
    "targets that lack a source under an assumed origin": lambda size: _targets(size) | _ASSUMED,
}
"""What `judge_of` takes for the shapes that need more than a declared source."""
