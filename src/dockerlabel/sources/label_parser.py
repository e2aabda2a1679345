"""The reader of source labels: it knows every spelling that people use for a repository."""

import re
from collections.abc import Iterator
from functools import lru_cache

from dockerlabel.credentials import credential_spans, mask_credentials, without_credentials
from dockerlabel.git.remote_url import (
    RemoteUrl,
    is_name,
    is_owner,
    owner_and_name,
    parse_remote_url,
    unquote,
)
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources.github_hosts import Hosts
from dockerlabel.sources.label_value import LabelValue, UrlDefect

_TEMPLATE_MARK = regex(
    r"\{\{|\{%|<%|%[A-Z][A-Z0-9_]{2,}%|@[A-Za-z][A-Za-z0-9_]*@|__[A-Z][A-Z0-9_]*__"
)
"""Of Jinja and its kin, of ERB, and the macros of configure, CMake and sed scripts. A macro between
per cent signs is longer than what a URL encodes."""

_TEMPLATE_SIGNS = ("{", "%", "@", "__")
"""What each mark has in it: a usual value has none of them, and no pattern is compiled for it."""

_LITERAL_USER = regex(r"(?:[A-Za-z][\w+.-]*:/+)?[^/\s@:]+(?::[^/\s@]+)?@")

_SCHEMES_IN_A_ROW = regex(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:/+)+(?=(?:https?|git(?:\+https|\+ssh)?|ssh(?:\+git)?):/)",
    re.IGNORECASE,
)
_REGISTRY_PAGE = regex(
    r"(?:(?:registry\.)?hub\.docker\.com|docker\.io|quay\.io|(?:gallery|public)\.ecr\.aws)/.*"
)
"""Registries, and where they show what they hold, for people."""

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SCHEME_FORMS = {
    "https": frozenset[UrlDefect](),
    "http": frozenset({UrlDefect.HTTP}),
    "git+https": frozenset({UrlDefect.GIT_HTTPS}),
    "ssh": frozenset({UrlDefect.SSH}),
    "git+ssh": frozenset({UrlDefect.SSH}),
    "ssh+git": frozenset({UrlDefect.SSH}),
    "git": frozenset({UrlDefect.GIT_PROTOCOL}),
}
_IMAGE_SCHEMES = frozenset({"docker", "oci"})
_NO_PORT = regex(r"([^/\[]*[^/:\[]):(?![0-9]*(?:/|$))")
_HTTP_PORT = regex(r"(?:git\+)?https?://(?:\[[^/\]]*\]|[^/:]*):[0-9]*(?:/|$)")
_PLAIN = regex(r"(?:(?P<user>[^/:]*)@)?(?P<host>[^/:@]+)(?P<separator>[:/]|$)(?P<path>.*)")
_PORT_AND_PATH = regex(r"[0-9]{1,5}/[^/]+/[^/]")
_TAG = regex(r"[:@].*")
_BETWEEN = regex(r"[\s\"'`<>()\[\]{},;=]+")
_LOOSE_SCHEME = regex(r"[A-Za-z+]{2,9}(?::/*|//+)|//+")
_GITLAB_MARK = "-"


class _Site(NamedTuple):
    """Where form counts: on GitHub's hosts, and on the expected source's."""

    hosts: Hosts
    authority: str
    path: str

    @property
    def host(self) -> str:
        return self.authority.partition(":")[0]

    def web_authority(self, url: RemoteUrl) -> str | None:
        """Host (and the expected URL's port) of the web pages; None: form does not count."""
        same = bool(self.host) and url.host.lower() == self.host
        return self.hosts.contacted(url) or (self.authority if same else None)

    def counts(self, host: str, *, scheme: str = "https") -> bool:
        url = RemoteUrl(scheme, "", host, "", "")
        return self.web_authority(url) is not None or self.hosts.registry(host) is not None


@lru_cache(maxsize=1024)
def parse_label_value(value: str, hosts: Hosts, *, expected: str = "") -> LabelValue:
    """Read a label's value, as the image carries it.

    `expected` is the URL of the expected source, if there is one: on its host, form counts too,
    and its path shows where a repository ends if groups are nested.
    """
    shown = mask_credentials(value)
    secret = shown != value or credential_spans(value)
    forms = frozenset({UrlDefect.CREDENTIALS} if secret else ())
    text = without_credentials(value)
    if not text.strip():
        return LabelValue(shown, forms | {UrlDefect.EMPTY})
    if any(sign in value for sign in _TEMPLATE_SIGNS) and _is_template(value):
        return LabelValue(shown, frozenset({UrlDefect.TEMPLATE}))
    authority, _, path = expected.partition("://")[2].partition("/")
    read = _read(text, _Site(hosts, authority.lower(), path.strip("/")))
    # What is declared to be the source is right in any form.
    forms = frozenset() if value == expected else read.forms | forms
    return read._replace(shown=shown, forms=forms)


