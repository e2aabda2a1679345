"""The answers to requests about buffers, and what a client gets without asking."""

from collections.abc import Callable, Mapping

from dockerlabel.diagnostic import Edit
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.server.client import FIX_ALL, QUICK_FIX, Client
from dockerlabel.server.documents import Documents, file_uri, read_place, read_range
from dockerlabel.server.features import (
    Target,
    diagnostic_of,
    diagnostics_in_settings,
    fix_all,
    hovered,
    is_asked_for,
    plain,
    quick_fixes,
    settings_diagnostics,
    text_edits,
)
from dockerlabel.server.jsonrpc import (
    NO_ITEMS,
    Connection,
    ErrorCode,
    Json,
    MessageType,
    RpcError,
    member,
    optional,
)
from dockerlabel.server.session import Linted, Session

if TYPE_CHECKING:
    from dockerlabel.config.settings import ConfigurationError

_AFTER_DELAY = 2
"""The editor saves by itself."""


class Service:
    """What is done with the buffers of one client, by the thread that works.

    `publish` has a buffer published soon.
    """

    def __init__(
        self,
        connection: Connection,
        client: Client,
        *,
        documents: Documents,
        environment: Mapping[str, str],
        publish: Callable[[str], None],
    ) -> None:
        """Begin; nothing is read before a buffer is asked about."""
        self._connection = connection
        self._client = client
        self._documents = documents
        self._session = Session(environment)
        self._publish = publish
        self._generation = 0
        self._settings_errors: dict[str, list[ConfigurationError]] = {}
        self._shown: set[str] = set()
        self._answers: Mapping[str, Callable[[object, Target], object]] = {
            "textDocument/diagnostic": self._diagnostics,
            "textDocument/codeAction": self._code_actions,
            "textDocument/formatting": self._formatting,
            "textDocument/willSaveWaitUntil": self._will_save,
            "textDocument/hover": self._hover,
        }

    def answer(self, method: str, params: object) -> object:
        """Return the result of a request; raises RpcError if there is none."""
        if method not in self._answers:
            raise RpcError(ErrorCode.METHOD_NOT_FOUND, f"unknown method {method}")
        target = self._target(member(params, "textDocument.uri", kind=str))
        if target is None:
            # An editor may ask late, when the buffer is closed already.
            return _report([]) if method == "textDocument/diagnostic" else None
        result = self._answers[method](params, target)
        self._republish()
        return result

    def publish(self, uri: str) -> None:
        """Report what is found in a buffer, if it is still open."""
        if target := self._target(uri):
            found = self._found(self._lint(target), target)
            self._send_diagnostics(uri, found, version=target.snapshot.version)
            self._republish(but=uri)

    def close(self, uri: str) -> None:
        """Withdraw what was reported of a buffer that is closed."""
        self._session.forget(self._documents.path(uri))
        self._show_settings_errors()
        if not self._client.pulls:
            self._send_diagnostics(uri, [])

    def reload(self) -> None:
        """Read settings and remotes again, and report what that changes."""
        self._session.reload()
        self._republish()

    def _target(self, uri: str) -> Target | None:
        snapshot = self._documents.get(uri)
        return snapshot and Target(snapshot, self._documents.positions(snapshot.text), self._client)

    def _diagnostics(self, _params: object, target: Target) -> Json:
        return _report(self._found(self._lint(target), target))

    def _code_actions(self, params: object, target: Target) -> list[Json]:
        """Return what can be done at a place, and if that is asked for, with the whole buffer."""
        span = target.positions.span(read_range(params, "range"))
        only = optional(params, "context.only", default=NO_ITEMS)
        actions: list[Json] = []
        if is_asked_for(QUICK_FIX, only):
            linted = self._lint(target, Session.offer)
            listed = optional(params, "context.diagnostics", default=NO_ITEMS)
            actions += quick_fixes(linted, span, listed=listed, target=target)
        if is_asked_for(FIX_ALL, only):
            actions += fix_all(self._fix(target), target)
        return actions

    def _formatting(self, _params: object, target: Target) -> list[Json]:
        return text_edits(self._fix(target), target.positions)

    def _will_save(self, params: object, target: Target) -> list[Json] | None:
        """Return the edits of all safe fixes; an editor that saves by itself changes nothing."""
        if optional(params, "reason", default=0) == _AFTER_DELAY:
            return None
        return self._formatting(params, target)

    def _hover(self, params: object, target: Target) -> Json | None:
        offset = target.positions.offset(read_place(params, "position"))
        text = target.snapshot.text
        looked = self._session.look(self._path(target), text)
        if looked is None:
            return None
        linted, expectation = looked
        shown = hovered(text, offset, found=linted.diagnostics, expectation=expectation)
        if shown is None:
            return None
        span, markdown = shown
        as_markdown = self._client.markdown
        kind, value = ("markdown", markdown) if as_markdown else ("plaintext", plain(markdown))
        contents = {"kind": kind, "value": value}
        return {"contents": contents, "range": target.positions.range(span)}

    def _path(self, target: Target) -> str:
        return self._documents.path(target.snapshot.uri)

    def _lint(
        self, target: Target, work: Callable[[Session, str, str], Linted] = Session.lint
    ) -> Linted:
        """Lint a buffer, and show in the configuration file why its settings cannot be read."""
        linted = work(self._session, self._path(target), target.snapshot.text)
        self._show_settings_errors()
        return linted

    def _found(self, linted: Linted, target: Target) -> list[Json]:
        found = (diagnostic_of(each, target) for each in linted.diagnostics)
        return [*settings_diagnostics(linted, target), *found]

    def _fix(self, target: Target) -> tuple[Edit, ...]:
        """Return the edits of all safe fixes, and show once if one was rejected."""
        edits, rejected = self._session.fix(self._path(target), target.snapshot.text)
        if rejected and rejected not in self._shown:
            self._shown.add(rejected)
            text = f"skipped a fix because {rejected}. This is a bug in dockerlabel."
            self._connection.show(MessageType.ERROR, text)
        return edits

    def _show_settings_errors(self) -> None:
        """Report what is wrong with configuration files in those files, and what no longer is."""
        if not self._client.publishes:
            return
        errors: dict[str, list[ConfigurationError]] = {}
        for error in self._session.errors:
            errors.setdefault(error.path, []).append(error)
        before, self._settings_errors = self._settings_errors, errors
        encoding = self._client.encoding
        for path in sorted({*before, *errors}):
            own = errors.get(path, [])
            if before.get(path, []) != own:
                uri = file_uri(path)
                self._send_diagnostics(uri, diagnostics_in_settings(path, own, encoding=encoding))

    def _send_diagnostics(self, uri: str, found: list[Json], *, version: int | None = None) -> None:
        own = {} if version is None else {"version": version}
        params = {"uri": uri, **own, "diagnostics": found}
        self._connection.notify("textDocument/publishDiagnostics", params)

    def _republish(self, *, but: str = "") -> None:
        """Have the other buffers linted again if something has changed that may concern them."""
        if self._session.generation == self._generation:
            return
        self._generation = self._session.generation
        self._shown.clear()
        for uri in self._documents.uris:
            if uri != but:
                self._publish(uri)
        if self._client.pulls and self._client.refreshes:
            self._connection.request("workspace/diagnostic/refresh")


def _report(items: list[Json]) -> Json:
    return {"kind": "full", "items": items}
