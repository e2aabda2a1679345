"""The texts of open buffers, and the positions in them by which clients speak of places."""

import os
import re
from bisect import bisect_right
from functools import lru_cache, partial

from dockerlabel.document import Span, writable
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.server.jsonrpc import (
    NO_ITEMS,
    NO_MEMBERS,
    ErrorCode,
    Json,
    RpcError,
    member,
    optional,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_ON_WINDOWS = os.name == "nt"

_LINE_END = re.compile(r"\r\n?|\n")
"""Where the protocol ends a line; `str.splitlines` also cuts at form feeds and the like."""

WIDTHS: "Mapping[str, Callable[[str], int]]" = {
    "utf-8": lambda char: 1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff"),
    "utf-16": lambda char: 1 + (char > "\uffff"),
    "utf-32": lambda _char: 1,
}
"""The position encodings, and how many code units of each a code point takes."""


class Place(NamedTuple):
    """A line and a column as a client counts them, from zero."""

    line: int
    character: int


def read_place(value: object, path: str) -> Place:
    """Read a position out of parameters; raises RpcError."""
    line = member(value, f"{path}.line", kind=int)
    character = member(value, f"{path}.character", kind=int)
    return Place(max(line, 0), max(character, 0))


def read_range(value: object, path: str) -> tuple[Place, Place]:
    """Read a range out of parameters; raises RpcError."""
    return read_place(value, f"{path}.start"), read_place(value, f"{path}.end")


class Positions:
    """The lines of a text, whose columns a client counts in code units of an encoding.

    Offsets count code points, as everywhere else.
    """

    __slots__ = ("_starts", "_text", "_width")

    def __init__(self, text: str, encoding: str) -> None:
        """Find the line starts of `text`."""
        self._text = text
        self._width = WIDTHS[encoding]
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def place(self, offset: int) -> Place:
        """Return the place of an offset; none lies between CR and LF."""
        if offset and self._text[offset - 1 : offset + 1] == "\r\n":
            offset -= 1
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : offset]
        return Place(line, len(before) if before.isascii() else sum(map(self._width, before)))

    def offset(self, place: Place) -> int:
        """Return the offset of a place.

        A column after the line's end means its end, one in the middle of a code point its start,
        and a line after the last one the end of the text.
        """
        if place.line >= len(self._starts):
            return len(self._text)
        line = self.line(place.line)
        return line.start + self._code_points(line.of(self._text), place.character)

    def line(self, number: int) -> Span:
        """Return the span of a line without its end; of the nearest one if it does not exist."""
        start = self._starts[max(0, min(number, len(self._starts) - 1))]
        end = _LINE_END.search(self._text, start)
        return Span(start, end.start() if end else len(self._text))

    def range(self, span: Span) -> Json:
        """Return a span as a range of the protocol."""
        start, end = map(self.place, span)
        return {"start": start._asdict(), "end": end._asdict()}

    def span(self, place: tuple[Place, Place]) -> Span:
        """Return a range as a span; one that runs backwards is turned around."""
        return Span(*sorted(map(self.offset, place)))

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


class Snapshot(NamedTuple):
    """The text of a buffer at one version; `uri` is what the client calls it."""

    uri: str
    version: int
    text: str


class Documents:
    """The open buffers, and the client's folders.

    One thread changes them; another may take snapshots at any time. `encoding` is what the client
    counts columns in, `positions` returns those in a text.
    """

    def __init__(self, encoding: str = "utf-16", folders: "Iterable[str]" = ()) -> None:
        """Begin with no buffers, and the URIs of folders."""
        self.encoding = encoding
        self._folders = tuple(folders)
        self._snapshots: dict[str, Snapshot] = {}
        # Diagnostics of a text that is linted are asked for again when the next key changes it.
        self.positions = lru_cache(maxsize=2)(partial(Positions, encoding=encoding))

    def open(self, params: object) -> str:
        """Add a buffer; return its URI."""
        uri = member(params, "textDocument.uri", kind=str)
        text = writable(member(params, "textDocument.text", kind=str))
        version = optional(params, "textDocument.version", default=0)
        self._snapshots[uri] = Snapshot(uri, version, text)
        return uri

    def change(self, params: object) -> str:
        """Make the client's changes, each on the text that the one before it left."""
        uri = member(params, "textDocument.uri", kind=str)
        if uri not in self._snapshots:
            raise RpcError(ErrorCode.INVALID_PARAMS, "the buffer is not open")
        text = self._snapshots[uri].text
        for change in member(params, "contentChanges", kind=list):
            new = writable(member(change, "text", kind=str))
            if optional(change, "range", default=NO_MEMBERS):
                start, end = self.positions(text).span(read_range(change, "range"))
                text = text[:start] + new + text[end:]
            else:
                text = new
        version = optional(params, "textDocument.version", default=0)
        self._snapshots[uri] = Snapshot(uri, version, text)
        return uri

    def close(self, uri: str) -> None:
        """Remove a buffer."""
        self._snapshots.pop(uri, None)

    def get(self, uri: str) -> Snapshot | None:
        """Return a buffer as it is now; None: it is not open."""
        return self._snapshots.get(uri)

    @property
    def uris(self) -> tuple[str, ...]:
        """All open buffers."""
        return tuple(self._snapshots)

    def change_folders(self, params: object) -> None:
        """Add folders and remove others."""
        removed = optional(params, "event.removed", default=NO_ITEMS)
        added = optional(params, "event.added", default=NO_ITEMS)
        gone = {optional(folder, "uri", default="") for folder in removed}
        new = (optional(folder, "uri", default="") for folder in added)
        self._folders = (*(each for each in self._folders if each not in gone), *new)

    def path(self, uri: str) -> str:
        """Return the path of a buffer; the file need not exist.

        A buffer that is not a file, such as an untitled one, counts as a Dockerfile in the first of
        the client's folders, or else in the working directory.
        """
        folders = filter(None, map(file_path, self._folders))
        return file_path(uri) or os.path.join(next(folders, None) or os.getcwd(), "Dockerfile")


def file_path(uri: str) -> str | None:
    """Return the path that a `file` URI names; None: it is another URI, or no file has that name.

    Any bytes but a null byte are a name.
    """
    from urllib.parse import unquote_to_bytes, urlsplit  # noqa: PLC0415 - start-up

    try:
        parts = urlsplit(uri)
        path = os.fsdecode(unquote_to_bytes(parts.path))
    except ValueError:
        return None
    if parts.scheme != "file" or "\0" in path:
        return None
    if _ON_WINDOWS and path[2:3] == ":":  # /C:/folder
        path = path[1:]
    return path or None


def file_uri(path: str) -> str:
    """Return the `file` URI of an absolute path."""
    from urllib.parse import quote  # noqa: PLC0415 - start-up

    return "file:///" + quote(os.fsencode(path).replace(os.fsencode(os.sep), b"/").lstrip(b"/"))
