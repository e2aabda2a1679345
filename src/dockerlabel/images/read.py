"""From an argument of the command line to the images that it names."""

import os
import sys

from dockerlabel.images.documents import LARGEST
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
        from dockerlabel.images.layout import read_layout  # noqa: PLC0415 - start-up

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
    from dockerlabel.dockerfile.parser import parse  # noqa: PLC0415 - start-up: for a mistake
    from dockerlabel.document import Document  # noqa: PLC0415 - as above
    from dockerlabel.project.discovery import is_dockerfile_name  # noqa: PLC0415 - as above

    start = parse(Document.from_bytes(_read(path)[:_START]), path).instructions[:1]
    return is_dockerfile_name(path) or any(each.keyword in {"ARG", "FROM"} for each in start)


def _read(path: str) -> bytes:
    try:
        return read_regular(path, limit=LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ImageError(reason_of(error)) from error
