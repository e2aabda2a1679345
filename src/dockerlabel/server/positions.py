"""Between offsets into a text and the positions of the Language Server Protocol."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping

from lsprotocol.types import Position, PositionEncodingKind, Range

from dockerlabel.document import Span

_LINE_END = re.compile(r"\r\n?|\n")
"""Where the protocol ends a line; `str.splitlines` also cuts at form feeds and the like."""

_WIDTHS: Mapping[PositionEncodingKind, Callable[[str], int]] = {
    PositionEncodingKind.Utf8: lambda char: (
        1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff")
    ),
    PositionEncodingKind.Utf16: lambda char: 1 + (char > "\uffff"),
    PositionEncodingKind.Utf32: lambda _char: 1,
}
"""How many code units a code point takes."""


class Positions:
    """The lines of a text, whose columns a client counts in code units of an encoding.

    Offsets count code points, as everywhere else; lines and columns count from zero.
    """

    __slots__ = ("_starts", "_text", "_width")

    def __init__(self, text: str, encoding: PositionEncodingKind) -> None:
        """Find the line starts of `text`."""
        self._text = text
        self._width = _WIDTHS[encoding]
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def position(self, offset: int) -> Position:
        """Return the position of an offset; no position lies between CR and LF."""
        if offset and self._text[offset - 1 : offset + 1] == "\r\n":
            offset -= 1
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : offset]
        return Position(line, len(before) if before.isascii() else sum(map(self._width, before)))

    def offset(self, position: Position) -> int:
        """Return the offset of a position.

        A column behind the line's end means its end, one in the middle of a code point its start,
        and a line behind the last one the end of the text.
        """
        if position.line >= len(self._starts):
            return len(self._text)
        start = self._starts[position.line]
        end = _LINE_END.search(self._text, start)
        line = self._text[start : end.start() if end else len(self._text)]
        return start + self._code_points(line, position.character)

    def range(self, span: Span) -> Range:
        """Return a span as a range."""
        return Range(self.position(span.start), self.position(span.end))

    def span(self, place: Range) -> Span:
        """Return a range as a span; one that runs backwards is turned around."""
        return Span(*sorted((self.offset(place.start), self.offset(place.end))))

    def _code_points(self, line: str, units: int) -> int:
        """Return how many code points of a line fit into so many code units."""
        if line.isascii():
            return min(units, len(line))
        passed = 0
        for index, width in enumerate(map(self._width, line)):
            passed += width
            if passed > units:
                return index
        return len(line)
