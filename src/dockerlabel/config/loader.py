"""Plain values and their lines out of YAML 1.1: what PyYAML's safe loader reads, and less."""

import yaml

_MAX_DEPTH = 8
"""Levels of nesting; settings have five at most: a text in a list in an override."""

_TAG = "tag:yaml.org,2002:"

Keys = tuple[str | int, ...]
"""The place of a value: the names and zero-based indexes that lead to it."""


class NotPlainError(Exception):
    """It is not UTF-8, not YAML, or YAML with more than plain values, on a one-based line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def load(data: bytes) -> tuple[object, dict[Keys, int]]:
    """Return the value that a file holds, and the one-based line of each key and item in it.

    Raises NotPlainError.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotPlainError(line, "is not UTF-8; save it in that encoding") from error
    try:
        loader = _Loader(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise NotPlainError(line, "is not valid YAML: a control character") from error
    try:
        node = loader.get_single_node()
        return (loader.value(node) if node else None), loader.lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise NotPlainError(_line(mark), f"is not valid YAML: {reason}") from error
    except (ValueError, OverflowError) as error:
        # `"\U00110000"` or `%YAML 1.<5000 digits>`: PyYAML lets Python's own errors pass.
        message = "is not valid YAML: an escape or a number that is too large"
        raise NotPlainError(loader.line + 1, message) from error


class _Loader(yaml.SafeLoader):
    """Refuses aliases, tags, deep nesting and a key that comes twice."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines: dict[Keys, int] = {}
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node, unless it is an alias: a few lines of them unfold to gigabytes."""
        if self._depth == _MAX_DEPTH:  # ten thousand levels would take minutes
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # its stub is bare
            raise NotPlainError(_line(mark), "is nested too deeply")
        is_alias = self.check_event(yaml.AliasEvent)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if is_alias and node:
            raise _refused(node, "an alias (*name) repeats this value; write it out instead")
        return node

    def value(self, node: yaml.Node, keys: Keys = ()) -> object:
        """Return the plain value of a node, to which these keys lead."""
        self.lines.setdefault(keys, _line(node.start_mark))
        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return self._mapping(node, keys)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.value(item, (*keys, index)) for index, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node)
        raise _refused(node, "tags are not allowed; write plain lists and mappings")

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, object]:
        values: dict[str, object] = {}
        for name_node, value_node in node.value:
            # As written: `NO: x` sets the build argument NO, which is false to YAML 1.1.
            name = name_node.value
            if not isinstance(name, str):
                raise _refused(name_node, "a key must be plain text")
            if name in values:
                raise _refused(name_node, f"the key {name!r} is there twice; keep one of the two")
            self.lines[*keys, name] = _line(name_node.start_mark)
            values[name] = self.value(value_node, (*keys, name))
        return values

    def _scalar(self, node: yaml.ScalarNode) -> object:
        match node.tag.removeprefix(_TAG):
            case "str":
                return node.value
            case "null":
                return None
            case "bool" if node.value.lower() in self.bool_values:
                return self.bool_values[node.value.lower()]
            case "int" | "float":
                return 0  # no setting is a number: that it is one is all that an error says
        raise _refused(node, "must be plain text, true or false; put it in quotes, without a tag")


def _refused(node: yaml.Node, message: str) -> NotPlainError:
    return NotPlainError(_line(node.start_mark), message)


def _line(mark: yaml.Mark | None) -> int:
    """Return a one-based line; 0: the file as a whole."""
    return mark.line + 1 if mark else 0
