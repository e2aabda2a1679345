"""A clone's remotes, judged: which repository of GitHub each one is, or why it is none."""

from collections.abc import Callable, Iterator, Mapping

from dockerlabel.credentials import mask_credentials
from dockerlabel.git.remote_url import SCP, RemoteUrl, owner_and_name, parse_remote_url
from dockerlabel.git.repository import Remote, Repository, rewritten
from dockerlabel.lazy import NamedTuple
from dockerlabel.sources.github_hosts import Hosts

AliasResolver = Callable[[str], str | None]
"""From a host as it is written to the host name that ssh connects to; None: ssh does not say."""


class ConsideredRemote(NamedTuple):
    """A remote that was looked at.

    `url` and `rewritten` (what insteadOf makes of it, if anything) have their credentials
    masked. `source` is the web URL of the GitHub repository that it is. `web_urls` belong to
    every place that the remote names, on GitHub or not. `chosen` is the repository that GitHub
    CLI uses for this clone. `passed_over` says why the remote is not the clone's
    repository, and is empty for the one that is.
    """

    name: str
    url: str
    rewritten: str = ""
    source: str = ""
    web_urls: tuple[str, ...] = ()
    chosen: str = ""
    passed_over: str = ""


class _Names(NamedTuple):
    """What host names mean: GitHub's hosts, and what ssh makes of the others."""

    hosts: Hosts
    aliases: Mapping[str, str]

    def real(self, url: RemoteUrl) -> str:
        return self.aliases.get(url.host, url.host) if url.is_ssh else url.host

    def github_host(self, url: RemoteUrl) -> str | None:
        alias = self.aliases.get(url.host) if url.is_ssh else None
        return (self.hosts.canonical(alias) if alias else None) or self.hosts.contacted(url)

    def github_url(self, url: RemoteUrl) -> str:
        host = self.github_host(url)
        pair = owner_and_name(url.trimmed_path)
        return f"https://{host}/{'/'.join(pair)}" if host and pair else ""

    def web_urls(self, url: RemoteUrl) -> tuple[str, ...]:
        host = self.github_host(url) or self.real(url)
        return (url._replace(host=host).web_url, url.web_url)


def consider_remotes(
    repository: Repository, hosts: Hosts, *, resolve_alias: AliasResolver | None = None
) -> tuple[tuple[ConsideredRemote, ...], Hosts]:
    """Every remote of a repository, and the hosts with those aliases that turned out to be GitHub.

    `resolve_alias` is called for the hosts of SSH URLs that git connects to and that are not
    known, once for each.
    """
    unknown = dict.fromkeys(_unknown_hosts(repository, hosts)) if resolve_alias else {}
    answers = ((host, resolve_alias(host)) for host in unknown) if resolve_alias else ()
    # ssh repeats a name that is no alias.
    aliases = {host: name for host, name in answers if name and name.lower() != host.lower()}
    learned = ((host, hosts.canonical(name) or "") for host, name in aliases.items())
    names = _Names(hosts, aliases)
    considered = tuple(_considered(each, repository, names=names) for each in repository.remotes)
    return considered, hosts.with_own(pair for pair in learned if pair[1])


def _unknown_hosts(repository: Repository, hosts: Hosts) -> Iterator[str]:
    names = _Names(hosts, {})
    for remote in repository.remotes:
        urls = _readings(remote.urls[0], repository)
        if any(names.github_url(url) and hosts.knows(url.host) for url in urls):
            continue
        pushed = (_readings(text, repository)[-1:] for text in remote.push_urls)
        contacted = (*urls[-1:], *(url for urls in pushed for url in urls))
        yield from (url.host for url in contacted if url.is_ssh and not hosts.knows(url.host))


def _considered(remote: Remote, repository: Repository, *, names: _Names) -> ConsideredRemote:
    text = remote.urls[0]
    instead = rewritten(text, repository.rewrites)
    fetched = _readings(text, repository)
    pushed = tuple(url for push in remote.push_urls for url in _readings(push, repository))
    fetch_source = next(filter(None, map(names.github_url, fetched)), "")
    urls = fetched if fetch_source else (*fetched, *pushed)
    source = next(filter(None, map(names.github_url, urls)), "")
    return ConsideredRemote(
        remote.name,
        mask_credentials(text),
        rewritten=mask_credentials(instead) if instead != text else "",
        source=source,
        web_urls=tuple(dict.fromkeys(web for url in urls for web in names.web_urls(url))),
        chosen=_chosen(remote.resolved, source),
        passed_over="" if source else _why_not(urls, names),
    )


def _readings(text: str, repository: Repository) -> tuple[RemoteUrl, ...]:
    """A URL as it is written, then as git rewrites it: a mirror must not hide github.com.

    Of `user:password@host/path` git takes the user for the host. That one is left out.
    """
    texts = dict.fromkeys((text, rewritten(text, repository.rewrites)))
    urls = ((parse_remote_url(text), mask_credentials(text)) for text in texts)
    return tuple(url for url, shown in urls if url and (url.scheme != SCP or url.host in shown))


def _chosen(resolved: str, source: str) -> str:
    """The repository of `gh repo set-default`: the remote itself, or another on its host."""
    if resolved == "base" or not source:
        return source if resolved else ""
    pair = owner_and_name(resolved)
    return "/".join((*source.split("/")[:3], *pair)) if pair else ""


def _why_not(urls: tuple[RemoteUrl, ...], names: _Names) -> str:
    if not urls:
        return "its URL has no host"
    if any(names.github_host(url) for url in urls):
        return "its path is not OWNER/REPO"
    return f"{names.real(urls[-1])} is not a known GitHub host"
