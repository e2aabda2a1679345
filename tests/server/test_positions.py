"""Positions in each encoding, against a model that works on code units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from dockerlabel.document import Span
from dockerlabel.server.positions import Positions
from tests.server.model import ENCODINGS, lines_of

TEXT = "FROM a\nx\f\u2028\x85é😀!\r\nz\rlast"

texts = st.text(st.sampled_from("aé€😀\f\u2028\x85\r\n\t\ud800"))


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        pytest.param(PositionEncodingKind.Utf8, 13, id="utf-8"),
        pytest.param(PositionEncodingKind.Utf16, 7, id="utf-16"),
        pytest.param(PositionEncodingKind.Utf32, 6, id="utf-32"),
    ],
)
def test_columns_are_counted_in_code_units(encoding: PositionEncodingKind, column: int) -> None:
    """UrlDefect feed, NEL and U+2028 end no line; a carriage return alone does."""
    positions = Positions(TEXT, encoding)
    assert positions.position(TEXT.index("!")) == Position(1, column)
    assert positions.offset(Position(1, column)) == TEXT.index("!")
    assert positions.position(TEXT.index("z")) == Position(2, 0)
    assert positions.position(TEXT.index("last")) == Position(3, 0)
    assert positions.position(len(TEXT)) == Position(3, 4)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("position", "rest"),
    [
        pytest.param(Position(1, 999), "\r\nz\rlast", id="behind-the-line"),
        pytest.param(Position(4, 0), "", id="behind-the-last-line"),
        pytest.param(Position(999, 999), "", id="far-behind"),
        pytest.param(Position(3, 999), "", id="behind-the-end"),
    ],
)
def test_places_that_are_not_there_have_the_nearest(
    encoding: PositionEncodingKind, position: Position, rest: str
) -> None:
    assert TEXT[Positions(TEXT, encoding).offset(position) :] == rest


def test_the_middle_of_a_code_point_is_its_start() -> None:
    utf16 = Positions("a😀b", PositionEncodingKind.Utf16)
    assert [utf16.offset(Position(0, column)) for column in range(5)] == [0, 1, 1, 2, 3]
    utf8 = Positions("é😀b", PositionEncodingKind.Utf8)
    assert [utf8.offset(Position(0, column)) for column in range(8)] == [0, 0, 1, 1, 1, 1, 2, 3]


def test_no_position_lies_in_a_line_end() -> None:
    positions = Positions("a\r\nb", PositionEncodingKind.Utf16)
    assert positions.position(2) == Position(0, 1)
    assert positions.position(3) == Position(1, 0)


def test_a_range_that_runs_backwards_is_turned_around() -> None:
    positions = Positions(TEXT, PositionEncodingKind.Utf16)
    assert positions.span(Range(Position(0, 4), Position(0, 1))) == Span(1, 4)


@given(texts, st.sampled_from(ENCODINGS))
def test_positions_are_those_of_the_model(text: str, encoding: PositionEncodingKind) -> None:
    positions = Positions(text, encoding)
    lines = lines_of(text, encoding.value)
    for position in lines.positions():
        offset = positions.offset(position)
        assert len(text[:offset].encode(lines.codec, "surrogatepass")) == lines.byte(position)
        assert positions.position(offset) == position


@given(texts, st.sampled_from(ENCODINGS))
def test_every_offset_has_a_position(text: str, encoding: PositionEncodingKind) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        found = positions.offset(positions.position(offset))
        assert found == offset - (text[max(offset - 1, 0) : offset + 1] == "\r\n")
