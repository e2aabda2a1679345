"""YAML as nodes that know their exact place in the text.

Nodes are made of PyYAML's events (YAML 1.1) without resolving tags: what a build definition says is
text. Nothing is constructed, so nothing of the file can run. A text that is nested too deeply, or
that unfolds to too much by its aliases, is refused while it is read.
"""

from collections.abc import Iterable, Iterator, Mapping

from dockerlabel.document import Span
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple, regex

if TYPE_CHECKING:
    from yaml import CollectionStartEvent, Event, Mark, ScalarEvent
    from yaml._yaml import Mark as CMark

_MAX_DEPTH = 64
_MAX_NODES = 100_000
"""With what aliases repeat; real files have a few thousand."""

_SURROGATES = regex("[\ud800-\udfff]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(NamedTuple):
    """A text. `span` is the scalar as written, quotes and the indicator of a block included.

    `line` counts from one. `style` is the quote, `|`, `>`, or empty. `shared` says that an anchor
    is on it or above it, so that an alias may repeat it elsewhere.
    """

    text: str
    span: Span
    line: int
    style: str
    shared: bool


class Sequence(NamedTuple):
    """A list of nodes. The span is empty and says where it begins."""

    items: "tuple[Node, ...]"
    span: Span
    line: int


class Block(NamedTuple):
    """A mapping whose keys are texts; the last of equal keys counts."""

    values: "Mapping[str, Node]"
    keys: Mapping[str, Scalar]
    span: Span
    line: int


Node = Scalar | Sequence | Block


_NOTHING = Scalar("", Span(-1, -1), 0, "", shared=False)


class Unreadable(NamedTuple):
    """Why a text has no nodes."""

    why: str


class YamlFile(NamedTuple):
    """A file of nodes: its path from the repository's root, its text and its root node."""

    path: str
    text: str
    root: Node


def compose(text: str) -> Node | Unreadable:
    """Return the root node of the first document in a text, or why there is none."""
    composer = _Composer(text)
    try:
        return composer.root(_events(text))
    except _RefusedError as error:
        return Unreadable(str(error))


def _events(text: str) -> "Iterator[Event]":
    """Yield the events of a text. Raises _RefusedError if it is not YAML."""
    import yaml  # noqa: PLC0415 - start-up: only runs that read build definitions need it

    plain = _SURROGATES.sub("\ufffd", text)  # as many characters, and all of them encodable
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(plain.removeprefix("\ufeff"), Loader=loader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a version beyond any bound
        raise _RefusedError("it is not valid YAML") from error


def scalars_of(text: str) -> list[tuple[str, Scalar]] | None:
    """Return all that a text consists of, in its order: what each part is, and its value.

    Parts that are not scalars have an empty one. None if the text is not YAML.
    """
    import yaml  # noqa: PLC0415 - as in _events

    composer = _Composer(text)
    found: list[tuple[str, Scalar]] = []
    try:
        for event in _events(text):
            details = [getattr(event, name, None) for name in ("anchor", "tag", "style")]
            scalar = composer.scalar(event) if isinstance(event, yaml.ScalarEvent) else _NOTHING
            found.append((f"{type(event).__name__} {details}", scalar))
    except _RefusedError:
        return None
    return found


class _RefusedError(Exception):
    """The text is YAML, and more than a build definition needs."""


class _Open(NamedTuple):
    """A list or mapping whose end is to come."""

    event: "CollectionStartEvent"
    items: list[Node]
    nodes_before: int
    shared: bool


class _Composer:
    """Makes nodes of events, with a stack of its own: no depth exhausts Python's."""

    def __init__(self, text: str) -> None:
        self._shift = int(text.startswith("\ufeff"))  # the mark is not part of what is parsed
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0

    def root(self, events: "Iterable[Event]") -> Node | Unreadable:
        import yaml  # noqa: PLC0415 - as in _events

        for event in events:
            match event:
                case yaml.ScalarEvent():
                    node: Node = self.scalar(event)
                case yaml.AliasEvent():
                    node = self._alias(event.anchor)
                case yaml.CollectionStartEvent():
                    self._begin(event)
                    continue
                case yaml.CollectionEndEvent():
                    node = self._end()
                case yaml.DocumentEndEvent():
                    break
                case _:
                    continue
            if not self._open:
                return node
            self._open[-1].items.append(node)
        return Unreadable("it is empty")

    def _charge(self, nodes: int) -> None:
        self._count += nodes
        if self._count > _MAX_NODES:
            raise _RefusedError("it has too many values")

    def _is_shared(self, anchor: str | None) -> bool:
        return anchor is not None or (bool(self._open) and self._open[-1].shared)

    def _place(self, mark: "Mark | CMark | None") -> tuple[int, int]:
        """Return the offset and the line of a mark; an event of a text has both its marks."""
        return (mark.index + self._shift, mark.line + 1) if mark else (0, 0)

    def scalar(self, event: "ScalarEvent") -> Scalar:
        """Return the node of a scalar."""
        self._charge(1)
        start, line = self._place(event.start_mark)
        span = Span(start, self._place(event.end_mark)[0])
        node = Scalar(event.value, span, line, event.style or "", self._is_shared(event.anchor))
        if event.anchor:
            self._anchors[event.anchor] = node, 1
        return node

    def _alias(self, name: str | None) -> Node:
        if name is None or name not in self._anchors:
            raise _RefusedError("it has an alias without an anchor")
        node, nodes = self._anchors[name]
        self._charge(nodes)
        return node

    def _begin(self, event: "CollectionStartEvent") -> None:
        self._charge(1)
        if len(self._open) >= _MAX_DEPTH:
            raise _RefusedError("it is nested too deeply")
        self._open.append(_Open(event, [], self._count, self._is_shared(event.anchor)))

    def _end(self) -> Node:
        event, items, before, _ = self._open.pop()
        start, line = self._place(event.start_mark)
        place = Span(start, start), line
        is_list = type(event).__name__ == "SequenceStartEvent"
        node = Sequence(tuple(items), *place) if is_list else Block(*_pairs(items), *place)
        if event.anchor:
            self._anchors[event.anchor] = node, self._count - before + 1
        return node


def _pairs(items: list[Node]) -> tuple[dict[str, Node], dict[str, Scalar]]:
    """Return values and keys of a mapping; `<<` brings in what other mappings have."""
    values: dict[str, Node] = {}
    keys: dict[str, Scalar] = {}
    merged: list[Block] = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Scalar):
            continue
        if key.text == "<<" and not key.style:
            merged += [each for each in elements(value) or (value,) if isinstance(each, Block)]
        else:
            values[key.text] = value
            keys[key.text] = key
    for other in merged:
        values = {**other.values, **values}
        keys = {**other.keys, **keys}
    return values, keys


def get(node: Node | None, *names: str) -> Node | None:
    """Return what is under some keys, one below the other; None if there is nothing."""
    for name in names:
        node = node.values.get(name) if isinstance(node, Block) else None
    return node


def text(node: Node | None, *names: str) -> str:
    """Return the text under some keys; empty if there is none."""
    found = get(node, *names)
    return found.text if isinstance(found, Scalar) else ""


def elements(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; none of anything else."""
    return node.items if isinstance(node, Sequence) else ()


def entries(node: Node | None) -> Mapping[str, Node]:
    """Return the keys and values of a mapping; none of anything else."""
    return node.values if isinstance(node, Block) else {}


def is_null(node: Node | None) -> bool:
    """Return whether a node is absent or YAML's null."""
    return node is None or (isinstance(node, Scalar) and not node.style and node.text in _NULLS)


class Line(NamedTuple):
    """A line of a scalar's text, its end included, and where it is in the document.

    If `exact`, the span holds the text (without its end) and nothing else.
    """

    text: str
    span: Span
    line: int
    exact: bool


def lines(scalar: Scalar, document: str) -> Iterator[Line]:
    """Yield the lines of a scalar with their places.

    Exact are plain and quoted scalars on one line without escapes or doubled quotes, and the lines
    of `|` blocks.
    """
    if scalar.style == "|":
        yield from _block_lines(scalar, document)
        return
    quotes = int(scalar.style in {"'", '"'})
    inner = Span(scalar.span.start + quotes, scalar.span.end - quotes)
    if inner.of(document) == scalar.text and "\n" not in scalar.text:
        yield Line(scalar.text, inner, scalar.line, not scalar.shared)
        return
    for part in scalar.text.splitlines(keepends=True) or [""]:
        yield Line(part, scalar.span, scalar.line, exact=False)


def _block_lines(scalar: Scalar, document: str) -> Iterator[Line]:
    start = document.find("\n", scalar.span.start) + 1
    for index, part in enumerate(scalar.text.split("\n")):
        wanted = part + "\n" if index < scalar.text.count("\n") else part
        if not wanted:
            return
        end = document.find("\n", start)
        end = len(document) if end < 0 else end
        written = document[start:end].removesuffix("\r")
        span = Span(start + len(written) - len(part), start + len(written))
        exact = written.endswith(part) and not written[: len(written) - len(part)].strip(" ")
        yield Line(wanted, span, scalar.line + 1 + index, exact and not scalar.shared)
        start = end + 1
