"""Regular files, opened without waiting: strangers may put a FIFO or a device in a file's place."""

import errno
import os
import stat

_CHUNK = 1 << 20


def flags(*names: str) -> int:
    """Return flags for os.open; a system that lacks one has no need of it."""
    value = 0
    for name in names:
        value |= getattr(os, name, 0)
    return value


_NO_FOLLOW = flags("O_NOFOLLOW")
_FLAGS = flags("O_RDONLY", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY", "O_NOINHERIT")


class FileError(Exception):
    """A file that cannot be read or must not be written; the message says why and what to do."""


def open_regular(path: str, *, folder: int | None = None, follow: bool = True) -> int:
    """Return a descriptor to read a regular file from.

    What it is is asked of the open descriptor, so that nothing can be put in its place in between.
    `folder` is a descriptor of the folder that `path` is relative to; without `follow`, `path` may
    not be a symbolic link.

    Raises OSError or ValueError (a null byte in the path), also if it is not a regular file.
    """
    if not (follow or _NO_FOLLOW) and os.path.islink(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    handle = os.open(path, _FLAGS if follow else _FLAGS | _NO_FOLLOW, dir_fd=folder)
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    what = "it is a directory" if stat.S_ISDIR(mode) else "it is not a regular file"
    raise OSError(errno.EINVAL, what)


def read_regular(path: str, *, limit: int, follow: bool = True) -> bytes:
    """Read a regular file, and no more than its first `limit` bytes.

    Raises OSError or ValueError, as `open_regular` does.
    """
    with open(open_regular(path, follow=follow), "rb") as file:
        return file.read(limit)


def read_all(handle: int) -> bytes:
    """Read an open file from its beginning to its end."""
    size = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    data = os.read(handle, size + 1)
    while chunk := os.read(handle, _CHUNK) if len(data) != size else b"":
        data += chunk
    return data


def reason_of(error: OSError | ValueError) -> str:
    """Return why the system refuses a file, for the end of a message."""
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return "invalid file name"  # Python's words for it differ from version to version
