"""What clients say of themselves at the start."""

import pytest
from lsprotocol import types

from dockerlabel.server.client import Client, client_of
from tests.server.editor import CODE, EMACS, NEOVIM, NEWER_NEOVIM, Kind
from tests.server.wire import plain

NOTHING = types.ClientCapabilities()
SHOWING = Client(publishes=True, markdown=True)


def client(options: object = None, able: types.ClientCapabilities = NOTHING) -> Client:
    params = types.InitializeParams(able, initialization_options=options)
    return client_of(plain(params))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            CODE,
            SHOWING._replace(
                pulls=True, refreshes=True, relates=True, watches=True, versioned=True
            ),
        ),
        (NEOVIM, SHOWING._replace(relates=True)),
        (NEWER_NEOVIM, SHOWING._replace(pulls=True, relates=True, encoding="utf-8")),
        (EMACS, SHOWING._replace(watches=True, versioned=True, encoding="utf-32")),
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
def test_options(*, options: object, save: bool, format_: bool) -> None:
    read = client(options, CODE.capabilities)
    assert (read.fix_on_save, read.fix_on_format, read.option_errors) == (save, format_, ())
    # Neovim before 0.10 does not ask before saving.
    assert not client(options, NEOVIM.capabilities).fix_on_save


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        pytest.param([], "must be an object", id="list"),
        pytest.param(
            {"fixonsave": True}, "unknown option fixonsave; the options are fixOnSave", id="name"
        ),
        pytest.param({"fixOnSave": "yes"}, "fixOnSave must be true or false", id="value"),
        pytest.param({"fixOnSave": None}, "fixOnSave must be true or false", id="null"),
    ],
)
def test_options_that_are_not_valid(options: object, complaint: str) -> None:
    read = client(options)
    assert (read.fix_on_save, read.fix_on_format) == (False, False)
    (error,) = read.option_errors
    assert complaint in error
