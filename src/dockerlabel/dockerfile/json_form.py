"""Arguments in JSON form: `["executable", "argument"]`, as Go's encoding/json takes them."""

from enum import Enum, auto

from dockerlabel.regex import regex

_GAP = r"[ \t\n\r]*"
_PLAIN_STRING = rf'"[^"\\\x00-\x1f]*"{_GAP}'
_PLAIN_LIST = rf"{_PLAIN_STRING}(?:,{_GAP}{_PLAIN_STRING})*"
_PLAIN_ARRAY = regex(rf"\[{_GAP}(?:{_PLAIN_LIST})?\]{_GAP}")
_STRING = regex(r'"([^"]*)"')


class NoArray(Enum):
    """Why a text gives no array of strings."""

    NOT_JSON = auto()
    """The builder then takes the text in its shell form."""
    NOT_STRINGS = auto()
    """An array that holds something else, which is an error."""


NOT_JSON = NoArray.NOT_JSON
NOT_STRINGS = NoArray.NOT_STRINGS


def json_array(text: str) -> list[str] | NoArray:
    """Return the strings of an array; `text` begins with a bracket."""
    if _PLAIN_ARRAY.fullmatch(text):
        return _STRING.findall(text)
    import json  # noqa: PLC0415 - start-up: nearly all arrays are plain

    try:
        # Go reads numbers as float64 and fails beyond its range, and knows no NaN or Infinity.
        value = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=_no_constant
        )
    except ValueError:
        return NOT_JSON
    except RecursionError:
        return NOT_STRINGS
    strings = [each for each in value if isinstance(each, str)]
    return strings if len(strings) == len(value) else NOT_STRINGS


def _number(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(digits)
    return number


def _no_constant(name: str) -> float:
    raise ValueError(name)
