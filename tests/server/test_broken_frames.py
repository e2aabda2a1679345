"""Messages that a broken client may send, by the thousand: the server answers the next good one.

DOCKERLABEL_FRAMES is how many seconds of them are sent, a few otherwise.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

from tests.scenarios.program import KEY
from tests.server.editor import PATIENCE
from tests.server.process import EXIT, INITIALIZE, SHUTDOWN, Process, frame

SECONDS = float(os.environ.get("DOCKERLABEL_FRAMES", "5"))
CASES = 200
"""Before the next server is started."""

PLACE = {"line": 1, "character": 8}
RANGE = {"start": {"line": 0, "character": 0}, "end": PLACE}
JSON: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    7,
    1e99,
    10**30,
    "",
    "é😀\ud800",
    "x" * 5000,
    [],
    [[]],
    {},
    {"uri": []},
)


def messages(uri: str) -> Iterator[dict[str, Any]]:
    """One of each kind that a client sends, but those that end the session."""
    buffer = {"textDocument": {"uri": uri, "version": 2}}
    text = f"FROM a\nLABEL {KEY}=https://github.com/a/b\n"
    item = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": text}
    change = {"range": RANGE, "rangeLength": 3, "text": "é"}
    context = {"diagnostics": [{"range": RANGE, "code": "x"}], "only": ["quickfix", "source"]}
    folders = {"event": {"added": [{"uri": uri, "name": "x"}], "removed": [{"uri": "file:///y"}]}}
    for method, params in (
        ("textDocument/didOpen", {"textDocument": item}),
        ("textDocument/didChange", {**buffer, "contentChanges": [change, {"text": text}]}),
        ("textDocument/didSave", buffer),
        ("textDocument/didClose", buffer),
        ("workspace/didChangeWorkspaceFolders", folders),
        ("workspace/didChangeConfiguration", {"settings": {}}),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]}),
        ("$/cancelRequest", {"id": 7}),
    ):
        yield {"method": method, "params": params}
    for method, own in (
        ("textDocument/diagnostic", {}),
        ("textDocument/codeAction", {"range": RANGE, "context": context}),
        ("textDocument/hover", {"position": PLACE}),
        ("textDocument/formatting", {"options": {"tabSize": 4}}),
        ("textDocument/willSaveWaitUntil", {"reason": 1}),
        ("initialize", {"capabilities": {}}),
    ):
        yield {"id": 7, "method": method, "params": {**buffer, **own}}


def changed(value: Any, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """JSON with one part of it replaced, or gone."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(list(value))
        whole = {**value, name: changed(value[name], chance)}
        return {each: whole[each] for each in whole if each != name or chance.random() < 0.9}
    if isinstance(value, list) and value and chance.random() < 0.9:
        return [changed(each, chance) for each in value * chance.randint(1, 2)]
    return chance.choice(JSON)


def broken(message: dict[str, Any], chance: random.Random) -> bytes:
    """What becomes of a message on its way."""
    data = bytearray(frame(message))
    match chance.randrange(6):
        case 0:
            return frame(changed(message, chance))
        case 1:  # another length than the header says
            length = max(0, len(data) + chance.randint(-200, 200))
            return b"Content-Length: %d\r\n\r\n%s" % (length, json.dumps(message).encode())
        case 2:
            return bytes(data[: chance.randrange(len(data))])
        case 3:
            return bytes(data[chance.randrange(len(data)) :])
        case 4:
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(20, len(data))] = chance.randrange(256)
            return bytes(data)
        case _:
            return chance.randbytes(chance.randrange(100)) + b"\r\n" * chance.randrange(3)


def test_the_next_good_message_is_answered(root: Path) -> None:
    seed = random.randrange(1 << 30)  # noqa: S311 - no secret
    print(f"seed {seed}")  # noqa: T201 - pytest shows it if the test fails
    chance = random.Random(seed)  # noqa: S311 - the same
    uri = (root / "Dockerfile").as_uri()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with Process() as process:
            process.write(frame(changed({**INITIALIZE}, chance)) + frame({**INITIALIZE, "id": "i"}))
            for number in range(CASES):
                message = chance.choice(list(messages(uri)))
                good = frame(message) if chance.random() < 0.3 else b""
                process.write(good + broken(message, chance))
                await_answer(process, f"ping-{number}")
            status, _, errors = process.end(SHUTDOWN, EXIT)
        assert status == 0
        assert b"Traceback" not in errors, errors.decode()


def await_answer(process: Process, name: str) -> None:
    """What is left of a broken message may swallow the first of the good ones."""
    for number in range(20):
        own = f"{name}-{number}"
        process.send({"id": own, "method": "no/such/method", "params": {"filler": "x" * 50}})
    watchdog = Timer(PATIENCE, process.kill)
    watchdog.start()
    while process.receive().get("id") != own:
        pass
    watchdog.cancel()
