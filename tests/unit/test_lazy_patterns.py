import re

import pytest

from dockerlabel.lazy import regex


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error, match="unterminated"):
        broken.match("")


def test_it_does_what_the_compiled_pattern_does() -> None:
    pattern = regex(r"(a+)b", re.IGNORECASE)
    found = pattern.search("xAAb")
    assert found is not None
    assert found.span(1) == (1, 3)
    assert pattern.sub("-", "ab aab") == "- -"
    assert pattern.pattern == r"(a+)b"
    assert pattern.flags & re.IGNORECASE


def test_it_is_compiled_once() -> None:
    pattern = regex("only here: x+")
    first = pattern.match
    re.purge()
    assert pattern.match is first
