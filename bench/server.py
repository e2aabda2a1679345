"""Times `dockerlabel server` beside other language servers, as an editor feels them.

Usage: python bench/server.py [--write] [--starts N] [--keys N]

*start*: from starting the program to the answer to `initialize`, also against one `check`. *key*:
from sending one change of a file of 2,000 lines to the diagnostics of that version, the server's
own pause included. The programs take turns, so that a machine whose speed drifts treats them alike;
wall time, and medians. Those that are not installed are left out: `tally` and `ruff` are looked for
beside Python, `docker-langserver` (npm: `dockerfile-language-server-nodejs`) on PATH.

`--write` puts the table into docs/benchmarks.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from corpus import SOURCE
from environment import PROJECT, machine
from results import number, with_measured

PAGE = PROJECT / "docs" / "benchmarks.md"
MARKS = ("<!-- servers: generated -->\n", "<!-- servers: end -->\n")
HEAD = (
    "| server | start, ms | start, times one `check` | key to diagnostics, 2,000 lines, ms |\n"
    "|---|--:|--:|--:|\n"
)

OURS = "dockerlabel server"
NO_DOCKERFILES = "ruff server"
"""It is for Python: only its start is measured."""
BESIDE_PYTHON = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
COMMANDS = {
    OURS: ["dockerlabel", "server"],
    "tally lsp": ["tally", "lsp", "--stdio"],
    NO_DOCKERFILES: ["ruff", "server"],
    "docker-langserver": ["docker-langserver", "--stdio"],
}
LABEL = "LABEL org.opencontainers.image.source="
TEXT = "\n".join(
    ["FROM alpine:3.22", *["RUN echo one \\", "    && echo two"] * 999, LABEL + SOURCE, ""]
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
        self._await(lambda message: self._shows(message, version=1))

    def key(self, version: int) -> float:
        """Type a character at the end of the label; return the seconds until that is judged."""
        place = {"line": TEXT.count("\n") - 1, "character": len(LABEL + SOURCE)}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        identifier = {"uri": self._uri, "version": version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        begin = time.perf_counter()
        self._send({"method": "textDocument/didChange", "params": params})
        self._await(lambda message: self._shows(message, version=version))
        return time.perf_counter() - begin

    def stop(self) -> None:
        """End the program."""
        self._ask("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait()

    def _shows(self, message: dict[str, Any], *, version: int) -> bool:
        told = message.get("params") or {}
        if message.get("method") != "textDocument/publishDiagnostics":
            return False
        # Not every server names the version.
        return bool(told["uri"] == self._uri and told.get("version", version) == version)

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


def main(arguments: argparse.Namespace) -> None:
    """Measure, print, and write if that is asked for."""
    commands = {name: found for name, each in COMMANDS.items() if (found := installed(each))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for git in (("init", "-q"), ("remote", "add", "origin", SOURCE)):
            subprocess.run(["git", "-C", name, *git], check=True)
        (folder / "Dockerfile").write_text(f"FROM alpine:3.22\n{LABEL}{SOURCE}\n")
        starts, checks = time_starts(commands, folder, count=arguments.starts)
        readers = {name: each for name, each in commands.items() if name != NO_DOCKERFILES}
        keys = time_keys(readers, folder, count=arguments.keys)
    rows = (row(name, starts[name], checks=checks, keys=keys.get(name)) for name in commands)
    note = f"{arguments.starts} starts and {arguments.keys} keys; {machine()}."
    part = f"\n{HEAD}{''.join(rows)}\n{note}\n\n"
    print(part)
    if arguments.write:
        PAGE.write_text(with_measured(PAGE.read_text("utf-8"), part, marks=MARKS), "utf-8")


def installed(command: list[str]) -> list[str] | None:
    """Return a command with the path of its program; None if it is not installed."""
    program = shutil.which(command[0], path=BESIDE_PYTHON)
    return [program, *command[1:]] if program else None


def time_starts(
    commands: dict[str, list[str]], folder: Path, *, count: int
) -> tuple[dict[str, list[float]], list[float]]:
    """Start each server so many times, and once before that counts; and one `check` each time."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    checks: list[float] = []
    check = [commands[OURS][0], "check", "--quiet", str(folder / "Dockerfile")]
    for _ in range(count + 1):
        for name, command in commands.items():
            server = Server(command, folder)
            times[name].append(server.start)
            server.stop()
        begin = time.perf_counter()
        subprocess.run(check, check=True)
        checks.append(time.perf_counter() - begin)
    return {name: each[1:] for name, each in times.items()}, checks[1:]


def time_keys(
    commands: dict[str, list[str]], folder: Path, *, count: int
) -> dict[str, list[float]]:
    """Type so many keys into each server, and one before that counts."""
    servers = {name: Server(command, folder) for name, command in commands.items()}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for server in servers.values():
        server.open()
    for key in range(count + 1):
        for name, server in servers.items():
            times[name].append(server.key(key + 2))
    for server in servers.values():
        server.stop()
    return {name: each[1:] for name, each in times.items()}


def row(name: str, starts: list[float], *, checks: list[float], keys: list[float] | None) -> str:
    """Return a line of the table."""
    start = number(statistics.median(starts) * 1000)
    ratio = number(statistics.median(ours / one for ours, one in zip(starts, checks, strict=True)))
    key = number(statistics.median(keys) * 1000) if keys else ""
    return f"| {name} | {start} | {ratio} | {key} |\n"


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    for name, default in (("starts", 20), ("keys", 50)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main(parse_arguments())
