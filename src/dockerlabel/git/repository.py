"""A repository's remotes, as its configuration gives them, and git's rewriting of URLs."""

from collections.abc import Iterable, Iterator

from dockerlabel.lazy import NamedTuple


class Remote(NamedTuple):
    """A remote: its name, its URLs in the order of the file, and what GitHub CLI noted on it.

    `resolved` is the value of `gh-resolved`: `base`, `OWNER/REPO` or empty.
    """

    name: str
    urls: tuple[str, ...]
    push_urls: tuple[str, ...] = ()
    resolved: str = ""


class Rewrite(NamedTuple):
    """`url.<base>.insteadOf = <prefix>`."""

    base: str
    prefix: str


class Repository(NamedTuple):
    """What was read of a repository.

    `root` is the directory that holds `.git`, `git_dir` the one whose `config` counts.
    `failure` says why remotes could not be read, and is empty if they could.
    """

    root: str
    git_dir: str = ""
    remotes: tuple[Remote, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    failure: str = ""


def rewritten(url: str, rewrites: Iterable[Rewrite]) -> str:
    """The URL that git contacts instead (git-config's "url.<base>.insteadOf").

    Prefixes are compared byte by byte; the longest wins, and the first of several alike.
    """
    fitting = tuple(rewrite for rewrite in rewrites if url.startswith(rewrite.prefix))
    if not fitting:
        return url
    best = max(fitting, key=lambda rewrite: len(rewrite.prefix))
    return best.base + url[len(best.prefix) :]


def parse_remotes(output: str) -> tuple[tuple[Remote, ...], tuple[Rewrite, ...]]:
    """Remotes and rewrites from what `git config -z --get-regexp` printed.

    Entries are `key LF value NUL`, or `key NUL` if there is no value. A remote without a URL
    is not a remote; an empty URL takes back the ones before it.
    """
    entries = tuple(_entries(output))
    remotes = {name: Remote(name, ()) for section, name, _, _ in entries if section == "remote"}
    for section, name, variable, value in entries:
        if section == "remote":
            remotes[name] = _with(remotes[name], variable, value=value)
    prefixes: dict[str, tuple[str, ...]] = {}  # git tries base after base, not line after line
    for section, base, variable, value in entries:
        if (section, variable) == ("url", "insteadof"):
            prefixes[base] = (*prefixes.get(base, ()), value)
    rewrites = tuple(Rewrite(base, prefix) for base in prefixes for prefix in prefixes[base])
    return tuple(remote for remote in remotes.values() if remote.urls), rewrites


def _entries(output: str) -> Iterator[tuple[str, str, str, str]]:
    """Section, subsection, variable and value; the subsection may hold dots."""
    for entry in output.split("\0"):
        key, has_value, value = entry.partition("\n")
        section, _, rest = key.partition(".")
        subsection, _, variable = rest.rpartition(".")
        if has_value:
            yield section, subsection, variable, value


def _with(remote: Remote, variable: str, *, value: str) -> Remote:
    match variable:
        case "url":
            return remote._replace(urls=(*remote.urls, value) if value else ())
        case "pushurl":
            return remote._replace(push_urls=(*remote.push_urls, value) if value else ())
        case "gh-resolved":
            return remote._replace(resolved=value)
    return remote
