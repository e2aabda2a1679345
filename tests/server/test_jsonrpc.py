"""Messages that are not as they should be, and those that come at the wrong time."""

import io
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from dockerlabel.server.jsonrpc import Connection, ErrorCode, RpcError, read_message
from tests.scenarios.program import KEY
from tests.server.process import EXIT, INITIALIZE, SHUTDOWN, Process, frame
from tests.server.wire import structured

UNKNOWN = {"id": "x", "method": "no/such/method"}
HOVER = "textDocument/hover"


@pytest.fixture
def process() -> Iterator[Process]:
    with Process() as process:
        yield process


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"nonsense\r\n\r\n", ErrorCode.PARSE_ERROR, id="no-header"),
        pytest.param(b"Content-Length: x\r\n\r\n", ErrorCode.PARSE_ERROR, id="no-number"),
        pytest.param(b"Content-Length: -1\r\n\r\n", ErrorCode.PARSE_ERROR, id="negative"),
        pytest.param(b"Content-Length: 999999999\r\n\r\n", ErrorCode.PARSE_ERROR, id="too-long"),
        pytest.param(b"Content-Length: 0\r\n\r\n", ErrorCode.PARSE_ERROR, id="empty"),
        pytest.param(b"Content-Length: 4\r\n\r\n{\xff}\n", ErrorCode.PARSE_ERROR, id="no-utf-8"),
        pytest.param(b"Content-Length: 2\r\n\r\n{]", ErrorCode.PARSE_ERROR, id="no-json"),
        pytest.param(
            b"Content-Length: 90000\r\n\r\n" + b"[" * 90_000, ErrorCode.PARSE_ERROR, id="deep"
        ),
        pytest.param(b"Content-Length: x\r\n\r\n{}{}{}", ErrorCode.PARSE_ERROR, id="bodies-left"),
        pytest.param(frame([INITIALIZE]), ErrorCode.INVALID_REQUEST, id="batch"),
        pytest.param(frame(7), ErrorCode.INVALID_REQUEST, id="number"),
        pytest.param(frame({}), ErrorCode.INVALID_REQUEST, id="nothing-in-it"),
        pytest.param(frame({"method": 7}), ErrorCode.INVALID_REQUEST, id="method"),
        pytest.param(
            frame({"id": None, "method": "x"}), ErrorCode.INVALID_REQUEST, id="request-of-nobody"
        ),
        pytest.param(frame({"id": [], "method": "x"}), ErrorCode.INVALID_REQUEST, id="list-as-id"),
    ],
)
def test_what_is_no_message_is_refused_and_survived(
    process: Process, data: bytes, code: ErrorCode
) -> None:
    process.write(data)
    assert process.error() == (None, code)
    process.initialize()
    assert process.end(SHUTDOWN, EXIT)[::2] == (0, b"")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: %d\r\n\r\n",
        b"content-length:%d\r\n\r\n",
        b"\r\n\r\nContent-Length: %d \r\n\r\n",
        b"Content-Length: %d\n\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
        b"Content-Length: 7\r\nContent-Length: %d\r\nX: y\r\n\r\n",
        b"x" * 100_000 + b"\r\nContent-Length: %d\r\n\r\n",
    ],
    ids=["plain", "lower-case", "blank-lines", "lf", "type", "twice", "long-line"],
)
def test_headers(head: bytes) -> None:
    body = json.dumps({"method": "é😀"}, ensure_ascii=False).encode()
    stream = io.BytesIO((head % len(body)) + body)
    assert read_message(stream) == {"method": "é😀"}
    with pytest.raises(EOFError):
        read_message(stream)


@pytest.mark.parametrize("data", [b"", b"Content-Le", b"Content-Length: 9\r\n\r\n{}", b"\r\n"])
def test_the_end_within_a_message(data: bytes) -> None:
    with pytest.raises(EOFError):
        read_message(io.BytesIO(data))


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(frame({"method": "x"})))))
def test_any_bytes_are_read_to_their_end(pieces: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(pieces))
    while True:
        try:
            message = read_message(stream)
        except RpcError:
            continue
        except EOFError:
            break
        assert isinstance(message, dict)


