"""Project templates: their Dockerfiles belong to projects that do not exist yet."""

import os
from collections.abc import Iterator

from dockerlabel.git.find_repository import with_slashes
from dockerlabel.lazy import regex
from dockerlabel.regular_file import read_regular

TEMPLATE_FILES = ("cookiecutter.json", "copier.yml", "copier.yaml")
"""What cookiecutter and copier read beside a template."""

_MARKS = ("{{", "{%", "<%")
_LARGEST = 1 << 16
_SUBDIRECTORY = regex(r"(?m)^_subdirectory[ \t]*:[ \t]*[\"']?([^\"'#\r\n]+)")
_PATH_IN_TITLE = regex(r"\(([^()]+)\)[ \t]*$")


def is_template_path(path: str) -> bool:
    """Return whether a template engine makes the names in a path."""
    return any(mark in path for mark in _MARKS)


def template_folders(path: str) -> Iterator[str]:
    """Yield the folders below the one of a settings file that it names, ended by a separator.

    That is `_subdirectory` of copier's "copier.yml", and the `templates` (or, as it was before,
    `template`) of cookiecutter's "cookiecutter.json". What cannot be read names none.
    """
    try:
        data = read_regular(path, limit=_LARGEST, follow=False)
    except (OSError, ValueError):
        return
    text = data.decode("utf-8", "replace")
    for name in _of_cookiecutter(text) if path.endswith(".json") else _of_copier(text):
        folder = os.path.normpath(name)
        if not os.path.isabs(folder) and folder.split(os.sep)[0] not in {os.curdir, os.pardir}:
            yield with_slashes(os.path.join(os.path.dirname(path), folder, ""))


def _of_copier(text: str) -> Iterator[str]:
    for found in _SUBDIRECTORY.finditer(text):
        known, mark, _ = found[1].strip().partition("{{")
        yield os.path.dirname(known) if mark else known


def _of_cookiecutter(text: str) -> Iterator[str]:
    import json  # noqa: PLC0415 - start-up: hardly ever

    try:
        settings = json.loads(text)
    except (ValueError, RecursionError):
        return
    match settings:
        case {"templates": dict(choices)}:
            paths = (choice.get("path") for choice in choices.values() if isinstance(choice, dict))
            yield from (path for path in paths if isinstance(path, str))
        case {"template": list(titles)}:
            found = (_PATH_IN_TITLE.search(str(title)) for title in titles)
            yield from (each[1] for each in found if each)
