"""Fixes that several rules share, where they reach their limits."""

import pytest

from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.parser import MAX_LINE_BYTES
from dockerlabel.sources import annotations
from tests.rules.judge import SOURCE, judge_of

KEY = annotations.SOURCE


def padded(line: str, size: int) -> str:
    """Lines whose `@` is so many letters that the last one has that many bytes."""
    last = line.rpartition("\n")[2]
    return line.replace("@", "x" * (size - len(last) + 1))


@pytest.mark.parametrize(
    ("line", "spare", "fixed"),
    [
        pytest.param(f"LABEL {KEY}=https://github.com/a/b a=@", 9, True, id="longer value"),
        pytest.param(f"LABEL {KEY}=https://github.com/a/b a=@", 8, False, id="too long a value"),
        pytest.param(f"LABEL {KEY} {SOURCE}/@ x", 3, True, id="quotes"),
        pytest.param(f"LABEL {KEY} {SOURCE}/@ x", 1, False, id="too long for quotes"),
        pytest.param(f"LABEL a=@ {KEY}=x {KEY}={SOURCE}", 0, True, id="removal"),
        pytest.param(f"LABEL {KEY}=x \\\nb=@ {KEY}={SOURCE}", 6, True, id="joined lines"),
        pytest.param(f"LABEL {KEY}=x \\\nb=@ {KEY}={SOURCE}", 5, False, id="too long to join"),
    ],
)
def test_no_line_gets_too_long(line: str, spare: int, *, fixed: bool) -> None:
    rules = ["wrong-source", "legacy-label-syntax", "overridden-source"]
    judge = judge_of({"select": rules})
    text = f"FROM scratch\n{padded(line, MAX_LINE_BYTES - spare)}\n"
    outcome = judge.fix(text, Applicability.UNSAFE)
    assert outcome.rejected == ""
    assert bool(outcome.applied) is fixed
    assert bool(outcome.remaining) is not fixed
