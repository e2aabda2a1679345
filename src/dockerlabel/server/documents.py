"""The texts of open buffers, kept in step with the client's."""

from typing import NamedTuple

from lsprotocol.types import (
    DidChangeTextDocumentParams,
    PositionEncodingKind,
    TextDocumentContentChangePartial,
    TextDocumentItem,
)

from dockerlabel.server.positions import Positions


class Snapshot(NamedTuple):
    """The text of a buffer at one version; `uri` is what the client calls it."""

    uri: str
    version: int
    text: str


class Documents:
    """The open buffers. pygls' own do not serve: their lines also end at form feeds and U+2028."""

    def __init__(self, encoding: PositionEncodingKind) -> None:
        """Begin with none; `encoding` is what the client counts columns in."""
        self.encoding = encoding
        self._snapshots: dict[str, Snapshot] = {}

    def open(self, item: TextDocumentItem) -> None:
        """Take up a buffer."""
        self._snapshots[item.uri] = Snapshot(item.uri, item.version, item.text)

    def change(self, params: DidChangeTextDocumentParams) -> None:
        """Make the client's changes, each on the text that the one before it left."""
        uri, version = params.text_document.uri, params.text_document.version
        text = self._snapshots[uri].text
        for change in params.content_changes:
            if isinstance(change, TextDocumentContentChangePartial):
                start, end = Positions(text, self.encoding).span(change.range)
                text = text[:start] + change.text + text[end:]
            else:
                text = change.text
        self._snapshots[uri] = Snapshot(uri, version, text)

    def close(self, uri: str) -> None:
        """Let go of a buffer."""
        self._snapshots.pop(uri, None)

    def get(self, uri: str) -> Snapshot | None:
        """Return a buffer as it is now; None: it is not open."""
        return self._snapshots.get(uri)

    @property
    def uris(self) -> tuple[str, ...]:
        """All open buffers."""
        return tuple(self._snapshots)
