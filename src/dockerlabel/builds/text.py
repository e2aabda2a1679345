"""Texts of build definitions, in pieces: what is known of them, what is not, and where each is.

A value such as `${{ github.server_url }}/octo-org/app` consists of a piece that an expression gave
and of one that is written. A piece lies within one line, so that it has one place.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from dockerlabel.builds.model import Literal, NotSet, Place, Setting, ThisRepository, Unknown
from dockerlabel.builds.yaml_nodes import Node, Scalar, YamlFile, lines
from dockerlabel.credentials import credential_spans
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources.annotations import SOURCE

REMOTE_CONTEXT = regex(r"^(?:-$|[a-z]+(?:[+-][a-z]+)?://|git@|github\.com/|target:|service:)")
"""Build contexts that are not a folder of the repository."""

_MAX_PIECES = 200
_MAX_LENGTH = 10_000


class Metadata(NamedTuple):
    """A step that runs docker/metadata-action, or something like it.

    `source` is what its labels set, and `annotated` says whether it sets the source as an
    annotation. `images` are the names of its tags. `target` is the Bake target that its files
    define. `expression` gives its labels to another step.
    """

    source: Setting
    annotated: bool = False
    images: tuple[str, ...] = ()
    target: str = "docker-metadata-action"
    expression: str = ""


class Hole(NamedTuple):
    """What nobody can know of a text, and why.

    If `output` is the name of one of docker/metadata-action's outputs, it means that output.
    `empty` is the reason if GitHub certainly gives an empty text, by mistake.
    """

    why: str
    output: str = ""
    metadata: Metadata | None = None
    empty: str = ""


class Piece(NamedTuple):
    """A part of a text within a line.

    `exact` if the span of `place` is its text; `computed` if an expression gave it.
    """

    text: str
    place: Place
    exact: bool = False
    computed: bool = False
    hole: Hole | None = None

    def cut(self, start: int, end: int) -> "Piece":
        """Return a part of it; a hole has none."""
        if self.hole or (start, end) == (0, len(self.text)):
            return self
        span = self.place.span
        if self.exact:
            span = Span(span.start + start, span.start + end)
        return self._replace(text=self.text[start:end], place=self.place._replace(span=span))


Text = tuple[Piece, ...]
Replace = Callable[[re.Match[str], Place], Text]


def pieces(scalar: Scalar, file: YamlFile) -> Iterator[Piece]:
    """Yield a scalar's text as it is written."""
    for line in lines(scalar, file.text):
        yield Piece(line.text, Place(file.path, line.line, line.span), line.exact)


def substituted(
    node: Node | None, file: YamlFile, *, pattern: re.Pattern[str], replace: Replace
) -> Text:
    """Return a scalar's text with something else for what fits a pattern; nothing of other nodes.

    An empty scalar gives an empty piece, which keeps its place.
    """
    if not isinstance(node, Scalar):
        return ()
    found: list[Piece] = []
    for piece in pieces(node, file):
        start = 0
        for match in pattern.finditer(piece.text):
            found.append(piece.cut(start, match.start()))
            found += replace(match, piece.place)
            start = match.end()
        found.append(piece.cut(start, len(piece.text)))
    return tuple([piece for piece in found if piece.text or piece.hole]) or tuple(found[:1])


def hole(why: str, place: Place, *, output: str = "", metadata: Metadata | None = None) -> Text:
    """Return a text that nobody can know."""
    return (Piece("", place, hole=Hole(why, output, metadata)),)


def plain(text: Text) -> str | None:
    """Return a text if all of it is known; None otherwise."""
    return None if any(each.hole for each in text) else "".join([each.text for each in text])


def pattern(text: Text) -> str:
    """Return a text with `*` for what nobody can know."""
    return "".join(["*" if piece.hole else piece.text for piece in text])


def is_large(text: Text) -> bool:
    """Return whether a text is larger than what files pass on: references could make more of it."""
    return len(text) > _MAX_PIECES or sum([len(piece.text) for piece in text]) > _MAX_LENGTH


def place_of(text: Text, default: Place) -> Place:
    """Return where a text begins."""
    return text[0].place if text else default


def split_lines(text: Text) -> Iterator[Text]:
    """Yield the lines of a text without the blanks around them; empty ones are left out."""
    line: list[Piece] = []
    for piece in text:
        parts = piece.text.split("\n")
        start = 0
        for index, part in enumerate(parts):
            if index:
                yield from _stripped(line)
                line = []
            if part or piece.hole:
                line.append(piece.cut(start, start + len(part)))
            start += len(part) + 1
    yield from _stripped(line)


