"""An editor as a test drives it: the real server in a process, pytest-lsp's client before it."""

import asyncio
from pathlib import Path
from typing import Any, NamedTuple

import attrs
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from tests.server.model import edited, replaced

PATIENCE = 30.0
"""Seconds after which a test says that something never came; nothing takes long."""


class Kind(NamedTuple):
    """An editor by what it says that it is able to do."""

    name: str
    capabilities: types.ClientCapabilities

    @property
    def encoding(self) -> str:
        """The encoding that it names first, or the protocol's default."""
        general = self.capabilities.general
        encodings = (general and general.position_encodings) or ["utf-16"]
        return types.PositionEncodingKind(encodings[0]).value

    @property
    def pulls(self) -> bool:
        document = self.capabilities.text_document
        return document is not None and document.diagnostic is not None


def _visual_studio_code() -> types.ClientCapabilities:
    """The requests of version 1.65, and what has come since that concerns this server."""
    known = client_capabilities("visual-studio-code@1.65.2")
    assert known.text_document is not None
    assert known.workspace is not None
    diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    refresh = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    encodings = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind.Utf16]
    )
    return attrs.evolve(
        known,
        text_document=attrs.evolve(known.text_document, diagnostic=diagnostic),
        workspace=attrs.evolve(known.workspace, diagnostics=refresh),
        general=encodings,
    )


CODE = Kind("code", _visual_studio_code())
NEOVIM = Kind("neovim-0.7", client_capabilities("neovim@0.7.0"))
NEWER_NEOVIM = Kind("neovim-0.11", client_capabilities("neovim@0.11.0"))
EMACS = Kind("emacs", client_capabilities("emacs@29.1"))

KINDS = (CODE, NEOVIM, NEWER_NEOVIM, EMACS)


class Editor:
    """One client and its server. `told` holds what was published, `shown` what was shown."""

    def __init__(self, kind: Kind, *, folders: tuple[Path, ...]) -> None:
        self.kind = kind
        self.offered = types.ServerCapabilities()
        self.registered: list[types.Registration] = []
        self.refreshed: asyncio.Queue[None] = asyncio.Queue()
        self.shown: asyncio.Queue[str] = asyncio.Queue()
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.client = LanguageClient(converter_factory=default_converter)
        self._folders = folders
        self._texts: dict[str, tuple[int, str]] = {}
        self._listen()

    def _listen(self) -> None:
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

        def show(params: types.ShowMessageParams) -> None:
            self.shown.put_nowait(params.message)

        def register(params: types.RegistrationParams) -> None:
            self.registered.extend(params.registrations)

        def refresh(_params: None) -> None:
            self.refreshed.put_nowait(None)

        own = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            types.WINDOW_SHOW_MESSAGE: show,
            types.CLIENT_REGISTER_CAPABILITY: register,
            types.WORKSPACE_DIAGNOSTIC_REFRESH: refresh,
        }
        register_lsp_features(self.client, DEFAULT_CLIENT_FEATURES | own)

    async def start(self, *command: str, **options: Any) -> None:  # noqa: ANN401 - JSON
        """Start the server; `options` are initializationOptions."""
        await self.client.start_io(*command)
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=self.kind.capabilities,
                initialization_options=options or None,
                workspace_folders=[
                    types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in self._folders
                ],
            )
        )
        self.offered = result.capabilities

    @property
    def exit_code(self) -> int | None:
        process = self.client._server  # noqa: SLF001 - the client has no other place for it
        return process.returncode if process else None

    def text(self, uri: str) -> str:
        return self._texts[uri][1]

    def open(self, uri: str, text: str) -> str:
        self._texts[uri] = 1, text
        item = types.TextDocumentItem(uri, "dockerfile", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, text: str, place: types.Range | None = None) -> None:
        """Put `text` in the place of a range, or of the whole buffer."""
        version, before = self._texts[uri]
        if place is None:
            after = text
            change: types.TextDocumentContentChangeEvent
            change = types.TextDocumentContentChangeWholeDocument(text)
        else:
            after = replaced(before, place, text, encoding=self.kind.encoding)
            change = types.TextDocumentContentChangePartial(place, text)
        self._texts[uri] = version + 1, after
        identifier = types.VersionedTextDocumentIdentifier(version + 1, uri)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(identifier, [change])
        )

    def save(self, uri: str) -> None:
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, uri: str) -> None:
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """What is said of the buffer as it is now, asked for or waited for."""
        if self.kind.pulls:
            identifier = types.TextDocumentIdentifier(uri)
            report = await self.client.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(identifier)
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        version = self._texts[uri][0]
        while True:
            told = await asyncio.wait_for(self.told.get(), PATIENCE)
            if (told.uri, told.version) == (uri, version):
                return list(told.diagnostics)

    async def rules(self, uri: str) -> list[object]:
        return [each.code for each in await self.diagnostics(uri)]

    async def actions(
        self,
        uri: str,
        *only: str,
        place: types.Range | None = None,
        listed: tuple[types.Diagnostic, ...] = (),
    ) -> list[types.CodeAction]:
        """What is offered for a place, or for the whole of the buffer."""
        start = types.Position(0, 0)
        whole = types.Range(start, types.Position(self.text(uri).count("\n") + 1, 0))
        context = types.CodeActionContext(listed, list(only) or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place or whole, context)
        found = await self.client.text_document_code_action_async(params)
        actions = [each for each in found or () if isinstance(each, types.CodeAction)]
        assert len(actions) == len(found or ())
        return actions

    def applied(self, uri: str, action: types.CodeAction) -> str:
        """The text of a buffer after an action, whose edit must be for it alone."""
        edit = action.edit
        assert edit is not None
        if edit.document_changes is None:
            assert edit.changes is not None
            assert list(edit.changes) == [uri]
            return self.edited(uri, list(edit.changes[uri]))
        (change,) = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (
            uri,
            self._texts[uri][0],
        )
        edits = [each for each in change.edits if isinstance(each, types.TextEdit)]
        return self.edited(uri, edits)

    def edited(self, uri: str, edits: list[types.TextEdit]) -> str:
        return edited(self.text(uri), edits, encoding=self.kind.encoding)

    async def stop(self) -> int | None:
        """Shut the server down as the protocol has it; return its exit code."""
        if self.exit_code is None:
            await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
        await self.client.stop()  # type: ignore[no-untyped-call] # pygls leaves it untyped
        return self.exit_code
