"""Words of an instruction: splitting, unquoting, and writing a value in quotes again."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine
from dockerlabel.dockerfile.nodes import Instruction, Label, Pair, Quote, Word
from dockerlabel.lazy import regex


@cache
def _word(escape: str) -> re.Pattern[str]:
    """Return the pattern of a word of LABEL, ENV or ARG."""
    escape = re.escape(escape)
    return re.compile(
        rf"""(?sx)(?>(?:[^{UNICODE_BLANKS}"'{escape}]++
        |{escape}.
        |"(?>(?:[^"{escape}]++|{escape}.)*)"?
        |'[^']*+'?)+)"""
    )


_BARE = regex(r"[A-Za-z0-9._/:@%+,=~-]+")


def word_spans(text: str, start: int, *, escape: str) -> list[tuple[int, int]]:
    """Split `text` from `start` on into words: at blanks that are neither quoted nor escaped."""
    return [match.span() for match in _word(escape).finditer(text, start)]


def go_lower(text: str) -> str:
    """Return `text` in lower case as Go has it: U+0130 becomes a plain i, without a dot above."""
    return text.replace("\u0130", "i").lower()


def go_quote(text: str) -> str:
    """Return `text` in double quotes as Go's `%q` writes it."""
    return '"' + "".join(map(_go_escape, text)) + '"'


def _go_escape(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    named = "\a\b\f\n\r\t\v".find(char)
    if named >= 0:
        return "\\" + "abfnrtv"[named]
    code = ord(char)
    if code < 0x80:  # noqa: PLR2004 - the end of ASCII
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the BMP


def unquote(raw: str, escape: str) -> str:
    """Take quotes and escapes off a raw word; variables stay as they are written."""
    if '"' not in raw and "'" not in raw and escape not in raw:
        return raw
    return raw[1:-1] if _is_plainly_quoted(raw, escape) else "".join(_unquoted(raw, escape))


def _is_plainly_quoted(raw: str, escape: str) -> bool:
    """Return whether a raw word is in double quotes, without another one and without an escape."""
    quoted = len(raw) > 1 and raw[0] == raw[-1] == '"'
    return quoted and raw.find('"', 1, -1) < 0 and escape not in raw


def _unquoted(raw: str, escape: str) -> list[str]:
    out: list[str] = []
    quoted = False
    index = 0
    while index < len(raw):
        char = raw[index]
        follower = raw[index + 1 : index + 2]
        if char == '"':
            quoted = not quoted
        elif char == "'" and not quoted:
            end = raw.find("'", index + 1)
            end = len(raw) if end < 0 else end
            out.append(raw[index + 1 : end])
            index = end
        elif char == escape and (not quoted or follower in {'"', "$", escape}):
            out.append(follower)
            index += 1
        else:
            out.append(char)
        index += 1
    return out


def quote_style(raw: str, escape: str) -> Quote:
    """Return the style in which a raw value is written."""
    if '"' not in raw and "'" not in raw:
        return Quote.BARE
    if _is_plainly_quoted(raw, escape):
        return Quote.DOUBLE
    special = re.escape(escape)
    if re.fullmatch(rf'"(?:[^"{special}]|{special}.)*"', raw, re.DOTALL):
        return Quote.DOUBLE
    return Quote.SINGLE if re.fullmatch(r"'[^']*'", raw) else Quote.MIXED


def labels_named(
    key: str, instructions: Iterable[Instruction], *, escape: str
) -> Iterator[tuple[Instruction, Pair]]:
    """Yield the labels of a key that instructions set, those after ONBUILD included."""
    for instruction in instructions:
        setter = instruction.trigger or instruction
        if setter.keyword == "LABEL":
            for pair in setter.pairs:
                if key in pair.name and unquote(pair.name, escape) == key:
                    yield instruction, pair


def label(instruction: Instruction, pair: Pair, *, escape: str) -> Label:
    """Return one pair of a LABEL with the place of its name and value in the file."""
    line = instruction.line
    return Label(
        span=line.span(pair.start, pair.end),
        key=word(line, pair.name, start=pair.start, escape=escape),
        value=word(line, pair.value or "", start=pair.value_start, escape=escape),
        separator=pair.separator,
    )


def word(line: LogicalLine, raw: str, *, start: int, escape: str) -> Word:
    """Return the word that is written `raw` at the offset `start` of a logical line."""
    span = line.span(start, start + len(raw))
    return Word(span, raw, unquote(raw, escape), quote_style(raw, escape))


def spell(value: str, quote: Quote, *, escape: str) -> str:
    """Write a literal value in the given style, in double quotes if that style cannot hold it.

    `value` holds no line feed: no label of a Dockerfile can.
    """
    if quote is Quote.BARE and _BARE.fullmatch(value):
        return value
    if quote is Quote.SINGLE and "'" not in value:
        return f"'{value}'"
    special = re.compile(rf'["$]|{re.escape(escape)}')
    return '"' + special.sub(lambda match: escape + match[0], value) + '"'
