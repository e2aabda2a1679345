"""Archives of images: what `docker save`, `podman save` and buildx write, and OCI layouts in tars.

Nothing is unpacked: the JSON documents among the members are kept by their names, and looked up by
the exact name. What is not JSON is skipped, so that it does not matter how large layers are.
"""

import os
import tarfile
from collections.abc import Iterator

from dockerlabel.images.documents import (
    LARGEST,
    MOST_JSON,
    Read,
    as_object,
    at_most,
    carried_by,
    has_digest,
    images_of,
    loaded,
    parse,
    text,
    texts,
    within_budget,
)
from dockerlabel.images.model import BuiltImage, ImageError
from dockerlabel.lazy import TYPE_CHECKING, regex
from dockerlabel.regular_file import open_regular, reason_of

if TYPE_CHECKING:
    from gzip import GzipFile
    from io import BufferedReader

_MOST_MEMBERS = 10_000
_MOST_AT_ONCE = 3 * LARGEST
"""Bytes that the header and the content of a member may take, if it is JSON."""

_FREE, _GREATEST_RATIO = 1 << 26, 100
"""What a compressed archive may unfold to in any case, and how many times its size."""

_GZIP = b"\x1f\x8b"
_HASH = regex(r"[0-9a-f]{64}")

Members = dict[str, bytes]


def read_archive(path: str) -> tuple[BuiltImage, ...]:
    """Return the images in an archive."""
    member = within_budget(_members(path).get)
    index, listed = member("index.json"), member("manifest.json")

    def blob(digest: str) -> bytes | None:
        data = member(f"blobs/{digest.replace(':', '/')}")
        if data is not None and not has_digest(data, digest):
            raise ImageError(f"{digest} has another digest: the archive is damaged")
        return data

    if index is not None:
        return at_most(images_of(parse(index, "index.json"), blob, name=path))
    if listed is not None:
        return at_most(_docker_images(listed, member, name=path))
    raise ImageError("not an archive of an image: it has neither index.json nor manifest.json")


def _docker_images(listed: bytes, member: Read, *, name: str) -> Iterator[BuiltImage]:
    """Yield the images of Docker's own format."""
    value = loaded(listed, "manifest.json")
    if not isinstance(value, list) or not value:
        raise ImageError("manifest.json lists no image")
    for each in value:
        entry = as_object(each, "an entry of manifest.json")
        path = text(entry.get("Config"))
        data = member(path)
        if data is None:
            raise ImageError("the configuration that manifest.json names is missing")
        digest = _HASH.search(path)
        if digest and not has_digest(data, f"sha256:{digest[0]}"):
            raise ImageError(f"sha256:{digest[0]} has another digest: the archive is damaged")
        tag, *_ = (*texts(entry.get("RepoTags")), path)
        shown = name if len(value) == 1 else f"{name}: {tag}"
        yield BuiltImage(shown, "", None, (carried_by(parse(data, "a configuration")),))


def _members(path: str) -> Members:
    """Return the members that may be JSON, by their names."""
    import gzip  # noqa: PLC0415 - tarfile imports both only if it needs them
    import zlib  # noqa: PLC0415 - as above

    damaged = (tarfile.TarError, EOFError, RecursionError, zlib.error, gzip.BadGzipFile)
    try:
        with open(open_regular(path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if file.peek(len(_GZIP)).startswith(_GZIP):
                unfolded = max(_FREE, size * _GREATEST_RATIO)
                guarded = _Guarded(gzip.GzipFile(fileobj=file), unfolded)
            else:
                guarded = _Guarded(file, size)
            with tarfile.open(fileobj=guarded, mode="r:") as tar:  # type: ignore[call-overload] # it only reads
                return _collected(tar, guarded)
    except (*damaged, ValueError, ArithmeticError) as error:
        raise ImageError("not an archive of an image: it is not a tar, or it is damaged") from error
    except OSError as error:
        raise ImageError(reason_of(error)) from error


def _collected(tar: tarfile.TarFile, guarded: "_Guarded") -> Members:
    found: Members = {}
    size = 0
    for number, member in enumerate(iter(tar.next, None), 1):
        if number > _MOST_MEMBERS:
            raise ImageError(f"an archive of more than {_MOST_MEMBERS:,} members")
        tar.members.clear()  # type: ignore[attr-defined] # it keeps all of them otherwise
        guarded.left = _MOST_AT_ONCE
        data = _json(tar, member)
        if data is None:
            continue
        name = member.name.removeprefix("./")
        if found.setdefault(name, data) != data:
            raise ImageError(f"an archive with two different members `{name}`")
        size += len(data)
        if size > MOST_JSON:
            raise ImageError("an archive with too much JSON")
    return found


def _json(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes | None:
    """Return the content of a member if it may be JSON: an object or a list."""
    file = tar.extractfile(member) if member.isreg() and member.size <= LARGEST else None
    first = file.read(1) if file else b""
    return first + file.read() if file and first in {b"{", b"["} else None


class _Guarded:
    """A file whose headers cannot make tarfile read, or unfold, any number of bytes.

    `left` is the number of bytes that may be read before the next member.
    """

    def __init__(self, file: "BufferedReader | GzipFile", end: int) -> None:
        self._file = file
        self._end = end
        self.left = _MOST_AT_ONCE

    def read(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            raise tarfile.ReadError
        return self._file.read(size)

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, place: int) -> int:
        if place > self._end:
            raise tarfile.ReadError
        return self._file.seek(place)
