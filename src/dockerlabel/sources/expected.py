"""The expected source: the URL that a label must carry, and on whose authority."""

from collections.abc import Iterable, Mapping
from enum import Enum

from dockerlabel.credentials import without_credentials
from dockerlabel.git.remote_url import owner_and_name, parse_remote_url
from dockerlabel.git.repository import Repository
from dockerlabel.lazy import NamedTuple
from dockerlabel.sources.github_hosts import Hosts
from dockerlabel.sources.label_value import LabelValue, split_web_url
from dockerlabel.sources.remotes import AliasResolver, ConsideredRemote, consider_remotes

_BUILT_IN = Hosts()
_FORGES = frozenset("gitlab.com bitbucket.org codeberg.org gitea.com git.sr.ht sr.ht".split())
_PREFERRED = ("upstream", "github", "origin")
"""The order in which GitHub CLI looks at remotes."""


_Remotes = tuple[ConsideredRemote, ...]
_Urls = Mapping[str, str]


class Authority(Enum):
    """Who says which repository it is, the surest first."""

    DECLARED = "declared"
    CI = "ci"
    CHOSEN = "chosen"
    ASSUMED = "assumed"

    @property
    def certain(self) -> bool:
        """Whether a label that names another remote of the clone is wrong all the same."""
        return self in {Authority.DECLARED, Authority.CI}


class ExpectedSource(NamedTuple):
    """`url` is what the label must say; `reason` completes "expected because: …".

    `origin` says in a word or two where the URL is from.
    """

    url: str
    authority: Authority
    reason: str
    origin: str

    def __str__(self) -> str:
        """Return it for a message."""
        return f"{self.url} ({self.origin})"


class CiEnvironment(NamedTuple):
    """What GitHub Actions says: plain values of its variables, and `repository.fork`."""

    server_url: str
    repository: str
    fork: bool = False
    workspace: str = ""


class Expectation(NamedTuple):
    """Which source is expected, and everything that was looked at on the way.

    `source` is None if there is none; `reason` says why, either way. `non_github_source` is the
    repository that the remotes name on a host that is not GitHub's: no source to insert, but a
    label on the same host is compared with it. `fork_evidence` says why the clone may be one of a
    fork, whatever labels say, or is empty. `hosts` are the hosts of GitHub, aliases of ssh
    included: labels are read with them.
    """

    source: ExpectedSource | None
    remotes: tuple[ConsideredRemote, ...]
    reason: str
    hosts: Hosts
    non_github_source: ExpectedSource | None = None
    fork_evidence: str = ""

    @property
    def case_is_authoritative(self) -> bool:
        """Whether the source is spelled as its repository is.

        The URL of a remote has the letter case that somebody typed at `git clone`.
        """
        authority = self.source and self.source.authority
        return authority is Authority.CI or (authority is Authority.DECLARED and not self.remotes)

    def compared(self, label: LabelValue) -> ExpectedSource | None:
        """What a label is compared with; None: nothing can be said about it."""
        if self.source is not None or self.non_github_source is None:
            return self.source
        same_host = split_web_url(self.non_github_source.url)[0] == label.host
        return self.non_github_source if same_host else None

    def accepts(self, label: LabelValue) -> bool:
        """Whether a label names the right repository, as far as that can be said."""
        source = self.compared(label)
        if source is None or label.within(source.url):
            return True
        return not source.authority.certain and self.names_remote(label)

    def names_remote(self, label: LabelValue) -> bool:
        """Whether a label names any remote of the clone, on GitHub or not."""
        return any(label.within(url) for remote in self.remotes for url in remote.web_urls)

    @property
    def assumed(self) -> str:
        """The URL that is only known from `origin`; empty: there is none."""
        for each in (self.source, self.non_github_source):
            if each and each.authority is Authority.ASSUMED:
                return each.url
        return ""

    def names_another_owner(self, label: LabelValue) -> bool:
        """Whether a label names the repository that `origin` vouches for under another owner.

        Pages of products, package indexes and most registries may be called as a repository is.
        """
        same_name = label.same_name_elsewhere(self.assumed) and not label.placeholder
        return same_name and self._has_repositories(label.host)

    def _has_repositories(self, host: str) -> bool:
        """Whether addresses on a host, or without one, begin with a repository's owner and name."""
        if not host or host in _FORGES or self.hosts.canonical(host):
            return True
        urls = (url for remote in self.remotes for url in remote.web_urls)
        return any(split_web_url(url)[0] == host for url in urls)

    def fork_evidence_in(self, labels: Iterable[LabelValue]) -> str:
        """Why the clone may be one of a fork; empty: nothing says so, or the owner is certain.

        `labels` are the source label of an image and its other labels that name a repository.
        With such evidence, no fix that writes the owner is safe.
        """
        if not self.assumed or self.fork_evidence:
            return self.fork_evidence
        other = next(filter(self.names_another_owner, labels), None)
        return f"{other.quoted} names it under another owner" if other else ""


