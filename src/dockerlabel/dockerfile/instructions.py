"""From one logical line to an instruction: keyword, flags and words (the builder's first phase)."""

import re

from dockerlabel.dockerfile.json_form import NOT_JSON, NOT_STRINGS, json_array
from dockerlabel.dockerfile.nodes import BuildError, Instruction, LogicalLine, Pair
from dockerlabel.dockerfile.words import (
    ASCII_BLANKS,
    UNICODE_BLANKS,
    go_lower,
    go_quote,
    word_spans,
)
from dockerlabel.document import Span

_KEYWORDS = (
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL "
    "STOPSIGNAL USER VOLUME WORKDIR"
).split()
_PLAIN_FLAG = re.compile(r"(--[!#-&(-\[\]-~]+)[\t\n\v\f\r ]+")
"""A flag without quotes and escapes, in ASCII, with the blanks behind it."""

KEYWORD_OF = {form: word for word in _KEYWORDS for form in (word, word.lower())}
_ODD_STARTS = frozenset(f"-\udc85\udca0{UNICODE_BLANKS}")
"""Where arguments begin with one of these, flags or more blanks may be there."""

_TAKES_JSON = frozenset("ADD CMD COPY ENTRYPOINT HEALTHCHECK RUN SHELL VOLUME".split())


def read(line: LogicalLine, escape: str, *, span: Span, start: int = 0) -> Instruction | BuildError:
    """Cut a logical line, from the offset `start` on, into keyword, flags and words.

    `span` covers its physical lines.
    """
    text = line.text
    blank = ASCII_BLANKS.search(text, start)
    written, place = (
        (text[start : blank.start()], blank.end()) if blank else (text[start:], len(text))
    )
    keyword = KEYWORD_OF.get(written) or KEYWORD_OF.get(go_lower(written), written)
    flags: tuple[str, ...] = ()
    if text[place : place + 1] in _ODD_STARTS:
        flags, place = _flags(text, place)
        place = len(text) - len(text[place:].lstrip(UNICODE_BLANKS))
    instruction = Instruction(span, keyword, line, place, flags)
    if keyword in _TAKES_JSON:
        return _with_json(instruction) if "[" in text else instruction
    if keyword in {"LABEL", "ENV"}:
        return _with_pairs(instruction, escape)
    if keyword == "ARG":
        return instruction._replace(pairs=_arguments_of_arg(instruction, escape))
    if keyword == "ONBUILD" and place < len(text):
        trigger = read(line, escape, span=span, start=place)
        if isinstance(trigger, BuildError):
            return trigger
        return instruction._replace(trigger=trigger)
    return instruction


def words(instruction: Instruction) -> list[str]:
    """Return the arguments cut at ASCII blanks, as FROM, COPY, ADD, EXPOSE and VOLUME have them."""
    text = instruction.text
    return ASCII_BLANKS.split(text) if text else []


def flag_values(instruction: Instruction, name: str) -> list[str]:
    """Return the values that a flag is given."""
    prefix = f"--{name}="
    return [flag.removeprefix(prefix) for flag in instruction.flags if flag.startswith(prefix)]


def _flags(text: str, place: int) -> tuple[tuple[str, ...], int]:
    """Read leading words that begin with two hyphens; return them and where the rest begins.

    The builder goes byte by byte here: 0x85 and 0xA0 are blanks even inside a character, and each
    byte of a flag becomes a character of its own.
    """
    flags: list[str] = []
    while plain := _PLAIN_FLAG.match(text, place):
        flags.append(plain[1])
        place = plain.end()
    if not text.startswith(("--", "\udc85", "\udca0"), place):
        return tuple(flags), place
    data = text[place:].encode("utf-8", "surrogateescape")
    index = 0
    while True:
        while data[index : index + 1] in _FLAG_BLANKS:
            index += 1
        if not data.startswith(b"--", index):
            break
        word, quoted, index = _flag(data, index)
        if word == "--":
            break
        if word or quoted:
            flags.append(word)
    rest = data[index:].decode("utf-8", "surrogateescape")
    return tuple(flags), len(text) - len(rest)


_FLAG_BLANKS = frozenset(bytes([code]) for code in b"\t\n\v\f\r \x85\xa0")


def _flag(data: bytes, index: int) -> tuple[str, bool, int]:
    """Read one flag word; return it, whether it has quotes, and where it ends."""
    word, quote, quoted = "", "", False
    while index < len(data):
        char = chr(data[index])
        if not quote and data[index : index + 1] in _FLAG_BLANKS:
            break
        index += 1
        if char == "\\":
            if index == len(data):
                break
            word += chr(data[index])
            index += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote, quoted = char, True
        else:
            word += char
    return word, quoted, index


def arguments(instruction: Instruction) -> list[str]:
    """Return the arguments of ADD, COPY or VOLUME, in either form."""
    array = json_array(instruction.text) if instruction.is_json else None
    return array if isinstance(array, list) else words(instruction)


def _with_pairs(instruction: Instruction, escape: str) -> Instruction | BuildError:
    """Read the names and values of LABEL or ENV, in either form."""
    line, place = instruction.line, instruction.arguments
    text = line.text
    spans = word_spans(text, place, escape=escape)
    if not spans:
        return instruction
    start, end = spans[0]
    if "=" not in text[start:end]:
        return _legacy_pair(instruction)
    pairs = []
    for start, end in spans:
        equals = text.find("=", start, end)
        if equals < 0:
            shown = go_quote(text[start:end])
            message = f"Syntax error - can't find = in {shown}. Must be of the form: name=value"
            return BuildError(line.span(start, end), message)
        pairs.append(Pair(text[start:equals], text[equals + 1 : end], start, equals + 1, end, "="))
    return instruction._replace(pairs=tuple(pairs))


def _legacy_pair(instruction: Instruction) -> Instruction | BuildError:
    line, start = instruction.line, instruction.arguments
    blank = ASCII_BLANKS.search(line.text, start)
    if blank is None:
        message = f"{instruction.keyword} must have two arguments"
        return BuildError(line.span(start, len(line.text)), message)
    name, value = line.text[start : blank.start()], line.text[blank.end() :]
    pair = Pair(name, value, start, blank.end(), len(line.text), "")
    return instruction._replace(pairs=(pair,))


def _arguments_of_arg(instruction: Instruction, escape: str) -> tuple[Pair, ...]:
    text = instruction.line.text
    pairs = []
    for start, end in word_spans(text, instruction.arguments, escape=escape):
        name, equals, default = text[start:end].partition("=")
        value = default if equals else None
        pairs.append(Pair(name, value, start, start + len(name) + len(equals), end, equals))
    return tuple(pairs)


def _with_json(instruction: Instruction) -> Instruction | BuildError:
    text = instruction.text
    if instruction.keyword == "HEALTHCHECK":
        text = ("".join(re.split(f"[{UNICODE_BLANKS}]+", text, maxsplit=1)[1:])) if text else ""
    if not text.startswith("["):
        return instruction
    array = json_array(text)
    if array is NOT_STRINGS:
        message = "when using JSON array syntax, arrays must be comprised of strings only"
        return BuildError(instruction.line.span(0, len(instruction.line.text)), message)
    return instruction if array is NOT_JSON else instruction._replace(is_json=True)
