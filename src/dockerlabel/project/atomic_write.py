"""Writes a file whole or not at all: a new one, complete, is renamed over the old one.

Whoever reads the path meanwhile finds the old file or the new one. A run that is killed leaves at
most one temporary file, which the next write of the same file clears away. Of two runs on
one file the second is refused. Two things remain: the moment between the last look at the old file
and the renaming, in which a program that knows nothing of this may put another file there; and a
program that keeps the old file open, and writes into it when it is gone.

All happens in one open folder, so that no folder on the way can be exchanged for another.
"""

import errno
import os
import signal
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile

from dockerlabel.git.find_repository import folders_up, leads_out
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.project import portable_write
from dockerlabel.project.portable_write import BUSY, temporary_name
from dockerlabel.regular_file import FileError, flags, open_regular, read_all, reason_of

if TYPE_CHECKING:
    from typing import TextIO

Refuse = Callable[[os.stat_result, bytes], None]
"""Raises an exception if a file of this status and content must not be replaced."""

_OPENS_FOLDERS = hasattr(os, "O_DIRECTORY")
"""Whether the system is a POSIX one; else it is Windows."""

_SET_IDS = stat.S_ISUID | stat.S_ISGID
_ERRORS = "backslashreplace"
_IN_MEMORY = 1 << 20
"""Bytes of a report that are kept in memory; a longer one goes to a file without a name."""

_ACCESS = "system.posix_acl_access"
_KEPT = ("user.", "system.")
"""What extended attributes begin with that are a user's or say who has access. The others belong
to the kernel, which gives a new file its own."""


def replace(path: str, data: bytes, *, refuse: Refuse) -> None:
    """Replace the file at `path`, which is not a link, by one with its attributes and other data.

    `refuse` is asked before anything is done, and again right before the old file goes.

    Raises OSError, or what `refuse` raises, and changes nothing then.
    """
    if not _OPENS_FOLDERS:
        portable_write.replace(path, data, refuse=refuse)
        return
    top, name = os.path.split(path)
    with (
        _undisturbed(),
        _open_folder(top) as folder,
        _open(open_regular(name, folder=folder, follow=False)) as old,
    ):
        refuse(os.fstat(old), read_all(old))
        with _successor(name, folder, mode=0o600) as new:
            _write(new, (data,))
            _keep_attributes(old, new, mode=_keep_owner(old, new))
            # Without it a loss of power could leave an empty file. That the renaming is lost is no
            # harm, so the folder is left to the system.
            os.fsync(new)
            content = read_all(old)
            refuse(os.stat(name, dir_fd=folder, follow_symlinks=False), content)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals that end the program wait until the file is written: a matter of milliseconds."""
    deadly = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, deadly)
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


def _open_folder(path: str) -> AbstractContextManager[int]:
    return _open(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))


@contextmanager
def _successor(name: str, folder: int, *, mode: int) -> Iterator[int]:
    """Give a new file to write to, which is renamed to `name` at the end, or else removed."""
    temporary = temporary_name(name)
    _clear_away(temporary, folder)
    with _open(_create(temporary, folder, mode=mode)) as new:
        if not _holds(new, without_locks=True):
            raise OSError(errno.EBUSY, BUSY)
        try:
            yield new
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
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
            raise OSError(errno.EBUSY, f"{BUSY}, or has left {temporary}")
        os.unlink(temporary, dir_fd=folder)


def _create(temporary: str, folder: int, *, mode: int) -> int:
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        return os.open(temporary, how, mode, dir_fd=folder)
    except FileExistsError as error:
        raise OSError(errno.EBUSY, BUSY) from error
    except PermissionError as error:
        reason = f"no file can be created in its folder: {error.strerror}"
        raise OSError(error.errno, reason) from error


def _holds(handle: int, *, without_locks: bool) -> bool:
    """Take a temporary file for this run, as long as it is open: the system lets go of it then.

    If the file system knows no locks the answer is `without_locks`: whoever creates the file
    has it, and nobody may clear it away.
    """
    import fcntl  # noqa: PLC0415 - Windows has none, and locks open files by itself

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return without_locks
    return os.fstat(handle).st_nlink == 1  # else a run that held it before has removed it


def _write(handle: int, data: Iterable[bytes]) -> None:
    with open(handle, "wb", closefd=False) as file:
        file.writelines(data)


def _keep_owner(old: int, new: int) -> int:
    """Give a new file the owner and the group of the old one, and return the mode to give it.

    A user who may not give files away keeps the group. If even that is not allowed, the group is
    another one, which gets what everybody gets.
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
            reason = f"its extended attribute {name} cannot be kept: {error.strerror}"
            raise OSError(error.errno, reason) from error


def _extended(handle: int) -> tuple[str, ...]:
    try:
        return tuple(name for name in os.listxattr(handle) if name.startswith(_KEPT))
    except OSError:
        return ()  # a file system without them


def _same_owner(old: int, new: int) -> bool:
    was, now = os.fstat(old), os.fstat(new)
    return (was.st_uid, was.st_gid) == (now.st_uid, now.st_gid)


@contextmanager
def output_file(path: str) -> "Iterator[TextIO]":
    """Give a file to write to, whose text takes the place of `path` at the end.

    A pipe or a device is written to as it is. A link that leads out of its repository is refused:
    whoever committed it would choose which file is overwritten.

    Raises FileError if that is not possible; what was there before stays then.
    """
    if any(map(leads_out, folders_up(os.path.join(os.getcwd(), path)))):
        raise FileError("a symbolic link leads out of the repository; name its target")
    try:
        if _is_stream(path):
            with open(path, "w", encoding="utf-8", errors=_ERRORS) as stream:
                yield stream
            return
        top, name = os.path.split(os.path.realpath(path))
        opened = _open_folder(top) if _OPENS_FOLDERS else nullcontext()
        # The text has no name before it is complete: however the run ends, nothing is left of it.
        with opened as folder, SpooledTemporaryFile(_IN_MEMORY, dir=top) as report:
            text = TextIOWrapper(report, encoding="utf-8", errors=_ERRORS, newline="\n")
            yield text
            text.flush()
            report.seek(0)
            if folder is None:
                portable_write.put(os.path.join(top, name), report)
                return
            with _undisturbed(), _successor(name, folder, mode=0o666) as new:
                with suppress(FileNotFoundError):
                    os.fchmod(new, stat.S_IMODE(os.stat(name, dir_fd=folder).st_mode))
                _write(new, report)
                os.fsync(new)
    except OSError as error:
        raise FileError(reason_of(error)) from error


def append(path: str, text: str) -> None:
    """Add text to the end of a file, which is made if it does not exist.

    Raises FileError if that is not possible.
    """
    # A FIFO that nobody reads must not hang.
    how = flags("O_WRONLY", "O_APPEND", "O_CREAT", "O_NONBLOCK", "O_CLOEXEC", "O_NOINHERIT")
    try:
        with open(os.open(path, how, 0o666), "w", encoding="utf-8", errors=_ERRORS) as file:
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
