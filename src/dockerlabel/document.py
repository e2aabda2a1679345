"""Text of a file that gives its bytes back, and places in it.

Everything inside works with spans: half-open ranges of code-point offsets into `Document.text`.
Lines and columns are only for people and other programs.
"""

from bisect import bisect_right
from itertools import accumulate

from dockerlabel.lazy import NamedTuple, regex

_UNWRITABLE = regex("[\ud800-\udc7f\udd00-\udfff]")


class Span(NamedTuple):
    """A half-open range of code-point offsets, counted from zero."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]


class Position(NamedTuple):
    """A line and a column, both counted from one; columns count code points."""

    line: int
    column: int


class Document(NamedTuple):
    """The text of a file: UTF-8, undecodable bytes kept as lone surrogates, line ends untouched."""

    text: str

    @classmethod
    def from_bytes(cls, data: bytes) -> "Document":
        """Decode any bytes; nothing is lost and nothing is translated."""
        return cls(data.decode("utf-8", "surrogateescape"))

    def to_bytes(self) -> bytes:
        """Encode the text; for a document made of bytes, the very same bytes."""
        return self.text.encode("utf-8", "surrogateescape")

    @property
    def newline(self) -> str:
        r"""The line end that most lines of the document have: `\n` or `\r\n`."""
        carriage_returns = self.text.count("\r\n")
        return "\r\n" if carriage_returns * 2 > self.text.count("\n") else "\n"


def writable(text: str) -> str:
    """Return a program's text as a file can hold it: other lone surrogates become U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text)


def line_start(text: str, place: int) -> int:
    """Return where the line that holds `place` begins."""
    return text.rfind("\n", 0, place) + 1


def next_line(text: str, place: int) -> int:
    """Return where the line after that at `place` begins, or the end of the text."""
    return text.find("\n", place) + 1 or len(text)


class LineIndex:
    """Lines and columns of the offsets of a document.

    Lines end at LF and nowhere else, as in Dockerfiles and git; `str.splitlines` also cuts at form
    feeds and the like. Built once for a document: a place then costs a binary search.
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, document: Document) -> None:
        """Find the line starts of `document`."""
        self._text = document.text
        lengths = [len(line) + 1 for line in self._text.split("\n")[:-1]]
        self._starts = list(accumulate(lengths, initial=0))

    def position(self, offset: int) -> Position:
        """Return line and column of a code-point offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> Span:
        """Return the span of line `number` (from one) without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        while end > start and self._text[end - 1] == "\r":
            end -= 1
        return Span(start, end)
