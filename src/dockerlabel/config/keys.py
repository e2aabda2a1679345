"""The keys of the configuration file: what each takes, and what is said of it to people.

Checks, the JSON Schema for editors and the documentation are all made of these tables.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from dockerlabel.config.schema import (
    Key,
    SettingsError,
    ValueType,
    boolean,
    list_of,
    mapping_of,
    one_of,
    record_of,
    string,
)
from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_HTTPS = r"[Hh][Tt][Tt][Pp][Ss]://"
_HOST_AND_PORT = r"[A-Za-z0-9.-]+(?::[0-9]+)?"
_PATH = r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~%+,=:@-]+){2,}"


def _source() -> ValueType:
    """Any https URL of a repository: HOST/OWNER/REPO, or more segments where groups are nested."""
    url_type = string(
        "an https URL such as https://github.com/octo-org/app", f"{_HTTPS}{_HOST_AND_PORT}{_PATH}/*"
    )

    def check(value: object) -> Iterator[SettingsError]:
        url = value if isinstance(value, str) else ""
        if re.fullmatch(rf"{_HTTPS}[^/?#]*@{_HOST_AND_PORT}{_PATH}/*(?:[?#].*)?", url):
            message = "must not contain a user name, password or token before the host"
            yield SettingsError((), message)
        elif re.fullmatch(rf"{_HTTPS}{_HOST_AND_PORT}{_PATH}/*[?#].*", url):
            message = "must end with the repository's name, without a query or fragment"
            yield SettingsError((), message)
        else:
            yield from url_type.check(value)

    return url_type._replace(check=check, read=_read_source)


def _read_source(value: str) -> str:
    host = re.match(_HTTPS + _HOST_AND_PORT, value)
    end = host.end() if host else 0
    return value[:end].lower() + value[end:].rstrip("/")


def _hosts() -> ValueType:
    name = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    host = string("a host name such as github.acme.example", rf"{name}(?:\.{name})*")
    expected = "a list of host names, or a mapping from SSH's to the web's"
    names = list_of(host, expected=expected)
    pairs = mapping_of(host, host, expected=expected)

    def check(value: object) -> Iterator[SettingsError]:
        return (pairs if isinstance(value, Mapping) else names).check(value)

    return ValueType(expected, check, _read_hosts, {"anyOf": [names.schema, pairs.schema]})


def _read_hosts(value: Mapping[str, str] | list[str]) -> Mapping[str, str]:
    pairs = value.items() if isinstance(value, Mapping) else zip(value, value, strict=True)
    return MappingProxyType({ssh.lower(): web.lower() for ssh, web in pairs})


def _patterns(example: str, *, least: int = 0) -> ValueType:
    pattern = string("a pattern such as docker/*.df", r"[\t ]*[^\x00-\x20][^\n\r]*")
    return list_of(pattern, expected=f"a list of patterns such as [{example}]", least=least)


_LEVELS = {severity.name.lower(): severity for severity in sorted(Severity)}
_RULE = string("a rule's name such as missing-source", r"[a-z]+(?:-[a-z]+)*")._replace(
    schema={"$ref": "#/definitions/rule"}
)
_RULES = list_of(_RULE, expected="a list of rules such as [missing-source]")
_STAGES = list_of(
    string("a stage's name such as release", r"[A-Za-z][A-Za-z0-9_.-]*"),
    expected="a list of stages such as [api, worker]; [] publishes none",
)
_SEVERITIES = mapping_of(
    _RULE,
    one_of(_LEVELS, expected="note, warning or error (use `ignore` to turn off a rule)"),
    expected="a mapping such as {forked-source: error}",
)

_SELECTION: Mapping[str, Key] = {
    "include": Key(
        _patterns('"docker/*.df"'),
        "More files",
        "Files that are Dockerfiles whatever their names are. Without it, only names count.",
        (["docker/*.df"],),
        default=[],
    ),
    "exclude": Key(
        _patterns('"old/"'),
        "Files to skip",
        "Files to skip, in addition to those that a search always skips (node_modules, vendor, "
        "third_party, testdata, .devcontainer, submodules and project templates). A file that is "
        "named on the command line is checked anyway, unless --force-exclude is given.",
        (["old/"], ["**/experiments/**", "!docs/experiments/**"]),
        default=[],
    ),
}

SETTINGS: Mapping[str, Key] = {
    "source": Key(
        _source(),
        "The expected source",
        "The URL of the repository that source labels must name. Set it in projects that accept "
        "pull requests from forks: in the clone of a fork, the remotes name the fork.",
        ("https://github.com/octo-org/app",),
        unset="taken from git",
    ),
    "remote": Key(
        string("a remote's name such as upstream", r"[^\x00-\x20\x7f]+"),
        "The remote to use",
        "The git remote whose repository is the expected source. If a clone does not have it, no "
        "other remote replaces it.",
        ("upstream",),
        unset="chosen among the remotes",
    ),
    "hosts": Key(
        _hosts(),
        "Hosts of GitHub",
        "Hosts that are a GitHub Enterprise Server and are not named github.*. Use a mapping if "
        "ssh connects to another name than browsers do.",
        (["git.acme.example"], {"ssh.acme.example": "git.acme.example"}),
        default=[],
    ),
    "ssh-aliases": Key(
        boolean(),
        "Aliases of ssh",
        "Whether to ask ssh which host an alias in ~/.ssh/config means. It is never asked if CI is "
        "set.",
        (False,),
        default=True,
    ),
    "targets": Key(
        _STAGES,
        "The published stages",
        "The stages whose images are published. One that a file does not have is skipped there, "
        "unless an override names it. If a file has none of them, its last stage is published.",
        (["api", "worker"], []),
        unset="the last stage of a file",
    ),
    "build-args": Key(
        mapping_of(
            string("an argument's name", r"[^\x00-\x20=]+"),
            string("a text", r"[\s\S]*"),
            expected="a mapping such as {REPO: app}",
        ),
        "Build arguments",
        "The arguments of the build, by name.",
        ({"REPO": "app"},),
        default={},
    ),
    "build-definitions": Key(
        boolean(),
        "Build definitions",
        "Whether to read workflows, Bake, Compose and goreleaser files, and scripts, to find out "
        "which images are published and which builds set the label, and to check its values there.",
        (False,),
        default=True,
    ),
    **_SELECTION,
    "select": Key(
        _RULES,
        "The only rules",
        "The rules to run, in addition to invalid-syntax; all others are off.",
        (["missing-source", "wrong-source"],),
        unset="all rules",
    ),
    "ignore": Key(_RULES, "Rules to skip", "Rules that are off.", (["forked-source"],), default=[]),
    "severity": Key(
        _SEVERITIES,
        "How bad a rule is",
        "The severity of what a rule reports, instead of the rule's own.",
        ({"forked-source": "error"},),
        default={},
    ),
    "fail-on": Key(
        one_of({**_LEVELS, "never": None}, expected="note, warning, error or never"),
        "What makes a run fail",
        "The minimum severity that makes the run fail with exit code 1.",
        ("error",),
        default="warning",
    ),
}
"""What `Settings` holds; the command line's options go through here too."""

