"""User names, passwords and tokens inside of URLs: where they are, and text without them.

Wider than any one program reads URLs: a secret that somebody wrote in the wrong place is a secret
still. An `@` that has nothing to do with one stays as it is: login names of SSH, digests of
images, packages and versions in paths.
"""

import re
from collections.abc import Iterable, Iterator

from dockerlabel.lazy import regex

MASK = "***"

_REACH = 2_000
"""The longest password, in characters, that is looked for if no URL says where it ends: longer
than any token, and short enough for the time to stay in proportion to the text."""

_WORD = regex(r"\S+")
_DIGEST = r"sha(?:256|384|512):"
_AT = regex(rf"(?:@|%40)(?!{_DIGEST}[0-9a-f]{{16}})")
_SCHEME = regex(
    r"(?<![A-Za-z0-9+.-])-*([A-Za-z][A-Za-z0-9+.-]*)://+"
    r"|(?<![A-Za-z0-9+.-])(https?|git|ssh|git\+ssh|ssh\+git|git\+https):/(?=[^/])"
    r"|(?<![:/\w])//+"
    # A URL was put after the path of another one; what is masked already stays so.
    r"|(?<=\w)//+(?=(?:[^\s/@:]*:[^\s/@]*|\*{3})@)",
    re.IGNORECASE,
)
_AUTHORITY_END = regex(r"[/?#]")
_SSH = frozenset({"ssh", "git+ssh", "ssh+git"})
_TOKEN = regex(r"gh[a-z]_|github_pat_|glpat-", re.IGNORECASE)
_HOST = rf"(?!{_DIGEST})\[?[A-Za-z0-9_:-]+(?:\.[A-Za-z0-9_-]+)*\]?"
_DOTTED = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"
_LAST_HOST = r"(?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,}(?!\.?[A-Za-z0-9_@:-])"
_LOGIN = r"""(?:^|(?<=[/"'`=(<\[{,;|\\]))(?P<user>[^\s/:@"'`=(<\[{,;|\\]+)"""
_PASSWORD = regex(
    rf"(?P<mail>(?=(?i:mailto):))?+{_LOGIN}:(?!/).{{0,{_REACH}}}(?P<at>@|%40)"
    rf"(?={_HOST}[:/]|(?(mail)(?!)|{_LAST_HOST}))"
)
_USER = regex(rf"{_LOGIN}(?P<at>@)(?:(?={_DOTTED}/)|(?={_HOST}:))")
_LATE_AT = regex(rf"@(?={_DOTTED}[:/])")
_BARE_TOKEN = regex(
    r"\b(?:gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}|glpat-[A-Za-z0-9_-]{16,}"
    r"|(?:gh[a-z]_|github_pat_|glpat-)[A-Za-z0-9_-]+(?=@))"
)
_PARAMETER = (
    r"(?:[A-Za-z0-9_.-]*(?:token|secret|passw(?:or)?d|pwd|signature|(?:api|access|private)[_-]?key)"
    r"""|auth|credentials?|jwt|sig)=(?P<%s>[^\s&#"'`<>]+)"""
)
_SECRET_PARAMETER = regex(rf"[?&#]{_PARAMETER % 'value'}", re.IGNORECASE)
_SECRET_PARAMETERS = regex(
    rf"(?P<start>[?&#]){_PARAMETER % 'first'}(?:&{_PARAMETER % 'next'})*(?P<more>&?)", re.IGNORECASE
)
_WHOLE = regex(r"\s*[A-Za-z][A-Za-z0-9+.-]*://(?P<user>[^/?#\n]*)@")


def mask_credentials(text: str) -> str:
    """The text with `MASK` in the place of everything before the `@` of a URL's host.

    Works on one URL as on prose, code and diffs that hold any number of them. Tokens of GitHub are
    masked wherever they are.
    """
    masked = _replace(text, credential_spans(text), mask=MASK)
    return _BARE_TOKEN.sub(MASK, masked) if "_" in masked or "glpat-" in masked else masked


def without_credentials(text: str) -> str:
    """The text without its credentials, the `@` after them, and the parameters that hold them."""
    plain = _replace(text, _user_spans(text), mask="")
    return _SECRET_PARAMETERS.sub(_rest, plain) if _may_have_parameters(plain) else plain


