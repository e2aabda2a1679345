"""The language server: which of the client's messages goes where."""

import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dockerlabel.config.file import FILE_NAMES
from dockerlabel.server import requests
from dockerlabel.server.actions import FIX_ALL
from dockerlabel.server.client import client_of
from dockerlabel.server.documents import Documents
from dockerlabel.server.log import answering, set_up_log, surviving
from dockerlabel.server.protocol import NAME
from dockerlabel.server.service import PAUSE, Service
from dockerlabel.version import __version__

_WATCHED = ("**/.git/config", *(f"**/{name}" for name in FILE_NAMES))

_Changed = types.DidChangeConfigurationParams | types.DidChangeWatchedFilesParams
_Answer = Callable[[Service, Any], Awaitable[object]]


def serve(environment: Mapping[str, str]) -> int:
    """Serve one client on standard input and output; return the exit status.

    It is 0 where the client shut the server down first, as the protocol has it, and else 1.
    """
    # The thread that waits for the client can not be interrupted: let the signal end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    set_up_log()
    server = LanguageServer(NAME, __version__)
    service = Service(server, environment)
    _register(server, service)
    # pygls closes what it writes to; the standard stream stays whole for whoever flushes it.
    server.start_io(sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    return 0 if service.stopped else 1


def _register(server: LanguageServer, service: Service) -> None:
    """Take up the messages that every client sends."""

    def initialize(params: types.InitializeParams) -> None:
        service.client = client_of(params)
        encoding = types.PositionEncodingKind(server.workspace.position_encoding)
        service.documents = Documents(encoding)
        _register_requests(server, service)

    def initialized(_params: types.InitializedParams) -> None:
        for complaint in service.client.complaints:
            service.complain(complaint)
        if service.client.watches:
            server.client_register_capability(_watchers())

    def shutdown(_params: None) -> None:
        service.stop()

    def renew(_params: _Changed) -> None:
        service.renew_soon()

    def saved(params: types.DidSaveTextDocumentParams) -> None:
        service.publish_soon(params.text_document.uri)

    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(surviving(initialized))
    server.feature(types.SHUTDOWN)(surviving(shutdown))
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(surviving(renew))
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(surviving(renew))
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(surviving(saved))
    _register_buffers(server, service)


def _register_buffers(server: LanguageServer, service: Service) -> None:
    """Take up the messages about buffers.

    They take the place of pygls' own, which keep the texts too, but by other lines, and change the
    positions in a message on the way.
    """

    def opened(params: types.DidOpenTextDocumentParams) -> None:
        service.documents.open(params.text_document)
        service.publish_soon(params.text_document.uri)

    def changed(params: types.DidChangeTextDocumentParams) -> None:
        service.documents.change(params)
        service.publish_soon(params.text_document.uri, pause=PAUSE)

    def closed(params: types.DidCloseTextDocumentParams) -> None:
        service.close(params.text_document.uri)

    manager = server.protocol.fm
    manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_OPEN, surviving(opened))
    manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_CHANGE, surviving(changed))
    manager.add_builtin_feature(types.TEXT_DOCUMENT_DID_CLOSE, surviving(closed))


def _register_requests(server: LanguageServer, service: Service) -> None:
    """Offer what this client can make use of."""
    client = service.client

    def offer(method: str, answer: _Answer, *, options: object = None) -> None:
        @answering
        async def handler(params: Any) -> object:  # noqa: ANN401 - each method has its own
            return await answer(service, params)

        server.feature(method, options)(handler)

    offer(types.TEXT_DOCUMENT_HOVER, requests.hover)
    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL])
    offer(types.TEXT_DOCUMENT_CODE_ACTION, requests.code_actions, options=kinds)
    if client.pulls:
        pulling = types.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier=NAME
        )
        offer(types.TEXT_DOCUMENT_DIAGNOSTIC, requests.diagnostics, options=pulling)
    if client.fix_on_save:
        offer(types.TEXT_DOCUMENT_WILL_SAVE_WAIT_UNTIL, requests.will_save)
    if client.fix_on_format:
        offer(types.TEXT_DOCUMENT_FORMATTING, requests.formatting)


def _watchers() -> types.RegistrationParams:
    """Return the request to be told of files that decide on settings and remotes."""
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    )
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    return types.RegistrationParams([types.Registration("dockerlabel-watches", method, options)])
