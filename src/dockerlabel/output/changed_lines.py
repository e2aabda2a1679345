"""What a fix makes of the lines that it touches."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, LineIndex, Span
from dockerlabel.lazy import NamedTuple


class ChangedLine(NamedTuple):
    """A line that goes or comes.

    `sign` is `-` or `+`, `number` that of the line before or after the change, from one.
    """

    sign: str
    number: int
    text: str


class _Region(NamedTuple):
    """Whole lines, first and last from one, and the edits inside of them."""

    first: int
    last: int
    edits: tuple[Edit, ...]


def changed_lines(
    document: Document, edits: Iterable[Edit], *, index: LineIndex
) -> Iterator[ChangedLine]:
    """Yield the lines that go and come by a fix, without the line ends; edits are in order."""
    shift = 0
    for region in _regions(edits, index):
        whole = Span(index.line(region.first).start, index.line(region.last).end)
        before = _lines(whole.of(document.text))
        after = _lines(_edited(document.text, whole, edits=region.edits))
        head = _alike(before, after)
        tail = _alike(before[head:][::-1], after[head:][::-1])
        first = region.first + head
        for number, text in enumerate(before[head : len(before) - tail], first):
            yield ChangedLine("-", number, text)
        for number, text in enumerate(after[head : len(after) - tail], first + shift):
            yield ChangedLine("+", number, text)
        shift += len(after) - len(before)


def _regions(edits: Iterable[Edit], index: LineIndex) -> Iterator[_Region]:
    """Yield the lines of edits; those that share a line, or are on two beside it, are together."""
    region: _Region | None = None
    for edit in edits:
        first = index.position(edit.span.start).line
        last = index.position(edit.span.end).line
        if region and first <= region.last + 1:
            region = _Region(region.first, max(region.last, last), (*region.edits, edit))
            continue
        if region:
            yield region
        region = _Region(first, last, (edit,))
    if region:
        yield region


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.split("\n")]


def _edited(text: str, whole: Span, *, edits: Iterable[Edit]) -> str:
    parts: list[str] = []
    done = whole.start
    for span, replacement in edits:
        parts += (text[done : span.start], replacement)
        done = span.end
    return "".join((*parts, text[done : whole.end]))


def _alike(before: list[str], after: list[str]) -> int:
    """Return how many lines are the same from the beginning on."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
