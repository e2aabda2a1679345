"""No regular expression of ours takes more than quadratic time, by a tool that knows how they fail.

What is quadratic is for test_steps.py and test_credentials.py to find: regexploit speaks of what is
cubic or worse. It knows neither atomic groups nor possessive repeats, and is shown what they bound.
"""

import json
import subprocess
import sys
import warnings
from functools import cache
from typing import Any

import pytest

from tests.complexity.regexes import source_patterns
from tests.conftest import PROJECT

with warnings.catch_warnings():
    # It imports names of the standard library that Python 3.11 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find


class _Parser(SreOpParser):  # type: ignore[misc] # it ships no types
    def from_ATOMIC_GROUP(self, data: Any) -> Any:  # noqa: ANN401, N802 - its names and values
        return self.sequence_or_singleton(data)

    def from_POSSESSIVE_REPEAT(self, data: Any) -> Any:  # noqa: ANN401, N802 - the same
        return self.from_MAX_REPEAT(data)


def worst(pattern: str, flags: int = 0) -> int:
    """How the time grows with the text in the worst case: 0, or the exponent from three on."""
    parsed = _Parser().parse_sre(pattern, flags)
    return max((int(each.starriness) for each in find(parsed)), default=0) if parsed else 0


@cache
def runtime_patterns() -> tuple[tuple[str, int, str, int], ...]:
    """File, line, pattern and flags of what the package compiles when it is at work."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.complexity.regexes"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    return tuple((file, line, text, flags) for file, line, text, flags in json.loads(ended.stdout))


def all_patterns() -> set[tuple[str, int, str, int]]:
    """Also the literal ones of the source that no run has used."""
    literals = ((file, line, text, 0) for file, line, text in source_patterns() if text is not None)
    return {*runtime_patterns(), *literals}


def test_every_pattern_is_seen() -> None:
    """Those that are literals, and those that are put together when they are used."""
    seen = {(file, line) for file, line, _, _ in all_patterns()}
    assert [place for *place, _ in source_patterns() if tuple(place) not in seen] == []
    assert len(seen) > 80


def test_no_pattern_is_cubic_or_worse() -> None:
    assert [each for each in all_patterns() if worst(each[2], each[3])] == []


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", r"(?:\s*[a-z]*)*$x", r"x\s*\s*\s*y", "(?:(?>a+))+b", "(a++)+b"],
)
def test_the_tool_sees_what_is_bad(pattern: str) -> None:
    """Also where it is wrong to be afraid: it knows nothing of atomic groups."""
    assert worst(pattern) > 2
