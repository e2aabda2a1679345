"""What `fix --diff` prints: a unified diff, with credentials masked."""

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from dockerlabel.credentials import mask_credentials
from dockerlabel.document import Document
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.output.colors import Colors, Style
from dockerlabel.output.masking import mask_multiline

_CONTEXT = 3
_COMMAND = (b"::", b"##[")
_QUOTED = regex(r'[\x00-\x1f"\\\x7f]')


def diff(path: str, before: Document, *, after: Document) -> Iterator[bytes]:
    """Yield a unified diff as bytes, so that `patch` and `git apply` take it.

    A hunk with a masked line would not apply, and says so.
    """
    header = [b"--- " + _name("a", path), b"+++ " + _name("b", path)]
    old, new = (_lines(document) for document in (before, after))
    old_shown, new_shown = (_lines(Document(mask_multiline(each.text))) for each in (before, after))
    for group in _groups(old, new):
        yield from header
        header = []
        place, *lines = _hunk(old, new, group=group)
        masked = [mask_credentials(line) for line in _hunk(old_shown, new_shown, group=group)][1:]
        if masked != lines:
            place += " a credential is masked: this does not apply, use `dockerlabel fix`"
        for line in [place + "\n", *masked]:
            ended = line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
            yield ended.encode("utf-8", "surrogateescape")


def for_log(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a diff so that the runner of GitHub Actions takes none for a command.

    A diff must hold the very bytes of the file. So where one could be a command, the runner is told
    to stop taking any, until a word that nobody can guess; git and `patch` pass over both lines.
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
    is_head = True
    for line in lines:
        style: Style = str
        if line.startswith(b"@@"):
            is_head, style = False, colors.frame
        elif line.startswith(b"::"):
            pass
        elif is_head:
            style = colors.bold
        elif line.startswith(b"+"):
            style = colors.added
        elif line.startswith(b"-"):
            style = colors.removed
        yield line, style


class _Change(NamedTuple):
    """Half-open ranges of lines, one of the old text and one of the new, that differ."""

    before: tuple[int, int]
    after: tuple[int, int]


def _changes(old: list[str], new: list[str]) -> Iterator[_Change]:
    """Yield what differs, in order.

    Behind a difference the nearest line is looked for that both have. That takes as long as the
    difference is, while a search for the longest part in common takes hours where lines repeat.
    """
    places: dict[str, list[int]] = {}
    for number, line in enumerate(new):
        places.setdefault(line, []).append(number)
    at, there = 0, 0
    while at < len(old) or there < len(new):
        if at < len(old) and there < len(new) and old[at] == new[there]:
            at, there = at + 1, there + 1
            continue
        ends = _next_in_common(old, at, there=there, places=places) or (len(old), len(new))
        yield _Change((at, ends[0]), (there, ends[1]))
        at, there = ends


def _next_in_common(
    old: list[str], at: int, *, there: int, places: Mapping[str, list[int]]
) -> tuple[int, int] | None:
    """Return the places of the nearest line, from two places on, that both texts have."""
    best: tuple[int, int] | None = None
    for number in range(at, len(old)):
        if best and number - at >= best[0] - at + best[1] - there:
            break
        found = places.get(old[number], [])
        place = bisect_left(found, there)
        if place < len(found) and (best is None or number + found[place] < sum(best)):
            best = number, found[place]
    return best


def _groups(old: list[str], new: list[str]) -> Iterator[list[_Change]]:
    """Yield changes, those together that are so near that the lines around them touch."""
    group: list[_Change] = []
    for change in _changes(old, new):
        if group and change.before[0] - group[-1].before[1] > 2 * _CONTEXT:
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


def _lines(document: Document) -> list[str]:
    """Cut at LF and nowhere else, and keep it."""
    lines = [line + "\n" for line in document.text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _hunk(old: list[str], new: list[str], *, group: list[_Change]) -> Iterator[str]:
    """Yield the head of a hunk and its lines."""
    before = min(_CONTEXT, group[0].before[0])
    behind = min(_CONTEXT, len(old) - group[-1].before[1])
    place = group[0].before[0] - before
    old_range = _range(place, group[-1].before[1] + behind)
    new_range = _range(group[0].after[0] - before, group[-1].after[1] + behind)
    yield f"@@ -{old_range} +{new_range} @@"
    for change in group:
        yield from (" " + line for line in old[place : change.before[0]])
        yield from ("-" + line for line in old[slice(*change.before)])
        yield from ("+" + line for line in new[slice(*change.after)])
        place = change.before[1]
    yield from (" " + line for line in old[place : place + behind])


def _range(start: int, end: int) -> str:
    """Return a range of lines as a hunk's head has it: from one, an empty one before its place."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
