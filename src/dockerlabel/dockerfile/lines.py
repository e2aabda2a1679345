r"""Logical lines: physical lines joined at continuations, and the way back to the file.

There are three kinds of blanks, and none of them is Python's: `str.split` and `str.strip` without
an argument also take U+001C to U+001F.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import accumulate

from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

UNICODE_BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Trimmed from lines and arguments; separates the words of LABEL, ENV and ARG: Go's IsSpace."""

ASCII_BLANKS = regex("[\t\v\f\r ]+")
"""Ends the keyword; separates the words of FROM and COPY, and name and value without `=`."""

SHORT = 300
"""The longest text, in characters, whose reading is cached: the files of a project resemble one
another, and the caches hold a few MB."""

IN_LINE_BLANK = r"[^\S\n\x1c-\x1f]"
"""One of UNICODE_BLANKS but the line feed, written shorter to compile faster."""

_INNER_COMMENT = regex(rf"\n{IN_LINE_BLANK}*+(#[^\n]*+)")


@cache
def next_instruction(escape: str) -> re.Pattern[str]:
    """Return what the next instruction looks like, from the start of any line.

    Group 1 begins at the start of its first line, after comments and empty lines. Group 2 is the
    logical line from its first visible character to its last; it is empty at the end of the text.
    A physical line continues if it ends in an escape (blanks may follow) that is not preceded by
    another; comments and empty lines between such lines are part of the instruction.
    """
    escape = re.escape(escape)
    # Groups are repeated inside of atomic ones: `(…)*+` is broken in Python 3.11.0 to 3.11.4.
    invisible = rf"{IN_LINE_BLANK}*+(?:\#[^\n]*+)?"
    tail = r"[\t ]*+\r*+(?:\n|\Z)"
    plain = rf"[^\n{escape}]*+"
    dropped = rf"(?>(?:{invisible}(?:\n|\Z))*)"
    continuation = rf"(?<!{escape}){escape}{tail}{dropped}"
    logical = rf"{plain}(?>(?:(?:{continuation}|{escape}){plain})*)"
    # The same if no line ends in blanks, as nearly always: whole lines are skipped instead of
    # searched for escapes.
    line_break = rf"(?<={escape})(?<!{escape}{escape})\n{dropped}"
    bare = rf"(?>[^\n]*+(?:{line_break}[^\n]*+)*)(?<![\t\r ])"
    return re.compile(
        rf"(?>(?:{invisible}\n)*)({IN_LINE_BLANK}*+)(?:\#[^\n]*+|({bare}|{logical}))\n?"
    )


def comments_in(text: str, span: Span) -> list[Span]:
    """Return the comments among the lines of an instruction, or of a part of one.

    Each goes from its `#` to the end of its line. `span` begins in the middle of a line, which is
    none of them.
    """
    found = _INNER_COMMENT.finditer(text, span.start, span.end)
    return [Span(*comment.span(1)) for comment in found]


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
        self._joined: _Joined | None = None

    @property
    def text(self) -> str:
        """The logical text, without the blanks around it."""
        return (self._joined or self._join())[0]

    @property
    def offsets(self) -> list[int]:
        """The file offsets at which the physical pieces of the text begin."""
        return [self.start + offset for offset in (self._joined or self._join()).offsets]

    def span(self, start: int, end: int) -> Span:
        """Return the file span of the logical range from `start` to `end`.

        An empty range between two physical lines is at the end of the first, and belongs to that.
        """
        _, starts, offsets = self._joined or self._join()
        if end <= start:
            above = max(0, bisect_left(starts, start) - 1)
            place = self.start + offsets[above] + start - starts[above]
            return Span(place, place)
        first = bisect_right(starts, start) - 1
        begin = self.start + offsets[first] + start - starts[first]
        last = bisect_right(starts, end - 1) - 1
        return Span(begin, self.start + offsets[last] + end - starts[last])

    def _join(self) -> "_Joined":
        raw = self.document[self.start : self.end]
        join = _cached_join if len(raw) <= SHORT else _join
        self._joined = joined = join(raw, self.escape)
        return joined


class _Joined(NamedTuple):
    """A logical text, and at which of its offsets and of the physical text's its pieces begin."""

    text: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]


def _join(raw: str, escape: str) -> _Joined:
    if "\n" in raw:
        return _join_lines(raw.split("\n"), escape)
    text = raw.rstrip(UNICODE_BLANKS)
    if text[-1:] == escape:
        cut = before_continuation(raw.rstrip("\r"), escape)
        text = text if cut is None else cut.strip(UNICODE_BLANKS)
    return _Joined(text, (0,), (0,))


_cached_join = lru_cache(maxsize=2048)(_join)


def _join_lines(lines: list[str], escape: str) -> _Joined:
    pieces: list[str] = []
    offsets: list[int] = []
    place = 0
    for line in lines:
        visible = line.lstrip(UNICODE_BLANKS)
        if not pieces or (visible and visible[0] != "#"):
            body = line.rstrip("\r")
            cut = before_continuation(body, escape)
            pieces.append(body if cut is None else cut)
            offsets.append(place)
        place += len(line) + 1
    text = "".join(pieces)
    trimmed = text.lstrip(UNICODE_BLANKS)
    lead = len(text) - len(trimmed)
    starts = accumulate([len(piece) for piece in pieces[:-1]], initial=-lead)
    return _Joined(trimmed.rstrip(UNICODE_BLANKS), tuple(starts), tuple(offsets))


def before_continuation(body: str, escape: str) -> str | None:
    """Return a line without the escape that continues it; None if it does not continue."""
    tail = body.rstrip("\t ")
    if tail[-1:] == escape and tail[-2:-1] != escape:
        return tail[:-1]
    return None
