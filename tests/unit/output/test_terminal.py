import sys
import unicodedata

import pytest

from dockerlabel.output.terminal import printable
from tests.unit.reports import HOSTILE_NAMES


@pytest.mark.parametrize(("text", "shown"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_examples(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.no_cover
def test_every_character() -> None:
    """Controls, format characters and surrogates never reach a terminal; the rest stays."""
    for code in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(code))
        shown = printable(chr(code))
        if category in {"Cc", "Cs", "Zl", "Zp"}:
            assert shown.isascii(), hex(code)
            assert shown.isprintable(), hex(code)
        elif category[0] in "LMNPS" or chr(code) == " ":
            assert shown == chr(code), hex(code)


def test_direction_marks() -> None:
    for code in range(sys.maxunicode + 1):
        if unicodedata.bidirectional(chr(code)) in {*"LRE RLE LRO RLO PDF LRI RLI FSI PDI".split()}:
            assert printable(chr(code)) != chr(code), hex(code)


def test_escapes_read_back_where_they_can() -> None:
    assert printable("a\n").encode().decode("unicode_escape") == "a\n"
