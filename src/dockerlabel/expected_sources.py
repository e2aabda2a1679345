"""The source that files must carry, each repository and each question being asked once a run."""

from collections.abc import Callable, Mapping

from dockerlabel.environment import alias_resolver, in_workspace, read_ci, read_hosts
from dockerlabel.expectation import Expectation, expected_source
from dockerlabel.git.command import read_repository
from dockerlabel.git.repository import Repository
from dockerlabel.settings import Settings


class ExpectedSources:
    """Expected sources, by repository and settings."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing but what GitHub Actions says is read before a file asks for it."""
        self._environment = environment
        self._ci = read_ci(environment)
        self._repositories: dict[str, Repository] = {}
        self._answers: dict[tuple[object, ...], Expectation] = {}
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

    def _repository(self, root: str) -> Repository:
        if root not in self._repositories:
            self._repositories[root] = read_repository(root, self._environment)
        return self._repositories[root]

    def _resolver(self, *, enabled: bool) -> Callable[[str], str | None] | None:
        if enabled not in self._resolvers:
            self._resolvers[enabled] = alias_resolver(self._environment, enabled=enabled)
        return self._resolvers[enabled]
