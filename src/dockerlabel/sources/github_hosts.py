"""Which hosts are GitHub: github.com, its tenants at ghe.com, and servers of one's own."""

from collections.abc import Iterable, Mapping

from dockerlabel.git.remote_url import RemoteUrl, parse_remote_url
from dockerlabel.lazy import NamedTuple, regex

GITHUB = "github.com"

_GITHUB_NAMES = frozenset({GITHUB, "www.github.com", "ssh.github.com"})
_PUBLIC_REGISTRIES = frozenset({"ghcr.io", "docker.pkg.github.com"})
_SERVICES = frozenset({"gist.github.com", "api.github.com", "codeload.github.com"})
_TENANT = regex(r"[a-z0-9-]+\.ghe\.com")
_ENTERPRISE_SERVER = regex(
    r"github\.(?!(?:com|io|dev)(?:\.|$))(?:[a-z0-9-]+\.)*(?:[a-z]{2,}|xn--[a-z0-9-]+)"
)
"""The usual name of a server. No top-level domain has a hyphen of its own, so that the commonest
alias of ssh, github.com-work, is none."""


class Hosts(NamedTuple):
    """Which host names are GitHub; whole names are compared, in lower case.

    `own` holds what the built-in names lack, each with the host whose web pages it serves, both
    in lower case: (ssh.acme.example, github.acme.example).
    """

    own: tuple[tuple[str, str], ...] = ()

    def canonical(self, host: str) -> str | None:
        """The host of the web pages of the GitHub that this host belongs to; None: it is none."""
        name = host.lower()
        if not name.isascii() or self._never(name):
            return None
        for own, web in self.own:
            if name == own:
                return web
        if name in _GITHUB_NAMES:
            return GITHUB
        return name if _TENANT.fullmatch(name) or _ENTERPRISE_SERVER.fullmatch(name) else None

    def contacted(self, url: RemoteUrl) -> str | None:
        """Return what `canonical` does for the host of a URL, unless SSH may know it otherwise.

        `github.work` over SSH is mostly an alias of `~/.ssh/config`, which a container lacks.
        """
        return self.canonical(url.host) if not url.is_ssh or self.knows(url.host) else None

    def registry(self, host: str) -> str | None:
        """The web host of the GitHub whose container registry this host is; None: it is none."""
        name = host.lower()
        if name in _PUBLIC_REGISTRIES:
            return GITHUB
        served = name.removeprefix("containers.")
        return None if served == name else self.canonical(served)

    def knows(self, host: str) -> bool:
        """Whether it is settled what the host is: GitHub, one of its services, or a registry.

        It is not for `github.work` and the like: a server inside of a company, or an alias.
        """
        name = host.lower()
        if name in _GITHUB_NAMES or self._never(name):
            return True
        guessed = name.count(".") == 1 and _ENTERPRISE_SERVER.fullmatch(name) is not None
        own = any(name == known for known, _ in self.own)
        return self.canonical(name) is not None and (own or not guessed)

    def with_own(self, pairs: Iterable[tuple[str, str]]) -> "Hosts":
        """These hosts and more of one's own, the earlier ones first."""
        return Hosts((*self.own, *((name.lower(), web.lower()) for name, web in pairs)))

    def _never(self, name: str) -> bool:
        services = name in _SERVICES or name == "github.io" or name.endswith(".github.io")
        return services or self.registry(name) is not None


def hosts_of(configured: Mapping[str, str], *, gh_host: str = "", server_url: str = "") -> Hosts:
    """The hosts that a user names.

    `configured` leads from the host of SSH to the host of the web, or from a host to itself;
    both are GitHub from then on. `gh_host` and `server_url` are the values of `GH_HOST`
    (GitHub CLI's "environment") and `GITHUB_SERVER_URL` (GitHub Actions' "Variables").
    """
    named = (*configured.values(), _host_of(gh_host), _host_of(server_url))
    return Hosts().with_own((*configured.items(), *((name, name) for name in named if name)))


def _host_of(text: str) -> str:
    """The host of a URL, or of a plain `host` or `host:port`."""
    stripped = text.strip()
    url = parse_remote_url(stripped if "://" in stripped else f"https://{stripped}")
    return url.host if url else ""
