"""From one logical line to an instruction: keyword, flags and words (the builder's first phase)."""

import re
from enum import Enum, auto
from functools import lru_cache

from dockerlabel.dockerfile.lines import ASCII_BLANKS, SHORT, UNICODE_BLANKS, LogicalLine
from dockerlabel.dockerfile.nodes import BuildError, Instruction, Pair
from dockerlabel.dockerfile.words import go_lower, go_quote, word_spans
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

_KEYWORDS = (
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL "
    "STOPSIGNAL USER VOLUME WORKDIR"
).split()
KEYWORD_OF = {form: word for word in _KEYWORDS for form in (word, word.lower())}
_TAKES_JSON = frozenset("ADD CMD COPY ENTRYPOINT HEALTHCHECK RUN SHELL VOLUME".split())

PLAIN = regex(r"([A-Z]+)[\t ]+(?=[A-Za-z0-9./:$(\"'])")
PLAIN_KEYWORDS = frozenset("ADD CMD COPY ENTRYPOINT EXPOSE FROM RUN USER VOLUME WORKDIR".split())
"""An instruction as it nearly always is, without flags and JSON, and of no pairs: there is nothing
to split, and its text is joined only if somebody asks for it."""

_ODD_STARTS = frozenset(f"-\udc85\udca0{UNICODE_BLANKS}")
"""If arguments begin with one of these, flags or more blanks may be there."""
_GAP = regex(f"[{UNICODE_BLANKS}]*")
_PLAIN_FLAG = regex(r"(--[!#-&(-\[\]-~]+)[\t\n\v\f\r ]+")
"""A flag without quotes and escapes, in ASCII, with the blanks after it."""
_FLAG_BLANKS = frozenset(bytes([code]) for code in b"\t\n\v\f\r \x85\xa0")

_JSON_GAP = r"[ \t\n\r]*"
_PLAIN_JSON_STRING = rf'"[^"\\\x00-\x1f]*"{_JSON_GAP}'
_PLAIN_JSON_LIST = rf"{_PLAIN_JSON_STRING}(?:,{_JSON_GAP}{_PLAIN_JSON_STRING})*"
_PLAIN_JSON_ARRAY = regex(rf"\[{_JSON_GAP}(?:{_PLAIN_JSON_LIST})?\]{_JSON_GAP}")
_JSON_STRING = regex(r'"([^"]*)"')


class _Refusal(NamedTuple):
    """Why a text cannot be split: offsets into it, and the builder's message."""

    start: int
    end: int
    message: str


class _Parts(NamedTuple):
    """What a text says from an offset on; its arguments begin at the offset `arguments`."""

    keyword: str
    arguments: int
    flags: tuple[str, ...]
    pairs: tuple[Pair, ...]
    is_json: bool


class NoArray(Enum):
    """Why a text gives no array of strings."""

    NOT_JSON = auto()
    """The builder then takes the text in its shell form."""
    NOT_STRINGS = auto()
    """An array that holds something else, which is an error."""


NOT_JSON = NoArray.NOT_JSON
NOT_STRINGS = NoArray.NOT_STRINGS


def read(line: LogicalLine, span: Span) -> Instruction | BuildError:
    """Split a logical line into keyword, flags and words; `span` covers its physical lines."""
    parts = _parts_of(line, 0)
    if isinstance(parts, _Refusal):
        return BuildError(line.span(parts.start, parts.end), parts.message)
    keyword, place, flags, pairs, is_json = parts
    trigger = _trigger(line, place, span=span) if keyword == "ONBUILD" else None
    if isinstance(trigger, BuildError):
        return trigger
    return Instruction(span, keyword, line, place, flags, pairs, (), trigger, is_json)


def words(instruction: Instruction) -> list[str]:
    """Return the arguments split at ASCII blanks, as FROM, COPY, ADD, EXPOSE and VOLUME are."""
    text = instruction.text
    return ASCII_BLANKS.split(text) if text else []


def arguments(instruction: Instruction) -> list[str]:
    """Return the arguments of ADD, COPY or VOLUME, in either form."""
    array = json_array(instruction.text) if instruction.is_json else None
    return array if isinstance(array, list) else words(instruction)


def flag_values(instruction: Instruction, name: str) -> list[str]:
    """Return the values that a flag is given."""
    prefix = f"--{name}="
    return [flag.removeprefix(prefix) for flag in instruction.flags if flag.startswith(prefix)]


def json_array(text: str) -> list[str] | NoArray:
    """Return the strings of an array; `text` begins with a bracket."""
    if _PLAIN_JSON_ARRAY.fullmatch(text):
        return _JSON_STRING.findall(text)
    import json  # noqa: PLC0415 - start-up: nearly all arrays are plain

    try:
        # Go reads numbers as float64 and fails beyond its range, and knows no NaN or Infinity.
        value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except ValueError:
        return NOT_JSON
    except RecursionError:
        return NOT_STRINGS
    strings = [each for each in value if isinstance(each, str)]
    return strings if len(strings) == len(value) else NOT_STRINGS


