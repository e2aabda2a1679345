"""Edits that take a label out of its LABEL, so that every comment stays and is about the same."""

import re
from bisect import bisect_left

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine, comments_in
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Pair
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.fixes.edits import before_pairs
from dockerlabel.lazy import NamedTuple, regex

_Edits = tuple[Edit, ...]

FOR_A_TOOL = regex(r"#.*\b(?:check|disable|ignore|nosemgrep|renovate|skip)\b", re.IGNORECASE)
"""A comment that instructs a linter, BuildKit or Renovate about what is below it."""


class _Place(NamedTuple):
    """A pair in its LABEL: what comes before it (a pair, or the keyword), and the next pair."""

    text: str
    before: Span
    own: Span
    following: Span | None

    @property
    def above(self) -> list[str]:
        """The comments between the pair and the one before it."""
        return _comments(self.text, Span(self.before.end, self.own.start))

    @property
    def lines(self) -> Span:
        """The physical lines of the pair, their line ends included."""
        return Span(line_start(self.text, self.own.start), next_line(self.text, self.own.end))

    @property
    def starts_a_line(self) -> bool:
        return not self.text[self.lines.start : self.own.start].strip(UNICODE_BLANKS)


def remove_pair(dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair) -> _Edits | None:
    """Return the edits that take a pair out of its LABEL, or the whole LABEL if it is the only one.

    Comments between pairs survive; those above the last pair become ordinary ones. None if a
    comment is in the pair itself, and if one that is meant for a tool would be about another pair
    or instruction afterwards.
    """
    pairs = (instruction.trigger or instruction).pairs
    number = bisect_left(pairs, pair.start, key=lambda each: each.start)
    line, others = instruction.line, pairs[number + 1 : number + 2]
    place = _Place(
        dockerfile.document.text,
        _span(line, pairs[number - 1]) if number else before_pairs(line, pair),
        _span(line, pair),
        _span(line, others[0]) if others else None,
    )
    if comments_in(place.text, place.own):
        return None
    if len(pairs) == 1:
        return _whole(place, instruction)
    if any(map(FOR_A_TOOL.match, place.above)):
        return None
    if place.following is None:
        return _last(place)
    edit = _before_another(place, place.following, first=not number)
    return (edit,) if edit else None


def _span(line: LogicalLine, pair: Pair) -> Span:
    return line.span(pair.start, pair.end)


def _whole(place: _Place, instruction: Instruction) -> _Edits | None:
    """Remove all lines of a LABEL, and one empty line if there are some on both sides."""
    text, (start, end) = place.text, instruction.span
    above = _comments_above(text, start)
    if any(map(FOR_A_TOOL.match, (*above, *_comments(text, instruction.span)))):
        return None
    if comments_in(text, Span(place.own.end, end)):
        return None
    if end < len(text) and _is_blank(text, end) and _is_blank(text, line_start(text, start - 1)):
        end = next_line(text, end)
    return (Edit(Span(start, end), ""),)


def _before_another(place: _Place, following: Span, *, first: bool) -> Edit | None:
    """Remove a pair that others follow: its own lines if it has them to itself."""
    text, before, own = place.text, place.before, place.own
    gap = text[own.end : following.start]
    if "\n" not in gap:
        return Edit(Span(own.start, following.start), "")
    if place.starts_a_line and _stay_apart(text, before, following=following):
        return Edit(place.lines, "")
    if not first:
        return None if place.above else Edit(Span(before.end, own.end), "")
    if not comments_in(text, Span(own.end, following.start)):
        return Edit(Span(own.start, following.start), "")
    return Edit(Span(own.start, own.end + len(gap) - len(gap.lstrip(" \t"))), "")


def _stay_apart(text: str, before: Span, *, following: Span) -> bool:
    """Return whether a blank separates two neighbours if only continuations are between them."""
    return text[before.end] in " \t" or text[line_start(text, following.start)] in " \t"


def _last(place: _Place) -> _Edits:
    """Remove the last pair, and with it the continuation that leads to it."""
    text, before, own = place.text, place.before, place.own
    if not place.above:
        return (Edit(Span(before.end, own.end), ""),)
    start = next_line(text, before.end)
    continuation = text[before.end : start].rstrip("\r\n")
    edits = [Edit(Span(before.end, before.end + len(continuation)), "")]
    while start < place.lines.start:
        end = next_line(text, start)
        if text[start:end].lstrip(UNICODE_BLANKS)[:1] not in {"", "#"}:
            edits.append(Edit(Span(start, end), ""))
        start = end
    return *edits, Edit(place.lines, "")


def _comments(text: str, span: Span) -> list[str]:
    return [comment.of(text) for comment in comments_in(text, span)]


def _comments_above(text: str, start: int) -> list[str]:
    """Return the comments that belong to what begins at `start`, down to an empty comment."""
    found: list[str] = []
    while start:
        end, start = start, line_start(text, start - 1)
        line = text[start:end].strip(UNICODE_BLANKS)
        if line == "#" or (line and not line.startswith("#")):
            break
        found.append(line)
    return found


def _is_blank(text: str, start: int) -> bool:
    return not text[start : next_line(text, start)].strip(UNICODE_BLANKS)
