"""Settings: what a user can set, with defaults and validation."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from dockerlabel.values import NamedTuple

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Settings(NamedTuple):
    """What holds for a file: the configuration file's keys and the command line's options.

    `source` is the declared source, an https URL; `None`: taken from git. `hosts` leads from
    the host name that remotes use to the one that browsers use, both in lower case. `targets` are
    the names of the published stages; `None`: the last stage, `()`: none. `select` names the
    rules that count, all of them if it is `None`, `ignore` those that do not. `include` and
    `exclude` are patterns in .gitignore's syntax, relative to the configuration file's folder.
    """

    source: str | None = None
    remote: str | None = None
    hosts: Mapping[str, str] = _NOTHING
    ssh_aliases: bool = True
    targets: tuple[str, ...] | None = None
    build_args: Mapping[str, str] = _NOTHING
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()


DEFAULTS = Settings()


class SettingsError(NamedTuple):
    """A value that cannot be taken: where it stands (keys and zero-based indexes), and why.

    The message says what to write instead. It never repeats a value, which may hold a secret.
    """

    keys: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        place = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in self.keys)
        return f"{place.removeprefix('.')}: {self.message}"


def parse_settings(
    values: "Mapping[Any, object]", base: Settings = DEFAULTS
) -> Settings | tuple[SettingsError, ...]:
    """The settings that a plain mapping describes, laid over others key by key; or all its errors.

    Keys and values are those of the configuration file as a YAML reader gives them. The command
    line's options go through here too, so that both refuse the same values.
    """
    errors = tuple(error for name, value in values.items() for error in _errors(name, value))
    if errors:
        return errors
    keys = ((_KEYS[name], value) for name, value in values.items())
    fields: dict[str, Any] = {key.field: key.read(value) for key, value in keys}
    return base._replace(**fields)


_Check = Callable[["Any"], Iterator[SettingsError]]


class _Key(NamedTuple):
    """What the table holds for a key: its field, its check, and how the field's value is read."""

    field: str
    check: _Check
    read: "Callable[[Any], object]"


def _errors(name: object, value: object) -> Iterator[SettingsError]:
    key = _KEYS.get(name) if isinstance(name, str) else None
    if key is None:
        yield SettingsError((str(name),), _unknown_key(str(name)))
    else:
        yield from _below(str(name), key.check(value))


def _unknown_key(name: str) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    nearest = difflib.get_close_matches(name.lower().replace("_", "-"), _KEYS, n=1)
    advice = f"did you mean {nearest[0]!r}?" if nearest else f"the keys are {', '.join(_KEYS)}"
    return f"unknown key; {advice}"


def _below(key: str | int, errors: Iterator[SettingsError]) -> Iterator[SettingsError]:
    return (SettingsError((key, *error.keys), error.message) for error in errors)


def _must_be(expected: str, value: object) -> SettingsError:
    kind = _kind(value)
    return SettingsError((), f"must be {expected}, not {kind}" if kind else f"must be {expected}")


def _kind(value: object) -> str:
    """The kind of value that somebody wrote; "" for a text, where the kind is not the matter."""
    match value:
        case None:
            return "left empty"
        case "":
            return "an empty text"
        case bool():
            return "true or false (in quotes it is a text)"
        case int() | float():
            return "a number (in quotes it is a text)"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
    return ""


def _truth(value: object) -> Iterator[SettingsError]:
    if not isinstance(value, bool):
        yield _must_be("true or false, without quotes", value)


def _text(expected: str, pattern: str) -> _Check:
    """A text that a pattern fits from end to end. Compiled on use: most runs set nothing."""

    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield _must_be(expected, value)

    return check


def _list_of(item: _Check, *, expected: str) -> _Check:
    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, list | tuple):
            yield _must_be(expected, value)
            return
        for index, text in enumerate(value):
            yield from _below(index, item(text))

    return check


def _mapping_of(name: _Check, value: _Check, *, expected: str) -> _Check:
    def check(pairs: object) -> Iterator[SettingsError]:
        if not isinstance(pairs, Mapping):
            yield _must_be(expected, pairs)
            return
        for key, text in pairs.items():
            yield from _below(str(key), name(key))
            yield from _below(str(key), value(text))

    return check


def _host_list_or_mapping(value: object) -> Iterator[SettingsError]:
    check = _HOST_MAPPING if isinstance(value, Mapping) else _HOST_LIST
    return check(value)


def _read_hosts(value: Mapping[str, str] | list[str]) -> Mapping[str, str]:
    pairs = value.items() if isinstance(value, Mapping) else zip(value, value, strict=True)
    return MappingProxyType({ssh.lower(): web.lower() for ssh, web in pairs})


_URL = (
    r"(?P<start>(?i:https)://(?P<user>[^/?#]*@)?(?P<host>[A-Za-z0-9.-]+(?::[0-9]+)?))"
    r"(?P<path>(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~%+,=:@-]+){2,})/*(?P<rest>[?#].*)?"
)


def _source_url(value: object) -> Iterator[SettingsError]:
    """Any https URL of a repository: HOST/OWNER/REPO, or more segments where groups are nested."""
    url = re.fullmatch(_URL, value) if isinstance(value, str) else None
    if url is None:
        yield _must_be("an https URL such as https://github.com/octo-org/app", value)
    elif url["user"]:
        yield SettingsError((), "must not hold a user name, password or token before the host")
    elif url["rest"]:
        yield SettingsError((), "must end with the repository's name, without query and fragment")


def _read_source(value: str) -> str:
    url = re.fullmatch(_URL, value)
    return url["start"].lower() + url["path"] if url else value


_HOST = _text(
    "a host name such as github.acme.example", r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)
_PATTERN = _text("a pattern such as docker/*.df", r".*[^\s].*")
_RULE = _text("a rule's name such as missing-source", r"[a-z]+(?:-[a-z]+)*")
_RULE_LIST = _list_of(_RULE, expected="a list of rules such as [missing-source]")
_HOST_LIST = _list_of(_HOST, expected="a list of host names, or a mapping from SSH's to the web's")
_HOST_MAPPING = _mapping_of(_HOST, _HOST, expected="a mapping from SSH's host name to the web's")

_KEYS: Mapping[str, _Key] = {
    "source": _Key("source", _source_url, _read_source),
    "remote": _Key("remote", _text("a remote's name such as upstream", r"\S+"), str),
    "hosts": _Key("hosts", _host_list_or_mapping, _read_hosts),
    "ssh-aliases": _Key("ssh_aliases", _truth, bool),
    "targets": _Key(
        "targets",
        _list_of(
            _text("a stage's name such as release", r"[A-Za-z][A-Za-z0-9_.-]*"),
            expected="a list of stages such as [api, worker]; [] publishes none",
        ),
        tuple,
    ),
    "build-args": _Key(
        "build_args",
        _mapping_of(
            _text("an argument's name", r"[^\s=]+"),
            _text("a text", r"(?s).*"),
            expected="a mapping such as {REPO: app}",
        ),
        lambda value: MappingProxyType(dict(value)),
    ),
    "include": _Key(
        "include", _list_of(_PATTERN, expected='a list of patterns such as ["docker/*.df"]'), tuple
    ),
    "exclude": _Key(
        "exclude", _list_of(_PATTERN, expected='a list of patterns such as ["old/"]'), tuple
    ),
    "select": _Key("select", _RULE_LIST, tuple),
    "ignore": _Key("ignore", _RULE_LIST, tuple),
}
