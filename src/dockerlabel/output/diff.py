"""What `fix --diff` prints: a unified diff, with credentials masked."""

import difflib
import re
from collections.abc import Iterator

from dockerlabel.document import Document
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.regex import regex

_CONTEXT = 3
_QUOTED = regex(r'[\x00-\x1f"\\\x7f]')


def diff(path: str, before: Document, *, after: Document) -> Iterator[bytes]:
    """Yield a unified diff as bytes, so that `patch` and `git apply` take it.

    A hunk with a masked line would not apply, and says so.
    """
    header = [b"--- " + _name("a", path), b"+++ " + _name("b", path)]
    old, new = (_lines(document) for document in (before, after))
    for group in _groups(old, new):
        yield from header
        header = []
        first, last = group[0], group[-1]
        lines = list(_hunk(old, new, group=group))
        masked = [mask_credentials(line) for line in lines]
        place = f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        if masked != lines:
            place += " a credential is masked: this does not apply, use `dockerlabel fix`"
        for line in [place + "\n", *masked]:
            ended = line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
            yield ended.encode("utf-8", "surrogateescape")


_Group = list[tuple[str, int, int, int, int]]


def _groups(old: list[str], new: list[str]) -> Iterator[_Group]:
    """Yield the hunks as groups of opcodes; equal beginnings and ends are not searched."""
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    start = max(0, head - _CONTEXT)
    spare = max(0, tail - _CONTEXT)
    parts = old[start : len(old) - spare], new[start : len(new) - spare]
    matcher = difflib.SequenceMatcher(None, *parts, autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield [
            (tag, first + start, last + start, new_first + start, new_last + start)
            for tag, first, last, new_first, new_last in group
        ]


def _name(side: str, path: str) -> bytes:
    """Return a path as git writes it: in quotes where a character would end the name."""
    name = f"{side}/{path.lstrip('/')}"
    if _QUOTED.search(name):
        name = '"' + _QUOTED.sub(_escaped, name) + '"'
    return name.encode("utf-8", "surrogateescape") + b"\n"


def _escaped(found: re.Match[str]) -> str:
    named = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return named.get(found[0]) or f"\\{ord(found[0]):03o}"


def _lines(document: Document) -> list[str]:
    """Cut at LF and nowhere else, and keep it."""
    lines = [line + "\n" for line in document.text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _hunk(old: list[str], new: list[str], *, group: _Group) -> Iterator[str]:
    for tag, old_start, old_end, new_start, new_end in group:
        if tag == "equal":
            yield from (" " + line for line in old[old_start:old_end])
            continue
        yield from ("-" + line for line in old[old_start:old_end])
        yield from ("+" + line for line in new[new_start:new_end])


def _range(start: int, end: int) -> str:
    """Return a range of lines as a hunk's head has it: from one, an empty one before its place."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
