"""What the value of a source label says: which repository it names, and in which form."""

from enum import Enum

from dockerlabel.lazy import NamedTuple, regex


class UrlDefect(Enum):
    """How a value departs from `https://HOST/OWNER/REPO`; the value is the words of a message."""

    __hash__ = object.__hash__  # they are in sets, and Enum's own takes a call of Python each

    CREDENTIALS = "credentials"
    EMPTY = "no value"
    TEMPLATE = "a template mark"
    LITERAL_DOLLAR = "a literal `$`"
    ASSIGNMENT = "`=` at the start"
    WORDS = "no URL"
    NO_OWNER = "no OWNER/REPO"
    BACKSLASH = "backslashes"
    DOUBLED_SCHEME = "two schemes"
    ONE_SEGMENT = "an owner without a repository"
    INVALID_NAME = "a name that no repository can have"
    REGISTRY = "the container registry's host"
    SSH = "`ssh://`"
    SCP = "scp-like syntax"
    GIT_PROTOCOL = "`git://`"
    GIT_SUFFIX = "`.git` at the end"
    HTTP = "`http:`"
    GIT_HTTPS = "`git+https:`"
    NO_SCHEME = "no scheme"
    UPPER_CASE_SCHEME = "an upper-case scheme"
    UPPER_CASE_HOST = "an upper-case host"
    WWW = "`www.`"
    HOST_ALIAS = "another name of the host"
    PORT = "a port"
    TRAILING_SLASH = "a trailing slash"
    DOUBLE_SLASH = "a double slash"
    PERCENT_ENCODING = "percent-encoding"
    QUERY = "a query"
    FRAGMENT = "a fragment"
    BLANKS = "spaces around it"
    SUBPATH = "a path below the repository"


MALFORMED = frozenset(
    (
        *(UrlDefect.LITERAL_DOLLAR, UrlDefect.ASSIGNMENT, UrlDefect.BACKSLASH),
        *(UrlDefect.DOUBLED_SCHEME, UrlDefect.WORDS, UrlDefect.NO_OWNER),
        *(UrlDefect.ONE_SEGMENT, UrlDefect.INVALID_NAME),
    )
)
"""Forms that name no repository, whatever a person would guess."""

NONCANONICAL = frozenset(
    (
        *(UrlDefect.HTTP, UrlDefect.GIT_HTTPS, UrlDefect.NO_SCHEME, UrlDefect.UPPER_CASE_SCHEME),
        *(UrlDefect.UPPER_CASE_HOST, UrlDefect.WWW, UrlDefect.HOST_ALIAS, UrlDefect.PORT),
        *(UrlDefect.TRAILING_SLASH, UrlDefect.DOUBLE_SLASH, UrlDefect.PERCENT_ENCODING),
        *(UrlDefect.QUERY, UrlDefect.FRAGMENT, UrlDefect.BLANKS),
    )
)

_PLACEHOLDER = regex(
    r"<.*>|x{3,}|example([-_]org)?|someone"
    r"|((your|my)[-_]?)?(git-?hub)?[-_]?"
    r"(org(ani[sz]ation)?|user|owner|company|account|namespace|(?<=[a-z_-])name)([-_]?name)?"
)
_PLACEHOLDER_NAME = regex(r"(your[-_]?)?repo(sitory)?([-_]?name)?|your[-_]?(app|project)")
_BRACKETED = regex(r"<[^<>:.]*>")
_MOST_QUOTED = 48


class LabelValue(NamedTuple):
    """A value, read.

    `shown` is the value with its credentials masked. `forms` holds every departure that counts:
    on a host that is neither GitHub's nor the expected source's that is credentials and a literal
    `$`. `host` is the host of the web pages, in lower case; `owner` (with `/` inside where
    groups are nested), `name` and `subpath` keep their letter case. They are empty if the
    value does not say; a malformed value may still mention a repository.
    `canonical_url` is the right spelling of the repository that the value itself names, and empty
    if it names none; if the form does not count, it is the value without credentials.
    """

    shown: str
    forms: frozenset[UrlDefect] = frozenset()
    host: str = ""
    owner: str = ""
    name: str = ""
    subpath: str = ""
    canonical_url: str = ""

    @property
    def quoted(self) -> str:
        """The value in a message, cut if it is long: the file shows all of it."""
        cut = f"{self.shown[: _MOST_QUOTED - 1]}…" if len(self.shown) > _MOST_QUOTED else self.shown
        return f"`{cut}`"

    @property
    def malformed(self) -> bool:
        """Whether the value is not the URL of a repository."""
        return not self.forms.isdisjoint(MALFORMED)

    @property
    def canonical_text(self) -> str:
        """The canonical URL and the path below it, for a fix that is to lose nothing."""
        return f"{self.canonical_url}/{self.subpath}" if self.subpath else self.canonical_url

    @property
    def placeholder(self) -> bool:
        """Whether the owner is a word such as OWNER or your-org, left in from a template.

        So is anything in angle brackets.
        """
        owner = _PLACEHOLDER.fullmatch(self.owner.lower())
        return owner is not None or _BRACKETED.search(self.shown) is not None

    @property
    def placeholder_name(self) -> bool:
        """Whether the name is such a word; unlike the owner's, it may be a real one's."""
        return _PLACEHOLDER_NAME.fullmatch(self.name.lower()) is not None

    def within(self, url: str) -> bool:
        """Whether it names the repository at a web URL, or a path below it; letter case aside."""
        if self.shown == url:
            return True
        host, path = split_web_url(url)
        own = "/".join(part for part in (self.owner, self.name, self.subpath) if part).lower()
        return bool(path) and self.host == host and (own + "/").startswith(path + "/")

    def differs_in_owner(self, url: str) -> bool:
        """Whether it has the host and name of the repository at a web URL, and another owner."""
        host, path = split_web_url(url)
        owner, _, name = path.rpartition("/")
        return (self.host, self.name.lower()) == (host, name) and self.owner.lower() != owner

    def same_name_elsewhere(self, url: str) -> bool:
        """Whether it names the repository's name under another owner, on any host."""
        if self.within(url):
            return False
        owner, _, name = split_web_url(url)[1].rpartition("/")
        whole = tuple(part for part in (self.owner, self.name, self.subpath) if part)
        first, second, *_ = (*"/".join(whole).lower().split("/"), "", "")
        pairs = ((self.owner.lower(), self.name.lower()), (first, second))
        return any(second == name and first not in {"", owner} for first, second in pairs)


def split_web_url(url: str) -> tuple[str, str]:
    """Host without port, and trimmed path, of an https URL, both in lower case for comparison."""
    host, _, path = url.partition("://")[2].lower().partition("/")
    return host.partition(":")[0], path.strip("/").removesuffix(".git")
