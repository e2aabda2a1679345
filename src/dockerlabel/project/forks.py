"""Which repositories the other Dockerfiles of a repository name: that tells of a fork, too."""

import os
import re
from collections.abc import Callable, Iterator

from dockerlabel.lazy import regex
from dockerlabel.project.discovery import Found
from dockerlabel.project.files import read_file
from dockerlabel.regular_file import FileError
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_parser import parse_label_value

_KEYS = "|".join(map(re.escape, annotations.NAMING_KEYS))
_NAMED = regex(rf"""(?:{_KEYS})["']?[ \t=]["' \t=]*([^\s"'\\]+)""")

_Telling = tuple[tuple[str, str], ...]
"""Real paths of files, and what each says that tells of a fork."""


class Neighbours:
    """The Dockerfiles of repositories, each read once for all that ask."""

    def __init__(self, dockerfiles_of: Callable[[str], Iterator[Found]]) -> None:
        """Begin; nothing is searched before a file asks."""
        self._dockerfiles_of = dockerfiles_of
        self._telling: dict[tuple[str, str], _Telling] = {}

    def forget(self) -> None:
        """Read them again when the next file asks."""
        self._telling.clear()

    def fork_evidence_in_other_files(
        self, path: str, root: str, *, expectation: Expectation
    ) -> str:
        """Why the clone in `root` may be a fork; empty: no other file than `path` gives a sign.

        The file itself is not asked: what is judged may be newer than what is on the disk.
        """
        key = (root, expectation.assumed)
        if key not in self._telling:
            self._telling[key] = tuple(self._search(root, expectation))
        own = os.path.realpath(path) if self._telling[key] else ""
        return next((sign for place, sign in self._telling[key] if place != own), "")

    def _search(self, root: str, expectation: Expectation) -> Iterator[tuple[str, str]]:
        for found in self._dockerfiles_of(root):
            for value in _values(found):
                label = parse_label_value(value, expectation.hosts)
                if expectation.names_another_owner(label):
                    place = os.path.realpath(found.path)
                    told = f"`{label.shown}` in {os.path.relpath(place, root)}"
                    yield place, f"{told} names the same repository of another owner"
                    break


def _values(found: Found) -> Iterator[str]:
    """Yield what labels of a file seem to be set to: words are searched, nothing is evaluated."""
    try:
        text = "" if found.failure else read_file(found.path).document.text
    except FileError:
        # Whoever wants the file judged is told.
        return
    for match in _NAMED.finditer(text):
        yield match[1]
