"""Writes a file whole or not at all on Windows, which neither opens folders nor renames open files.

All is done by paths, so that a folder on the way may be exchanged for another meanwhile.
"""

import binascii
import errno
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress

from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.regular_file import open_regular, read_all

if TYPE_CHECKING:
    from dockerlabel.project.atomic_write import Refuse

BUSY = "another run of dockerlabel is writing it"


def temporary_name(name: str) -> str:
    """Return one name for each file: so the next run finds what a killed one left."""
    return f".dockerlabel-{binascii.crc32(os.fsencode(name)):08x}.tmp"


def replace(path: str, data: bytes, *, refuse: "Refuse") -> None:
    """Do what `atomic_write.replace` does; owners and extended attributes do not exist here."""

    def refuse_what_is_there() -> None:
        handle = open_regular(path, follow=False)
        try:
            refuse(os.fstat(handle), read_all(handle))
        finally:
            os.close(handle)

    refuse_what_is_there()
    put(path, (data,), last_check=refuse_what_is_there)


def put(path: str, data: Iterable[bytes], *, last_check: Callable[[], None] = lambda: None) -> None:
    """Write a new file beside `path`, and rename it to that; raises OSError."""
    top, name = os.path.split(path)
    temporary = os.path.join(top, temporary_name(name))
    try:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    except PermissionError as error:  # the run that has made it still has it open
        raise OSError(errno.EBUSY, BUSY) from error
    with open(temporary, "xb") as file:
        file.writelines(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        last_check()
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
