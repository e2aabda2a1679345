"""What the process's environment says: GitHub Actions, hosts of GitHub, whether to ask ssh.

The environment is passed in, `os.environ` by the command line; files that it names are read here.
"""

import os
import stat
from collections.abc import Callable, Mapping

from dockerlabel.expectation import CiEnvironment
from dockerlabel.git.command import resolve_ssh_alias
from dockerlabel.git.hosts import Hosts, hosts_of


def read_hosts(configured: Mapping[str, str], environment: Mapping[str, str]) -> Hosts:
    """The hosts of GitHub: the configured ones, `GH_HOST` and `GITHUB_SERVER_URL`."""
    return hosts_of(
        configured,
        gh_host=environment.get("GH_HOST", ""),
        server_url=environment.get("GITHUB_SERVER_URL", ""),
    )


def read_ci(environment: Mapping[str, str]) -> CiEnvironment | None:
    """What GitHub Actions says about the repository it runs for; None: it does not run.

    The variables are those of GitHub's "Variables reference". Whether the repository is a fork
    stands in the event, a JSON file; an event that cannot be read says nothing.
    """
    server_url = environment.get("GITHUB_SERVER_URL", "")
    repository = environment.get("GITHUB_REPOSITORY", "")
    if environment.get("GITHUB_ACTIONS") != "true" or not (server_url and repository):
        return None
    fork = _event_says_fork(environment.get("GITHUB_EVENT_PATH", ""))
    return CiEnvironment(server_url, repository, fork, environment.get("GITHUB_WORKSPACE", ""))


def in_workspace(path: str, ci: CiEnvironment | None) -> bool:
    """Whether a path is inside the workspace of GitHub Actions; true where none is set."""
    if ci is None or not ci.workspace:
        return True
    workspace = os.path.realpath(ci.workspace)
    return os.path.commonpath((workspace, os.path.realpath(path))) == workspace


def alias_resolver(
    environment: Mapping[str, str], *, enabled: bool = True
) -> Callable[[str], str | None] | None:
    """The function that asks ssh for an alias, once for each host; None: it must not be asked.

    Where `CI` is set it must not: ssh runs `Match exec` lines of the configuration it reads.
    """
    if not enabled or environment.get("CI"):
        return None
    answers: dict[str, str | None] = {}

    def resolve(host: str) -> str | None:
        if host not in answers:
            answers[host] = resolve_ssh_alias(host, environment)
        return answers[host]

    return resolve


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
