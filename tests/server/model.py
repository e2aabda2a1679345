"""A client's view of a text, made another way than the server's: by code units, not by offsets."""

from typing import NamedTuple

from lsprotocol.types import Position, PositionEncodingKind, Range, TextEdit

ENCODINGS = tuple(PositionEncodingKind)

_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Lines(NamedTuple):
    """The lines of a text, each with its line end, encoded; and the size of a code unit."""

    lines: tuple[bytes, ...]
    codec: str
    size: int

    @property
    def text(self) -> str:
        return _decode(b"".join(self.lines), self.codec)

    def byte(self, position: Position) -> int:
        """How many bytes are before a position."""
        if position.line >= len(self.lines):
            return len(b"".join(self.lines))
        ends = tuple(_encode(end, self.codec) for end in ("\r", "\n"))
        line = self.lines[position.line]
        while any(line[-self.size :] == end for end in ends):
            line = line[: -self.size]
        before = len(b"".join(self.lines[: position.line]))
        return before + min(position.character * self.size, len(line))

    def positions(self) -> list[Position]:
        """All positions that lie between code points, in order."""
        return [
            Position(number, len(_encode(content[:count], self.codec)) // self.size)
            for number, line in enumerate(self.lines)
            for content in (_decode(line, self.codec).rstrip("\r\n"),)
            for count in range(len(content) + 1)
        ]


def lines_of(text: str, encoding: str) -> Lines:
    codec, size = _CODECS[encoding]
    lines, line = [], ""
    for index, char in enumerate(text):
        line += char
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append(line)
            line = ""
    return Lines(tuple(_encode(each, codec) for each in (*lines, line)), codec, size)


def replaced(text: str, place: Range, new: str, *, encoding: str) -> str:
    """The text after one change of a client."""
    lines = lines_of(text, encoding)
    data = b"".join(lines.lines)
    start, end = lines.byte(place.start), lines.byte(place.end)
    return _decode(data[:start] + _encode(new, lines.codec) + data[end:], lines.codec)


def edited(text: str, edits: list[TextEdit], *, encoding: str) -> str:
    """The text after edits, whose places are all in the old one."""
    last_first = sorted(edits, key=lambda edit: edit.range.start, reverse=True)
    for edit in last_first:
        text = replaced(text, edit.range, edit.new_text, encoding=encoding)
    return text


def _encode(text: str, codec: str) -> bytes:
    return text.encode(codec, "surrogatepass")


def _decode(data: bytes, codec: str) -> str:
    return data.decode(codec, "surrogatepass")
