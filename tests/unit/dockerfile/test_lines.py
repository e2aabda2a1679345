"""Logical lines, and the way back from them to the file."""

import re

import pytest

from dockerlabel.dockerfile.lines import IN_LINE_BLANK, UNICODE_BLANKS
from dockerlabel.document import Span
from tests.unit.dockerfiles import only, read


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        pytest.param("RUN a", "RUN a", id="one line"),
        pytest.param("  RUN a  \r\n", "RUN a", id="blanks around it"),
        pytest.param("RUN a\\\nb", "RUN ab", id="two lines"),
        pytest.param("RUN a \\ \t\r\n  b", "RUN a   b", id="blanks behind the escape"),
        pytest.param("RUN a \\\n# c\n\n  \t\nb", "RUN a b", id="lines that are dropped"),
        pytest.param("RUN a\\\\\n", "RUN a\\\\", id="two escapes"),
        pytest.param("RUN a \\", "RUN a", id="end of the file"),
        pytest.param("\\\n \\\n  RUN a", "RUN a", id="nothing before the keyword"),
        pytest.param("R\\\nUN a", "RUN a", id="within the keyword"),
        pytest.param("RUN a\\\u00a0\n", "RUN a\\", id="another blank behind the escape"),
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
    """From the first to the last character, with all that stands between them in the file."""
    text = "FROM a\nRUN ab\\\n#\ncd\\\r\n e\n"
    assert only(read(text), "RUN").line.span(start, end).of(text) == raw


def test_an_empty_span_stands_where_a_line_ends() -> None:
    text = "FROM a\nRUN ab\\\ncd\n"
    place = text.index("\\")
    assert only(read(text), "RUN").line.span(6, 6) == Span(place, place)


def test_head_and_span() -> None:
    """The head ends with the arguments; the span goes on to the end of the last line."""
    text = "FROM a\n  RUN <<E \\\n b\nx\nE\nRUN c"
    first, last = (each for each in read(text).instructions if each.keyword == "RUN")
    assert first.head.of(text) == "RUN <<E \\\n b"
    assert first.span.of(text) == "  RUN <<E \\\n b\nx\nE\n"
    assert [heredoc.body.of(text) for heredoc in first.heredocs] == ["x\n"]
    assert last.span.of(text) == last.head.of(text) == "RUN c"


def test_parts() -> None:
    text = "\ufeff# escape=`\n#c\n\n \t\nFROM a\n# b \\\n\u3000# d\nRUN `\n\n x"
    kinds = [(type(part).__name__, part.span.of(text)) for part in read(text).parts]
    assert kinds == [
        ("ParserDirective", "\ufeff# escape=`\n"),
        ("Comment", "#c\n"),
        ("Blank", "\n"),
        ("Blank", " \t\n"),
        ("Instruction", "FROM a\n"),
        ("Comment", "# b \\\n"),
        ("Comment", "\u3000# d\n"),
        ("Instruction", "RUN `\n\n x"),
    ]


def test_what_is_never_read() -> None:
    text = "FROM a\n# b\nLABEL c\nRUN d\n"
    kinds = [(type(part).__name__, part.span.of(text)) for part in read(text).parts]
    assert kinds[-1] == ("Unread", "LABEL c\nRUN d\n")
    assert kinds[:-1] == [("Instruction", "FROM a\n"), ("Comment", "# b\n")]


def test_blanks_within_a_line_are_those_that_are_trimmed() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert re.findall(IN_LINE_BLANK, every) == [
        char for char in every if char in UNICODE_BLANKS and char != "\n"
    ]
