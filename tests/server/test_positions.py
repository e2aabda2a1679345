"""Positions in each encoding, against a model that works on code units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.document import Span
from dockerlabel.server.documents import WIDTHS, Place, Positions
from tests.server.model import lines_of
from tests.server.wire import place

TEXT = "FROM a\nx\f\u2028\x85é😀!\r\nz\rlast"

texts = st.text(st.sampled_from("aé€😀\f\u2028\x85\r\n\t\ud800"))


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        pytest.param("utf-8", 13, id="utf-8"),
        pytest.param("utf-16", 7, id="utf-16"),
        pytest.param("utf-32", 6, id="utf-32"),
    ],
)
def test_columns_are_counted_in_code_units(encoding: str, column: int) -> None:
    """Form feed, NEL and U+2028 end no line; a carriage return alone does."""
    positions = Positions(TEXT, encoding)
    assert positions.place(TEXT.index("!")) == Place(1, column)
    assert positions.offset(Place(1, column)) == TEXT.index("!")
    assert positions.place(TEXT.index("z")) == Place(2, 0)
    assert positions.place(TEXT.index("last")) == Place(3, 0)
    assert positions.place(len(TEXT)) == Place(3, 4)


@pytest.mark.parametrize("encoding", WIDTHS)
@pytest.mark.parametrize(
    ("position", "rest"),
    [
        pytest.param(Place(1, 999), "\r\nz\rlast", id="behind-the-line"),
        pytest.param(Place(4, 0), "", id="behind-the-last-line"),
        pytest.param(Place(999, 999), "", id="far-behind"),
        pytest.param(Place(3, 999), "", id="behind-the-end"),
    ],
)
def test_places_that_do_not_exist_have_the_nearest(
    encoding: str, position: Place, rest: str
) -> None:
    assert TEXT[Positions(TEXT, encoding).offset(position) :] == rest


def test_the_middle_of_a_code_point_is_its_start() -> None:
    utf16 = Positions("a😀b", "utf-16")
    assert [utf16.offset(Place(0, column)) for column in range(5)] == [0, 1, 1, 2, 3]
    utf8 = Positions("é😀b", "utf-8")
    assert [utf8.offset(Place(0, column)) for column in range(8)] == [0, 0, 1, 1, 1, 1, 2, 3]


def test_no_position_lies_in_a_line_end() -> None:
    positions = Positions("a\r\nb", "utf-16")
    assert positions.place(2) == Place(0, 1)
    assert positions.place(3) == Place(1, 0)


def test_a_range_that_runs_backwards_is_turned_around() -> None:
    positions = Positions(TEXT, "utf-16")
    assert positions.span((Place(0, 4), Place(0, 1))) == Span(1, 4)


@given(texts, st.sampled_from(list(WIDTHS)))
def test_positions_match_the_model(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    lines = lines_of(text, encoding)
    for position in lines.positions():
        offset = positions.offset(place(position))
        assert len(text[:offset].encode(lines.codec, "surrogatepass")) == lines.byte(position)
        assert positions.place(offset) == place(position)


@given(texts, st.sampled_from(list(WIDTHS)))
def test_every_offset_has_a_position(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        found = positions.offset(positions.place(offset))
        assert found == offset - (text[max(offset - 1, 0) : offset + 1] == "\r\n")
