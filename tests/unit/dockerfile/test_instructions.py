"""Arguments in JSON form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.dockerfile.instructions import NOT_JSON, NOT_STRINGS, NoArray, json_array


@given(st.lists(st.text()))
def test_any_strings(strings: list[str]) -> None:
    assert json_array(json.dumps(strings)) == strings
    assert json_array(json.dumps(strings, ensure_ascii=False)) == strings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[]", [], id="empty"),
        pytest.param("[ ]", [], id="blank"),
        pytest.param('["a"]', ["a"], id="one"),
        pytest.param('[\t"a" ,\r\n"b" ] ', ["a", "b"], id="blanks"),
        pytest.param('["a\\"b", "\\u00e9"]', ['a"b', "é"], id="escapes"),
        pytest.param('["a",]', NOT_JSON, id="comma"),
        pytest.param('["a"', NOT_JSON, id="open"),
        pytest.param('["a"] x', NOT_JSON, id="more"),
        pytest.param("['a']", NOT_JSON, id="single quotes"),
        pytest.param("[a]", NOT_JSON, id="bare"),
        pytest.param('["a\tb"]', NOT_JSON, id="control character"),
        pytest.param('["a\\x"]', NOT_JSON, id="bad escape"),
        pytest.param("[NaN]", NOT_JSON, id="no number"),
        pytest.param("[1e999]", NOT_JSON, id="beyond float"),
        pytest.param("[1]", NOT_STRINGS, id="number"),
        pytest.param('["a", null]', NOT_STRINGS, id="null"),
        pytest.param('[["a"]]', NOT_STRINGS, id="nested"),
        pytest.param("[{}]", NOT_STRINGS, id="object"),
    ],
)
def test_arrays(text: str, expected: list[str] | NoArray) -> None:
    assert json_array(text) == expected


def test_deep_nesting_does_not_raise() -> None:
    assert isinstance(json_array("[" * 100_000), NoArray)
