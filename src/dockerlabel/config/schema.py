"""Types of values that a setting may have: what each must be, its check, and its JSON Schema."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from dockerlabel.lazy import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    Check = Callable[[Any], Iterator["SettingsError"]]


class SettingsError(NamedTuple):
    """A value that is not valid: its place (keys and zero-based indexes), and why.

    The message says what to write instead. It never repeats a value, which may hold a secret.
    """

    keys: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        place = "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in self.keys)
        return f"{place.removeprefix('.')}: {self.message}" if place else self.message

    def below(self, *keys: str | int) -> "SettingsError":
        """Return the error of a value that is itself under these keys."""
        return self._replace(keys=(*keys, *self.keys))


class ValueType(NamedTuple):
    """A type of value.

    `expected` says in words what it must be. `check` yields what is wrong with a value that a YAML
    reader gave, `read` makes of a right one what `Settings` holds. `schema` says the same as
    `check` to editors, as JSON Schema (draft 7, and `patternErrorMessage`, which editors show).
    """

    expected: str
    check: "Check"
    read: "Callable[[Any], object]"
    schema: "Mapping[str, Any]"


class Key(NamedTuple):
    """A key of a record: the type of its value, and what is said of it to people.

    `default` is the value if nobody sets the key, as a file has it; if a file cannot express it,
    it is None, and `unset` says it in words.
    """

    value_type: ValueType
    title: str
    description: str
    examples: tuple[object, ...]
    default: object = None
    unset: str = ""

    @property
    def schema(self) -> "dict[str, Any]":
        """The key's JSON Schema."""
        words = {"title": self.title, "description": self.description}
        default = {} if self.default is None else {"default": self.default}
        return {**words, **self.value_type.schema, **default, "examples": list(self.examples)}


def _must_be(expected: str, value: object) -> SettingsError:
    kind = _what(value)
    return SettingsError((), f"must be {expected}, not {kind}" if kind else f"must be {expected}")


def string(expected: str, pattern: str) -> ValueType:
    """Return the type of a text that a pattern fits from end to end.

    The pattern must mean the same to Python and to ECMA-262, whose patterns JSON Schema has.
    """

    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield _must_be(expected, value)

    message = f"must be {expected}"
    schema = {"type": "string", "pattern": f"^(?:{pattern})$", "patternErrorMessage": message}
    return ValueType(expected, check, str, schema)


def one_of(choices: Mapping[str, object], *, expected: str) -> ValueType:
    """Return the type of a text that is one of some words; each is read as what it leads to."""

    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, str) or value not in choices:
            yield _must_be(expected, value)

    return ValueType(expected, check, choices.__getitem__, {"enum": list(choices)})


def boolean() -> ValueType:
    """Return the type of truth values."""
    expected = "true or false, without quotes"

    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, bool):
            yield _must_be(expected, value)

    return ValueType(expected, check, bool, {"type": "boolean"})


def list_of(item: ValueType, *, expected: str, least: int = 0) -> ValueType:
    """Return the type of a list of values of one type, `least` of them or more."""

    def check(value: object) -> Iterator[SettingsError]:
        if not isinstance(value, list | tuple) or len(value) < least:
            yield _must_be(expected, value)
            return
        for index, each in enumerate(value):
            yield from _below(index, item.check(each))

    def read(value: list[object]) -> tuple[object, ...]:
        return tuple(map(item.read, value))

    schema = {"type": "array", "items": item.schema}
    return ValueType(expected, check, read, {**schema, "minItems": least} if least else schema)


def mapping_of(name: ValueType, value: ValueType, *, expected: str) -> ValueType:
    """Return the type of a mapping from names of one type to values of another."""

    def check(pairs: object) -> Iterator[SettingsError]:
        if not isinstance(pairs, Mapping):
            yield _must_be(expected, pairs)
            return
        for key, each in pairs.items():
            yield from _below(str(key), name.check(key))
            yield from _below(str(key), value.check(each))

    def read(pairs: Mapping[str, object]) -> Mapping[str, object]:
        return MappingProxyType({key: value.read(each) for key, each in pairs.items()})

    schema = {"type": "object", "propertyNames": name.schema, "additionalProperties": value.schema}
    return ValueType(expected, check, read, schema)


def record_of(
    keys: Mapping[str, Key],
    *,
    expected: str,
    required: tuple[str, ...] = (),
    reasons: Mapping[str, str] = MappingProxyType({}),
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> ValueType:
    """Return the type of a mapping with some keys, all but the `required` ones optional.

    `reasons` leads from a key to the one that must be beside it, `elsewhere` from a key that
    users look for in the wrong place to what the error says.
    """

    def check(record: object) -> Iterator[SettingsError]:
        if not isinstance(record, Mapping):
            yield _must_be(expected, record)
            return
        for name, each in record.items():
            key = keys.get(name) if isinstance(name, str) else None
            if key is None:
                message = elsewhere.get(str(name)) or _unknown_key(str(name), keys)
                yield SettingsError((str(name),), message)
            else:
                yield from _below(name, key.value_type.check(each))
        for name in required:
            if name not in record:
                expects = keys[name].value_type.expected
                yield SettingsError((), f"must have the key `{name}`, {expects}")
        for name, reason in reasons.items():
            if name in record and reason not in record:
                yield SettingsError((name,), f"must have a `{reason}` beside it")

    schema = {
        "type": "object",
        "properties": {name: key.schema for name, key in keys.items()},
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
        **({"dependencies": {name: [key] for name, key in reasons.items()}} if reasons else {}),
    }
    return ValueType(expected, check, dict, schema)


def _unknown_key(name: str, keys: Mapping[str, Key]) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    nearest = difflib.get_close_matches(name.lower().replace("_", "-"), keys, n=1)
    advice = f"did you mean {nearest[0]!r}?" if nearest else f"the keys are {', '.join(keys)}"
    return f"unknown key; {advice}"


def _below(key: str | int, errors: Iterator[SettingsError]) -> Iterator[SettingsError]:
    return (error.below(key) for error in errors)


def _what(value: object) -> str:
    """The kind of value that somebody wrote; "" for a text, whose kind does not matter."""
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
            return "a list" if value else "an empty list"
    return ""
