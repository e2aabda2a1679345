"""The configuration file: which one counts, and what it says."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from stat import S_ISREG

from dockerlabel.config.layers import Configuration, ConfigurationError, Override
from dockerlabel.config.settings import DEFAULTS, merge
from dockerlabel.git.discover import leads_out

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from yaml import Event, MappingNode, Node, ScalarNode

    from dockerlabel.config.schema import SettingsError

FILE_NAMES = (".dockerlabel.yaml", ".dockerlabel.yml")
MAX_BYTES = 1 << 16
"""More than any configuration needs; a YAML reader takes seconds for as much."""

_MAX_DEPTH = 8
"""Levels of nesting; settings have four at most, within an override."""

_Keys = tuple[str | int, ...]
"""Where a value stands: the names and zero-based indexes that lead to it."""


def find_configuration(directory: str, *, root: str | None) -> str | ConfigurationError | None:
    """The path of the configuration file that counts for the files in a folder.

    That is the nearest one from the folder upwards to `root`, the repository's top folder.
    Outside a repository (`None`) only the folder itself is looked at: what lies above belongs to
    somebody else. The path is absolute.
    """
    for folder in _upwards(os.path.abspath(directory), root=root):
        paths = [os.path.join(folder, name) for name in FILE_NAMES]
        present = [path for path in paths if os.path.lexists(path)]
        if len(present) > 1:
            message = f"{FILE_NAMES[1]} stands in the same folder; keep one of the two"
            return ConfigurationError(present[0], 0, message)
        if present and leads_out(present[0]):
            message = "is a symbolic link that leads out of the repository; copy what it leads to"
            return ConfigurationError(present[0], 0, message)
        if present:
            return present[0]
    return None


def _upwards(directory: str, *, root: str | None) -> Iterator[str]:
    yield directory
    top = directory if root is None else os.path.abspath(root)
    if not directory.startswith(os.path.join(top, "")):
        return
    while directory != top:
        directory = os.path.dirname(directory)
        yield directory


def read_configuration(
    path: str, rules: Collection[str]
) -> Configuration | tuple[ConfigurationError, ...]:
    """What a configuration file sets, or everything that is wrong with it.

    `rules` are the names that rules have: settings may name no others.

    YAML 1.1, as PyYAML's safe loader reads it, without aliases and tags. An empty file sets
    nothing.
    """
    reader = _Reader()
    try:
        node = _compose(_read_text(path))
        values = reader.value(node) if node else None
    except _ReadError as error:
        return (ConfigurationError(path, error.line, error.message),)
    if values is None:
        return Configuration(path)
    errors = tuple(_errors(values, rules))
    if errors or not isinstance(values, dict):
        return tuple(ConfigurationError(path, reader.lines[e.keys], str(e)) for e in errors)
    overrides = tuple(
        _override(item, reader.lines, index=index)
        for index, item in enumerate(values.pop("overrides", ()))
    )
    lines = {name: reader.lines[name,] for name in values}
    return Configuration(path, merge(DEFAULTS, values), lines, values, overrides)


def _errors(values: object, rules: Collection[str]) -> "Iterator[SettingsError]":
    """Yield what is wrong with the content of a file; rules' names only where nothing else is."""
    from dockerlabel.config.keys import FILE_KIND, unknown_rules  # noqa: PLC0415 - as in _compose

    wrong = False
    for error in FILE_KIND.check(values):
        wrong = True
        yield error
    if wrong or not isinstance(values, Mapping):
        return
    yield from unknown_rules(values, rules)
    for index, override in enumerate(values.get("overrides", ())):
        for error in unknown_rules(override, rules):
            yield error.below("overrides", index)


def _override(item: "Mapping[str, Any]", lines: Mapping[_Keys, int], *, index: int) -> Override:
    values = dict(item)
    keys: _Keys = ("overrides", index)
    return Override(
        tuple(values.pop("files")),
        values.pop("reason", ""),
        values,
        lines[keys],
        {name: lines[*keys, name] for name in item},
    )


class _ReadError(Exception):
    """The file is not there, no YAML, or YAML with more than plain values."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def _read_text(path: str) -> str:
    try:
        # Asked before it is opened: opening a FIFO waits for a writer.
        status = os.stat(path)
        if not S_ISREG(status.st_mode):
            raise _ReadError(0, "is not a regular file")
        if status.st_size > MAX_BYTES:
            raise _ReadError(0, f"is larger than {MAX_BYTES} bytes")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        raise _ReadError(0, f"cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _ReadError(line, "is not UTF-8; save it in that encoding") from error


def _compose(text: str) -> "Node | None":
    import yaml  # noqa: PLC0415 - start-up: most runs have no configuration file

    try:
        # Before it is composed: what is nested ten thousand levels deep takes minutes.
        _refuse_depth(yaml.parse(text, Loader=yaml.SafeLoader))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise _ReadError(mark.line + 1 if mark else 0, f"is not valid YAML: {reason}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _ReadError(line, "is not valid YAML: a control character") from error


def _refuse_depth(events: "Iterable[Event]") -> None:
    import yaml  # noqa: PLC0415 - start-up: as in _compose

    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            mark = event.start_mark
            raise _ReadError(mark.line + 1 if mark else 0, "is nested too deeply")


class _Reader:
    """Makes plain values of YAML's nodes, and remembers on which line each stands."""

    def __init__(self) -> None:
        self.lines: dict[_Keys, int] = {}
        self._seen: set[int] = set()

    def value(self, node: "Node", keys: _Keys = ()) -> object:
        """The value of a node, which stands under these keys."""
        line = node.start_mark.line + 1
        self.lines.setdefault(keys, line)
        if id(node) in self._seen:
            # Followed, a few lines of them unfold to gigabytes.
            raise _ReadError(line, "an alias (*name) repeats this value; write it out instead")
        self._seen.add(id(node))
        import yaml  # noqa: PLC0415 - start-up: as in _compose

        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return self._mapping(node, keys)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.value(item, (*keys, index)) for index, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return _scalar(node)
        raise _ReadError(line, "tags are not allowed; write plain lists and mappings")

    def _mapping(self, node: "MappingNode", keys: _Keys) -> dict[str, object]:
        values: dict[str, object] = {}
        for name_node, value_node in node.value:
            line = name_node.start_mark.line + 1
            # As written: `NO: x` sets the build argument NO, a truth value to YAML 1.1.
            name = name_node.value
            if not isinstance(name, str):
                raise _ReadError(line, "a key must be plain text")
            if name in values:
                raise _ReadError(line, f"the key {name!r} is there twice; keep one of the two")
            self.lines[*keys, name] = line
            values[name] = self.value(value_node, (*keys, name))
        return values


_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _scalar(node: "ScalarNode") -> object:
    tag, text = node.tag.removeprefix("tag:yaml.org,2002:"), node.value
    if tag == "str":
        return text
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in _TRUTHS:
        return _TRUTHS[text.lower()]
    if tag in {"int", "float"}:
        return 0  # no setting is a number: what it is tells the user enough
    line = node.start_mark.line + 1
    raise _ReadError(line, "must be plain text, true or false; put it in quotes, without a tag")
