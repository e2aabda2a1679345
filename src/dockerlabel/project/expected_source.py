"""The expected source of files, as the environment, git and ssh give it."""

import os
import stat
from collections.abc import Callable, Mapping
from functools import cache

from dockerlabel.config.settings import Settings
from dockerlabel.git.client import read_repository, resolve_ssh_alias
from dockerlabel.sources.expected import CiEnvironment, Expectation, expected_source, no_such_remote
from dockerlabel.sources.github_hosts import Hosts, hosts_of


class Resolver:
    """Expected sources by repository and settings; each repository and question is asked once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing but what GitHub Actions says is read before a file asks for it."""
        self._environment = environment
        self._ci = read_ci(environment)
        self._resolve_alias = alias_resolver(environment)
        self._repository = cache(lambda root: read_repository(root, environment))
        self._known: dict[tuple[object, ...], Expectation] = {}

    def expected_source(self, path: str, root: str | None, *, settings: Settings) -> Expectation:
        """Return the expected source of a file in the repository `root`, and how it was found."""
        inside = root is not None or in_workspace(path, self._ci)
        hosts = tuple(settings.hosts.items())
        key = (root, settings.source, settings.remote, hosts, settings.ssh_aliases, inside)
        if key not in self._known:
            self._known[key] = expected_source(
                self._repository(root) if root is not None and not settings.source else None,
                source=settings.source,
                remote=settings.remote,
                hosts=read_hosts(settings.hosts, self._environment),
                ci=self._ci,
                in_workspace=inside,
                resolve_alias=self._resolve_alias if settings.ssh_aliases else None,
            )
        return self._known[key]

    def missing_remote(self, name: str, root: str) -> str:
        """Return that a repository has no remote of a name, or an empty text if it may have one."""
        repository = self._repository(root)
        names = [each.name for each in repository.remotes]
        return "" if repository.failure or name in names else no_such_remote(name, names)


def read_hosts(configured: Mapping[str, str], environment: Mapping[str, str]) -> Hosts:
    """The hosts of GitHub: the configured ones, `GH_HOST` and `GITHUB_SERVER_URL`."""
    gh_host, server_url = (environment.get(key, "") for key in ("GH_HOST", "GITHUB_SERVER_URL"))
    return hosts_of(configured, gh_host=gh_host, server_url=server_url)


def read_ci(environment: Mapping[str, str]) -> CiEnvironment | None:
    """What GitHub Actions says about the repository it runs for; None: it does not run.

    The variables are from GitHub's "Variables reference". Whether the repository is a fork
    is in the event, a JSON file; an event that cannot be read says nothing.
    """
    server_url = environment.get("GITHUB_SERVER_URL", "")
    repository = environment.get("GITHUB_REPOSITORY", "")
    if environment.get("GITHUB_ACTIONS") != "true" or not (server_url and repository):
        return None
    fork = _event_says_fork(environment.get("GITHUB_EVENT_PATH", ""))
    return CiEnvironment(server_url, repository, fork, environment.get("GITHUB_WORKSPACE", ""))


def in_workspace(path: str, ci: CiEnvironment | None) -> bool:
    """Whether a path is inside the workspace of GitHub Actions; true if none is set."""
    if ci is None or not ci.workspace:
        return True
    workspace = os.path.realpath(ci.workspace)
    return os.path.commonpath((workspace, os.path.realpath(path))) == workspace


def alias_resolver(environment: Mapping[str, str]) -> Callable[[str], str | None] | None:
    """The function that asks ssh for an alias, once for each host; None: it must not be asked.

    If `CI` is set it must not: ssh runs `Match exec` lines of the configuration it reads.
    """
    if environment.get("CI"):
        return None
    return cache(lambda host: resolve_ssh_alias(host, environment))


def _event_says_fork(path: str) -> bool:
    import json  # noqa: PLC0415 - start-up: only within GitHub Actions

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a FIFO would never end
            return False
        with open(path, "rb") as file:
            event = json.load(file)
    except (OSError, ValueError, RecursionError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    return isinstance(repository, dict) and repository.get("fork") is True
