"""Times `dockerlabel server` against `tally lsp` (PyPI `tally-cli`), as an editor feels them.

Usage: python bench/server.py [STARTS] [KEYS]

*start*: from starting the program to the answer to `initialize`. *key*: from sending one change of
a file of 200 lines to the diagnostics of that version, the server's own pause included. The
contenders take turns, so that a machine whose speed drifts treats them alike; medians, and ratios.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from corpus import SOURCE

OURS = "dockerlabel server"
PEER = "tally lsp"
COMMANDS = {
    OURS: [sys.executable, "-m", "dockerlabel", "server"],
    PEER: [str(Path(sys.executable).parent / "tally"), "lsp", "--stdio"],
}
LABEL = "LABEL org.opencontainers.image.source="
TEXT = "\n".join(
    ["FROM alpine:3.22", *["RUN echo one \\", "    && echo two"] * 99, LABEL + SOURCE, ""]
)


class Server:
    """A language server in a process of its own; `start` is how long its start took."""

    def __init__(self, command: list[str], folder: Path) -> None:
        """Start the program and wait until it is initialized."""
        begin = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._uri = (folder / "Dockerfile").as_uri()
        capabilities = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}
        params = {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities}
        self._ask("initialize", params)
        self.start = time.perf_counter() - begin
        self._send({"method": "initialized", "params": {}})

    def open(self) -> None:
        """Open the file, and wait for what is said of it."""
        item = {"uri": self._uri, "languageId": "dockerfile", "version": 1, "text": TEXT}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        self._await(lambda message: self._tells(message, version=1))

    def key(self, version: int) -> float:
        """Type a character at the end of the label; return the seconds until that is judged."""
        place = {"line": TEXT.count("\n") - 1, "character": len(LABEL + SOURCE)}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        identifier = {"uri": self._uri, "version": version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        begin = time.perf_counter()
        self._send({"method": "textDocument/didChange", "params": params})
        self._await(lambda message: self._tells(message, version=version))
        return time.perf_counter() - begin

    def stop(self) -> None:
        """End the program."""
        self._ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait()

    def _tells(self, message: dict[str, Any], *, version: int) -> bool:
        told = message.get("params") or {}
        if message.get("method") != "textDocument/publishDiagnostics":
            return False
        return told["uri"] == self._uri and told.get("version") == version

    def _ask(self, method: str, params: object) -> None:
        self._send({"id": method, "method": method, "params": params})
        self._await(lambda message: message.get("id") == method)

    def _await(self, is_awaited: Callable[[dict[str, Any]], bool]) -> None:
        """Read messages up to one; what the server asks on the way, it gets no answer to."""
        while not is_awaited(self._receive()):
            pass

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = _open(self._process.stdin)
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def _receive(self) -> dict[str, Any]:
        stream, length = _open(self._process.stdout), 0
        while header := stream.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            sys.exit("a server ended, or said nothing")
        message: dict[str, Any] = json.loads(stream.read(length))
        return message


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the program was started without pipes")
    return stream


def main(starts: int, keys: int) -> None:
    """Print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for arguments in (("init", "-q"), ("remote", "add", "origin", SOURCE)):
            subprocess.run(["git", "-C", name, *arguments], check=True)
        (folder / "Dockerfile").write_text(TEXT)
        show("start to `initialize` answered", time_starts(folder, starts), runs=starts)
        show("key to diagnostics", time_keys(folder, keys), runs=keys)


def time_starts(folder: Path, count: int) -> dict[str, list[float]]:
    """Start each server so many times, and once before that counts."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(count + 1):
        for name, command in COMMANDS.items():
            server = Server(command, folder)
            times[name].append(server.start)
            server.stop()
    return times


def time_keys(folder: Path, count: int) -> dict[str, list[float]]:
    """Type so many keys into each server, and one before that counts."""
    servers = {name: Server(command, folder) for name, command in COMMANDS.items()}
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for server in servers.values():
        server.open()
    for number in range(count + 1):
        for name, server in servers.items():
            times[name].append(server.key(number + 2))
    for server in servers.values():
        server.stop()
    return times


def show(what: str, times: dict[str, list[float]], *, runs: int) -> None:
    """Print the medians of one measurement."""
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    print(f"{what}, {runs} runs, medians:")
    for name, median in medians.items():
        print(f"  {name:20} {median * 1000:7.1f} ms  {median / medians[PEER]:6.2f} x {PEER}")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*(numbers + [10, 50][len(numbers) :]))
