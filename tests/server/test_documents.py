"""Buffers follow the client's changes, whatever they are: against the model of a client."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.types import Position, Range

from dockerlabel.server.documents import WIDTHS, Documents, Snapshot
from dockerlabel.server.jsonrpc import RpcError
from tests.server.model import lines_of, replaced
from tests.server.wire import plain

URI = "file:///app/Dockerfile"

Change = tuple[Range | None, str]
Sequence = tuple[str, str, list[Change], str]

texts = st.text(st.sampled_from("FROM aé😀\f\u2028\x85\r\n"), max_size=30)


def changed(uri: str, version: int, *changes: Change) -> object:
    """A message about changes; one without a range is the whole text."""
    params = types.DidChangeTextDocumentParams(
        types.VersionedTextDocumentIdentifier(version, uri),
        [
            types.TextDocumentContentChangePartial(place, text)
            if place
            else types.TextDocumentContentChangeWholeDocument(text)
            for place, text in changes
        ],
    )
    return plain(params)


def opened(text: str, encoding: str) -> Documents:
    documents = Documents(encoding)
    item = types.TextDocumentItem(URI, "dockerfile", 1, text)
    assert documents.open(plain(types.DidOpenTextDocumentParams(item))) == URI
    return documents


@st.composite
def sequences(
    draw: st.DrawFn,
) -> Sequence:
    """A text, changes of it, and what a client has in the end."""
    encoding = draw(st.sampled_from(list(WIDTHS)))
    first = text = draw(texts)
    changes: list[Change] = []
    for new in draw(st.lists(texts, max_size=10)):
        if draw(st.integers(0, 9)) == 0:
            changes.append((None, new))
            text = new
            continue
        beyond = [Position(len(text) + 1, 0), Position(0, len(text) * 4 + 1)]
        positions = st.sampled_from([*lines_of(text, encoding).positions(), *beyond])
        ends = sorted((draw(positions), draw(positions)))
        lines = lines_of(text, encoding)
        place = Range(*sorted(ends, key=lines.byte))
        changes.append((place, new))
        text = replaced(text, place, new, encoding=encoding)
    return first, encoding, changes, text


@pytest.mark.no_cover
@given(sequences())
def test_changes_one_by_one(sequence: Sequence) -> None:
    first, encoding, changes, last = sequence
    documents = opened(first, encoding)
    for number, change in enumerate(changes):
        documents.change(changed(URI, number + 2, change))
    assert documents.get(URI) == Snapshot(URI, len(changes) + 1, last)


@given(sequences())
def test_changes_in_one_message(sequence: Sequence) -> None:
    """Each is on the text that the one before it left."""
    first, encoding, changes, last = sequence
    documents = opened(first, encoding)
    documents.change(changed(URI, 2, *changes))
    assert documents.get(URI) == Snapshot(URI, 2, last)


def test_a_closed_buffer_is_gone() -> None:
    documents = opened("FROM a\n", "utf-16")
    assert documents.uris == (URI,)
    documents.close(URI)
    documents.close(URI)
    assert documents.get(URI) is None
    assert not documents.uris


def test_a_change_of_a_buffer_that_is_not_open_is_refused() -> None:
    with pytest.raises(RpcError, match="not open"):
        Documents("utf-16").change(changed(URI, 2, (None, "x")))
