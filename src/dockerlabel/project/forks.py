"""Evidence in the other Dockerfiles of a repository that its remote names the wrong one."""

import os
from collections.abc import Callable

from dockerlabel.dockerfile.parser import parse
from dockerlabel.git.find_repository import relative
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.project.text_search import Test, TextSearch, document_of
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.fork_signs import Doubt, fork_sign, plain_labels, renamed

_IMAGES = regex(r"\n[ \t]*+(?:from|arg)[ \t][^\n/]*+/[^\n]*+")
"""Where an image may be named that has an owner, in lower case. It begins with what is quickly
searched for."""


class _Evidence(NamedTuple):
    """Real paths of files with why each suggests a fork, and whether all suggest another name."""

    forks: tuple[tuple[str, str], ...]
    renamed: Doubt


class OtherDockerfiles:
    """The Dockerfiles of repositories, each read once for all that ask."""

    def __init__(self, texts_of: Callable[[str], TextSearch]) -> None:
        """Begin; nothing is searched before a file asks."""
        self._texts_of = texts_of
        self._evidence: dict[tuple[str, str], _Evidence] = {}

    def doubt(self, path: str, root: str, *, expectation: Expectation) -> Doubt:
        """Return why the remote of the clone in `root` may name the wrong repository.

        The file itself is not asked about forks: its text may be newer than what is on the disk.
        """
        key = (root, expectation.assumed)
        if key not in self._evidence:
            self._evidence[key] = self._search(root, expectation)
        forks, new_name = self._evidence[key]
        own = os.path.realpath(path) if forks else ""
        why = next((why for place, why in forks if place != own), "")
        return Doubt(why) if why else new_name

    def _search(self, root: str, expectation: Expectation) -> _Evidence:
        forks: dict[str, str] = {}
        sources: dict[str, set[str]] = {}
        for path in self._texts_of(root).passing(may_name(expectation)):
            document = document_of(path)
            if document is None:
                continue
            dockerfile, place = parse(document), os.path.realpath(path)
            where = f" in {relative(place, root)}"
            labels = plain_labels(dockerfile)
            if sign := fork_sign(dockerfile, labels, expectation=expectation, where=where):
                forks[place] = sign
            if values := {value for key, value in labels if key == annotations.SOURCE}:
                sources[place] = values
        return _Evidence(tuple(forks.items()), renamed(sources.values(), expectation))


def may_name(expectation: Expectation) -> Test:
    """Return the test of whether a text may name the repository, so that it is worth parsing."""
    name = expectation.assumed.rpartition("/")[2].lower()

    def passes(text: str) -> bool:
        if any(key in text for key in annotations.NAMING_KEYS):
            return True
        return any(name in line for line in _IMAGES.findall(f"\n{text.lower()}"))

    return name, passes
