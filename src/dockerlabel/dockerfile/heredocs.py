"""Here-documents: which words of a line open one, and the end word of each."""

from dockerlabel.dockerfile.lexer import Kind, Lexer
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.substitution import Failure, unset
from dockerlabel.lazy import NamedTuple, regex

_OPENING = regex(r"[0-9]*<<(-?)[\t\n\f\r ]*([^<]*)")
_BLANKS = regex(f"([{UNICODE_BLANKS}]+)")
_LONE_SURROGATES = regex("[\ud800-\udfff]")


class Opening(NamedTuple):
    """A word that opens a here-document: its end word, whether it is expanded, and `<<-`."""

    name: str
    expand: bool
    strip_tabs: bool


def openings(line: str) -> tuple[Opening, ...]:
    """Return the here-documents that a logical line opens, in order.

    A line that cannot be split into words opens none. Raises Failure for an end word that cannot be
    read by itself.
    """
    try:
        words = _words(line, raw_quotes=True, raw_escapes=True)
    except Failure:
        return ()
    return tuple(filter(None, map(opening, words)))


def opening(word: str) -> Opening | None:
    """Return the here-document that a word opens, if it does."""
    match = _OPENING.fullmatch(word)
    if match is None or not match[2]:
        return None
    names = _words(match[2], raw_quotes=False, raw_escapes=False)
    if len(names) != 1:
        return None
    written = _words(match[2], raw_quotes=True, raw_escapes=False)
    return Opening(names[0], _quotes(names[0]) == _quotes("".join(written)), match[1] == "-")


def is_heredoc(word: str) -> bool:
    """Return whether a word opens a here-document; one that cannot be read does not."""
    try:
        return opening(word) is not None
    except Failure:
        return False


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')


def _words(text: str, *, raw_quotes: bool, raw_escapes: bool) -> list[str]:
    """Split text with the lexer; the escape is always a backslash, whatever the directive says."""
    text = _LONE_SURROGATES.sub("\ufffd", text)
    lexer = Lexer(
        text, unset, escape="\\", raw_quotes=raw_quotes, raw_escapes=raw_escapes, keep_unset=True
    )
    words: list[str] = []
    word = ""
    for piece, kind in lexer.pieces():
        if kind is Kind.RESTART:
            word = ""
        elif kind is Kind.RAW:
            word += piece
        else:
            for run in _BLANKS.split(piece):
                if run and run[0] not in UNICODE_BLANKS:
                    word += run
                elif run and word:
                    words.append(word)
                    word = ""
    return [*words, word] if word else words
