"""Runs of the program without the start of Python: a process that has imported it forks for each.

What a test shows of the start, of signals, or of what a program inherits besides its arguments,
environment, folder and streams needs a program that is started.

As a program of its own it is that process: it gets its requests by the socket that it is started
with, and leaves this module in a child for each.
"""

import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import dockerlabel

_PATIENCE = 60
_LENGTH = 4
"""Bytes of a number that is sent."""


class Preloaded:
    """The process, and how it is asked for a run."""

    def __init__(self) -> None:
        # It is not measured itself: its children are, each if its test is.
        environment = {name: os.environ[name] for name in os.environ if "COVERAGE" not in name}
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                (sys.executable, "-m", __name__, str(theirs.fileno())),
                cwd=Path(__file__).parents[2],
                env=environment | {"LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,
            )

    def run(
        self, folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str], stdin: bytes
    ) -> "subprocess.CompletedProcess[bytes]":
        """Return how a run ended and what it wrote; a hanging one takes the process with it."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
        ):
            given.write(stdin)
            given.seek(0)
            streams = [each.fileno() for each in (given, output, errors)]
            request = json.dumps([str(folder), arguments, dict(environment)]).encode()
            socket.send_fds(self._control, [_number(len(request))], streams)
            self._control.sendall(request)
            try:
                status = _receive_number(self._control)
            except TimeoutError:
                os.killpg(self._process.pid, signal.SIGKILL)
                raise
            for each in (output, errors):
                each.seek(0)
            return subprocess.CompletedProcess(arguments, status, output.read(), errors.read())

    def end(self) -> None:
        self._control.close()
        self._process.wait(_PATIENCE)


def _number(value: int) -> bytes:
    return value.to_bytes(_LENGTH, "big", signed=True)


def _receive_number(control: socket.socket) -> int:
    data = control.recv(_LENGTH, socket.MSG_WAITALL)
    assert data, "the process has ended"
    return int.from_bytes(data, "big", signed=True)


def _preload() -> None:
    """Import all that a run may, also what it imports when it needs it."""
    for module in pkgutil.walk_packages(dockerlabel.__path__, "dockerlabel."):
        if not module.name.startswith("dockerlabel.server"):
            importlib.import_module(module.name)
    for name in ("argparse", "coverage", "difflib", "select", "yaml"):
        importlib.import_module(name)
    gc.freeze()


def _fork_for_each_request(control: socket.socket) -> None:
    """Return in each child, with all that was asked for; end with the tests."""
    while True:
        length, streams, _, _ = socket.recv_fds(control, _LENGTH, 3)
        if not length:
            sys.exit()
        request = control.recv(int.from_bytes(length, "big"), socket.MSG_WAITALL)
        child = os.fork()
        if not child:
            break
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        control.sendall(_number(os.waitstatus_to_exitcode(status)))
    control.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    folder, sys.argv[1:], environment = json.loads(request)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)


if __name__ == "__main__":
    _preload()
    _fork_for_each_request(socket.socket(fileno=int(sys.argv[1])))
    importlib.import_module("coverage").process_startup()
    importlib.import_module("dockerlabel.__main__").main()