OVERRIDE: Mapping[str, Key] = {
    "files": Key(
        _patterns('"images/base/**"', least=1),
        "The files",
        "The files that these settings are for.",
        (["images/base/**"],),
        unset="none: it is required",
    ),
    "reason": Key(
        string("a text that says why", r"[\x00-\x20]*[^\x00-\x20][\s\S]*"),
        "Why",
        "Why these files differ. Required if `source` is set.",
        ("published from another repository",),
        unset="none",
    ),
    **{name: key for name, key in SETTINGS.items() if name not in _SELECTION},
}
"""What an override holds: patterns, and settings for the files that fit them."""

_OVERRIDE = record_of(
    OVERRIDE,
    expected="a mapping with `files` and the settings for them",
    required=("files",),
    reasons={"source": "reason"},
    elsewhere={
        **dict.fromkeys(_SELECTION, "cannot be overridden; set it at the top of the file"),
        "overrides": "overrides cannot be nested; add another one to the list",
    },
)

FILE: Mapping[str, Key] = {
    **SETTINGS,
    "overrides": Key(
        list_of(_OVERRIDE, expected="a list of overrides, each with `files` and settings"),
        "Settings for some files",
        "Settings for some of the files. If a file matches several overrides, the later one wins, "
        "key by key; all of them win over the settings at the top.",
        (
            [
                {
                    "files": ["images/base/**"],
                    "source": "https://github.com/octo-org/base",
                    "reason": "published from another repository",
                }
            ],
        ),
        default=[],
    ),
}
"""What the configuration file holds."""

_BELOW = "belongs in an override; move it below `overrides`"

SETTINGS_TYPE = record_of(SETTINGS, expected="settings by name")
FILE_TYPE = record_of(
    FILE,
    expected="keys and values, such as `remote: upstream`",
    elsewhere=dict.fromkeys(("files", "reason"), _BELOW),
)


def field_of(name: str) -> str:
    """Return the field of `Settings` that a key sets."""
    return name.replace("-", "_")


_NAMING_KEYS = ("select", "ignore", "severity")
"""Settings that name rules, in a list or as the names of a mapping."""


def errors_in_file(values: object, rules: Collection[str]) -> tuple[SettingsError, ...]:
    """Return what is wrong with the content of a file; names of rules only if nothing else is."""
    errors = tuple(FILE_TYPE.check(values))
    if errors or not isinstance(values, Mapping):
        return errors
    below = (
        error.below("overrides", index)
        for index, override in enumerate(values.get("overrides", ()))
        for error in unknown_rules(override, rules)
    )
    return (*unknown_rules(values, rules), *below)


def unknown_rules(values: "Mapping[str, Any]", rules: Collection[str]) -> Iterator[SettingsError]:
    """Yield an error for each name in plain, checked settings that is none of the rules."""
    for key in _NAMING_KEYS:
        names = values.get(key, ())
        places = names if isinstance(names, Mapping) else range(len(names))
        for place, name in zip(places, names, strict=True):
            if name not in rules:
                yield SettingsError((key, place), no_such_rule(name, rules))


def no_such_rule(name: str, rules: Collection[str]) -> str:
    """Return the message that a rule is unknown, and which one may be meant."""
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    nearest = difflib.get_close_matches(name, rules, n=1)
    advice = f"did you mean {nearest[0]}?" if nearest else "`dockerlabel rule` lists them"
    return f"unknown rule {name}; {advice}"
