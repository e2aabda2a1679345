"""Names of rules as users write them: whether there is such a rule, and which one is meant."""

from collections.abc import Iterator, Mapping
from typing import Any

from dockerlabel.registry import RULE_BY_NAME
from dockerlabel.value_kinds import SettingsError

_NAMING_KEYS = ("select", "ignore", "severity")
"""Settings that name rules, in a list or as the names of a mapping."""


def unknown_rules(values: Mapping[str, Any]) -> Iterator[SettingsError]:
    """Yield an error for each name in plain, checked settings that no rule has."""
    for key in _NAMING_KEYS:
        names = values.get(key, ())
        places = names if isinstance(names, Mapping) else range(len(names))
        for place, name in zip(places, names, strict=True):
            if name not in RULE_BY_NAME:
                yield SettingsError((key, place), no_such_rule(name))


def no_such_rule(name: str) -> str:
    """Say that there is no rule of this name, and which one may be meant."""
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    nearest = difflib.get_close_matches(name, RULE_BY_NAME, n=1)
    advice = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(RULE_BY_NAME)}"
    return f"there is no rule {name}; {advice}"
