"""Patterns in .gitignore's syntax (gitignore(5)), as git matches the path of a file with them.

Pattern and path may both be a stranger's. So the time is bounded by the product of their lengths,
where one regular expression for all of a pattern may take minutes for a single name.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from dockerlabel.lazy import NamedTuple, regex

_TOKEN = regex(r"\[([!^]?+)(\]?+(?:\\.|[^]\\])*+)\]|\\.|.", re.DOTALL)
_MEMBER = regex(r"\\?(.)(?:-\\?(.))?", re.DOTALL)


class _Step(NamedTuple):
    """A part of a pattern between slashes; `floats`: any folders may come before it."""

    floats: bool
    fits: Callable[[str], object]


class _Pattern(NamedTuple):
    negated: bool
    only_folders: bool
    steps: tuple[_Step, ...]

    def depths(self, parts: list[str]) -> Iterator[int]:
        """Yield how many parts of a file's path name something that the pattern matches.

        That is a folder on the way, or with all parts the file itself.
        """
        reached, end = {0}, len(self.steps)
        for depth, part in enumerate(parts[:-1] if self.only_folders else parts, 1):
            following: set[int] = set()
            for place in reached:
                floats, fits = self.steps[place]
                if floats:
                    following.add(place)
                if fits(part):
                    following.add(place + 1)
            if end in following:
                yield depth
                following.remove(end)
            if not following:
                return
            reached = following


def matcher(lines: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path is ignored by a file of these lines, as a function.

    The path names a file, relative and with `/` between its parts: it is ignored with each
    folder that it is in.

    Raises ValueError for what can match nothing.
    """
    patterns = tuple(_parse(line) for line in lines if not line.startswith("#"))

    def is_ignored(path: str) -> bool:
        parts = path.split("/")
        ignored: dict[int, bool] = {}
        for pattern in patterns:
            for depth in pattern.depths(parts):
                ignored[depth] = not pattern.negated
        return any(ignored.values())

    return is_ignored


def _parse(line: str) -> _Pattern:
    text = line.rstrip(" ")
    if text != line and (len(text) - len(text.rstrip("\\"))) % 2:
        text += " "  # the backslash before it keeps it
    positive = text.removeprefix("!")
    path = positive.removesuffix("/")
    if not path:
        raise ValueError("it matches nothing")
    return _Pattern(positive != text, path != positive, tuple(_steps(path)))


def _steps(path: str) -> Iterator[_Step]:
    floats = "/" not in path
    for chunks in _segments(path.removeprefix("/")):
        if len(chunks) > 2 and not any(chunks):  # noqa: PLR2004 - `**`, between three empty ones
            floats = True
            continue
        yield _Step(floats, glob(chunks).fullmatch)
        floats = False
    if floats:
        yield _Step(floats, bool)


def _segments(path: str) -> list[list[str]]:
    """Return what is between slashes, as what is between asterisks, as regular expressions."""
    segments = [[""]]
    for token in _TOKEN.finditer(path):
        text, negation, members = token.group(0, 1, 2)
        if text == "*":
            segments[-1].append("")
        elif text in {"/", "\\/"}:
            segments.append([""])
        elif text == "[":
            raise ValueError("`[` has no `]`")
        elif text == "\\":
            raise ValueError("the backslash at the end escapes nothing")
        elif text == "?":
            segments[-1][-1] += "."
        elif members is None:
            segments[-1][-1] += re.escape(text[-1])
        else:
            segments[-1][-1] += f"[{negation and '^'}{''.join(_members(members))}]"
    return segments


def _members(text: str) -> Iterator[str]:
    if "[:" in text:
        raise ValueError("classes such as `[:alpha:]` are not supported")
    for first, last in _MEMBER.findall(text):
        if last and last < first:
            raise ValueError(f"the range `{first}-{last}` is empty")
        yield f"{re.escape(first)}-{re.escape(last)}" if last else re.escape(first)


def glob(chunks: list[str]) -> re.Pattern[str]:
    """Return the pattern of chunks, regular expressions themselves, with an asterisk between two.

    Each chunk but the last is matched as early as it can be and then kept, which loses nothing:
    an asterisk after it takes what is left.
    """
    first, *others = chunks
    last = f".*{others.pop()}" if others else ""
    return re.compile(first + "".join(f"(?>.*?{chunk})" for chunk in others) + last, re.DOTALL)
