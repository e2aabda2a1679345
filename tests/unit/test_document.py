"""Documents, and places in them."""

import pytest

from dockerlabel.document import Document, LineIndex, Position, Span


def test_span_of() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(2, 2).of("abcd") == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"", "", id="empty"),
        pytest.param(b"\xef\xbb\xbfFROM x\r\n", "\ufeffFROM x\r\n", id="mark and line end stay"),
        pytest.param("é 🐳\n".encode(), "é 🐳\n", id="beyond ascii"),
        pytest.param(b"caf\xe9", "caf\udce9", id="latin-1"),
        pytest.param(b"\xe2\x82", "\udce2\udc82", id="cut-off sequence"),
        pytest.param(b"\xed\xa0\x80", "\udced\udca0\udc80", id="surrogate of utf-16"),
        pytest.param(b"a\x00\x0b\x0c\x1c\n", "a\x00\x0b\x0c\x1c\n", id="control characters"),
    ],
)
def test_bytes(data: bytes, text: str) -> None:
    document = Document.from_bytes(data)
    assert document.text == text
    assert document.to_bytes() == data


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        pytest.param("", "\n", id="no line"),
        pytest.param("a", "\n", id="no line end"),
        pytest.param("a\nb\n", "\n", id="unix"),
        pytest.param("a\r\nb\r\n", "\r\n", id="windows"),
        pytest.param("a\r\nb\n", "\n", id="as many"),
        pytest.param("a\r\nb\nc\r\n", "\r\n", id="most"),
        pytest.param("a\rb\rc\n", "\n", id="lone carriage returns"),
    ],
)
def test_newline(text: str, newline: str) -> None:
    assert Document(text).newline == newline


@pytest.mark.parametrize(
    ("offset", "position"),
    [
        pytest.param(0, (1, 1), id="start"),
        pytest.param(3, (1, 4), id="carriage return"),
        pytest.param(4, (1, 5), id="line end"),
        pytest.param(5, (2, 1), id="second line"),
        pytest.param(7, (2, 3), id="after an astral character"),
        pytest.param(9, (3, 1), id="empty line"),
        pytest.param(10, (4, 1), id="last line"),
        pytest.param(12, (4, 3), id="end"),
    ],
)
def test_position(offset: int, position: tuple[int, int]) -> None:
    """Columns count code points; only a line feed ends a line."""
    index = LineIndex(Document("abc\r\n🐳\x0c\u2028\n\nxy"))
    assert index.position(offset) == Position(*position)


@pytest.mark.parametrize(
    ("number", "line"),
    [
        pytest.param(1, "abc", id="windows"),
        pytest.param(2, "d\re", id="carriage return inside"),
        pytest.param(3, "", id="empty"),
        pytest.param(4, "f", id="several carriage returns at the end"),
        pytest.param(5, "g", id="no line end"),
    ],
)
def test_line(number: int, line: str) -> None:
    text = "abc\r\nd\re\n\nf\r\r\ng"
    assert LineIndex(Document(text)).line(number).of(text) == line


def test_empty_document_has_one_line() -> None:
    index = LineIndex(Document(""))
    assert index.position(0) == (1, 1)
    assert index.line(1) == (0, 0)
