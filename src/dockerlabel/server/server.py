"""The language server: its life cycle, which message goes where, and the thread that works."""

import os
import signal
import sys
from functools import cached_property, partial
from threading import Condition, Thread
from time import monotonic

from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.server.client import Client, client_of, initialize_result
from dockerlabel.server.documents import Documents
from dockerlabel.server.jsonrpc import (
    Connection,
    ErrorCode,
    Json,
    MessageType,
    RpcError,
    log,
    log_exception,
    member,
    optional,
    read_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

    from dockerlabel.server.service import Service

PAUSE = 0.02
"""Seconds without a change after which a buffer is linted: nobody waits for less."""

Key = tuple[str, object]
"""What a job does, and for which request or buffer."""

_WATCHED = (
    "**/.git/config",
    "**/.dockerlabel.yaml",
    "**/.dockerlabel.yml",
    "**/.github/workflows/*",
    "**/docker-bake*",
    "**/*compose*.y*ml",
)
"""What most often decides on settings, remotes and builds; the rest is read again on saving."""


def serve(environment: "Mapping[str, str]") -> int:
    """Serve one client on standard input and output; return the exit code.

    It is 0 if the client shut the server down first, as the protocol requires, and else 1.
    """
    if sys.stdin is None or sys.stdout is None:
        return 1
    # Reading cannot be interrupted: let the signal end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # A stream of its own: nobody waits at the end until the client has read all of it.
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    server = Server(Connection(output), environment)
    server.run(sys.stdin.buffer)
    return 0 if server.is_shut_down else 1


class Worker:
    """One thread that does, one after another, what takes time.

    A job takes the place of another one with its key. It begins when it is due, in the order in
    which jobs came.
    """

    def __init__(self) -> None:
        self._jobs: dict[Key, tuple[float, Callable[[], object]]] = {}
        self._changed = Condition()

    def start(self) -> None:
        """Begin to work, until the process ends."""
        Thread(target=self._run, daemon=True).start()

    def put(self, key: Key, job: "Callable[[], object]", *, pause: float = 0.0) -> None:
        """Have something done after a pause."""
        with self._changed:
            self._jobs.pop(key, None)
            self._jobs[key] = (monotonic() + pause, job)
            self._changed.notify()

    def cancel(self, key: Key) -> bool:
        """Return whether a job was waiting, which will not begin now."""
        with self._changed:
            return self._jobs.pop(key, None) is not None

    def cancel_all(self) -> list[Key]:
        """Let no job that waits begin; return their keys."""
        with self._changed:
            keys = list(self._jobs)
            self._jobs.clear()
            return keys

    def _run(self) -> None:
        while True:
            job = self._next()
            try:
                job()
            except Exception:  # noqa: BLE001 - whatever it is, the next job can be done
                log_exception("a task failed")

    def _next(self) -> "Callable[[], object]":
        with self._changed:
            while True:
                now = monotonic()
                for key, (due, job) in self._jobs.items():
                    if due <= now:
                        del self._jobs[key]
                        return job
                pauses = (due - now for due, _ in self._jobs.values())
                self._changed.wait(min(pauses, default=None))


class Server:
    """One client's server.

    Messages are read, and buffers kept, by the thread that calls `run`. All that takes time is done
    by one thread beside it, which looks at a buffer as it is when its turn comes: a text that was
    typed over meanwhile is never linted, and a git that hangs holds up no typing.
    """

    def __init__(self, connection: Connection, environment: "Mapping[str, str]") -> None:
        """Begin with a client about which nothing is known."""
        self.is_shut_down = False
        self._connection = connection
        self._environment = environment
        self._client: Client | None = None
        self._documents = Documents()
        self._worker = Worker()
        self._notifications: Mapping[str, Callable[[object], None]] = {
            "initialized": self._initialized,
            "textDocument/didOpen": self._opened,
            "textDocument/didChange": self._changed,
            "textDocument/didSave": self._reload,
            "textDocument/didClose": self._closed,
            "workspace/didChangeWorkspaceFolders": self._folders_changed,
            "workspace/didChangeConfiguration": self._reload,
            "workspace/didChangeWatchedFiles": self._reload,
            "$/cancelRequest": self._cancel,
        }

    def run(self, stream: "BinaryIO") -> None:
        """Read messages until the client says `exit` or is gone."""
        self._worker.start()
        while True:
            try:
                message = read_message(stream)
            except EOFError:
                return
            except RpcError as error:
                self._connection.refuse(None, error)
                continue
            if message.get("method") == "exit":
                return
            self._receive(message)

    @cached_property
    def _service(self) -> "Service":
        """What does the work; used by the thread that works alone."""
        # The linter is loaded after `initialize` was answered.
        from dockerlabel.server.service import Service  # noqa: PLC0415

        client = self._client or Client()
        return Service(
            self._connection,
            client,
            documents=self._documents,
            environment=self._environment,
            publish=self._publish,
        )

    def _receive(self, message: Json) -> None:
        method, number = message.get("method"), message.get("id")
        if method is None and ("result" in message or "error" in message):
            return  # an answer: nothing depends on it
        if not isinstance(method, str) or ("id" in message and not isinstance(number, int | str)):
            error = RpcError(ErrorCode.INVALID_REQUEST, "`method` or `id` is missing or wrong")
            self._connection.refuse(None, error)
            return
        params = message.get("params")
        if "id" in message:
            self._take_request(number, method, params=params)
        elif self._client and not self.is_shut_down and method in self._notifications:
            try:
                self._notifications[method](params)
            except RpcError as error:
                log(f"{method} could not be processed: {error}")
            except Exception:  # noqa: BLE001 - whatever it is, the next message can be processed
                log_exception(f"{method} failed")

    def _take_request(self, number: object, method: str, *, params: object) -> None:
        """Answer a request of the life cycle, and leave the others to the thread that works."""
        if method == "initialize":
            self._answer(number, partial(self._initialize, params))
            self._worker.put(("load", ""), lambda: self._service)
        elif self._client is None:
            text = "the first request must be `initialize`"
            self._connection.refuse(number, RpcError(ErrorCode.SERVER_NOT_INITIALIZED, text))
        elif self.is_shut_down:
            text = "the server was shut down"
            self._connection.refuse(number, RpcError(ErrorCode.INVALID_REQUEST, text))
        elif method == "shutdown":
            self._answer(number, self._shut_down)
        else:
            work = partial(self._answer, number, lambda: self._service.answer(method, params))
            self._worker.put(("request", number), work)

    def _answer(self, number: object, work: "Callable[[], object]") -> None:
        """Answer a request with what some work returns, or with why that failed."""
        try:
            self._connection.reply(number, work())
        except RpcError as error:
            self._connection.refuse(number, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client waits for an answer
            log_exception("a request failed")
            why = f"dockerlabel failed ({type(error).__name__}); its log says where. This is a bug."
            self._connection.refuse(number, RpcError(ErrorCode.INTERNAL_ERROR, why))

    def _initialize(self, params: object) -> Json:
        if self._client or not isinstance(params, dict):
            text = "`initialize` needs parameters, and may be sent once"
            raise RpcError(ErrorCode.INVALID_REQUEST, text)
        self._client = client_of(params)
        self._documents = Documents(self._client.encoding, self._client.folders)
        return initialize_result(self._client)

    def _shut_down(self) -> None:
        self.is_shut_down = True
        for kind, number in self._worker.cancel_all():
            if kind == "request":
                self._refuse_cancelled(number)

    def _cancel(self, params: object) -> None:
        number = optional(params, "id", default=0) or optional(params, "id", default="")
        if self._worker.cancel(("request", number)):
            self._refuse_cancelled(number)

    def _refuse_cancelled(self, number: object) -> None:
        error = RpcError(ErrorCode.REQUEST_CANCELLED, "the request was cancelled")
        self._connection.refuse(number, error)

    def _initialized(self, _params: object) -> None:
        client = self._client or Client()
        for error in client.option_errors:
            self._connection.show(MessageType.WARNING, error)
        if client.watches:
            watchers = [{"globPattern": pattern} for pattern in _WATCHED]
            registration = {
                "id": "dockerlabel-watches",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            }
            self._connection.request("client/registerCapability", {"registrations": [registration]})

    def _opened(self, params: object) -> None:
        self._publish(self._documents.open(params))

    def _changed(self, params: object) -> None:
        self._publish(self._documents.change(params), pause=PAUSE)

    def _closed(self, params: object) -> None:
        uri = member(params, "textDocument.uri", kind=str)
        self._documents.close(uri)
        self._worker.put(("publish", uri), lambda: self._service.close(uri))

    def _folders_changed(self, params: object) -> None:
        self._documents.change_folders(params)
        self._reload(params)

    def _reload(self, _params: object) -> None:
        # Not the method itself: this thread must not load the service.
        self._worker.put(("reload", ""), lambda: self._service.reload())  # noqa: PLW0108

    def _publish(self, uri: str, *, pause: float = 0.0) -> None:
        """Report what is found in a buffer to a client that does not ask for it."""
        if self._client and not self._client.pulls:
            self._worker.put(("publish", uri), lambda: self._service.publish(uri), pause=pause)