def expected_source(
    repository: Repository | None,
    *,
    source: str | None = None,
    remote: str | None = None,
    hosts: Hosts = _BUILT_IN,
    ci: CiEnvironment | None = None,
    in_workspace: bool = True,
    resolve_alias: AliasResolver | None = None,
) -> Expectation:
    """The first answer of: declared, CI, chosen, assumed.

    `source` and `remote` are what a user declares; with a `source`, the repository need not
    be read. A declared remote that does not answer leaves the word to CI, and to no other remote.
    `in_workspace` says whether a file without a repository is inside of CI's workspace.
    """
    if source is not None:
        url = _declared_url(source, hosts)
        reason = "it is declared as the source"
        declared = ExpectedSource(url, Authority.DECLARED, reason, "declared")
        return Expectation(declared, (), declared.reason, hosts)
    clone = repository or Repository("")
    remotes, hosts = consider_remotes(clone, hosts, resolve_alias=resolve_alias)
    urls = {each.name: each.source for each in remotes if each.source}
    picked = (
        (_named(remote, urls) if remote else None)
        or (_from_ci(ci, urls) if ci and (repository is not None or in_workspace) else None)
        or (None if remote else _selected(remotes, urls))
    )
    if not picked:
        return _nothing(repository, remotes, remote=remote, hosts=hosts)
    considered = tuple(_passed_over(each, picked, urls=urls) for each in remotes)
    expected = picked.expected
    evidence = _fork_evidence(ci, urls) if expected.authority is Authority.ASSUMED else ""
    return Expectation(expected, considered, expected.reason, hosts, fork_evidence=evidence)


class _Picked(NamedTuple):
    """The expected source, and the name of the remote that it is from, if any."""

    expected: ExpectedSource
    remote: str = ""


def _declared_url(source: str, hosts: Hosts) -> str:
    """A declared URL in canonical form, if that is known."""
    url = parse_remote_url(source.strip())
    host = hosts.canonical(url.host) if url else None
    pair = owner_and_name(url.trimmed_path) if url else None
    if host and pair:
        return f"https://{host}/{'/'.join(pair)}"
    scheme, _, rest = without_credentials(source.strip()).partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{authority.lower()}{slash}{path}".rstrip("/")


def _named(remote: str, urls: _Urls) -> _Picked | None:
    url = urls.get(remote)
    reason = f"the remote `{remote}` is declared as the repository"
    return _from_remote(remote, url, authority=Authority.DECLARED, reason=reason) if url else None


def _from_remote(remote: str, url: str, *, authority: Authority, reason: str) -> _Picked:
    return _Picked(ExpectedSource(url, authority, reason, f"remote `{remote}`"), remote)


def _from_ci(ci: CiEnvironment, urls: _Urls) -> _Picked | None:
    """What GitHub Actions says, unless the clone is of something else than it runs for."""
    server = parse_remote_url(ci.server_url)
    pair = owner_and_name(ci.repository)
    if ci.fork or server is None or pair is None:
        return None
    url = f"https://{server.host.lower()}/{'/'.join(pair)}"
    if urls and not any(_place(other) == _place(url) for other in urls.values()):
        return None
    reason = "GITHUB_REPOSITORY names it"
    return _Picked(ExpectedSource(url, Authority.CI, reason, "GITHUB_REPOSITORY"))


