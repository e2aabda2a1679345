"""Files on disk: read as they are, written whole or not at all."""

import os
import stat

from dockerlabel.document import Document
from dockerlabel.values import NamedTuple

_CHUNK = 1 << 20


class FileError(Exception):
    """A file that can not be read or must not be written; the message says why and what to do."""


class Stamp(NamedTuple):
    """What a file was when it was read: if any of it differs, somebody else has changed it."""

    device: int
    inode: int
    size: int
    modified: int


class File(NamedTuple):
    """A document with the path that it was read from."""

    path: str
    document: Document
    stamp: Stamp


def read_file(path: str) -> File:
    """Read a regular file.

    Raises FileError where that is not possible.
    """
    try:
        # A FIFO in the file's place must not hang.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(handle)
            if stat.S_ISDIR(status.st_mode):
                raise FileError("it is a directory")
            if not stat.S_ISREG(status.st_mode):
                raise FileError("it is not a regular file")
            document = Document.from_bytes(_read_all(handle, status.st_size))
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise FileError(_why(error)) from error
    return File(path, document, _stamp(status))


def write_file(file: File, document: Document, *, root: str | None) -> None:
    """Put `document` in the place of a file that was read before.

    The old file stays until the new one is complete: it is written beside it and renamed over it,
    with its mode. `root` is the repository that a symbolic link may lead into.

    Raises FileError, and changes nothing, where the file has changed since it was read, is
    read-only, has other hard links, or is reached by a link that leads out of `root`.
    """
    path = os.path.realpath(file.path)
    _refuse_strange_links(file.path, path, root=root)
    try:
        status = os.stat(path)
        _refuse_status(file, status)
        _replace(path, document.to_bytes(), mode=stat.S_IMODE(status.st_mode))
    except OSError as error:
        raise FileError(f"it could not be written: {_why(error)}") from error


def _read_all(handle: int, size: int) -> bytes:
    """Read to the end of a file that is said to have `size` bytes."""
    data = os.read(handle, size + 1)
    while chunk := os.read(handle, _CHUNK) if len(data) != size else b"":
        data += chunk
    return data


def _why(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return (reason or type(error).__name__).lower()


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _refuse_strange_links(path: str, real_path: str, *, root: str | None) -> None:
    if not os.path.islink(path):
        return
    inside = root is not None and real_path.startswith(os.path.realpath(root) + os.sep)
    if not inside:
        raise FileError("it is a symbolic link that leads out of the repository: fix its target")


def _refuse_status(file: File, status: os.stat_result) -> None:
    if _stamp(status) != file.stamp:
        raise FileError("it has changed since it was read: run dockerlabel again")
    if status.st_nlink > 1:
        raise FileError("it has other hard links, which a new file would break: copy it first")
    if not status.st_mode & stat.S_IWUSR or not os.access(file.path, os.W_OK):
        raise FileError("it is read-only")


def _replace(path: str, data: bytes, *, mode: int) -> None:
    import tempfile  # noqa: PLC0415 - start-up: only where something is written

    handle, temporary = tempfile.mkstemp(
        dir=os.path.dirname(path), prefix=".dockerlabel-", suffix=".tmp"
    )
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