def _stripped(line: list[Piece]) -> Iterator[Text]:
    if text := strip(tuple(line)):
        yield text


def strip(text: Text) -> Text:
    """Return a text without the blanks around it."""
    while text and not text[0].hole:
        first = text[0]
        kept = first.text.lstrip()
        text = (first.cut(len(first.text) - len(kept), len(first.text)), *text[1:])
        if kept:
            break
        text = text[1:]
    while text and not text[-1].hole:
        kept = text[-1].text.rstrip()
        text = (*text[:-1], text[-1].cut(0, len(kept)))
        if kept:
            break
        text = text[:-1]
    return text


def after(text: Text, prefix: str) -> Text | None:
    """Return what follows a known prefix; None if the text does not begin with it.

    An empty rest keeps its place.
    """
    if not text or text[0].hole or not text[0].text.startswith(prefix):
        return None
    rest = text[0].cut(len(prefix), len(text[0].text))
    return (rest, *text[1:]) if rest.text or len(text) == 1 else text[1:]


def value_of(text: Text, *, expected: str, default: Place) -> Setting:
    """Return what a value sets; `expected` is the URL of the expected source, if there is one.

    Credentials that are written out are known, whatever is beside them.
    """
    value, place = pattern(text), place_of(text, default)
    for piece in text:
        if piece.hole:
            metadata = piece.hole.metadata
            if metadata and piece.hole.output == SOURCE and len(text) == 1:
                return metadata.source
            if any(start < end for start, end in credential_spans(value.replace("*@", "@"))):
                return Literal(value, place, computed=True)
            return Unknown(piece.hole.why, piece.place)
    if len(text) == 1 and text[0].exact:
        return Literal(value, place, replaceable=True)
    computed = any(piece.computed for piece in text)
    if computed and expected and value == expected:
        return ThisRepository(place)
    return Literal(value, place, computed=computed)


def label_lines(text: Text, *, expected: str) -> Setting:
    """Return what the lines `KEY=VALUE` of a `labels:` input set; the last one counts."""
    all_lines = [_unquoted(line) for line in split_lines(text)]
    holes = (line[0].hole for line in all_lines if len(line) == 1)
    setting: Setting = NotSet(next((hole.empty for hole in holes if hole and hole.empty), ""))
    for line in all_lines:
        setting = label_line(line, expected=expected) or setting
    return setting


def _unquoted(line: Text) -> Text:
    """Return a line without the quotes around it: docker's actions read their lists as CSV."""
    inner, last = after(line, '"'), line[-1]
    if not inner or last.hole or not last.text.endswith('"') or (len(line), last.text) == (1, '"'):
        return line
    return (*inner[:-1], inner[-1].cut(0, len(inner[-1].text) - 1))


def label_line(line: Text, *, expected: str) -> Setting | None:
    """Return what a line `KEY=VALUE` makes of the source label; None if it is not about it.

    Without `=` the value is empty.
    """
    if (value := after(line, SOURCE)) is not None:
        head = value[0]
        if not head.text and len(value) == 1 and not head.hole:
            return Literal("", head.place)
        given = after(value, "=")
        return None if given is None else value_of(given, expected=expected, default=head.place)
    first = line[0].hole
    if first is None or (len(line) == 1 and first.empty):
        return None
    if len(line) == 1 and first.metadata:
        labels = first.metadata.source if first.output == "labels" else NotSet()
        return None if isinstance(labels, NotSet) else labels
    return Unknown(first.why, line[0].place)


def image_names(texts: Iterable[Text]) -> tuple[str, ...]:
    """Return the names of images in lists of tags, without tag and digest; `*` as in paths."""
    found: list[str] = []
    for text in texts:
        for line in split_lines(text):
            hole = line[0].hole
            if hole and len(line) == 1 and hole.metadata:
                found += hole.metadata.images
            else:
                found += [image_name(each) for each in pattern(line).split(",")]
    return tuple(dict.fromkeys(name for name in found if name.strip("*")))


def image_name(reference: str) -> str:
    """Return the name in an image reference, without tag and digest."""
    name = reference.strip().partition("@")[0]
    slash = name.rfind("/") + 1
    return name[:slash] + name[slash:].partition(":")[0]
