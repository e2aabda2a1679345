"""Properties that are checked together, since to draw a value takes longer than to check one."""

import os
from collections.abc import Callable, Iterable
from typing import TypeVarTuple

from hypothesis import settings

_Values = TypeVarTuple("_Values")

EXHAUSTIVE = os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1"


def examples(number: int) -> settings:
    """Return the settings of a test with so many examples; 2,000 in the exhaustive suite."""
    return settings(max_examples=2_000 if EXHAUSTIVE else number)


def hold(properties: Iterable[Callable[[*_Values], None]], *values: *_Values) -> None:
    """Check all properties of the same values; the error names the one that does not hold."""
    for each in properties:
        try:
            each(*values)
        except Exception as error:
            error.add_note(f"this does not hold: {each.__name__}")
            raise
