"""A bar at a terminal that says how far a long run is."""

import os
import time

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, TextIO, TypeVar

    _Item = TypeVar("_Item")

_FIRST_AFTER = 1.0
"""Seconds that a run takes before it is worth a bar."""

_PAUSE = 0.1
"""Seconds between two drawings."""

_ERASE = "\r\x1b[K"
_WIDEST, _USUAL_COLUMNS = 40, 80


class Progress:
    """The bar on standard error; what `out` and `err` print at the terminal erases it first.

    It is drawn after a second and ten times a second at most, and never reaches the last column.
    """

    __slots__ = ("_due", "_err", "_is_drawn", "_out", "err", "out")

    def __init__(self, out: "TextIO", err: "TextIO") -> None:
        """Begin the run, whose output goes to these streams."""
        self._out, self._err = out, err
        self.out = _printing(out, self) if out.isatty() else out
        self.err = _printing(err, self)
        self._is_drawn = False
        self._due = time.monotonic() + _FIRST_AFTER

    def over(self, items: "Iterable[_Item]") -> "Iterator[_Item]":
        """Yield items, once all are known, and draw how many were dealt with."""
        known = tuple(items)
        for done, item in enumerate(known):
            if done and time.monotonic() >= self._due:
                self._draw(done, len(known))
            yield item
        self.erase()

    def erase(self) -> None:
        """Take the bar away, if there is one."""
        if self._is_drawn:
            self._is_drawn = False
            self._show(_ERASE)

    def _draw(self, done: int, total: int) -> None:
        self._out.flush()  # what was printed stands above the bar, not behind it
        self._is_drawn = True
        self._due = time.monotonic() + _PAUSE
        self._show(f"\r{bar(done, total, columns=self._columns())}\x1b[K")

    def _show(self, text: str) -> None:
        try:
            self._err.write(text)
            self._err.flush()
        except OSError:
            # The terminal is gone. What is worth more than a bar tells it.
            self._due = float("inf")

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._err.fileno()).columns or _USUAL_COLUMNS
        except OSError:
            return _USUAL_COLUMNS


class _Printing:
    """A stream for what is printed beside the bar."""

    __slots__ = ("_progress", "_stream")

    def __init__(self, stream: "TextIO", progress: Progress) -> None:
        self._stream, self._progress = stream, progress

    @property
    def buffer(self) -> "BinaryIO":
        """The stream of bytes, for who writes at once."""
        self._progress.erase()
        return self._stream.buffer

    def write(self, text: str) -> int:
        """Write in the place of the bar."""
        self._progress.erase()
        return self._stream.write(text)

    def isatty(self) -> bool:
        """Tell whether the stream is a terminal's."""
        return self._stream.isatty()

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def _printing(stream: "TextIO", progress: Progress) -> "TextIO":
    return _Printing(stream, progress)  # type: ignore[return-value] # as much of one as is used


def bar(done: int, total: int, *, columns: int) -> str:
    """Return `[====>   ] 3/8 Dockerfiles`, or as much of it as there is room for."""
    numbers = f"{done}/{total} Dockerfiles"
    width = min(_WIDEST, columns - len(numbers) - 4)
    if width < 1:
        return numbers[: columns - 1]
    filled = width * done // total
    return f"[{('=' * filled + '>')[:width]:{width}}] {numbers}"
