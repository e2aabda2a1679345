"""The source that files must carry, each repository and each question being asked once a run."""

import re
from collections.abc import Callable, Iterator, Mapping

from dockerlabel import oci
from dockerlabel.environment import alias_resolver, in_workspace, read_ci, read_hosts
from dockerlabel.expectation import Expectation, expected_source
from dockerlabel.git.command import read_repository, search_dockerfiles
from dockerlabel.git.repository import Repository
from dockerlabel.regex import regex
from dockerlabel.settings import Settings

_URL_OF_SOURCE = regex(re.escape(oci.SOURCE) + r"""["']?[ \t=]["' \t=]*([a-z+]+://[^\s"'\\]+)""")


class ExpectedSources:
    """Expected sources, by repository and settings."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing but what GitHub Actions says is read before a file asks for it."""
        self._environment = environment
        self._ci = read_ci(environment)
        self._repositories: dict[str, Repository] = {}
        self._answers: dict[tuple[object, ...], Expectation] = {}
        self._neighbours: dict[str, tuple[tuple[str, str], ...]] = {}
        self._resolvers: dict[bool, Callable[[str], str | None] | None] = {}

    def of(self, path: str, root: str | None, *, settings: Settings) -> Expectation:
        """Return the expected source of a file in the repository `root`, and how it was found."""
        inside = root is not None or in_workspace(path, self._ci)
        hosts = tuple(settings.hosts.items())
        key = (root, settings.source, settings.remote, hosts, settings.ssh_aliases, inside)
        if (known := self._answers.get(key)) is not None:
            return known
        expectation = expected_source(
            self._repository(root) if root is not None and not settings.source else None,
            source=settings.source,
            remote=settings.remote,
            hosts=read_hosts(settings.hosts, self._environment),
            ci=self._ci,
            in_workspace=inside,
            resolve_alias=self._resolver(enabled=settings.ssh_aliases),
        )
        self._answers[key] = expectation
        return expectation

    def heeding_neighbours(self, expectation: Expectation, *, path: str, root: str) -> Expectation:
        """Return the expectation with the hint that other Dockerfiles give, if it is a fork.

        `path` is that of the file from the top of the repository.
        """
        if not expectation.assumed or expectation.fork_hint:
            return expectation
        if root not in self._neighbours:
            self._neighbours[root] = tuple(_source_labels(root))
        return expectation.heeding(each for each in self._neighbours[root] if each[0] != path)

    def _repository(self, root: str) -> Repository:
        if root not in self._repositories:
            self._repositories[root] = read_repository(root, self._environment)
        return self._repositories[root]

    def _resolver(self, *, enabled: bool) -> Callable[[str], str | None] | None:
        if enabled not in self._resolvers:
            self._resolvers[enabled] = alias_resolver(self._environment, enabled=enabled)
        return self._resolvers[enabled]


def _source_labels(root: str) -> Iterator[tuple[str, str]]:
    """Yield the sources that Dockerfiles of a repository name, each behind the file's path."""
    for path, line in search_dockerfiles(root, oci.SOURCE):
        for found in _URL_OF_SOURCE.finditer(line):
            yield path, found[1]
