"""Work on open buffers: one thread that lints and mends them, and who is told what it finds.

Messages are read, and buffers kept, by the event loop. All that takes time is done by one thread
beside it, which looks at a buffer as it is when its turn comes: work for a text that has been typed
over meanwhile is never begun.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dockerlabel.output.text import printable
from dockerlabel.server.client import Client
from dockerlabel.server.documents import Documents, Snapshot
from dockerlabel.server.log import log_failure
from dockerlabel.server.paths import path_of
from dockerlabel.server.positions import Positions
from dockerlabel.server.protocol import Target, diagnostics_of
from dockerlabel.server.session import Linted, Mended, Session

PAUSE = 0.02
"""Seconds without a change after which a buffer is linted: nobody waits for less."""

_Outcome = TypeVar("_Outcome")


class Service:
    """The buffers of one client, and what is done with them. Used by the event loop alone."""

    def __init__(self, server: LanguageServer, environment: Mapping[str, str]) -> None:
        """Begin with a client of whom nothing is known; `client` and `documents` are set later."""
        self.client = Client()
        self.stopped = False
        self.documents = Documents(types.PositionEncodingKind.Utf16)
        self._server = server
        self._session = Session(environment)
        self._generation = 0
        self._told: set[str] = set()
        self._worker = ThreadPoolExecutor(1, "dockerlabel")
        self._running: dict[str, asyncio.Task[None]] = {}

    def positions(self, snapshot: Snapshot) -> Positions:
        """Return the positions of a text, in the client's encoding."""
        return Positions(snapshot.text, self.documents.encoding)

    def target(self, snapshot: Snapshot) -> Target:
        """Return what edits of a buffer are made for."""
        positions = self.positions(snapshot)
        return Target(snapshot.uri, snapshot.version, positions, self.client.versioned)

    async def use(
        self, uri: str, work: Callable[[Session, str, str], _Outcome]
    ) -> tuple[Snapshot, _Outcome] | None:
        """Let the session work on the path and text of a buffer; None where it is not open."""
        folders = self._folders()

        def job() -> tuple[Snapshot, _Outcome] | None:
            snapshot = self.documents.get(uri)
            if snapshot is None:
                return None
            return snapshot, work(self._session, path_of(uri, folders), snapshot.text)

        outcome = await asyncio.get_running_loop().run_in_executor(self._worker, job)
        self._spread()
        return outcome

    async def lint(
        self, uri: str, work: Callable[[Session, str, str], Linted] = Session.lint
    ) -> tuple[Snapshot, Linted] | None:
        """Judge a buffer, and complain where its settings can not be taken."""
        outcome = await self.use(uri, work)
        if outcome and outcome[1].refusal:
            self.complain(outcome[1].refusal)
        return outcome

    async def fix(self, uri: str) -> tuple[Snapshot, Mended] | None:
        """Make all safe fixes of a buffer, and complain where one was refused."""
        outcome = await self.use(uri, Session.fix)
        if outcome and outcome[1].bug:
            self.complain(f"a fix was not made, {outcome[1].bug}. This is a bug in dockerlabel.")
        return outcome

    def renew_soon(self) -> None:
        """Read settings and remotes again, and tell what that changes."""
        self._start("", self._renew())

    def publish_soon(self, uri: str, *, pause: float = 0.0) -> None:
        """Tell a client that does not ask what is found, unless the buffer changes before that."""
        if self.client.pulls:
            return
        self._start(uri, self._publish(uri, pause))

    def close(self, uri: str) -> None:
        """Let go of a buffer, and take back what was said of it."""
        self.documents.close(uri)
        self._worker.submit(self._session.forget, path_of(uri, self._folders()))
        if running := self._running.pop(uri, None):
            running.cancel()
        if not self.client.pulls:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def stop(self) -> None:
        """Begin no more work."""
        self.stopped = True
        for running in self._running.values():
            running.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def complain(self, text: str) -> None:
        """Show a message, once until something changes."""
        if text not in self._told:
            self._told.add(text)
            message = "\n".join(f"dockerlabel: {printable(line)}" for line in text.split("\n"))
            kind = types.MessageType.Error
            self._server.window_show_message(types.ShowMessageParams(kind, message))

    def _start(self, name: str, work: Coroutine[None, None, None]) -> None:
        """Begin work in the place of earlier work of that name."""
        if earlier := self._running.get(name):
            earlier.cancel()
        self._running[name] = asyncio.get_running_loop().create_task(work)
        self._running[name].add_done_callback(log_failure)

    async def _renew(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._worker, self._session.renew)
        self._spread()

    async def _publish(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        outcome = await self.lint(uri)
        if outcome is None:
            return
        snapshot, linted = outcome
        found = diagnostics_of(linted.diagnostics, self.positions(snapshot))
        told = types.PublishDiagnosticsParams(uri, found, snapshot.version)
        self._server.text_document_publish_diagnostics(told)

    def _spread(self) -> None:
        """Judge all buffers anew where something has changed that may concern them."""
        if self._session.generation == self._generation:
            return
        self._generation = self._session.generation
        self._told.clear()
        for uri in self.documents.uris:
            if self._running.get(uri) is not asyncio.current_task():
                self.publish_soon(uri)
        if self.client.pulls and self.client.refreshes:
            self._server.workspace_diagnostic_refresh(None)

    def _folders(self) -> tuple[str, ...]:
        """Return the URIs of the client's folders."""
        workspace = self._server.workspace
        folders = tuple(folder.uri for folder in workspace.folders.values())
        return folders or ((workspace.root_uri,) if workspace.root_uri else ())
