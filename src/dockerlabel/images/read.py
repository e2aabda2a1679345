"""From an argument of the command line to the images that it names, and OCI layouts in folders."""

import os
import sys

from dockerlabel.images.documents import (
    LARGEST,
    at_most,
    has_digest,
    images_of,
    parse,
    within_budget,
)
from dockerlabel.images.engine import Engines
from dockerlabel.images.inspected import read_descriptions
from dockerlabel.images.model import BuiltImage, ImageError
from dockerlabel.regular_file import read_regular, reason_of

_REGISTRY = "docker://"
_START = 4096
"""Bytes in which the first instruction of a Dockerfile is."""


def read_images(name: str, engines: Engines) -> tuple[BuiltImage, ...]:
    """Return the images that a name leads to.

    What exists on disk is a path, `docker://` a registry, `-` standard input, all else an image of
    the local engine. Raises ImageError if there is none.
    """
    if name == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        return read_descriptions(data, name="<stdin>", ask=engines.remote)
    if name.startswith(_REGISTRY):
        return (engines.remote(name.removeprefix(_REGISTRY)),)
    if not os.path.lexists(name):
        return engines.local(name)
    if os.path.isdir(name):
        return read_layout(name)
    if name.endswith(".json"):
        return read_descriptions(_read(name), name=name, ask=engines.remote)
    from dockerlabel.images.archive import read_archive  # noqa: PLC0415 - start-up

    try:
        return read_archive(name)
    except ImageError:
        if _is_dockerfile(name):
            raise ImageError("this is a Dockerfile: use `dockerlabel check`") from None
        raise


def _is_dockerfile(path: str) -> bool:
    """Return whether a file has the name of a Dockerfile, or begins like one."""
    from dockerlabel.dockerfile import parser  # noqa: PLC0415 - start-up: for a mistake
    from dockerlabel.document import Document  # noqa: PLC0415 - as above
    from dockerlabel.project.discovery import is_dockerfile_name  # noqa: PLC0415 - as above

    start = parser.parse(Document.from_bytes(_read(path)[:_START]), path).instructions[:1]
    return is_dockerfile_name(path) or any(each.keyword in {"ARG", "FROM"} for each in start)


def _read(path: str) -> bytes:
    try:
        return read_regular(path, limit=LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ImageError(reason_of(error)) from error


def read_layout(folder: str) -> tuple[BuiltImage, ...]:
    """Return the images in a layout: `index.json`, and a file for each digest below `blobs`."""
    document = within_budget(_document)
    index = document(os.path.join(folder, "index.json"))
    if index is None:
        raise ImageError("not an OCI layout: it has no index.json")

    def blob(digest: str) -> bytes | None:
        data = document(os.path.join(folder, "blobs", *digest.split(":")))
        if data is not None and not has_digest(data, digest):
            raise ImageError(f"{digest} has another digest: the layout is damaged")
        return data

    return at_most(images_of(parse(index, "index.json"), blob, name=folder))


def _document(path: str) -> bytes | None:
    """Return a document; None if it does not exist."""
    try:
        data = read_regular(path, limit=LARGEST + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ImageError(f"{os.path.basename(path)}: {reason_of(error)}") from error
    if len(data) > LARGEST:
        raise ImageError(f"{os.path.basename(path)} is too large for a document")
    return data
