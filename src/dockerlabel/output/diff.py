"""The lines that edits change, and a unified diff of them with credentials masked.

They are known from the edits, without comparing whole texts.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, LineIndex, Span, next_line
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.output.masking import mask_multiline
from dockerlabel.output.terminal import Colors, Style

_CONTEXT = 3
_COMMAND = (b"::", b"##[")
_QUOTED = regex(r'[\x00-\x1f"\\\x7f]')


Split = Callable[[str], list[str]]
"""Cuts a text into the lines that are compared."""


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
    document: Document, edits: Iterable[Edit], *, index: LineIndex, split: Split
) -> Iterator[Change]:
    """Yield the lines that differ, with an unchanged line between any two changes.

    Edits are sorted and do not overlap.
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


def _change(text: str, region: _Region, *, index: LineIndex, split: Split) -> tuple[Change, int]:
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


def diff(path: str, document: Document, *, edits: Sequence[Edit]) -> Iterator[bytes]:
    """Yield a unified diff of what edits change, as bytes that `patch` and `git apply` take.

    A hunk with a masked line would not apply, and says so.
    """
    header = [b"--- " + _name("a", path), b"+++ " + _name("b", path)]
    texts = (document.text, apply_edits(document.text, edits))
    old, new = map(lines_with_ends, texts)
    old_shown, new_shown = (lines_with_ends(mask_multiline(text)) for text in texts)
    changes = changed_lines(document, edits, index=LineIndex(document), split=lines_with_ends)
    for group in _groups(changes):
        yield from header
        header = []
        place, *lines = _hunk(old, new, group=group)
        masked = [mask_credentials(line) for line in _hunk(old_shown, new_shown, group=group)][1:]
        if masked != lines:
            place += " credentials are masked, so this does not apply; use `dockerlabel fix`"
        for line in [place + "\n", *masked]:
            ended = line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
            yield ended.encode("utf-8", "surrogateescape")


def for_log(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a diff so that the runner of GitHub Actions takes none for a command.

    A diff must hold the very bytes of the file. So if one could be a command, the runner is
    instructed to take none until a word that nobody can guess; git and `patch` skip both lines.
    """
    held = list(lines)
    if not any(mark in line for line in held for mark in _COMMAND):
        yield from held
        return
    word = os.urandom(16).hex()
    yield f"::stop-commands::{word}\n".encode()
    yield from held
    yield f"::{word}::\n".encode()


def styled(lines: Iterable[bytes], colors: Colors) -> Iterator[tuple[bytes, Style]]:
    """Yield the lines of one file's diff, each with the style that git shows it in.

    What is for a runner keeps the style of plain text: it must begin its line.
    """
    styles: dict[bytes, Style] = {b"@": colors.frame, b"+": colors.added, b"-": colors.removed}
    is_head = True
    for line in lines:
        is_head = is_head and not line.startswith(b"@@")
        style = colors.bold if is_head else styles.get(line[:1], str)
        yield line, str if line.startswith(b"::") else style


def _groups(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Yield changes, those together that are so near that the lines around them touch."""
    group: list[Change] = []
    for change in changes:
        if group and change.before - group[-1].before - len(group[-1].gone) > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _name(side: str, path: str) -> bytes:
    """Return a path as git writes it: in quotes if a character would end the name.

    GNU patch takes a name with blanks if a tab follows it.
    """
    name = f"{side}/{path.lstrip('/')}"
    end = "\t\n" if " " in name else "\n"
    if _QUOTED.search(name):
        name = '"' + _QUOTED.sub(_escaped, name) + '"'
    return (name + end).encode("utf-8", "surrogateescape")


def _escaped(found: re.Match[str]) -> str:
    named = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return named.get(found[0]) or f"\\{ord(found[0]):03o}"


def _hunk(old: list[str], new: list[str], *, group: list[Change]) -> Iterator[str]:
    first, last = group[0], group[-1]
    above = min(_CONTEXT, first.before)
    end = last.before + len(last.gone)
    below = min(_CONTEXT, len(old) - end)
    place = first.before - above
    old_range = _range(place, end + below)
    new_range = _range(first.after - above, last.after + len(last.come) + below)
    yield f"@@ -{old_range} +{new_range} @@"
    for change in group:
        yield from (" " + line for line in old[place : change.before])
        place = change.before + len(change.gone)
        yield from ("-" + line for line in old[change.before : place])
        yield from ("+" + line for line in new[change.after : change.after + len(change.come)])
    yield from (" " + line for line in old[place : place + below])


def _range(start: int, end: int) -> str:
    """Return a range of lines as a hunk's head has it: from one, an empty one before its place."""
    length = end - start
    return str(start + 1) if length == 1 else f"{start + 1 if length else start},{length}"
