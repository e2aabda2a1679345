"""A terminal: programs run in a real pseudo-terminal, and its screen is what a person sees."""

import os
import select
import struct
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte
import pytest

fcntl, termios = map(pytest.importorskip, ("fcntl", "termios"))  # not on Windows

COLUMNS, LINES = 100, 30
_PATIENCE = 60


class Terminal:
    """A program on a terminal of its own; `output` may go elsewhere, as in `program > file`."""

    def __init__(
        self,
        command: tuple[str, ...],
        *,
        folder: Path,
        environment: Mapping[str, str],
        output: int | None = None,
    ) -> None:
        self._ours, theirs = os.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={"TERM": "xterm", **environment},
            stdin=theirs,
            stdout=theirs if output is None else output,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    @property
    def lines(self) -> list[str]:
        """The lines of the screen, without what is empty."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def wait(self, until: Callable[[], bool]) -> None:
        """Show what the program prints until something is so; it takes place between two reads."""
        deadline = time.monotonic() + _PATIENCE
        while not until():
            assert time.monotonic() < deadline, self.lines
            self._read(0.05)

    def finish(self, each: Callable[[], None] = lambda: None) -> int:
        """Show all that the program prints, look each time, and return its exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self._read(1):
            assert time.monotonic() < deadline, self.lines
            each()
        return self.process.wait(_PATIENCE)

    def _read(self, seconds: float) -> bool:
        """Whether there may be more to come."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self._ours, 4096)
        except OSError:  # nobody has the other end any more
            return False
        self.raw += chunk
        self._stream.feed(chunk)
        return bool(chunk)
