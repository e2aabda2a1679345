"""Which repositories the other Dockerfiles of a repository name: that tells of a fork, too."""

import os
import re
from collections.abc import Callable, Iterable, Iterator

from dockerlabel import oci
from dockerlabel.discovery import Found
from dockerlabel.expectation import Expectation
from dockerlabel.files import FileError, read_file
from dockerlabel.label_reader import read_source
from dockerlabel.regex import regex

_KEYS = "|".join(map(re.escape, oci.NAMING_KEYS))
_NAMED = regex(rf"""(?:{_KEYS})["']?[ \t=]["' \t=]*([^\s"'\\]+)""")
_ENOUGH = 2
"""Files of which is known that they name a repository: one may be the file that asks."""


class Neighbours:
    """The Dockerfiles of repositories, each read once for all that ask."""

    def __init__(self, dockerfiles_of: Callable[[str], Iterator[Found]]) -> None:
        """Begin; nothing is searched before a file asks."""
        self._dockerfiles_of = dockerfiles_of
        self._named: dict[str, dict[str, list[str]]] = {}

    def forget(self) -> None:
        """Read them again when the next file asks."""
        self._named.clear()

    def named(self, root: str, *, besides: str) -> Iterator[tuple[str, str]]:
        """Yield what the Dockerfiles of a repository name, each behind the path of one that does.

        Paths are relative to the `root`. The file `besides` is left out: it speaks for itself.
        """
        if root not in self._named:
            self._named[root] = self._read(root)
        own = os.path.realpath(besides)
        for value, paths in self._named[root].items():
            others = [path for path in paths if path != own]
            if others:
                yield os.path.relpath(others[0], root), value

    def _read(self, root: str) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for found in self._dockerfiles_of(root):
            for value in _values(found):
                paths = named.setdefault(value, [])
                if len(paths) < _ENOUGH:
                    paths.append(os.path.realpath(found.path))
        return named


def sign_of_fork(named: Iterable[tuple[str, str]], expectation: Expectation) -> str:
    """Why the clone may be a fork, by what `Neighbours.named` gives; empty: there is no sign."""
    for path, value in named:
        label = read_source(value, expectation.hosts)
        if expectation.names_another_owner(label):
            return f"`{label.shown}` in {path} names the same repository of another owner"
    return ""


def _values(found: Found) -> Iterator[str]:
    """Yield what labels of a file seem to be set to: words are searched, nothing is evaluated."""
    try:
        text = "" if found.failure else read_file(found.path).document.text
    except FileError:
        # Whoever wants the file judged is told.
        return
    yield from {match[1]: None for match in _NAMED.finditer(text)}