def _selected(remotes: _Remotes, urls: _Urls) -> _Picked | None:
    """The remote that somebody chose, or else the one that is most probably meant."""
    noted = {each.name: each.chosen for each in remotes if each.chosen and each.name in urls}
    name = next((name for name in (*_PREFERRED, *noted) if name in noted), None)
    if name is not None:
        reason = f"`gh repo set-default` chose it (remote `{name}`)"
        chosen = ExpectedSource(noted[name], Authority.CHOSEN, reason, "`gh repo set-default`")
        return _Picked(chosen, name)
    origin, upstream = urls.get("origin"), urls.get("upstream")
    if upstream and not (origin and _is_other_project(urls)):
        reason = "it is the remote `upstream`"
        return _from_remote("upstream", upstream, authority=Authority.CHOSEN, reason=reason)
    if origin:
        reason = "it is taken from the remote `origin`"
        return _from_remote("origin", origin, authority=Authority.ASSUMED, reason=reason)
    if len({url.lower() for url in urls.values()}) != 1:
        return None
    name, url = next(iter(urls.items()))
    reason = f"it is taken from the remote `{name}`, the only candidate"
    return _from_remote(name, url, authority=Authority.ASSUMED, reason=reason)


def _is_other_project(urls: _Urls) -> bool:
    """Whether `upstream` has another name than `origin`: a template, or somebody else's project."""
    pair = (urls.get("origin", ""), urls.get("upstream", ""))
    return all(pair) and _name(pair[0]) != _name(pair[1])


def _fork_evidence(ci: CiEnvironment | None, urls: _Urls) -> str:
    if ci is not None and ci.fork:
        return "GitHub Actions reports a fork"
    if _is_other_project(urls):
        return "the remotes `origin` and `upstream` have different names"
    return ""


def _name(url: str) -> str:
    return split_web_url(url)[1].rpartition("/")[2]


def _place(url: str) -> tuple[str, str]:
    return split_web_url(url)[0], _name(url)


def _passed_over(remote: ConsideredRemote, picked: _Picked, *, urls: _Urls) -> ConsideredRemote:
    if remote.passed_over or remote.name == picked.remote:
        return remote
    if not picked.remote:
        why = "GitHub Actions names the repository"
    elif remote.name == "upstream" and _is_other_project(urls):
        why = "its name differs from `origin`, so it may be a template"
    else:
        why = f"`{picked.remote}` takes precedence"
    return remote._replace(passed_over=why)


def _nothing(
    repository: Repository | None, remotes: _Remotes, *, remote: str | None, hosts: Hosts
) -> Expectation:
    """No expected source: why, and what labels on the remotes' own hosts are compared with."""
    why = f"`{remote}` is declared instead" if remote else "several remotes qualify"
    considered = tuple(each._replace(passed_over=each.passed_over or why) for each in remotes)
    urls = {each.name: each.web_urls[0] for each in remotes if each.web_urls}
    urls = {name: url for name, url in urls.items() if _is_elsewhere(url, hosts)}
    if remote:
        picked = _named(remote, urls)
    else:
        on_github = any(each.source for each in remotes)
        picked = None if on_github else _selected(remotes, urls)
    reason = _why_nothing(repository, considered, remote=remote)
    elsewhere = picked.expected if picked else None
    return Expectation(None, considered, reason, hosts, non_github_source=elsewhere)


def _is_elsewhere(url: str, hosts: Hosts) -> bool:
    """Whether a web URL has the path of a repository, on a host that is not GitHub's."""
    host, path = split_web_url(url)
    return "/" in path and not hosts.knows(host)


def no_such_remote(remote: str, names: Iterable[str]) -> str:
    """Return the message about a remote that does not exist."""
    known = ", ".join(f"`{name}`" for name in names)
    return f"remote `{remote}` does not exist (remotes: {known or 'none'})"


def _why_nothing(repository: Repository | None, remotes: _Remotes, *, remote: str | None) -> str:
    if repository is None:
        return "not in a git repository"
    if repository.failure:
        return f"the remotes could not be read: {repository.failure}"
    if not remotes:
        return "the repository has no remotes"
    named = next((each for each in remotes if each.name == remote), None)
    if remote and named is None:
        return no_such_remote(remote, (each.name for each in remotes))
    only = named or (remotes[0] if len(remotes) == 1 else None)
    if only:
        return f"remote `{only.name}`: {only.passed_over}"
    several = any(each.source for each in remotes)
    return f"{'several remotes are repositories' if several else 'no remote is'} on GitHub"
