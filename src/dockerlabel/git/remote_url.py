"""URL forms of git: a text's scheme, user, host, port and path."""

import re

from dockerlabel.lazy import NamedTuple, regex

SCP = "scp"
"""What `RemoteUrl.scheme` says for scp-like syntax, which has no scheme."""

_HTTP = frozenset({"http", "https", "git+https"})
_SSH = frozenset({"ssh", "git+ssh", "ssh+git", SCP})
_SCHEMES = _HTTP | _SSH - {SCP} | {"git"}
_MAX_PORT = 65535

_URL = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_HELPER = regex(r"[A-Za-z0-9][A-Za-z0-9+.-]*::")
_OWNER = regex(r"[A-Za-z0-9_-]{1,39}")
_NAME = regex(r"[A-Za-z0-9._-]{1,100}")
_PORT = regex(r"[0-9]{1,5}")
_DIVIDERS = regex(r"[\[\]@:]")


class RemoteUrl(NamedTuple):
    """Where a remote is, as git reads its URL; it holds no password and no token.

    `scheme` is in lower case, or `SCP`. `user` is the login name of SSH, and empty for every
    other scheme, where it may be a token. `host` keeps its letter case, which counts for aliases
    of SSH, and has no brackets. `port` is empty or digits. `path` is decoded and whole.
    """

    scheme: str
    user: str
    host: str
    port: str
    path: str

    @property
    def is_ssh(self) -> bool:
        """Whether git starts ssh for it, so that the host may be an alias."""
        return self.scheme in _SSH

    @property
    def trimmed_path(self) -> str:
        """The path without slashes at both ends and without one `.git` at the end."""
        return self.path.strip("/").removesuffix(".git")

    @property
    def web_url(self) -> str:
        """The address to look at with a browser, on most forges; no promise that it exists."""
        return f"https://{self.host.lower()}/{self.trimmed_path}"


def parse_remote_url(text: str) -> RemoteUrl | None:
    """Read a URL as git does (git-fetch's "GIT URLS", connect.c); None: git goes to no host for it.

    That is so for local paths, `file://`, the drive letters of Windows, remote helpers
    (`ext::…`), schemes that git does not know, and a port that is not a number.
    """
    url = _URL.fullmatch(text)
    if url is None:
        return _parse_scp_like(text)
    scheme = url[1].lower()
    if scheme not in _SCHEMES:
        return None
    if scheme in _HTTP:
        return _parse_http(scheme, url[2])
    authority, slash, path = unquote(url[2]).partition("/")
    return _remote_url(scheme, authority=authority, path=slash + path)


def owner_and_name(path: str) -> tuple[str, str] | None:
    """OWNER and REPO of a trimmed path; None if it is anything but a repository of GitHub."""
    owner, _, name = path.partition("/")
    return (owner, name) if is_owner(owner) and is_name(name) else None


def is_owner(text: str) -> bool:
    """Whether a user or an organisation of GitHub can have this name."""
    return _OWNER.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a repository of GitHub can have this name."""
    reserved = text in {".", ".."} or text.endswith(".git")
    return _NAME.fullmatch(text) is not None and not reserved


def unquote(text: str) -> str:
    """Decode `%XX`, except `%00` and what is incomplete, as git's url_decode does.

    Bytes that are no UTF-8 come out as lone surrogates.
    """
    if "%" not in text:
        return text
    data = re.sub(rb"%([0-9A-Fa-f]{2})", _byte, text.encode("utf-8", "surrogateescape"))
    return data.decode("utf-8", "surrogateescape")


def _byte(match: re.Match[bytes]) -> bytes:
    return match[0] if match[1] == b"00" else bytes((int(match[1], 16),))


def _parse_http(scheme: str, rest: str) -> RemoteUrl | None:
    end = next((index for index, letter in enumerate(rest) if letter in "/?#"), len(rest))
    encoded = rest[:end].rpartition("@")[2]
    host = unquote(encoded)
    if host != encoded and _DIVIDERS.findall(host) != _DIVIDERS.findall(encoded):
        return None
    return _remote_url(scheme, authority=host, path=unquote(rest[end:]))


def _parse_scp_like(text: str) -> RemoteUrl | None:
    if "://" in text or _HELPER.match(text):
        return None
    first = text.find(":")
    if first < 1 or "/" in text[:first] or (first == 1 and text[0].isalpha()):
        return None
    _, end = _brackets(text)
    authority, colon, path = text[end:].partition(":")
    return _remote_url(SCP, authority=text[:end] + authority, path=path) if colon else None


def _remote_url(scheme: str, *, authority: str, path: str) -> RemoteUrl | None:
    """Divide `[user@]host[:port]`: the last `@` ends the user part.

    Brackets may be around the host, around host and port, and around the whole, as git allows.
    Without them, more than one colon makes an address of IPv6.
    """
    start, end = _brackets(authority)
    inside = authority[:start] + authority[start + 1 : end - 1] if end else authority
    user, _, place = inside.rpartition("@")
    host, _, port = place.partition(":")
    if ":" in port:
        host, port = place, ""
    if authority[end:].startswith(":") and end:
        host, port = place, authority[end + 1 :]
    if not host or (port and not (_PORT.fullmatch(port) and int(port) <= _MAX_PORT)):
        return None
    return RemoteUrl(scheme, user.partition(":")[0], host, port, path)


def _brackets(text: str) -> tuple[int, int]:
    """The span of `[…]` at the start or after an `@`; both 0 if there is none."""
    start = text.find("@[") + 1
    end = text.find("]", start) + 1 if text[start : start + 1] == "[" else 0
    return (start, end) if end else (0, 0)
