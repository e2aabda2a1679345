"""Words: cut, unquoted, and spelled; that spelling comes back is a property in tests/properties."""

import pytest

from dockerlabel.dockerfile.nodes import Quote
from dockerlabel.dockerfile.words import (
    go_lower,
    go_quote,
    quote_style,
    spell,
    unquote,
    word_spans,
)
from tests.unit.dockerfiles import labels_of, read

BARE, DOUBLE, SINGLE, MIXED = Quote.BARE, Quote.DOUBLE, Quote.SINGLE, Quote.MIXED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", [], id="none"),
        pytest.param("  a  b ", ["a", "b"], id="blanks"),
        pytest.param("a\u00a0b\u3000c\u2028d\x85e", ["a", "b", "c", "d", "e"], id="unicode"),
        pytest.param("a\x1cb\u200bc", ["a\x1cb\u200bc"], id="no blanks"),
        pytest.param('a="b c"d e', ['a="b c"d', "e"], id="double quotes"),
        pytest.param("a='b c'd e", ["a='b c'd", "e"], id="single quotes"),
        pytest.param('a="b c', ['a="b c'], id="open quote"),
        pytest.param("a\\ b c", ["a\\ b", "c"], id="escaped blank"),
        pytest.param('a="\\" b" c', ['a="\\" b"', "c"], id="escaped quote"),
        pytest.param("a='\\' b", ["a='\\'", "b"], id="no escape in single quotes"),
        pytest.param("a\nb", ["a", "b"], id="line feed"),
    ],
)
def test_cut(text: str, words: list[str]) -> None:
    assert [text[slice(*span)] for span in word_spans(text, 0, escape="\\")] == words


def test_cut_from_an_offset_with_another_escape() -> None:
    assert word_spans("k a` b c", 2, escape="`") == [(2, 6), (7, 8)]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("a", "a", id="plain"),
        pytest.param('"a b"', "a b", id="double"),
        pytest.param("'a b'", "a b", id="single"),
        pytest.param("a\"b\"'c'", "abc", id="mixed"),
        pytest.param("a\\ b\\\\c\\d", "a b\\cd", id="escapes"),
        pytest.param('"\\"\\$\\\\\\a"', '"$\\\\a', id="escapes in double quotes"),
        pytest.param("'\\'", "\\", id="no escape in single quotes"),
        pytest.param('"it\'s"', "it's", id="apostrophe in double quotes"),
        pytest.param("$A${B}", "$A${B}", id="variables stay"),
        pytest.param("a\\", "a", id="lone escape at the end"),
        pytest.param('"a', "a", id="open double quotes"),
        pytest.param("'a", "a", id="open single quotes"),
    ],
)
def test_unquote(raw: str, text: str) -> None:
    assert unquote(raw, "\\") == text


def test_unquote_with_another_escape() -> None:
    assert unquote('C:\\a`"`\\', "`") == 'C:\\a"\\'


@pytest.mark.parametrize(
    ("raw", "style"),
    [
        pytest.param("", BARE, id="empty"),
        pytest.param("a", BARE, id="plain"),
        pytest.param("a\\ b", BARE, id="escape"),
        pytest.param('""', DOUBLE, id="empty double"),
        pytest.param('"a\'b"', DOUBLE, id="double"),
        pytest.param('"a\\"b"', DOUBLE, id="escaped quote"),
        pytest.param("'a\"b'", SINGLE, id="single"),
        pytest.param('"a""b"', MIXED, id="two runs"),
        pytest.param("a'b'", MIXED, id="partly"),
        pytest.param('"a\\"', MIXED, id="open"),
        pytest.param("'a'b'c'", MIXED, id="single twice"),
    ],
)
def test_quote_style(raw: str, style: Quote) -> None:
    assert quote_style(raw, "\\") is style


@pytest.mark.parametrize(
    ("value", "style", "spelled"),
    [
        pytest.param("https://h/o/r?a=1&b", BARE, '"https://h/o/r?a=1&b"', id="beyond bare"),
        pytest.param("https://h:1/o/r-_.~%20+,@=", BARE, "https://h:1/o/r-_.~%20+,@=", id="bare"),
        pytest.param("#a", BARE, '"#a"', id="number sign"),
        pytest.param("é", BARE, '"é"', id="letter beyond ascii"),
        pytest.param("", BARE, '""', id="empty"),
        pytest.param("", SINGLE, "''", id="empty single"),
        pytest.param('"$\\', SINGLE, "'\"$\\'", id="single"),
        pytest.param("it's", SINGLE, '"it\'s"', id="apostrophe"),
        pytest.param('a"$\\`', DOUBLE, '"a\\"\\$\\\\`"', id="double"),
        pytest.param("a", MIXED, '"a"', id="mixed"),
    ],
)
def test_spell(value: str, style: Quote, spelled: str) -> None:
    assert spell(value, style, escape="\\") == spelled


def test_spell_with_another_escape() -> None:
    assert spell('a"$\\`', DOUBLE, escape="`") == '"a`"`$\\``"'


def test_label() -> None:
    """Name and value of a pair with their places, across a continuation."""
    text = "FROM a\nLABEL a=1 \"k\"='v\\\n w' z=\n"
    _, pair, last = labels_of(read(text))
    assert pair.span.of(text) == "\"k\"='v\\\n w'"
    assert (pair.key.span.of(text), pair.key.raw, pair.key.text) == ('"k"', '"k"', "k")
    assert (pair.value.raw, pair.value.text) == ("'v w'", "v w")
    assert pair.value.span.of(text) == "'v\\\n w'"
    assert (pair.key.quote, pair.value.quote, pair.separator) == (DOUBLE, SINGLE, "=")
    assert (last.value.raw, last.value.span.of(text)) == ("", "")


def test_label_in_legacy_form() -> None:
    text = "FROM a\nLABEL k  \tv  w # x\n"
    (pair,) = labels_of(read(text))
    assert (pair.key.raw, pair.value.raw, pair.separator) == ("k", "v  w # x", "")
    assert pair.value.span.of(text) == "v  w # x"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("a b", '"a b"', id="plain"),
        pytest.param('"\\', '"\\"\\\\"', id="quote and backslash"),
        pytest.param("\t\n\r\x07", '"\\t\\n\\r\\a"', id="named"),
        pytest.param("\x00\x1b\x7f", '"\\x00\\x1b\\x7f"', id="two digits"),
        pytest.param("é\u00a0\ufeff", '"é\\u00a0\\ufeff"', id="four digits"),
        pytest.param("\U000e0001", '"\\U000e0001"', id="eight digits"),
    ],
)
def test_go_quote(text: str, quoted: str) -> None:
    assert go_quote(text) == quoted


def test_go_lower() -> None:
    assert go_lower("\u0130ABEL") == "iabel"
    assert go_lower("\u212aEY") == "key"