@given(st.dictionaries(st.text(), st.none() | st.text() | st.lists(st.text()), max_size=4))
def test_what_is_sent_can_be_read(params: dict[str, object]) -> None:
    stream = io.BytesIO()
    connection = Connection(stream)
    connection.notify("a", params)
    connection.reply("é", params)
    connection.request("b")
    stream.seek(0)
    assert read_message(stream) == {"jsonrpc": "2.0", "method": "a", "params": params}
    assert read_message(stream) == {"jsonrpc": "2.0", "id": "é", "result": params}
    assert read_message(stream) == {"jsonrpc": "2.0", "id": "dockerlabel-1", "method": "b"}


def test_a_client_that_is_gone_is_not_an_error() -> None:
    class Closed(io.BytesIO):
        def write(self, _data: object) -> int:
            raise BrokenPipeError

    Connection(Closed()).notify("a", {})


def test_requests_before_and_after_the_life_of_a_session(process: Process) -> None:
    process.send({"method": "textDocument/didOpen"}, {"id": 5, "method": HOVER}, SHUTDOWN)
    assert process.error() == (5, ErrorCode.SERVER_NOT_INITIALIZED)
    assert process.error() == (2, ErrorCode.SERVER_NOT_INITIALIZED)
    process.send({"id": 6, "method": "initialize", "params": []})
    assert process.error() == (6, ErrorCode.INVALID_REQUEST)
    process.initialize()
    process.send({**INITIALIZE, "id": 7}, UNKNOWN)
    assert process.error() == (7, ErrorCode.INVALID_REQUEST)
    assert process.error() == ("x", ErrorCode.METHOD_NOT_FOUND)
    process.send(SHUTDOWN)
    assert process.receive() == {"id": 2, "result": None}
    process.send({**SHUTDOWN, "id": 8}, UNKNOWN, {"method": "textDocument/didOpen"})
    assert process.error() == (8, ErrorCode.INVALID_REQUEST)
    assert process.error() == ("x", ErrorCode.INVALID_REQUEST)
    assert process.end(EXIT) == (0, b"", b"")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        (HOVER, None),
        (HOVER, []),
        (HOVER, {"textDocument": {"uri": 7}}),
        (HOVER, {"textDocument": {"uri": "file:///x"}, "position": {"line": 1}}),
        (HOVER, {"textDocument": {"uri": "file:///x"}, "position": {"line": "1", "character": 2}}),
        ("textDocument/codeAction", {"textDocument": {"uri": "file:///x"}, "range": {}}),
    ],
)
def test_parameters_that_are_wrong_are_refused(
    process: Process, method: str, params: object
) -> None:
    process.initialize()
    item = {"uri": "file:///x", "languageId": "dockerfile", "version": 1, "text": "FROM a"}
    process.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    process.send({"id": 9, "method": method, "params": params})
    while (message := process.receive()).get("method"):
        pass
    assert (message["id"], message["error"]["code"]) == (9, ErrorCode.INVALID_PARAMS)


def test_notifications_that_are_wrong_are_logged(process: Process) -> None:
    process.initialize()
    process.send(
        {"method": "textDocument/didOpen", "params": {}},
        {"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///x"}}},
        {"method": "no/such/notification"},
        {"method": "$/setTrace", "params": {"value": "off"}},
        {"method": "$/cancelRequest", "params": {"id": {}}},
        {"id": 77, "result": None},
        {"id": 78, "error": {"code": -1, "message": "no"}},
    )
    status, _, errors = process.end(SHUTDOWN, EXIT)
    why = "could not be processed:"
    assert (status, errors.decode().splitlines()) == (
        0,
        [
            f"textDocument/didOpen {why} `textDocument.uri` is missing or of a wrong type",
            f"textDocument/didChange {why} the buffer is not open",
        ],
    )


SLOW = """
import sys, time
from dockerlabel.cli.main import main
from dockerlabel.project.pipeline import Pipeline

def analyse(self, path, document):
    time.sleep(60)

Pipeline.analyse = analyse
sys.exit(main(["server"]))
"""


def test_work_that_takes_long_holds_up_neither_cancelling_nor_the_end(tmp_path: Path) -> None:
    with Process(sys.executable, "-c", SLOW) as process:
        process.initialize()
        uri = (tmp_path / "Dockerfile").as_uri()
        item = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": "FROM a"}
        process.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        start = time.monotonic()
        hover = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        for number in ("first", "second", "third"):
            process.send({"id": number, "method": HOVER, "params": hover})
        process.send({"method": "$/cancelRequest", "params": {"id": "second"}})
        assert process.error() == ("second", ErrorCode.REQUEST_CANCELLED)
        process.send(SHUTDOWN)
        answers = [process.receive() for _ in range(3)]
        assert [each["id"] for each in answers] == ["first", "third", 2]
        assert process.end(EXIT) == (0, b"", b"")
        assert time.monotonic() - start < 30


