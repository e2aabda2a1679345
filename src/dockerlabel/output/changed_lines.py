"""The lines that edits change: known from the edits, without comparing whole texts."""

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, LineIndex, Span, next_line
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.lazy import NamedTuple


class Change(NamedTuple):
    """Lines that go, and those that take their place.

    `before` and `after` count the lines above them in the old and in the new text.
    """

    before: int
    gone: list[str]
    after: int
    come: list[str]


def lines_with_ends(text: str) -> list[str]:
    """Cut at LF and nowhere else, and keep it."""
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def lines_without_ends(text: str) -> list[str]:
    """Cut at LF; for people, a last line that gets a line end has not changed."""
    return [line.rstrip("\r\n") for line in lines_with_ends(text)]


class _Region(NamedTuple):
    """Whole lines, first and last from one, and the edits inside of them."""

    first: int
    last: int
    edits: tuple[Edit, ...]


def changed_lines(
    document: Document,
    edits: Iterable[Edit],
    *,
    index: LineIndex,
    split: Callable[[str], list[str]],
) -> Iterator[Change]:
    """Yield the lines that differ, with an unchanged line between any two changes.

    Edits are sorted and do not overlap. `split` cuts a text into the lines that are compared.
    """
    shift = 0
    last: Change | None = None
    for region in _regions(edits, index):
        change, growth = _change(document.text, region, index=index, split=split)
        change = change._replace(after=change.before + shift)
        shift += growth
        if last and last.before + len(last.gone) == change.before:
            gone, come = last.gone + change.gone, last.come + change.come
            last = last._replace(gone=gone, come=come)
            continue
        if last:
            yield last
        last = change if change.gone or change.come else None
    if last:
        yield last


def _change(
    text: str, region: _Region, *, index: LineIndex, split: Callable[[str], list[str]]
) -> tuple[Change, int]:
    """Return how a region changes, and by how many lines it grows."""
    start = index.line(region.first).start
    whole = Span(start, next_line(text, index.line(region.last).end))
    inner = (Edit(Span(a - start, b - start), new) for (a, b), new in region.edits)
    before = split(whole.of(text))
    after = split(apply_edits(whole.of(text), inner))
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    gone, come = before[head : len(before) - tail], after[head : len(after) - tail]
    return Change(region.first - 1 + head, gone, 0, come), len(after) - len(before)


def _regions(edits: Iterable[Edit], index: LineIndex) -> Iterator[_Region]:
    """Yield the lines of edits; those that share a line are together."""
    region: _Region | None = None
    for edit in edits:
        first = index.position(edit.span.start).line
        last = index.position(edit.span.end).line
        if region and first <= region.last:
            region = _Region(region.first, max(region.last, last), (*region.edits, edit))
            continue
        if region:
            yield region
        region = _Region(first, last, (edit,))
    if region:
        yield region


def _alike(before: list[str], after: list[str]) -> int:
    """Return how many lines are the same from the beginning on."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
