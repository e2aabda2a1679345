"""The builder's lexer: quotes, escapes and variables of a word or of a whole line.

It keeps its own stack, so the depth of nesting is limited by memory alone.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

from dockerlabel.dockerfile.substitution import (
    FALLBACKS,
    LONGEST_VALUE,
    TOO_LONG,
    Failure,
    Lookup,
    Substitution,
    Variable,
    fail,
    substitute,
)
from dockerlabel.lazy import regex

MISSING_BRACE = "syntax error: missing '}'"
MISSING_SLASH = "syntax error: missing '/' in ${}"

_ASCII_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?\-$!]", re.ASCII)
_HEREDOC_BLANKS = regex("[\t\r ]*")
_SPECIAL_PARAMETERS = "@*#?-$!"


@cache
def _special(escape: str) -> re.Pattern[str]:
    return re.compile(rf"['\"$<{re.escape(escape)}}}/]")


class Kind(Enum):
    """What a piece of text at the top level means for the words of a line."""

    PLAIN = 1
    """As written, or the value of a variable: blanks separate words."""
    RAW = 2
    """Quoted, escaped or an opened here-document: blanks are part of the word."""
    RESTART = 3
    """A braced operator was read: the builder drops the word so far."""


class _Frame:
    """A level of nesting: where it ends, what it collected, and the operator it belongs to."""

    __slots__ = ("name", "operator", "out", "pattern", "raw_escapes", "stop")

    def __init__(self, stop: str, *, raw_escapes: bool) -> None:
        self.stop = stop
        self.raw_escapes = raw_escapes
        self.out: list[str] = []
        self.name = ""
        self.operator = ""
        self.pattern = ""


class Lexer:
    """Reads one raw text; `pieces` gives its top level with everything replaced."""

    __slots__ = (
        "_escape",
        "_keep_unset",
        "_length",
        "_lookup",
        "_place",
        "_quotes",
        "_raw_quotes",
        "_special",
        "_stack",
        "_text",
        "unknown",
        "unset",
    )

    def __init__(
        self,
        text: str,
        lookup: Lookup,
        *,
        escape: str,
        quotes: bool = True,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        keep_unset: bool = False,
    ) -> None:
        """Prepare to read `text`.

        Without `quotes` they are plain characters; `raw_quotes` and `raw_escapes` keep them in the
        result; `keep_unset` leaves variables without a value as they are written.
        """
        self._text = text
        self._lookup = lookup
        self._escape = escape
        self._special = _special(escape)
        self._quotes = quotes
        self._raw_quotes = raw_quotes
        self._keep_unset = keep_unset
        self._length = 0
        self._place = 1 if text.startswith("\ufeff") else 0
        self._stack = [_Frame("", raw_escapes=raw_escapes)]
        self.unset: list[str] = []
        self.unknown = ""

    def pieces(self) -> Iterator[tuple[str, Kind]]:
        """Yield the text of the top level piece by piece.

        Raises Failure with the builder's message if the text cannot be read.
        """
        try:
            while self._place < len(self._text):
                yield from self._step()
            if len(self._stack) > 1:
                in_quotes = self._stack[-1].stop == '"'
                fail(_unclosed("double-quote") if in_quotes else MISSING_BRACE)
        except Failure:
            if self._place >= len(self._text):
                for frame in self._stack[1:]:
                    if frame.stop != '"':
                        fail(MISSING_SLASH if frame.stop == "/" else MISSING_BRACE)
            raise

    def _step(self) -> Iterator[tuple[str, Kind]]:
        found = self._special.search(self._text, self._place)
        end = found.start() if found else len(self._text)
        if end > self._place:
            yield from self._emit(self._text[self._place : end], Kind.PLAIN)
            self._place = end
        if found is None:
            return
        char, frame = found[0], self._stack[-1]
        self._place += 1
        if char == frame.stop:
            yield from self._close()
        elif char == "$":
            yield from self._dollar()
        elif char == self._escape:
            yield from self._escaped(frame)
        elif frame.stop == '"' or char in "}/" or (char in "'\"" and not self._quotes):
            yield from self._emit(char, Kind.PLAIN)
        elif char == "'":
            yield from self._emit(self._single_quoted(), Kind.RAW)
        elif char == '"':
            inner = _Frame('"', raw_escapes=frame.raw_escapes)
            self._stack.append(inner)
            if self._raw_quotes:
                inner.out.append('"')
        else:
            yield from self._emit(self._angle(), Kind.RAW)

    def _emit(self, text: str, kind: Kind) -> Iterator[tuple[str, Kind]]:
        if len(self._stack) > 1:
            self._stack[-1].out.append(text)
        else:
            yield text, kind

    def _escaped(self, frame: _Frame) -> Iterator[tuple[str, Kind]]:
        follower = self._text[self._place : self._place + 1]
        kept = self._escape if frame.raw_escapes else ""
        if frame.stop == '"':
            if follower in {'"', "$", self._escape}:
                self._place += 1
                frame.out.append(kept + follower)
            else:
                frame.out.append(kept + self._escape if follower else kept)
            return
        self._place += len(follower)
        yield from self._emit(kept + follower, Kind.RAW)

    def _single_quoted(self) -> str:
        end = self._text.find("'", self._place)
        if end < 0:
            self._place = len(self._text)
            fail(_unclosed("single-quote"))
        inner = self._text[self._place : end]
        self._place = end + 1
        return f"'{inner}'" if self._raw_quotes else inner

    def _angle(self) -> str:
        """Read `<`, or `<<` with the blanks after it, which belong to the word of a heredoc."""
        if not self._text.startswith("<", self._place):
            return "<"
        blanks = _HEREDOC_BLANKS.match(self._text, self._place + 1)
        self._place = blanks.end() if blanks else self._place + 1
        return "<<" + (blanks[0] if blanks else "")

    def _dollar(self) -> Iterator[tuple[str, Kind]]:
        if not self._text.startswith("{", self._place):
            name = self._name()
            yield from self._emit(self._value(name, "$" + name) if name else "$", Kind.PLAIN)
            return
        self._place += 1
        follower = self._text[self._place : self._place + 1]
        if not follower:
            fail(MISSING_BRACE)
        if follower in "{}:":
            fail("syntax error: bad substitution")
        name = self._name()
        operator = self._next_character()
        if operator == "}":
            yield from self._emit(self._value(name, f"${{{name}}}"), Kind.PLAIN)
            return
        if operator == ":":
            operator += self._next_character()
        yield from self._open(name, operator)

    def _open(self, name: str, operator: str) -> Iterator[tuple[str, Kind]]:
        if operator == "/" and self._text.startswith("/", self._place):
            self._place += 1
            operator = "//"
        elif operator in {":#", ":%"} or operator[0] not in "/:+-?#%":
            fail(f"unsupported modifier ({operator}) in substitution")
        frame = _Frame("/" if operator[0] == "/" else "}", raw_escapes=operator[0] in "#%/")
        frame.name = name
        frame.operator = operator
        self._stack.append(frame)
        yield "", Kind.RESTART

    def _next_character(self) -> str:
        """Read one character; after the end the builder reads U+FFFD."""
        char = self._text[self._place : self._place + 1]
        self._place += 1
        return char or "\ufffd"

    def _close(self) -> Iterator[tuple[str, Kind]]:
        """End the innermost level and add its text to the one around it."""
        frame = self._stack.pop()
        text = "".join(frame.out)
        if frame.stop == '"':
            yield from self._emit(text + '"' if self._raw_quotes else text, Kind.RAW)
            return
        if frame.stop == "/":
            frame.stop, frame.pattern, frame.out = "}", text, []
            self._stack.append(frame)
            yield "", Kind.RESTART
            return
        yield from self._emit(self._apply(frame, text), Kind.PLAIN)

    def _apply(self, frame: _Frame, word: str) -> str:
        substitution = Substitution(frame.name, frame.operator, word, frame.pattern)
        variable = self._look_up(frame.name)
        if variable.value is None and self._keep_unset:
            return substitution.written
        if variable.value is not None or frame.operator not in FALLBACKS:
            # What replaces a missing value is as sure as the default of an argument.
            self.unknown = self.unknown or variable.unknown
        return substitute(substitution, variable)

    def _value(self, name: str, written: str) -> str:
        variable = self._look_up(name)
        self.unknown = self.unknown or variable.unknown
        if variable.value is None:
            self.unset.append(name)
            return written if self._keep_unset else ""
        return variable.value

    def _look_up(self, name: str) -> Variable:
        variable = self._lookup(name)
        self._length += len(variable.value or "")
        if self._length > LONGEST_VALUE:
            fail(TOO_LONG)
        return variable

    def _name(self) -> str:
        """Read the longest name; empty if none begins here."""
        start = self._place
        found = _ASCII_NAME.match(self._text, start)
        end = found.end() if found else start
        if found is None or found[0] not in _SPECIAL_PARAMETERS:
            digits = found is not None and found[0].isdecimal()
            end = _unicode_name_end(self._text, end, start=start, digits=digits)
        self._place = end
        return self._text[start:end]


def _unicode_name_end(text: str, end: int, *, start: int, digits: bool) -> int:
    """Extend a name by letters and digits beyond ASCII (Unicode categories L and Nd)."""
    while end < len(text):
        char = text[end]
        if end == start and char.isdecimal():
            digits = True
        if not (char.isdecimal() if digits else char.isalpha() or char.isdecimal() or char == "_"):
            break
        end += 1
    return end


def _unclosed(quote: str) -> str:
    return f"unexpected end of statement while looking for matching {quote}"