ANSWERS: dict[str, Any] = {
    "initialize": types.InitializeResponse,
    HOVER: types.HoverResponse,
    "textDocument/diagnostic": types.DocumentDiagnosticResponse,
    "textDocument/codeAction": types.CodeActionResponse,
    "textDocument/formatting": types.DocumentFormattingResponse,
    "textDocument/willSaveWaitUntil": types.WillSaveTextDocumentWaitUntilResponse,
    "shutdown": types.ShutdownResponse,
}
SENT: dict[str, Any] = {
    "textDocument/publishDiagnostics": types.PublishDiagnosticsNotification,
    "window/showMessage": types.ShowMessageNotification,
    "client/registerCapability": types.RegistrationRequest,
    "workspace/diagnostic/refresh": types.DiagnosticRefreshRequest,
}
ABLE: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8"]},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "hover": {"contentFormat": ["markdown"]},
        "synchronization": {"willSaveWaitUntil": True},
    },
    "workspace": {
        "diagnostics": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True},
    },
}


@pytest.mark.parametrize("pulls", [True, False], ids=["pull", "push"])
def test_each_message_is_one_of_the_protocol(root: Path, *, pulls: bool) -> None:
    """What lsprotocol makes of each is the same again as JSON: no member is unknown to it."""
    able = {
        **ABLE,
        "textDocument": {**ABLE["textDocument"], **({"diagnostic": {}} if pulls else {})},
    }
    (root / ".dockerlabel.yaml").write_text("sorce: x\n")
    options = {"fixOnSave": True, "fixOnFormat": True, "nonsense": True}
    seen, methods = set[str](), {1: "initialize", 99: "shutdown"}
    uri = (root / "Dockerfile").as_uri()
    buffer = {"textDocument": {"uri": uri}}
    item = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": ""}
    text = f"FROM a\nLABEL {KEY}=https://github.com/a/b \\\n {KEY}=https://github.com/c/d\n"
    start, end = {"line": 0, "character": 0}, {"line": 9, "character": 0}
    with Process() as process:

        def receive_until(number: int) -> None:
            while True:
                message = process.receive()
                method = message.get("method")
                kind = SENT[method] if method else ANSWERS[methods[message["id"]]]
                structured({"jsonrpc": "2.0", **message}, kind)
                seen.add(method or methods[message["id"]])
                if message.get("id") == number and not method:
                    return

        def ask(number: int, method: str, **params: object) -> None:
            methods[number] = method
            process.send({"id": number, "method": method, "params": {**buffer, **params}})
            receive_until(number)

        process.send(
            {**INITIALIZE, "params": {"capabilities": able, "initializationOptions": options}}
        )
        receive_until(1)
        process.send({"method": "initialized", "params": {}})
        process.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        for number, new in enumerate(("FROM a\n", text), 2):
            version = {"uri": uri, "version": number}
            params = {"textDocument": version, "contentChanges": [{"text": new}]}
            process.send({"method": "textDocument/didChange", "params": params})
            ask(number * 10, "textDocument/diagnostic")
            (root / ".dockerlabel.yaml").unlink(missing_ok=True)
        ask(
            40,
            "textDocument/codeAction",
            range={"start": start, "end": end},
            context={"diagnostics": [], "only": ["", "source"]},
        )
        ask(41, HOVER, position={"line": 1, "character": 8})
        ask(42, "textDocument/formatting", options={"tabSize": 4, "insertSpaces": True})
        ask(43, "textDocument/willSaveWaitUntil", reason=1)
        process.send({"method": "workspace/didChangeConfiguration", "params": {}})
        ask(44, HOVER, position={"line": 1, "character": 8})
        process.send({"id": 99, "method": "shutdown"})
        receive_until(99)
        assert process.end(EXIT) == (0, b"", b"")
    assert seen == ANSWERS.keys() | SENT.keys() - (
        set() if pulls else {"workspace/diagnostic/refresh"}
    )
