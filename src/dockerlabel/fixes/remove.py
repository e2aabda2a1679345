"""Where a label is taken out of its LABEL, so that every comment stays and speaks of the same."""

import re
from bisect import bisect_left

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Pair
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.fixes.edits import before_pairs, comments_in
from dockerlabel.lazy import NamedTuple, regex

_FOR_A_TOOL = regex(r"#.*\b(?:check|ignore|skip|disable|nosemgrep)\b", re.IGNORECASE)
"""A comment that tells a linter, or BuildKit, how to judge what stands below it."""

_LINE_END = regex(r"\r*\n|\Z")


class _Place(NamedTuple):
    """A pair in its LABEL: what stands before it (a pair, or the keyword), and the pair behind."""

    text: str
    before: Span
    own: Span
    behind: Span | None

    @property
    def above(self) -> str:
        """What lies between the pair and the one before it."""
        return self.text[self.before.end : self.own.start]

    @property
    def lines(self) -> Span:
        """The physical lines on which the pair stands, their line ends included."""
        return Span(line_start(self.text, self.own.start), next_line(self.text, self.own.end))

    @property
    def starts_a_line(self) -> bool:
        return not self.text[self.lines.start : self.own.start].strip(UNICODE_BLANKS)


def remove_pair(
    dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair
) -> tuple[Edit, ...] | None:
    """Return the edits that take a pair out of its LABEL, or the whole LABEL if it is the only one.

    Comments between pairs survive; those above the last pair become ordinary ones. None where a
    comment stands in the pair itself, and where one that is meant for a tool would come to speak of
    something else.
    """
    pairs = (instruction.trigger or instruction).pairs
    number = bisect_left(pairs, pair.start, key=_start)
    line, followers = instruction.line, pairs[number + 1 : number + 2]
    place = _Place(
        dockerfile.document.text,
        _span(line, pairs[number - 1]) if number else before_pairs(line, pair),
        _span(line, pair),
        _span(line, followers[0]) if followers else None,
    )
    if comments_in(place.own.of(place.text)):
        return None
    if len(pairs) == 1:
        return _whole(place, instruction)
    if any(map(_FOR_A_TOOL.search, comments_in(place.above))):
        return None
    if place.behind is None:
        return _last(place)
    edit = _before_another(place, place.behind, first=not number)
    return (edit,) if edit else None


def _start(pair: Pair) -> int:
    return pair.start


def _span(line: LogicalLine, pair: Pair) -> Span:
    return line.span(pair.start, pair.end)


def _whole(place: _Place, instruction: Instruction) -> tuple[Edit, ...] | None:
    """Remove all lines of a LABEL, and one empty line where there are some on both sides."""
    text, (start, end) = place.text, instruction.span
    above = _comments_above(text, start)
    if any(map(_FOR_A_TOOL.search, (*above, *comments_in(instruction.span.of(text))))):
        return None
    if comments_in(text[place.own.end : end]):
        return None
    if end < len(text) and _is_blank(text, end) and _is_blank(text, line_start(text, start - 1)):
        end = next_line(text, end)
    return (Edit(Span(start, end), ""),)


def _before_another(place: _Place, behind: Span, *, first: bool) -> Edit | None:
    """Remove a pair that others follow: its own lines if it has them to itself."""
    text, before, own = place.text, place.before, place.own
    gap = text[own.end : behind.start]
    if "\n" not in gap:
        return Edit(Span(own.start, behind.start), "")
    if place.starts_a_line and _stay_apart(text, before, behind=behind):
        return Edit(place.lines, "")
    if not first:
        return None if comments_in(place.above) else Edit(Span(before.end, own.end), "")
    if not comments_in(gap):
        return Edit(Span(own.start, behind.start), "")
    return Edit(Span(own.start, own.end + len(gap) - len(gap.lstrip(" \t"))), "")


def _stay_apart(text: str, before: Span, *, behind: Span) -> bool:
    """Tell whether a blank parts two neighbours if only continuations lie between them."""
    return text[before.end] in " \t" or text[line_start(text, behind.start)] in " \t"


def _last(place: _Place) -> tuple[Edit, ...]:
    """Remove the last pair, and with it the continuation that leads to it."""
    text, before, own = place.text, place.before, place.own
    if not comments_in(place.above):
        return (Edit(Span(before.end, own.end), ""),)
    edits = [Edit(Span(before.end, _line_end(text, before.end)), "")]
    start = next_line(text, before.end)
    while start < place.lines.start:
        end = next_line(text, start)
        if not _is_blank(text, start) and not comments_in(f"\n{text[start:end]}"):
            edits.append(Edit(Span(start, end), ""))
        start = end
    return *edits, Edit(place.lines, "")


def _comments_above(text: str, start: int) -> list[str]:
    """Return the comments that belong to what begins at `start`; an empty one cuts the tie."""
    found: list[str] = []
    while start:
        end, start = start, line_start(text, start - 1)
        line = text[start:end].strip(UNICODE_BLANKS)
        if line == "#" or (line and not line.startswith("#")):
            break
        found.append(line)
    return found


def _line_end(text: str, place: int) -> int:
    """Return where the line end of the line at `place` begins."""
    found = _LINE_END.search(text, place)
    return found.start() if found else len(text)


def _is_blank(text: str, start: int) -> bool:
    return not text[start : next_line(text, start)].strip(UNICODE_BLANKS)
