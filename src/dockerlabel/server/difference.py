"""From a text and what has become of it to the edits between them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Span

_MANY_LINES = 10_000
"""So many lines from the first change to the last one are replaced whole: comparing them line by
line takes a time that grows faster than they do."""


def difference(before: str, after: str) -> tuple[Edit, ...]:
    """Return edits that turn `before` into `after`, sorted, and small: a cursor beside them stays.

    No edit begins or ends between CR and LF, where the protocol has no position.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    top = _alike(old, new)
    bottom = min(_alike(old[::-1], new[::-1]), len(old) - top, len(new) - top)
    middle = old[top : len(old) - bottom], new[top : len(new) - bottom]
    start = sum(map(len, old[:top]))
    return tuple(_edits(*middle, start=start))


def _edits(old: list[str], new: list[str], *, start: int) -> Iterator[Edit]:
    """Yield the edits between some lines, the first of which begins at the offset `start`."""
    done = 0
    for old_lines, new_lines in _blocks(old, new):
        start += sum(map(len, old[done : old_lines.start]))
        edit = _trimmed("".join(old[old_lines]), "".join(new[new_lines]), start=start)
        start, done = start + sum(map(len, old[old_lines])), old_lines.stop
        yield edit


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[slice, slice]]:
    """Yield which lines differ."""
    if len(old) > _MANY_LINES:
        yield slice(0, len(old)), slice(0, len(new))
        return
    for kind, old_start, old_stop, new_start, new_stop in SequenceMatcher(
        None, old, new
    ).get_opcodes():
        if kind != "equal":
            yield slice(old_start, old_stop), slice(new_start, new_stop)


def _trimmed(old: str, new: str, *, start: int) -> Edit:
    """Return the edit without what the texts have in common at their ends."""
    head = _alike(old, new)
    head -= _parts_line_end(old, head)
    tail = min(_alike(old[:head:-1], new[:head:-1]), len(old) - head, len(new) - head)
    tail -= _parts_line_end(old, len(old) - tail)
    span = Span(start + head, start + len(old) - tail)
    return Edit(span, new[head : len(new) - tail])


def _parts_line_end(text: str, offset: int) -> bool:
    return offset > 0 and text[offset - 1 : offset + 1] == "\r\n"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many elements two sequences have in common at the start."""
    return sum(1 for _ in takewhile(bool, map(str.__eq__, one, other)))
