"""What `fix --diff` prints: a unified diff, with credentials masked."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, LineIndex
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.lazy import regex
from dockerlabel.output.changed_lines import Change, changed_lines, lines_with_ends
from dockerlabel.output.colors import Colors, Style
from dockerlabel.output.masking import mask_multiline

_CONTEXT = 3
_COMMAND = (b"::", b"##[")
_QUOTED = regex(r'[\x00-\x1f"\\\x7f]')


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
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