def _is_template(value: str) -> bool:
    """Return whether another tool replaces a part; the `@` after a literal user begins none."""
    mark, user = _TEMPLATE_MARK.search(value), _LITERAL_USER.match(value)
    if mark and user and mark.start() == user.end() - 1:
        mark = _TEMPLATE_MARK.search(value, user.end())
    return mark is not None


def _read(text: str, site: _Site) -> LabelValue:
    stripped = text.strip()
    if "$" in stripped:
        return _mentioned(stripped, site, form=UrlDefect.LITERAL_DOLLAR)
    if stripped.startswith("="):
        return _mentioned(stripped, site, form=UrlDefect.ASSIGNMENT)
    if "\\" in re.split(r"[?#]", stripped, maxsplit=1)[0]:
        return _mentioned(stripped.replace("\\", "/"), site, form=UrlDefect.BACKSLASH)
    if doubled := stripped.count(":/") > 1 and _SCHEMES_IN_A_ROW.match(stripped):
        return _mentioned(stripped[doubled.end() :], site, form=UrlDefect.DOUBLED_SCHEME)
    read = _read_url(stripped, site)
    if read is None:
        return _mentioned(stripped, site, form=UrlDefect.WORDS)
    if stripped != text and site.counts(read.host):
        return read._replace(forms=read.forms | {UrlDefect.BLANKS})
    return read


def _read_url(text: str, site: _Site) -> LabelValue | None:
    """Read a text without spaces around it; None: it is not a URL."""
    if re.search(r"\s", text):
        return None
    body = re.split(r"[?#]", text, maxsplit=1)[0]
    tail = text[len(body) :]
    spelling = _normalised(body, site)
    url = parse_remote_url(spelling[1]) if spelling else None
    if spelling is None or url is None:
        return None
    forms, normal = spelling
    if (registry := site.hosts.registry(url.host)) is not None:
        return _registry_image(registry, _raw_path(url, normal))
    authority = site.web_authority(url)
    if authority is None:
        return _elsewhere(url, text)
    cut = {UrlDefect.QUERY} if tail.startswith("?") else set[UrlDefect]()
    cut |= {UrlDefect.FRAGMENT} if "#" in tail else set()
    read = _repository(_raw_path(url, normal), authority, site=site)
    around = _host_forms(url, authority, normal=normal)
    return read._replace(forms=read.forms | forms | cut | around)


def _normalised(body: str, site: _Site) -> tuple[frozenset[UrlDefect], str] | None:
    """The same address in a form that git reads, and what had to be changed; None: no address."""
    scheme = _SCHEME.match(body)
    if scheme is None:
        return _without_scheme(body, site)
    name, rest = scheme[1].lower(), body[scheme.end() :]
    if name in _IMAGE_SCHEMES and site.hosts.registry(rest.partition("/")[0]):
        return frozenset(), f"https://{rest}"
    forms = _SCHEME_FORMS.get(name)
    if forms is None:
        return None
    if scheme[1] != name:
        forms |= {UrlDefect.UPPER_CASE_SCHEME}
    if name in {"ssh", "git+ssh", "ssh+git", "git"}:
        rest = _NO_PORT.sub(r"\1/", rest, count=1)  # ssh://git@HOST:OWNER/REPO
    return forms, f"{name}://{rest}"


def _without_scheme(body: str, site: _Site) -> tuple[frozenset[UrlDefect], str] | None:
    """Read `//HOST…`, `HOST…` and `HOST:PORT/…` as a browser does, and else as git does."""
    if body.startswith("//"):
        return frozenset({UrlDefect.NO_SCHEME}), f"https:{body}"
    parts = _PLAIN.fullmatch(body)
    if parts is None:
        return None
    user, host, separator, path = parts.groups()
    counts = site.counts(host, scheme="https" if user is None else "ssh")
    if separator == ":" and not (counts and _PORT_AND_PATH.match(path)):
        is_scp_like = user or counts or ("." in host and "/" in path)
        return (frozenset({UrlDefect.SCP}), body) if is_scp_like else None
    if not counts:
        return None
    if user is None:
        return frozenset({UrlDefect.NO_SCHEME}), f"https://{body}"
    return (frozenset({UrlDefect.SCP}), f"ssh://{body}") if separator else None


def _raw_path(url: RemoteUrl, normal: str) -> str:
    """The path before percent-decoding, which the part below the repository needs."""
    start = normal.partition("://")[2]
    return start.partition("/")[2] if start else url.path.removeprefix("/")


