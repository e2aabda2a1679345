"""Fixes are made of edits that can be made together."""

import pytest

from dockerlabel.diagnostic import Applicability, Edit, Severity, fix_of, replaced_spans
from dockerlabel.document import Span

SAFE = Applicability.SAFE


def edit(start: int, end: int, replacement: str = "x") -> Edit:
    return Edit(Span(start, end), replacement)


def test_severities_are_ordered() -> None:
    assert Severity.NOTE < Severity.WARNING < Severity.ERROR


def test_applicabilities_are_ordered() -> None:
    assert Applicability.DISPLAY_ONLY < Applicability.UNSAFE < Applicability.SAFE


def test_edits_are_sorted() -> None:
    assert fix_of("t", [edit(5, 6), edit(1, 2)], applicability=SAFE).edits == (
        edit(1, 2),
        edit(5, 6),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(edit(1, 4), edit(3, 5), id="overlap"),
        pytest.param(edit(1, 4), edit(2, 3), id="one in the other"),
        pytest.param(edit(1, 4), edit(2, 2), id="insertion inside"),
        pytest.param(edit(2, 2, "a"), edit(2, 2, "b"), id="two insertions at one place"),
        pytest.param(edit(1, 4, "a"), edit(1, 4, "b"), id="the same span"),
    ],
)
def test_overlapping_edits_are_refused(first: Edit, second: Edit) -> None:
    for edits in ([first, second], [second, first]):
        with pytest.raises(ValueError, match="overlap at offset"):
            fix_of("t", edits, applicability=SAFE)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(edit(1, 3), edit(3, 5), id="touch"),
        pytest.param(edit(1, 3), edit(3, 3), id="insertion after"),
        pytest.param(edit(1, 1), edit(1, 3), id="insertion before"),
    ],
)
def test_touching_edits_are_taken(first: Edit, second: Edit) -> None:
    assert fix_of("t", [second, first], applicability=SAFE).edits == (first, second)


def test_replaced_spans() -> None:
    edits = [edit(1, 3, ""), edit(4, 4, "abc"), edit(6, 9, "z")]
    spans = replaced_spans(edits)
    assert spans == ((1, 1), (2, 5), (7, 8))
    assert [span.of("0" + "3" + "abc" + "45" + "z" + "9") for span in spans] == ["", "abc", "z"]
