"""Logical lines, and the way back from them to the file."""

import re

import pytest

from dockerlabel.dockerfile.lines import IN_LINE_BLANK, UNICODE_BLANKS, comments_in
from dockerlabel.document import Span
from tests.unit.dockerfiles import only, read


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        pytest.param("RUN a", "RUN a", id="one line"),
        pytest.param("  RUN a  \r\n", "RUN a", id="blanks around it"),
        pytest.param("RUN a\\\nb", "RUN ab", id="two lines"),
        pytest.param("RUN a \\ \t\r\n  b", "RUN a   b", id="blanks after the escape"),
        pytest.param("RUN a \\\n# c\n\n  \t\nb", "RUN a b", id="lines that are dropped"),
        pytest.param("RUN a\\\\\n", "RUN a\\\\", id="two escapes"),
        pytest.param("RUN a \\", "RUN a", id="end of the file"),
        pytest.param("\\\n \\\n  RUN a", "RUN a", id="nothing before the keyword"),
        pytest.param("R\\\nUN a", "RUN a", id="within the keyword"),
        pytest.param("RUN a\\\u00a0\n", "RUN a\\", id="another blank after the escape"),
    ],
)
def test_text(text: str, joined: str) -> None:
    assert only(read(f"FROM a\n{text}"), "RUN").line.text == joined


@pytest.mark.parametrize(
    ("start", "end", "raw"),
    [
        pytest.param(0, 3, "RUN", id="keyword"),
        pytest.param(4, 6, "ab", id="first line"),
        pytest.param(4, 8, "ab\\\n#\ncd", id="over the edge"),
        pytest.param(6, 8, "cd", id="second line"),
        pytest.param(6, 6, "", id="empty, at the edge"),
        pytest.param(8, 10, " e", id="third line"),
        pytest.param(0, 10, "RUN ab\\\n#\ncd\\\r\n e", id="all"),
        pytest.param(10, 10, "", id="end"),
    ],
)
def test_span(start: int, end: int, raw: str) -> None:
    """From the first to the last character, with all that is between them in the file."""
    text = "FROM a\nRUN ab\\\n#\ncd\\\r\n e\n"
    assert only(read(text), "RUN").line.span(start, end).of(text) == raw


def test_an_empty_span_is_where_a_line_ends() -> None:
    text = "FROM a\nRUN ab\\\ncd\n"
    place = text.index("\\")
    assert only(read(text), "RUN").line.span(6, 6) == Span(place, place)


def test_blanks_within_a_line_are_those_that_are_trimmed() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert re.findall(IN_LINE_BLANK, every) == [
        char for char in every if char in UNICODE_BLANKS and char != "\n"
    ]


@pytest.mark.parametrize(
    ("label", "before"),
    [
        pytest.param("LABEL a=\\\n  b=1", "LABEL a=", id="end of the first line"),
        pytest.param("LABEL \\\n  a=\\\n  b=1", "LABEL \\\n  a=", id="end of the second line"),
        pytest.param("LABEL a=\\\n# why\n  b=1", "LABEL a=", id="comment below"),
        pytest.param("LABEL a= b=1", "LABEL a=", id="within a line"),
        pytest.param("LABEL a=", "LABEL a=", id="end of the text"),
        pytest.param("  LABEL a=\\\r\n  b=1", "  LABEL a=", id="blanks before it, crlf"),
    ],
)
def test_an_empty_value(label: str, before: str) -> None:
    """It is at the end of the physical line in which it is written."""
    text = f"FROM x\n{label}"
    instruction = only(read(text))
    pair = instruction.pairs[0]
    span = instruction.line.span(pair.value_start, pair.end)
    assert span == Span(len(f"FROM x\n{before}"), len(f"FROM x\n{before}"))


def test_an_empty_span_at_the_start() -> None:
    assert only(read("FROM x\nLABEL a=1")).line.span(0, 0) == Span(7, 7)


def test_comments_in_a_part_of_a_text() -> None:
    text = "# x \\\n  # a\n\n\t#b \n c # d"
    assert [each.of(text) for each in comments_in(text, Span(0, len(text)))] == ["# a", "#b "]
    assert comments_in(text, Span(3, 8)) == []
