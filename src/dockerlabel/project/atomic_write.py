"""A file put in the place of another: whole, with what the old one carried, or not at all.

Whoever reads the path meanwhile finds the old file or the new one. A run that is killed leaves at
most one temporary file behind, which the next write of the same file clears away. Of two runs on
one file the second is refused. Two things remain: the moment between the last look at the old file
and the renaming, in which a program that knows nothing of this may put another file there; and a
program that keeps the old file open, and writes into it when it is gone.

All happens in one open folder, so that no folder on the way can be exchanged for another.
"""

import binascii
import errno
import fcntl
import os
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from dockerlabel.regular_file import FileError, open_regular, read_all, reason_of

Refuse = Callable[[os.stat_result, bytes], None]
"""Raises an exception where a file of this status and content must not be replaced."""

_DEADLY = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
_SET_IDS = stat.S_ISUID | stat.S_ISGID
_BUSY = "another run of dockerlabel is writing it"
_ACCESS = "system.posix_acl_access"
_KEPT = ("user.", "system.")
"""What extended attributes begin with that are a user's or say who has access. The others belong
to the kernel, which gives a new file its own."""


def replace(path: str, data: bytes, *, refuse: Refuse) -> None:
    """Put a new file that holds `data` in the place of the one at `path`, which is no link.

    `refuse` is asked before anything is done, and again right before the old file goes.

    Raises OSError, or what `refuse` raises, and changes nothing then.
    """
    top, name = os.path.split(path)
    with (
        _undisturbed(),
        _open(os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)) as folder,
        _open(open_regular(name, folder=folder, follow=False)) as old,
    ):
        refuse(os.fstat(old), read_all(old))
        with _temporary(name, folder) as (temporary, new):
            _write(new, data)
            _keep_attributes(old, new, mode=_keep_owner(old, new))
            # Without it a loss of power could leave an empty file. That the renaming is lost is no
            # harm, so the folder is left to the system.
            os.fsync(new)
            content = read_all(old)
            refuse(os.stat(name, dir_fd=folder, follow_symlinks=False), content)
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals that end the program wait until the file is written: a matter of milliseconds."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _DEADLY)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _open(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _temporary(name: str, folder: int) -> Iterator[tuple[str, int]]:
    """Make a file to write to, which is removed where it does not become `name`'s."""
    # One name for each file: so the next run finds what a killed one left.
    temporary = f".dockerlabel-{binascii.crc32(os.fsencode(name)):08x}.tmp"
    _clear_away(temporary, folder)
    with _open(_create(temporary, folder)) as new:
        if not _holds(new, without_locks=True):
            raise OSError(errno.EBUSY, _BUSY)
        try:
            yield temporary, new
        except BaseException:
            os.unlink(temporary, dir_fd=folder)
            raise


def _clear_away(temporary: str, folder: int) -> None:
    """Remove what a killed run left behind; a run that lives still holds its file."""
    try:
        handle = open_regular(temporary, folder=folder, follow=False)
    except FileNotFoundError:
        return
    except OSError as error:
        raise OSError(error.errno, f"{temporary} is in its way: {error.strerror}") from error
    with _open(handle) as left:
        if not _holds(left, without_locks=False):
            raise OSError(errno.EBUSY, f"{_BUSY}, or has left {temporary} behind")
        os.unlink(temporary, dir_fd=folder)


def _create(temporary: str, folder: int) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(temporary, flags, 0o600, dir_fd=folder)
    except FileExistsError as error:
        raise OSError(errno.EBUSY, _BUSY) from error
    except PermissionError as error:
        raise OSError(error.errno, f"its folder takes no new file: {error.strerror}") from error


def _holds(handle: int, *, without_locks: bool) -> bool:
    """Take a temporary file for this run, as long as it is open: the system lets go of it then.

    Where the file system knows no locks the answer is `without_locks`: whoever creates the file
    has it, and nobody may clear it away.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return without_locks
    return os.fstat(handle).st_nlink == 1  # else a run that held it before has removed it


def _write(handle: int, data: bytes) -> None:
    with open(handle, "wb", closefd=False) as file:
        file.write(data)


def _keep_owner(old: int, new: int) -> int:
    """Give a new file the owner and the group of the old one, and return the mode to give it.

    Who may not give files away keeps the group; where not even that is allowed, the file's group is
    another one, and gets what everybody gets.
    """
    was, now = os.fstat(old), os.fstat(new)
    mode = stat.S_IMODE(was.st_mode)
    if (was.st_uid, was.st_gid) == (now.st_uid, now.st_gid):
        return mode
    try:
        os.fchown(new, was.st_uid, was.st_gid)
    except OSError:
        mode &= ~_SET_IDS
    else:
        return mode
    try:
        os.fchown(new, -1, was.st_gid)
    except OSError:
        return mode & ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
    return mode


def _keep_attributes(old: int, new: int, *, mode: int) -> None:
    """Give a new file the mode and the extended attributes, access control list included."""
    if hasattr(os, "listxattr"):  # Linux
        _keep_extended(old, new)
    os.fchmod(new, mode)


def _keep_extended(old: int, new: int) -> None:
    names = _extended(old)
    if _ACCESS in names and not _same_owner(old, new):
        raise OSError(errno.EPERM, "its access control list would lock its owner out")
    if _ACCESS not in names and _ACCESS in _extended(new):
        os.removexattr(new, _ACCESS)  # the folder's default for new files
    for name in names:
        try:
            os.setxattr(new, name, os.getxattr(old, name))
        except OSError as error:
            reason = f"its extended attribute {name} can not be kept: {error.strerror}"
            raise OSError(error.errno, reason) from error


def _extended(handle: int) -> tuple[str, ...]:
    try:
        return tuple(name for name in os.listxattr(handle) if name.startswith(_KEPT))
    except OSError:
        return ()  # a file system without them


def _same_owner(old: int, new: int) -> bool:
    was, now = os.fstat(old), os.fstat(new)
    return (was.st_uid, was.st_gid) == (now.st_uid, now.st_gid)


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
        raise FileError(reason_of(error)) from error


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
        raise FileError(reason_of(error)) from error


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
