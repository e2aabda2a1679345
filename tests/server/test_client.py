"""What clients say of themselves at the start."""

import pytest
from lsprotocol import types

from dockerlabel.server.client import Client, client_of
from tests.server.editor import CODE, EMACS, NEOVIM, NEWER_NEOVIM, Kind

NOTHING = types.ClientCapabilities()


def client(options: object = None, able: types.ClientCapabilities = NOTHING) -> Client:
    return client_of(types.InitializeParams(able, initialization_options=options))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            CODE,
            Client(pulls=True, refreshes=True, watches=True, versioned=True, markdown=True),
        ),
        (NEOVIM, Client(markdown=True)),
        (NEWER_NEOVIM, Client(pulls=True, markdown=True)),
        (EMACS, Client(watches=True, versioned=True, markdown=True)),
        (Kind("nothing", NOTHING), Client()),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else "",
)
def test_abilities(kind: Kind, expected: Client) -> None:
    assert client(able=kind.capabilities) == expected


@pytest.mark.parametrize(
    ("options", "save", "format_"),
    [
        pytest.param(None, False, False, id="none"),
        pytest.param({}, False, False, id="empty"),
        pytest.param({"fixOnSave": True}, True, False, id="save"),
        pytest.param({"fixOnFormat": True, "fixOnSave": False}, False, True, id="format"),
    ],
)
def test_wishes(*, options: object, save: bool, format_: bool) -> None:
    read = client(options)
    assert (read.fix_on_save, read.fix_on_format, read.complaints) == (save, format_, ())


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param([], "must be an object", id="list"),
        pytest.param({"fixonsave": True}, "there is no fixonsave; there are fixOnSave", id="name"),
        pytest.param({"fixOnSave": "yes"}, "fixOnSave must be true or false", id="value"),
        pytest.param({"fixOnSave": None}, "fixOnSave must be true or false", id="null"),
    ],
)
def test_wishes_that_are_not_understood_are_told(options: object, complaint: str) -> None:
    read = client(options)
    assert (read.fix_on_save, read.fix_on_format) == (False, False)
    (told,) = read.complaints
    assert complaint in told
