"""Evidence of a fork in the other Dockerfiles of a repository: which repositories they name."""

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

_Evidence = tuple[tuple[str, str], ...]
"""Real paths of files, and why each suggests that the clone is one of a fork."""


class OtherDockerfiles:
    """The Dockerfiles of repositories, each read once for all that ask."""

    def __init__(self, dockerfiles_of: Callable[[str], Iterator[Found]]) -> None:
        """Begin; nothing is searched before a file asks."""
        self._dockerfiles_of = dockerfiles_of
        self._evidence: dict[tuple[str, str], _Evidence] = {}

    def forget(self) -> None:
        """Read them again when the next file asks."""
        self._evidence.clear()

    def fork_evidence(self, path: str, root: str, *, expectation: Expectation) -> str:
        """Return why the clone in `root` may be one of a fork; empty if no other file suggests it.

        The file itself is not asked: its text may be newer than what is on the disk.
        """
        key = (root, expectation.assumed)
        if key not in self._evidence:
            self._evidence[key] = tuple(self._search(root, expectation))
        own = os.path.realpath(path) if self._evidence[key] else ""
        return next((why for place, why in self._evidence[key] if place != own), "")

    def _search(self, root: str, expectation: Expectation) -> Iterator[tuple[str, str]]:
        for found in self._dockerfiles_of(root):
            for value in _values(found):
                label = parse_label_value(value, expectation.hosts)
                if expectation.names_another_owner(label):
                    place = os.path.realpath(found.path)
                    named = f"`{label.shown}` in {os.path.relpath(place, root)}"
                    yield place, f"{named} names the same repository of another owner"
                    break


def _values(found: Found) -> Iterator[str]:
    """Yield what labels of a file seem to be set to: words are searched, nothing is evaluated."""
    try:
        text = "" if found.failure else read_file(found.path).document.text
    except FileError:
        # It is reported if the file is one of those to check.
        return
    for match in _NAMED.finditer(text):
        yield match[1]
