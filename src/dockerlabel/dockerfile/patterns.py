r"""Patterns: what `${name#pattern}` removes and `${name/pattern/word}` replaces.

`*` is any run and `?` any one character, neither of them a line feed; `\` makes the next of
`* ? \ } /` literal. A pattern is kept as the pieces between its stars, which are searched one after
the other: work grows with the length of the value and never explodes.
"""

import re

from dockerlabel.lazy import NamedTuple, regex

_ESCAPABLE = "*?\\"
_TEMPLATE = regex(r"\$(?:\$|(\w+)|\{(\w+)\})")


class PatternError(Exception):
    """A pattern that the builder refuses; the message is the builder's and names the pattern."""


class Pattern(NamedTuple):
    """The pieces of a pattern between its stars, each a regular expression without repetition."""

    pieces: tuple[re.Pattern[str], ...]

    def match(self, value: str, start: int, *, longest: bool) -> int | None:
        """Return where the shortest or longest match at `start` ends; None without a match."""
        first = self.pieces[0].match(value, start)
        return None if first is None else self._finish(value, first.end(), longest=longest)

    def search(self, value: str, start: int) -> tuple[int, int] | None:
        """Return the leftmost and there longest match from `start` on."""
        while first := self.pieces[0].search(value, start):
            if (end := self._finish(value, first.end(), longest=True)) is not None:
                return first.start(), end
            # What a star cannot reach from here, it reaches from no later place of this line.
            start = value.find("\n", first.end()) + 1
            if not start:
                break
        return None

    def _finish(self, value: str, place: int, *, longest: bool) -> int | None:
        """Search the pieces after the first one, from `place` to the end of its line."""
        if len(self.pieces) == 1:
            return place
        newline = value.find("\n", place)
        line_end = len(value) if newline < 0 else newline
        for piece in self.pieces[1:-1]:
            found = piece.search(value, place, line_end)
            if found is None:
                return None
            place = found.end()
        if not longest:
            found = self.pieces[-1].search(value, place, line_end)
            return found and found.end()
        for start in range(line_end, place - 1, -1):
            if found := self.pieces[-1].match(value, start, line_end):
                return found.end()
        return None


def compile_pattern(pattern: str) -> Pattern:
    """Compile a raw pattern.

    Raises PatternError for an escape of any other character.
    """
    pieces = [""]
    index = 0
    while index < len(pattern):
        char = pattern[index]
        index += 1
        if char == "*":
            pieces.append("")
        elif char == "?":
            pieces[-1] += "[^\n]"
        elif char == "\\" and pattern[index : index + 1] not in {"}", "/"}:
            follower = pattern[index : index + 1]
            if not follower or follower not in _ESCAPABLE:
                why = f"invalid escape '\\{follower or chr(0xFFFD)}'"
                raise PatternError(f"invalid pattern ({pattern}) in substitution: {why}")
            pieces[-1] += re.escape(follower)
            index += 1
        elif char != "\\":
            pieces[-1] += re.escape(char)
    return Pattern(tuple(re.compile(piece) for piece in pieces))


def strip_prefix(value: str, pattern: str, *, longest: bool) -> str:
    """Return `value` without the shortest or longest prefix that matches."""
    end = compile_pattern(pattern).match(value, 0, longest=longest)
    return value if end is None else value[end:]


def reverse_pattern(pattern: str) -> str:
    """Reverse a pattern; an escape stays before the character that it escapes."""
    return "".join(reversed(re.findall(r"\\.|.", pattern, re.DOTALL)))


def replace_first(value: str, pattern: str, *, replacement: str) -> str:
    """Return `value` with the first match replaced; the replacement is taken as it is."""
    found = compile_pattern(pattern).search(value, 0)
    if found is None:
        return value
    start, end = found
    return value[:start] + replacement + value[end:]


def replace_all(value: str, pattern: str, *, replacement: str) -> str:
    """Return `value` with every match replaced, from left to right.

    As in Go, an empty match right after a match is not replaced, and in the replacement the match
    replaces `$0` and nothing replaces any other `$word`.
    """
    compiled = compile_pattern(pattern)
    out: list[str] = []
    copied = place = 0
    while place <= len(value) and (found := compiled.search(value, place)):
        start, end = found
        out.append(value[copied:start])
        if end > start or not out[:-1] or start != copied:
            out.append(_fill(replacement, value[start:end]))
        copied = end
        place = end if end > start else end + 1
    return "".join(out) + value[copied:]


def _fill(template: str, matched: str) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        return matched if "0" in {found[1], found[2]} else ""

    return _TEMPLATE.sub(fill, template)
