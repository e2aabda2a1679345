"""JSON-RPC 2.0 in the frames of the Language Server Protocol, and the log beside it.

See "Base Protocol" in the specification of the protocol, 3.17.
"""

import json
import re
import sys
from enum import IntEnum
from itertools import count
from threading import Lock

from dockerlabel.lazy import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO, TypeVar

    _Kind = TypeVar("_Kind")

Json = dict[str, object]

NO_MEMBERS: Json = {}
NO_ITEMS: list[object] = []

_LENGTH = re.compile(rb"(?i)content-length:[ \t]*(\d{1,8})[ \t]*\r?\n\Z")
"""The one header that counts, at the end of a line: the rest of a broken message may precede it."""

_LONGEST_LINE = 1 << 16


class ErrorCode(IntEnum):
    """Why a request has no result."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL_ERROR = -32603
    SERVER_NOT_INITIALIZED = -32002
    REQUEST_CANCELLED = -32800


class MessageType(IntEnum):
    """How bad it is what a user is shown."""

    ERROR = 1
    WARNING = 2


class RpcError(Exception):
    """A message that cannot be processed; the text is for its sender."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_message(stream: "BinaryIO") -> Json:
    """Return the next message.

    Raises EOFError at the end of the stream, also within a message. Raises RpcError for what is not
    a message, or several in a batch; the next call goes on at the next header.
    """
    body = stream.read(length := _read_header(stream))
    if len(body) < length:
        raise EOFError
    try:
        message = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise RpcError(ErrorCode.PARSE_ERROR, "the message is not JSON in UTF-8") from None
    if not isinstance(message, dict):
        raise RpcError(ErrorCode.INVALID_REQUEST, "a message must be one object")
    return message


def _read_header(stream: "BinaryIO") -> int:
    """Return the length of the message that follows; empty lines between messages are skipped."""
    length, has_begun = None, False
    while True:
        line = stream.readline(_LONGEST_LINE)
        if not line:
            raise EOFError
        if found := _LENGTH.search(line):
            length = int(found[1])
        if line.strip():
            has_begun = True
        elif has_begun:
            break
    if length is None:
        raise RpcError(ErrorCode.PARSE_ERROR, "the message has no valid Content-Length")
    return length


class Connection:
    """The way to the client. Each message is written as a whole, whichever thread sends it."""

    def __init__(self, output: "BinaryIO") -> None:
        self._output = output
        self._lock = Lock()
        self._numbers = count(1)

    def reply(self, number: object, result: object) -> None:
        """Answer a request."""
        self._send({"id": number, "result": result})

    def refuse(self, number: object, error: RpcError) -> None:
        """Answer a request that has no result; `number` is None if it cannot be known."""
        self._send({"id": number, "error": {"code": error.code, "message": str(error)}})

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def show(self, kind: MessageType, text: str) -> None:
        """Show a message to the user."""
        from dockerlabel.output.terminal import printable  # noqa: PLC0415 - start-up: hardly ever

        message = f"dockerlabel: {printable(text)}"
        self.notify("window/showMessage", {"type": kind, "message": message})

    def request(self, method: str, params: object = None) -> None:
        """Send a request whose answer does not matter."""
        own = {} if params is None else {"params": params}
        self._send({"id": f"dockerlabel-{next(self._numbers)}", "method": method, **own})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
        try:
            with self._lock:
                self._output.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                self._output.flush()
        except OSError:
            return  # the client is gone: there is nothing to read any more either


def member(value: object, path: str, *, kind: "type[_Kind]") -> "_Kind":
    """Return what a path of names, with dots between them, leads to in JSON objects.

    Raises RpcError if it is missing or of another kind.
    """
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, kind):
        raise RpcError(ErrorCode.INVALID_PARAMS, f"`{path}` is missing or of a wrong type")
    return value


def optional(value: object, path: str, *, default: "_Kind") -> "_Kind":
    """Return the same as `member`, or a default of its type."""
    try:
        return member(value, path, kind=type(default))
    except RpcError:
        return default


def log(text: str) -> None:
    """Write to standard error, which editors keep, without secrets and control characters."""
    # Start-up: most runs log nothing.
    from dockerlabel.credentials import mask_credentials  # noqa: PLC0415
    from dockerlabel.output.terminal import printable  # noqa: PLC0415

    for line in mask_credentials(text).split("\n"):
        sys.stderr.write(f"{printable(line)}\n")
    sys.stderr.flush()


def log_exception(what: str) -> None:
    """Log the exception that is being handled, which is a bug."""
    import traceback  # noqa: PLC0415 - start-up: as above

    log(f"{what}; this is a bug in dockerlabel\n{traceback.format_exc()}")
