r"""Lines: the blanks around them, and physical lines joined to a logical one.

There are three kinds of blanks, and none of them is Python's: `str.split` and `str.strip` without
an argument also take U+001C to U+001F.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import accumulate

from dockerlabel.document import Span

UNICODE_BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Trimmed from lines and arguments; parts the words of LABEL, ENV and ARG: Go's IsSpace."""

ASCII_BLANKS = re.compile("[\t\v\f\r ]+")
"""Ends the keyword; parts the words of FROM and COPY, and name from value in the legacy form."""

_IN_LINE = UNICODE_BLANKS.replace("\n", "")


@cache
def next_instruction(escape: str) -> re.Pattern[str]:
    """Return what the next instruction looks like, from the start of any line.

    Group 1 begins at the start of its first line, behind comments and empty lines. Group 2 is the
    logical line from its first visible character to its last; it is empty at the end of the text.
    A physical line continues where it ends in an escape (blanks may follow) that is not preceded
    by another; comments and empty lines between such lines are part of the instruction.
    """
    escape = re.escape(escape)
    # Groups are repeated inside of atomic ones: `(…)*+` is broken in Python 3.11.0 to 3.11.4.
    invisible = rf"[{_IN_LINE}]*+(?:\#[^\n]*+)?"
    tail = r"[\t ]*+\r*+(?:\n|\Z)"
    plain = rf"[^\n{escape}]*+"
    physical = rf"{plain}(?>(?:(?:{escape}(?!{tail})|(?<={escape}){escape}){plain})*)"
    dropped = rf"(?>(?:{invisible}\n)*)(?:{invisible}\Z)?"
    logical = rf"{physical}(?>(?:{escape}{tail}{dropped}{physical})*)"
    return re.compile(rf"(?>(?:{invisible}\n)*)([{_IN_LINE}]*+)(?:\#[^\n]*+|({logical}))\n?")


class LogicalLine:
    """An instruction's text with continuations joined, and the way back to places in the file.

    It is joined when it is first asked for: of most instructions only the keyword matters.
    """

    __slots__ = ("_joined", "document", "end", "escape", "start")

    def __init__(self, document: str, start: int, *, end: int, escape: str) -> None:
        """Take the part of a document's text from `start` to `end` as a logical line."""
        self.document = document
        self.start = start
        self.end = end
        self.escape = escape
        self._joined: tuple[str, list[int], list[int]] | None = None

    @property
    def text(self) -> str:
        """The logical text, without the blanks around it."""
        return (self._joined or self._join())[0]

    @property
    def offsets(self) -> list[int]:
        """The file offsets at which the physical pieces of the text begin."""
        return (self._joined or self._join())[2]

    def span(self, start: int, end: int) -> Span:
        """Return the file span of the logical range from `start` to `end`.

        An empty range at a seam ends the line above: what is put there belongs to that line.
        """
        _, starts, offsets = self._joined or self._join()
        if end <= start:
            above = max(0, bisect_left(starts, start) - 1)
            place = offsets[above] + start - starts[above]
            return Span(place, place)
        first = bisect_right(starts, start) - 1
        begin = offsets[first] + start - starts[first]
        last = bisect_right(starts, end - 1) - 1
        return Span(begin, offsets[last] + end - starts[last])

    def _join(self) -> tuple[str, list[int], list[int]]:
        raw = self.document[self.start : self.end]
        if "\n" not in raw:
            text = raw.rstrip(UNICODE_BLANKS)
            if text[-1:] == self.escape:
                cut = before_continuation(raw.rstrip("\r"), self.escape)
                text = text if cut is None else cut.strip(UNICODE_BLANKS)
            self._joined = text, [0], [self.start]
        else:
            self._joined = self._join_lines(raw.split("\n"))
        return self._joined

    def _join_lines(self, lines: list[str]) -> tuple[str, list[int], list[int]]:
        pieces: list[str] = []
        offsets: list[int] = []
        place = self.start
        for line in lines:
            visible = line.lstrip(UNICODE_BLANKS)
            if not pieces or (visible and visible[0] != "#"):
                body = line.rstrip("\r")
                cut = before_continuation(body, self.escape)
                pieces.append(body if cut is None else cut)
                offsets.append(place)
            place += len(line) + 1
        text = "".join(pieces)
        trimmed = text.lstrip(UNICODE_BLANKS)
        lead = len(text) - len(trimmed)
        starts = list(accumulate([len(piece) for piece in pieces[:-1]], initial=-lead))
        return trimmed.rstrip(UNICODE_BLANKS), starts, offsets


def before_continuation(body: str, escape: str) -> str | None:
    """Return a line without the escape that continues it; None where it does not continue."""
    tail = body.rstrip("\t ")
    if tail[-1:] == escape and tail[-2:-1] != escape:
        return tail[:-1]
    return None
