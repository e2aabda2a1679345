"""OCI layouts in folders: `index.json`, and a file for each digest below `blobs`."""

import os

from dockerlabel.images.documents import (
    LARGEST,
    at_most,
    has_digest,
    images_of,
    parse,
    within_budget,
)
from dockerlabel.images.model import BuiltImage, ImageError
from dockerlabel.regular_file import read_regular, reason_of


def read_layout(folder: str) -> tuple[BuiltImage, ...]:
    """Return the images in a layout."""
    document = within_budget(_read)
    index = document(os.path.join(folder, "index.json"))
    if index is None:
        raise ImageError("not an OCI layout: it has no index.json")

    def blob(digest: str) -> bytes | None:
        data = document(os.path.join(folder, "blobs", *digest.split(":")))
        if data is not None and not has_digest(data, digest):
            raise ImageError(f"{digest} has another digest: the layout is damaged")
        return data

    return at_most(images_of(parse(index, "index.json"), blob, name=folder))


def _read(path: str) -> bytes | None:
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