def _rest(parameters: re.Match[str]) -> str:
    return parameters["start"] if parameters["more"] else ""


def credential_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where credentials are: half-open spans of offsets, in order; the `@` is not among them."""
    users, parameters = _user_spans(text), _parameter_spans(text)
    if not (users and parameters):
        return users or parameters
    spans: list[tuple[int, int]] = []
    for span in sorted((*users, *parameters)):
        if spans and span[0] < spans[-1][1]:
            spans[-1] = spans[-1][0], max(span[1], spans[-1][1])
        else:
            spans.append(span)
    return tuple(spans)


def _parameter_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The values of a query's parameters whose names say that they are secret."""
    if not _may_have_parameters(text):
        return ()
    return tuple(found.span("value") for found in _SECRET_PARAMETER.finditer(text))


def _may_have_parameters(text: str) -> bool:
    return "=" in text and ("?" in text or "#" in text)


def _user_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where user names and passwords are, before the `@` of a host."""
    if ("@" not in text and "%40" not in text) or _is_plain_scp(text):
        return ()
    whole = _WHOLE.match(text)
    if whole and any(letter.isspace() for letter in whole["user"]):
        return ((whole.start("user"), whole.end("user")),)
    return tuple(
        (word.start() + start, word.start() + end)
        for word in _WORD.finditer(text)
        if _AT.search(word[0])
        for start, end in _spans_in_word(word[0])
    )


def _is_plain_scp(text: str) -> bool:
    """Return whether it is `git@HOST:PATH`, as most remotes are: no pattern is compiled for it."""
    ats = text.count("@") + text.count("%40")
    return text.startswith("git@") and ats == 1 and "//" not in text and len(text.split()) == 1


def _replace(text: str, spans: Iterable[tuple[int, int]], *, mask: str) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += (text[done:start], mask)
        at = _AT.match(text, end)
        done = at.end() if at and not mask else end
    return "".join((*parts, text[done:]))


def _spans_in_word(word: str) -> Iterator[tuple[int, int]]:
    schemes = tuple(_SCHEME.finditer(word))
    first = schemes[0].start() if schemes else len(word)
    yield from _spans_without_scheme(word[:first])
    stops = (*(scheme.start() for scheme in schemes[1:]), len(word))
    done = 0
    for scheme, stop in zip(schemes, stops, strict=False):  # no scheme, and one stop
        if scheme.start() < done:
            continue
        end = _userinfo_end(word, (scheme.end(), stop))
        name = (scheme[1] or scheme[2] or "").lower()
        if end is not None and not _is_login(name, word[scheme.end() : end]):
            done = end
            yield scheme.end(), end


def _userinfo_end(word: str, zone: tuple[int, int]) -> int | None:
    """Where the user part ends: at the last `@` before the path; None: there is no user part.

    A password may hold a slash that nobody encoded: then the "port" is not a number, or the `@`
    comes after it all the same.
    """
    start, stop = zone
    slash = _AUTHORITY_END.search(word, start, stop)
    end = slash.start() if slash else stop
    if ats := tuple(_AT.finditer(word, start, end)):
        return ats[-1].start()
    login, colon, port = word[start:end].partition(":")
    if not colon or login.startswith("["):
        return None
    if port.isdigit() or not port:
        host = "." in login or not login
        late = () if host else tuple(_LATE_AT.finditer(word, end, end + _REACH))
        return late[-1].start() if late else None
    written = [at.start() for at in _AT.finditer(word, start) if at[0] == "@"]
    return written[-1] if written else None


def _is_login(scheme: str, userinfo: str) -> bool:
    """Whether it is what SSH needs to log in, and no secret."""
    if ":" in userinfo or "%3a" in userinfo.lower() or _TOKEN.match(userinfo):
        return False
    return scheme in _SSH or (not scheme and userinfo == "git")


def _spans_without_scheme(word: str) -> Iterator[tuple[int, int]]:
    """`user:password@host:path`, `token@host/path` and `token@host:path`."""
    if password := _PASSWORD.search(word):
        yield password.start("user"), password.start("at")
        return
    for user in _USER.finditer(word):
        scp_like = word[user.end() :].partition("/")[0].count(":") > 0
        if _TOKEN.match(user["user"]) or not (scp_like or user["user"] == "git"):
            yield user.start("user"), user.start("at")