def _number(digits: str) -> float:
    number = float(digits)
    if not abs(number) < float("inf"):  # infinite, or NaN
        raise ValueError(digits)
    return number


def _trigger(line: LogicalLine, place: int, *, span: Span) -> Instruction | BuildError | None:
    """Read what comes after ONBUILD, and after each further one, which are refused later."""
    first: Instruction | None = None
    while place < len(line.text):
        parts = _parts_of(line, place)
        if isinstance(parts, _Refusal):
            return BuildError(line.span(parts.start, parts.end), parts.message)
        keyword, place, flags, pairs, is_json = parts
        first = first or Instruction(span, keyword, line, place, flags, pairs, is_json=is_json)
        if keyword != "ONBUILD":
            break
    return first


def _parts_of(line: LogicalLine, start: int) -> _Parts | _Refusal:
    text = line.text
    split = _cached_split if len(text) <= SHORT else _split
    return split(text, start, escape=line.escape)


def _split(text: str, start: int, *, escape: str) -> _Parts | _Refusal:
    blank = ASCII_BLANKS.search(text, start)
    end, place = blank.span() if blank else (len(text), len(text))
    written = text[start:end]
    keyword = KEYWORD_OF.get(written) or KEYWORD_OF.get(go_lower(written), written)
    flags: tuple[str, ...] = ()
    if text[place : place + 1] in _ODD_STARTS:
        flags, place = _flags(text, place)
        gap = _GAP.match(text, place)
        place = gap.end() if gap else place
    pairs: tuple[Pair, ...] | _Refusal = ()
    is_json: bool | _Refusal = False
    if keyword in {"LABEL", "ENV"}:
        pairs = _pairs(text, place, keyword=keyword, escape=escape)
    elif keyword == "ARG":
        pairs = _arguments_of_arg(text, place, escape=escape)
    elif keyword in _TAKES_JSON:
        is_json = "[" in text and _is_json(text, place, keyword=keyword)
    if isinstance(pairs, _Refusal):
        return pairs
    if isinstance(is_json, _Refusal):
        return is_json
    return _Parts(keyword, place, flags, pairs, is_json)


_cached_split = lru_cache(maxsize=2048)(_split)


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


def _pairs(text: str, place: int, *, keyword: str, escape: str) -> tuple[Pair, ...] | _Refusal:
    spans = word_spans(text, place, escape=escape)
    if not spans:
        return ()
    start, end = spans[0]
    if "=" not in text[start:end]:
        return _legacy_pair(text, place, keyword=keyword)
    pairs = []
    for start, end in spans:
        equals = text.find("=", start, end)
        if equals < 0:
            shown = go_quote(text[start:end])
            message = f"Syntax error - can't find = in {shown}. Must be of the form: name=value"
            return _Refusal(start, end, message)
        name, value = text[start:equals], text[equals + 1 : end]
        pairs.append(Pair(name, value, start, equals + 1, end, "="))
    return tuple(pairs)


def _legacy_pair(text: str, start: int, *, keyword: str) -> tuple[Pair, ...] | _Refusal:
    blank = ASCII_BLANKS.search(text, start)
    if blank is None:
        return _Refusal(start, len(text), f"{keyword} must have two arguments")
    name, value = text[start : blank.start()], text[blank.end() :]
    return (Pair(name, value, start, blank.end(), len(text), ""),)


def _arguments_of_arg(text: str, place: int, *, escape: str) -> tuple[Pair, ...]:
    pairs = []
    for start, end in word_spans(text, place, escape=escape):
        name, equals, default = text[start:end].partition("=")
        value = default if equals else None
        pairs.append(Pair(name, value, start, start + len(name) + len(equals), end, equals))
    return tuple(pairs)


def _is_json(text: str, place: int, *, keyword: str) -> bool | _Refusal:
    rest = text[place:]
    if keyword == "HEALTHCHECK":
        rest = _after_first_word(rest)
    array = json_array(rest) if rest.startswith("[") else NOT_JSON
    if array is NOT_STRINGS:
        message = "when using JSON array syntax, arrays must be comprised of strings only"
        return _Refusal(0, len(text), message)
    return array is not NOT_JSON


def _after_first_word(text: str) -> str:
    """Return the rest of a text; the builder goes byte by byte here, as in flags."""
    data = text.encode("utf-8", "surrogateescape")
    _, *rest = re.split(rb"[\t\n\v\f\r \x85\xa0]+", data, maxsplit=1)
    return b"".join(rest).decode("utf-8", "surrogateescape")
