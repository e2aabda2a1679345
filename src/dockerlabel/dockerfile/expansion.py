"""Environment replacement: a word with its variables replaced, and which variables a stage has."""

import re
from functools import cache, lru_cache

from dockerlabel.dockerfile.lines import SHORT
from dockerlabel.dockerfile.substitution import (
    LONGEST_VALUE,
    TOO_LONG,
    Failure,
    Lookup,
    Variable,
    unset,
)
from dockerlabel.dockerfile.words import go_quote
from dockerlabel.lazy import NamedTuple, regex

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

INVISIBLE_ARGUMENTS = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
"""Arguments that only the builder reads; they are never variables, even if ARG declares them."""

UNSET = Variable(None)

_LONE_SURROGATES = regex("[\ud800-\udfff]")
_NAME = r"[A-Za-z_][A-Za-z0-9_]*+"
_REFERENCE = rf"\$(?:\{{({_NAME})\}}|({_NAME})(?![^\x00-\x7f]))"
_REFERENCES = regex(_REFERENCE)


@cache
def _literal(escape: str) -> re.Pattern[str]:
    """Return the pattern of text without anything to replace."""
    return re.compile(rf"[^'\"${re.escape(escape)}\ufeff]*")


@cache
def _simple(escape: str) -> re.Pattern[str]:
    """Return the pattern of text without escapes and operators, all in double quotes or none.

    Most words are like that, and no such word can fail.
    """
    plain = rf"[^'\"${re.escape(escape)}\ufeff]++"
    return re.compile(rf'("?)((?>(?:{plain}|{_REFERENCE})*))\1')


class Expansion(NamedTuple):
    """A word after environment replacement.

    `error` is the builder's message if it fails. `unset` holds the names without a value, which
    nothing replaced, `unknown` the first reason why the text may differ in a real build.
    """

    text: str
    error: str = ""
    unset: tuple[str, ...] = ()
    unknown: str = ""


def expand(raw: str, lookup: Lookup, *, escape: str, quotes: bool = True) -> Expansion:
    """Put a raw word through environment replacement; quotes and escapes come off.

    `raw` may hold undecodable bytes as lone surrogates: each becomes U+FFFD, as in the builder.
    Without `quotes`, as in the body of a here-document, they are plain text.
    """
    if quotes and "$" not in raw and len(raw) <= SHORT:
        return _constant(raw, escape)
    return _expand(raw, lookup, escape=escape, quotes=quotes)


@lru_cache(maxsize=2048)
def _constant(raw: str, escape: str) -> Expansion:
    """Expand a word without references, which gives the same everywhere."""
    return _expand(raw, unset, escape=escape, quotes=True)


def _expand(raw: str, lookup: Lookup, *, escape: str, quotes: bool) -> Expansion:
    if not raw.isascii():
        raw = _LONE_SURROGATES.sub("\ufffd", raw)
    if quotes:
        text = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw
        if _literal(escape).fullmatch(text):
            return Expansion(text)
        simple = _simple(escape).fullmatch(raw)
        if simple:
            return _substituted(simple[2], lookup)
    from dockerlabel.dockerfile.lexer import Lexer  # noqa: PLC0415 - start-up: for few words

    lexer = Lexer(raw, lookup, escape=escape, quotes=quotes)
    try:
        text = "".join([piece for piece, _ in lexer.pieces()])
    except Failure as failure:
        message = f"failed to process {go_quote(raw)}: {failure}"
        return Expansion("", error=message, unknown=lexer.unknown)
    return Expansion(text, unset=tuple(lexer.unset), unknown=lexer.unknown)


def _substituted(text: str, lookup: Lookup) -> Expansion:
    pieces = _REFERENCES.split(text)
    without_value: list[str] = []
    unknown = ""
    out = [pieces[0]]
    length = 0
    for braced, bare, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        name = braced or bare
        value, why = lookup(name)
        unknown = unknown or why
        if value is None:
            without_value.append(name)
        out += [value or "", rest]
        length += len(value or "")
        if length > LONGEST_VALUE:
            return Expansion("", error=TOO_LONG)
    return Expansion("".join(out), unset=tuple(without_value), unknown=unknown)


def is_computed(raw: str, escape: str) -> bool:
    """Return whether a raw value is put together from variables."""
    names: list[str] = []

    def lookup(name: str) -> Variable:
        names.append(name)
        return UNSET

    return bool(expand(raw, lookup, escape=escape).error or names)


def may_fail(raw: str, escape: str) -> bool:
    """Return whether some build arguments or some base image make a raw value end the build."""
    # What is not set fails where it must be, and the odd value as a pattern.
    odd = "\\x"
    lookups: tuple[Lookup, ...] = (lambda _: UNSET, lambda _: Variable(odd))
    return any(expand(raw, lookup, escape=escape).error for lookup in lookups)


class Scope:
    """The variables of a stage while it is read from top to bottom.

    `environment` is what words see, `config` the part of it that the image keeps. `outside` says
    why a name that the file never sets may still be set; it is empty for scratch.
    """

    __slots__ = ("_changed", "_keys", "_without_default", "config", "environment", "outside")

    def __init__(self, outside: str) -> None:
        """Begin with an image about which only `outside` is known."""
        self.environment: dict[str, Variable] = {}
        self.config: dict[str, Variable] = {}
        self.outside = outside
        self._without_default: set[str] = set()
        # From a name to the key of `config` that sets it when a stage begins, and the names for
        # which that may have changed since this one began.
        self._keys: dict[str, str] = {}
        self._changed: set[str] = set()

    @property
    def size(self) -> int:
        """How many variables a child inherits."""
        return len(self.environment) + len(self.config)

    def child(self) -> "Scope":
        """Return the scope of a stage that is built from this one."""
        child = Scope(self.outside)
        child.environment = dict(self.environment)
        child.config = dict(self.config)
        child._without_default = set(self._without_default)
        child._keys = dict(self._keys)
        child._changed = set(self._changed)
        return child

    def begin(self, system: str) -> None:
        """Begin the stage: PATH is set, and what the parent set by ENV overrides its ARGs.

        `system` is the operating system that the image is for: Windows sets its own PATH.
        """
        if "PATH" not in self.config and system != "windows":
            self._keep("PATH", Variable(DEFAULT_PATH, self.outside))
        for name in self._changed:
            key = self._keys.get(name)
            if key is not None:
                # The image keeps `name=value` as one text, and a key may have come to hold a `=`.
                variable, rest = self.config[key], key[len(name) + 1 :]
                value = variable.value if key == name else f"{rest}={variable.value}"
                self.environment[name] = variable._replace(value=value)
        self._changed.clear()

    def lookup(self, name: str) -> Variable:
        """Return the variable of a name at this point."""
        found = self.environment.get(name)
        if found is not None:
            return found
        if name in self._without_default:
            return Variable(None, f"ARG {name} has no default")
        return Variable(None, self.outside) if self.outside else UNSET

    def set_env(self, name: str, value: Variable) -> None:
        """Set a variable as ENV does."""
        self.environment[name] = value
        self._keep(name, value)

    def set_arg(self, name: str, value: Variable) -> None:
        """Set a variable as ARG does; without a value that changes nothing."""
        if value.value is None:
            self._without_default.add(name)
        elif name not in INVISIBLE_ARGUMENTS:
            self.environment[name] = value
            self._changed.add(name)

    def _keep(self, key: str, value: Variable) -> None:
        name = key.partition("=")[0]
        if key not in self.config:
            self._keys[name] = key
        self.config[key] = value
        self._changed.add(name)
