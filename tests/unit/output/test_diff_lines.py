"""The lines that a fix takes away and brings: taken over, they make the fixed text."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, LineIndex, Span
from dockerlabel.output.diff import changed_lines, lines_with_ends, lines_without_ends

TEXT = "one\ntwo\nthree\nfour\n"


Line = tuple[str, int, str]
"""`-` or `+`, the number of a line that goes or comes, from one, and its text."""


def changes(text: str, edits: Sequence[Edit], split: Callable[[str], list[str]]) -> list[Line]:
    document = Document(text)
    found = changed_lines(document, edits, index=LineIndex(document), split=split)
    return [
        (sign, number, line)
        for change in found
        for sign, above, lines in (
            ("-", change.before, change.gone),
            ("+", change.after, change.come),
        )
        for number, line in enumerate(lines, above + 1)
    ]


def edit(start: int, end: int, replacement: str) -> Edit:
    return Edit(Span(start, end), replacement)


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        pytest.param(TEXT, [edit(4, 7, "2")], [("-", 2, "two"), ("+", 2, "2")], id="replaced"),
        pytest.param(TEXT, [edit(4, 4, "new\n")], [("+", 2, "new")], id="inserted"),
        pytest.param(TEXT, [edit(4, 8, "")], [("-", 2, "two")], id="taken-away"),
        pytest.param("one", [edit(3, 3, "\nnew")], [("+", 2, "new")], id="no-final-newline"),
        pytest.param("a\r\nb\r\n", [edit(3, 3, "x\r\n")], [("+", 2, "x")], id="crlf"),
        pytest.param("a", [edit(1, 1, "\r\nx")], [("+", 2, "x")], id="crlf-at-the-end"),
        pytest.param("", [edit(0, 0, "x\n")], [("+", 1, "x")], id="into-nothing"),
        pytest.param(
            TEXT,
            [edit(0, 0, "new\n"), edit(14, 18, "4")],
            [("+", 1, "new"), ("-", 4, "four"), ("+", 5, "4")],
            id="numbers-move",
        ),
        pytest.param(
            TEXT,
            [edit(0, 3, "1"), edit(4, 7, "2")],
            [("-", 1, "one"), ("-", 2, "two"), ("+", 1, "1"), ("+", 2, "2")],
            id="beside-one-another",
        ),
        pytest.param(TEXT, [edit(4, 7, "two")], [], id="nothing-changes"),
        pytest.param("\n\na", [edit(0, 1, "")], [("-", 2, "")], id="one-of-two-empty-lines"),
    ],
)
def test_exact_lines(text: str, edits: list[Edit], expected: list[tuple[str, int, str]]) -> None:
    assert changes(text, edits, lines_without_ends) == expected


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text("ab\n", max_size=40))
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, [edit(start, end, draw(st.text("xy\n", max_size=5))) for start, end in pairs]


@given(edited_texts())
def test_lines_taken_over_make_the_fixed_text(drawn: tuple[str, list[Edit]]) -> None:
    text, edits = drawn
    fixed = text
    for span, replacement in reversed(edits):
        fixed = fixed[: span.start] + replacement + fixed[span.end :]
    found = changes(text, edits, lines_without_ends)
    assert taken_over(lines_without_ends(text), found) == lines_without_ends(fixed)
    whole = changes(text, edits, lines_with_ends)
    assert taken_over(lines_with_ends(text), whole) == lines_with_ends(fixed)


def taken_over(old: list[str], found: list[Line]) -> list[str]:
    gone = {number: text for sign, number, text in found if sign == "-"}
    come = {number: text for sign, number, text in found if sign == "+"}
    assert all(old[number - 1] == text for number, text in gone.items())
    kept = iter([line for number, line in enumerate(old, 1) if number not in gone])
    length = len(old) - len(gone) + len(come)
    return [come[at] if at in come else next(kept) for at in range(1, length + 1)]