def _host_forms(url: RemoteUrl, authority: str, *, normal: str) -> frozenset[UrlDefect]:
    host, web = url.host.lower(), authority.partition(":")[0]
    found = (
        (UrlDefect.UPPER_CASE_HOST, url.host != host),
        (UrlDefect.WWW, host == f"www.{web}"),
        (UrlDefect.HOST_ALIAS, not url.is_ssh and host not in {web, f"www.{web}"}),
        (UrlDefect.PORT, _has_port(normal) and f"{host}:{url.port}" != authority),
        (UrlDefect.PERCENT_ENCODING, "%" in normal.partition("://")[2].partition("/")[0]),
    )
    return frozenset(form for form, holds in found if holds)


def _has_port(normal: str) -> bool:
    return normal.count(":") > 1 and _HTTP_PORT.match(normal) is not None


def _repository(path: str, authority: str, *, site: _Site) -> LabelValue:
    """The repository that a path names on a host where form counts."""
    host = authority.partition(":")[0]
    on_github = site.hosts.canonical(host) is not None
    segments = tuple(segment for segment in path.split("/") if segment)
    segments = segments[:-1] if segments[-1:] == (".git",) else segments
    length = 2 if on_github else _repository_length(segments, site)
    raw, below = segments[:length], segments[length:]
    head = tuple(unquote(segment) for segment in raw)
    owner, full_name = "/".join(head[:-1]) or "".join(head), "".join(head[1:][-1:])
    name = full_name.removesuffix(".git")
    suffix = name != full_name or path.rstrip("/").endswith("/.git")
    keeps_suffix = not on_github and site.path.endswith(".git")
    valid = not on_github or (is_owner(owner) and is_name(name))
    found = (
        (UrlDefect.NO_OWNER, not head),
        (UrlDefect.ONE_SEGMENT, len(head) == 1),
        (UrlDefect.INVALID_NAME, len(head) > 1 and not valid),
        (UrlDefect.PERCENT_ENCODING, head != raw),
        (UrlDefect.GIT_SUFFIX, suffix and not keeps_suffix),
        (UrlDefect.TRAILING_SLASH, bool(head) and path.endswith("/")),
        (UrlDefect.DOUBLE_SLASH, "//" in path or path.startswith("/")),
        (UrlDefect.SUBPATH, bool(below)),
    )
    forms = frozenset(form for form, holds in found if holds)
    url = f"https://{authority}/{owner}/{name}{'.git' if keeps_suffix else ''}"
    named = len(head) > 1 and valid
    return LabelValue("", forms, host, owner, name, "/".join(below), url if named else "")


def _repository_length(segments: tuple[str, ...], site: _Site) -> int:
    """How many segments name the repository, where groups may be nested."""
    expected = site.path.lower().removesuffix(".git").split("/")
    length = len(expected)
    if "/".join(segments[:length]).lower().removesuffix(".git").split("/") == expected:
        return length
    return segments.index(_GITLAB_MARK) if _GITLAB_MARK in segments else len(segments)


def _registry_image(host: str, path: str) -> LabelValue:
    """The repository that an image's name suggests."""
    owner, name, *_ = (*(segment for segment in path.split("/") if segment), "", "")
    pair = owner_and_name(f"{owner}/{_TAG.sub('', name)}")
    forms = frozenset({UrlDefect.REGISTRY})
    if pair is None:
        return LabelValue("", forms, host)
    return LabelValue("", forms, host, *pair, canonical_url=f"https://{host}/{'/'.join(pair)}")


def _elsewhere(url: RemoteUrl, text: str) -> LabelValue:
    """The repository that a value names on a host whose habits are unknown."""
    host, whole = url.host.lower(), url.trimmed_path
    path = whole.partition(f"/{_GITLAB_MARK}/")[0]
    owner, _, name = path.rpartition("/")
    found = (
        (UrlDefect.REGISTRY, _REGISTRY_PAGE.fullmatch(f"{host}/{whole}") is not None),
        (UrlDefect.NO_OWNER, not path),
        # A server of one's own may hold repositories at its top, under this ending.
        (UrlDefect.ONE_SEGMENT, bool(path) and not owner and not url.path.endswith(".git")),
    )
    forms = frozenset(form for form, holds in found if holds)
    return LabelValue("", forms, host, owner, name, canonical_url="" if forms else text)


def _mentioned(text: str, site: _Site, *, form: UrlDefect) -> LabelValue:
    """A malformed value, with the first repository that it mentions all the same."""
    forms = frozenset({form})
    pair = owner_and_name(_LOOSE_SCHEME.sub("", text, count=1).strip())
    if pair is not None and not site.counts(pair[0]):
        return LabelValue("", forms, "", *pair)
    for word in _BETWEEN.split(text):
        for spelling in _spellings(word):
            read = _read_url(spelling, site)
            if read is not None and read.name and not read.malformed:
                return read._replace(forms=forms, canonical_url="")
    return LabelValue("", forms)


def _spellings(word: str) -> Iterator[str]:
    yield word
    bare = _LOOSE_SCHEME.sub("", word, count=1)
    if "." in bare.partition("/")[0]:
        yield f"https://{bare}"
