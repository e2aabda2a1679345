"""Where a report goes that is not printed: a file that is complete or not there."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from dockerlabel.files import FileError

_ERRORS = "backslashreplace"


@contextmanager
def output_file(path: str) -> Iterator[TextIO]:
    """Give a file to write to, which takes the place of `path` at the end.

    It is written beside its place and renamed. A pipe or a device is written to as it is.

    Raises FileError where that is not possible; what was there before stays then.
    """
    try:
        if _is_stream(path):
            with open(path, "w", encoding="utf-8", errors=_ERRORS) as stream:
                yield stream
            return
        with _unwound_by_signals(), _replaced(os.path.realpath(path)) as file:
            yield file
    except OSError as error:
        raise FileError((error.strerror or str(error)).lower()) from error


def append(path: str, text: str) -> None:
    """Add text to the end of a file, which is made where it is not there.

    Raises FileError where that is not possible.
    """
    # A FIFO that nobody reads must not hang.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with open(os.open(path, flags, 0o666), "w", encoding="utf-8", errors=_ERRORS) as file:
            file.write(text)
    except (OSError, ValueError) as error:
        raise FileError(str(getattr(error, "strerror", None) or error).lower()) from error


def _is_stream(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise FileError("it is a directory")
    return not stat.S_ISREG(mode)


@contextmanager
def _unwound_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the program as an interrupt does, so that nothing is left."""
    import signal  # noqa: PLC0415 - start-up: only where a report goes to a file

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    numbers = (signal.SIGHUP, signal.SIGTERM)
    usual = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in usual:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in usual:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def _replaced(path: str) -> Iterator[TextIO]:
    """Give a new file, with the mode of the old one, that replaces `path` at the end."""
    temporary = os.path.join(os.path.dirname(path), f".dockerlabel-{os.urandom(8).hex()}.tmp")
    with open(temporary, "x", encoding="utf-8", errors=_ERRORS, newline="\n") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.path.exists(path):
                os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
