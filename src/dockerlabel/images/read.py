"""From an argument of the command line to the images that it names."""

import os
import sys

from dockerlabel.images.documents import LARGEST
from dockerlabel.images.engine import Engines
from dockerlabel.images.inspected import read_descriptions
from dockerlabel.images.model import BuiltImage, ImageError
from dockerlabel.regular_file import read_regular, reason_of

_REGISTRY = "docker://"


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

    return read_archive(name)


def _read(path: str) -> bytes:
    try:
        return read_regular(path, limit=LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ImageError(reason_of(error)) from error
