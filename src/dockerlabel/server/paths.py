"""From what a client calls a buffer to the path whose settings and repository count for it."""

import os
from urllib.parse import unquote_to_bytes, urlsplit


def path_of(uri: str, folders: tuple[str, ...]) -> str:
    """Return the path of a buffer; the file need not be there.

    A buffer that is no file, such as an untitled one, counts as a Dockerfile in the first of the
    client's folders, or else in the working directory.
    """
    return file_path(uri) or os.path.join(_first(folders), "Dockerfile")


def file_path(uri: str) -> str | None:
    """Return the path that a `file` URI names; None: it is another URI. Any bytes are a name."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    return os.fsdecode(unquote_to_bytes(parts.path)) or None


def _first(folders: tuple[str, ...]) -> str:
    paths = (file_path(folder) for folder in folders)
    return next((path for path in paths if path), None) or os.getcwd()
