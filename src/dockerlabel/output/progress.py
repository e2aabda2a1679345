"""A bar at a terminal that says how far a long run is."""

import os
import time

from dockerlabel.lazy import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TextIO, TypeVar

    _Item = TypeVar("_Item")

# Seconds until a run is worth a bar, and between two drawings.
_FIRST_AFTER, _PAUSE = 1.0, 0.1


class Progress:
    """The bar on standard error; what is printed to `out` and `err` at a terminal erases it."""

    def __init__(self, out: "TextIO", err: "TextIO") -> None:
        """Begin the run, whose output goes to these streams."""
        self._out, self._err = out, err
        self.out: Any = _Erasing(out, self) if out.isatty() else out
        self.err: Any = _Erasing(err, self)
        self._is_drawn = False
        self._due = time.monotonic() + _FIRST_AFTER

    def over(self, items: "Iterable[_Item]") -> "Iterator[_Item]":
        """Yield items as they come; those that are left when the bar is due are counted first."""
        coming, begun = iter(items), 0
        for item in coming:
            begun += 1
            yield item
            if time.monotonic() >= self._due:
                break
        left = tuple(coming)
        for done, item in enumerate(left, begun):
            if time.monotonic() >= self._due:
                self._draw(done, begun + len(left))
            yield item
        self.erase()

    def erase(self) -> None:
        """Take the bar away, if there is one."""
        if self._is_drawn:
            self._is_drawn = False
            self._show("")

    def _draw(self, done: int, total: int) -> None:
        self._out.flush()  # what was printed is above the bar, not after it
        self._is_drawn = True
        self._due = time.monotonic() + _PAUSE
        self._show(bar(done, total, columns=_columns(self._err)))

    def _show(self, line: str) -> None:
        try:
            self._err.write(f"\r{line}\x1b[K")
            self._err.flush()
        except OSError:
            self._due = float("inf")  # the terminal is gone: what matters more will report it


class _Erasing:
    """A stream whose output takes the place of the bar."""

    def __init__(self, stream: "TextIO", progress: Progress) -> None:
        self._stream, self._progress = stream, progress

    def __getattr__(self, name: str) -> object:
        self._progress.erase()
        return getattr(self._stream, name)


def bar(done: int, total: int, *, columns: int) -> str:
    """Return `[==>   ] 3/8 Dockerfiles`, or what fits; the last column stays free."""
    numbers = f"{done}/{total} Dockerfiles"
    width = min(40, columns - len(numbers) - 4)
    filled = "=" * (width * done // total) + ">"
    return f"[{filled:{width}.{width}}] {numbers}" if width > 0 else numbers[: columns - 1]


def _columns(terminal: "TextIO") -> int:
    try:
        return os.get_terminal_size(terminal.fileno()).columns or 80
    except OSError:
        return 80
