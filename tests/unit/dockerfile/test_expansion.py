"""What is put together from variables, and what may fail for their values."""

import pytest

from dockerlabel.dockerfile.expansion import is_computed, may_fail


@pytest.mark.parametrize(
    ("raw", "computed"),
    [
        pytest.param("a", False, id="plain"),
        pytest.param("$a", True, id="variable"),
        pytest.param("x${a}y", True, id="braces"),
        pytest.param('"$a"', True, id="double quotes"),
        pytest.param("'$a'", False, id="single quotes"),
        pytest.param("'a'$b", True, id="after single quotes"),
        pytest.param("\\$a", False, id="escaped"),
        pytest.param("\\\\$a", True, id="escaped escape"),
        pytest.param('"\\$a"', False, id="escaped in double quotes"),
        pytest.param("\"it's $a or 'b'\"", True, id="single quotes inside of double quotes"),
        pytest.param("\"'$a'\"", True, id="quoted in double quotes"),
    ],
)
def test_is_computed(raw: str, *, computed: bool) -> None:
    assert is_computed(raw, "\\") is computed


@pytest.mark.parametrize(
    ("raw", "fails"),
    [
        pytest.param("a", False, id="plain"),
        pytest.param("$A-${B}", False, id="variables"),
        pytest.param("${A:-b}${A+c}", False, id="operators"),
        pytest.param("${A%b*}${A//c/$D}", False, id="patterns"),
        pytest.param("${A?}", True, id="unset"),
        pytest.param("${A:?b}", True, id="empty"),
        pytest.param("${A:-${B:?}}", True, id="inside of another"),
        pytest.param('"${A:+${B?}}"', True, id="inside of quotes"),
        pytest.param("${A#$B}", True, id="pattern in a variable"),
        pytest.param("${A/$B/c}", True, id="pattern to replace"),
        pytest.param("${A", True, id="never closed"),
        pytest.param("'${A?}'", False, id="quoted"),
    ],
)
def test_may_fail(raw: str, *, fails: bool) -> None:
    assert may_fail(raw, "\\") is fails
