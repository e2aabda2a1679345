"""Between the protocol's types, as lsprotocol has them, and the JSON that the server deals with."""

from typing import Any, TypeVar

from lsprotocol import types
from lsprotocol.converters import get_converter

from dockerlabel.server.client import Client
from dockerlabel.server.documents import Place, Positions, Snapshot
from dockerlabel.server.features import Target

_CONVERTER = get_converter()
_Kind = TypeVar("_Kind")


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """What a client sends."""
    return _CONVERTER.unstructure(value)


def structured(value: object, kind: type[_Kind]) -> _Kind:
    """What a client makes of JSON, in which nothing may be unknown to the protocol."""
    made = _CONVERTER.structure(value, kind)
    assert plain(made) == value
    return made


def place(position: types.Position) -> Place:
    return Place(position.line, position.character)


def target(text: str, client: Client, *, uri: str = "file:///app/Dockerfile") -> Target:
    """The seventh version of a buffer."""
    return Target(Snapshot(uri, 7, text), Positions(text, client.encoding), client)
