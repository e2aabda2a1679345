"""Patterns of `${name#pattern}` and the like, against a slow and simple reading of the rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.dockerfile.patterns import (
    PatternError,
    compile_pattern,
    replace_all,
    replace_first,
    reverse_pattern,
    strip_prefix,
)

patterns = st.lists(st.sampled_from(["a", "b", "*", "?", "\\*", "\\?", "."]), max_size=5).map(
    "".join
)
values = st.text(st.sampled_from("ab*?.\n"), max_size=8)


def expression(pattern: str) -> re.Pattern[str]:
    tokens: list[str] = re.findall(r"\\.|.", pattern)
    special = {"*": "[^\n]*", "?": "[^\n]"}
    return re.compile("".join(special.get(each) or re.escape(each[-1]) for each in tokens))


def matches(pattern: str, value: str, start: int) -> list[int]:
    """All places where a match that begins at `start` may end."""
    whole = expression(pattern)
    ends = range(start, len(value) + 1)
    return [end for end in ends if whole.fullmatch(value, start, end)]


def leftmost(pattern: str, value: str, start: int) -> tuple[int, int] | None:
    """The first match from `start` on, the longest one there."""
    for place in range(start, len(value) + 1):
        if ends := matches(pattern, value, place):
            return place, ends[-1]
    return None


@given(patterns, values)
def test_shortest_prefix(pattern: str, value: str) -> None:
    end = min(matches(pattern, value, 0), default=0)
    assert strip_prefix(value, pattern, longest=False) == value[end:]


@given(patterns, values)
def test_longest_prefix(pattern: str, value: str) -> None:
    end = max(matches(pattern, value, 0), default=0)
    assert strip_prefix(value, pattern, longest=True) == value[end:]


@given(patterns, values)
def test_suffixes_are_prefixes_of_the_reverse(pattern: str, value: str) -> None:
    """A suffix that fits is a prefix that fits, both turned round."""
    whole = expression(pattern)
    starts = [start for start in range(len(value) + 1) if whole.fullmatch(value, start)]
    stripped = strip_prefix(value[::-1], reverse_pattern(pattern), longest=True)[::-1]
    assert stripped == value[: min(starts, default=len(value))]


@given(patterns, values)
def test_first_match(pattern: str, value: str) -> None:
    found = leftmost(pattern, value, 0)
    expected = f"{value[: found[0]]}<>{value[found[1] :]}" if found else value
    assert replace_first(value, pattern, replacement="<>") == expected


@given(patterns, values)
def test_every_match(pattern: str, value: str) -> None:
    """As Go's regexp does it: no empty match right after another."""
    out, copied, place = "", 0, 0
    while place <= len(value) and (found := leftmost(pattern, value, place)):
        start, end = found
        out += value[copied:start]
        out += "<>" if end > copied or start == 0 else ""
        copied = end
        place = end if end > place else place + 1
    assert replace_all(value, pattern, replacement="<>") == out + value[copied:]


@pytest.mark.parametrize(
    ("replacement", "result"),
    [
        pytest.param("x", "xx", id="plain"),
        pytest.param("<$0>", "<a><b>", id="the match"),
        pytest.param("<${0}>", "<a><b>", id="the match in braces"),
        pytest.param("<$1>", "<><>", id="no such group"),
        pytest.param("<$x>", "<><>", id="no such name"),
        pytest.param("$$", "$$", id="dollar sign"),
        pytest.param("<$>", "<$><$>", id="lone dollar sign"),
        pytest.param("\\", "\\\\", id="backslash"),
    ],
)
def test_replacement_of_every_match(replacement: str, result: str) -> None:
    assert replace_all("ab", "?", replacement=replacement) == result


def test_replacement_of_the_first_match_is_taken_as_it_is() -> None:
    assert replace_first("ab", "a", replacement="$0\\1") == "$0\\1b"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("\\.", r"invalid escape '\\\.'", id="dot"),
        pytest.param("a\\", "invalid escape '\\\\\ufffd'", id="end"),
        pytest.param("\\\n", "invalid escape '\\\\\n'", id="line feed"),
    ],
)
def test_refused(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "reversed_"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("ab*", "*ba", id="plain"),
        pytest.param("a\\*b", "b\\*a", id="escape stays before"),
        pytest.param("a\\", "\\a", id="lone escape"),
    ],
)
def test_reverse(pattern: str, reversed_: str) -> None:
    assert reverse_pattern(pattern) == reversed_


def test_many_stars_do_not_explode() -> None:
    value = "a" * 2000
    assert strip_prefix(value, "*a" * 50 + "b", longest=True) == value
    assert replace_all(value, "*a" * 50 + "b", replacement="x") == value
