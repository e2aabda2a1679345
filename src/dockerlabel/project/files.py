"""Files on disk: read as they are, written whole or not at all."""

import os
import stat

from dockerlabel.document import Document
from dockerlabel.git.find_repository import find_repository, leads_out
from dockerlabel.lazy import NamedTuple
from dockerlabel.regular_file import FileError, open_regular, read_all, reason_of


class Stamp(NamedTuple):
    """What a file was when it was read: if any of it differs, somebody else has changed it.

    `changed` is the time that nobody can set back.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int


class Input(NamedTuple):
    """A text to look at.

    `path` is the one whose settings and repository count, `shown` what messages call it. `stamp` is
    the stamp of the file that it was read from, None if it is not from a file.
    """

    path: str
    document: Document
    stamp: Stamp | None
    shown: str


def read_file(path: str) -> Input:
    """Read a regular file.

    A symbolic link is followed inside of the repository that it is in: what is shown of a file
    must be the repository's.

    Raises FileError if that is not possible.
    """
    try:
        handle = _open(path)
        try:
            status = os.fstat(handle)
            document = Document.from_bytes(read_all(handle))
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise FileError(reason_of(error)) from error
    return Input(path, document, stamp_of(status), path)


def _open(path: str) -> int:
    """Return a descriptor to read a file from; whether a link leads out is asked of links only."""
    try:
        return open_regular(path, follow=False)
    except OSError:
        if not os.path.islink(path):
            raise
    if leads_out(path):
        raise FileError("it is a symbolic link that leads out of the repository; name its target")
    return open_regular(path)


def write_file(file: Input, document: Document) -> None:
    """Put `document` in the place of a file that was read before.

    The old file stays until the new one is complete: it is written beside it and renamed over it,
    with its mode, owner and extended attributes.

    Raises FileError, and changes nothing, if the file has changed since it was read, is
    read-only, has other hard links, or is reached by a link that stays in no repository.
    """
    from dockerlabel.project.atomic_write import replace  # noqa: PLC0415 - start-up: only to write

    path = os.path.realpath(file.path)
    before = file.document.to_bytes()
    if os.path.islink(file.path) and (leads_out(file.path) or not find_repository(file.path)):
        raise FileError("it is a symbolic link that leads out of the repository; fix its target")

    def refuse(status: os.stat_result, content: bytes) -> None:
        _refuse_status(status)
        # The content too: two writes within one tick of the clock leave one stamp.
        if stamp_of(status) != file.stamp or content != before:
            raise FileError("it has changed since it was read; run dockerlabel again")

    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise FileError("it is read-only")
    try:
        replace(path, document.to_bytes(), refuse=refuse)
    except OSError as error:
        raise FileError(f"it could not be written: {reason_of(error)}") from error


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file from what the system says of it."""
    return Stamp(
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    )


def _refuse_status(status: os.stat_result) -> None:
    if status.st_nlink > 1:
        raise FileError("it has other hard links, which rewriting would break; copy it first")
    if not status.st_mode & stat.S_IWUSR:
        raise FileError("it is read-only")
