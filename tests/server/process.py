"""The server in a process of its own, and a client that may send any bytes."""

import json
import subprocess
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from tests.server.conftest import SERVER
from tests.server.editor import PATIENCE

Message = Mapping[str, Any]

INITIALIZE: Message = {"id": 1, "method": "initialize", "params": {"capabilities": {}}}
SHUTDOWN: Message = {"id": 2, "method": "shutdown"}
EXIT: Message = {"method": "exit"}


def frame(message: object) -> bytes:
    """A message with its header; what is an object gets the version of the protocol."""
    whole = {"jsonrpc": "2.0", **message} if isinstance(message, Mapping) else message
    body = json.dumps(whole).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Process:
    """A server; every message that it sends is a frame, and nothing is written to its log."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(
            command or SERVER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        self.kill()
        self._process.communicate(timeout=PATIENCE)

    def kill(self) -> None:
        """End it, if it has not ended by itself."""
        self._process.kill()

    def send(self, *messages: object) -> None:
        self.write(b"".join(frame(message) for message in messages))

    def write(self, data: bytes) -> None:
        stream = self._process.stdin
        assert stream
        stream.write(data)
        stream.flush()

    def receive(self) -> dict[str, Any]:
        """The next message."""
        stream = self._process.stdout
        assert stream
        name, _, length = stream.readline().partition(b": ")
        assert (name, stream.readline()) == (b"Content-Length", b"\r\n")
        message: dict[str, Any] = json.loads(stream.read(int(length)))
        assert message.pop("jsonrpc") == "2.0"
        return message

    def error(self) -> tuple[object, int]:
        """The next message, which must be an error: whose, and which."""
        message = self.receive()
        assert message["error"]["message"]
        return message["id"], message["error"]["code"]

    def initialize(self, **params: object) -> dict[str, Any]:
        self.send({**INITIALIZE, "params": {"capabilities": {}, **params}})
        result: dict[str, Any] = self.receive()["result"]
        self.send({"method": "initialized", "params": {}})
        return result

    def end(self, *messages: object) -> tuple[int, bytes, bytes]:
        """The exit code, the rest of the output, and the log, after the last messages."""
        data = b"".join(frame(message) for message in messages)
        output, errors = self._process.communicate(data, timeout=PATIENCE)
        return self._process.returncode, output, errors
