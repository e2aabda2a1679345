from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import PositionEncodingKind

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.server.difference import difference
from dockerlabel.server.positions import Positions
from dockerlabel.server.protocol import text_edits
from tests.server.model import ENCODINGS, edited

lines = st.lists(st.sampled_from(["a\n", "b\n", "a\r\n", "b\r\n", "b\r", "é\f", "😀", ""]))
texts = lines.map("".join)


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        pytest.param("a\nb\n", "a\nb\n", (), id="nothing"),
        pytest.param("a\nxyz\nb\n", "a\nxYz\nb\n", (Edit(Span(3, 4), "Y"),), id="within-a-line"),
        pytest.param("a\r\nb", "a\r\nL\r\nb", (Edit(Span(3, 3), "L\r\n"),), id="a-new-line"),
        pytest.param("a", "a\nL", (Edit(Span(1, 1), "\nL"),), id="a-new-last-line"),
        pytest.param("a\nb\nc\n", "a\nc\n", (Edit(Span(2, 4), ""),), id="one-line-less"),
        pytest.param(
            "x1\nm\ny1\n", "x2\nm\ny2\n", (Edit(Span(1, 2), "2"), Edit(Span(6, 7), "2")), id="two"
        ),
        pytest.param("v\r\n", "w\r\n", (Edit(Span(0, 1), "w"),), id="carriage-return"),
    ],
)
def test_edits_are_small(before: str, after: str, edits: tuple[Edit, ...]) -> None:
    assert difference(before, after) == edits


@given(texts, texts)
def test_edits_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    assert apply_edits(before, difference(before, after)) == after


@given(texts, texts, st.sampled_from(ENCODINGS))
def test_a_client_gets_there_too(before: str, after: str, encoding: PositionEncodingKind) -> None:
    edits = text_edits(difference(before, after), Positions(before, encoding))
    assert edited(before, edits, encoding=encoding.value) == after


def test_a_long_way_between_the_changes_is_no_long_wait() -> None:
    middle = "RUN true \\\n" * 100_000
    before, after = f"a\n{middle}a\n", f"b\n{middle}b\n"
    start = perf_counter()
    edits = difference(before, after)
    assert perf_counter() - start < 5
    assert apply_edits(before, edits) == after
