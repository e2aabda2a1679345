"""Properties that are checked together, since to draw a value takes longer than to check one."""

from collections.abc import Callable, Iterable
from typing import TypeVarTuple

_Values = TypeVarTuple("_Values")


def hold(properties: Iterable[Callable[[*_Values], None]], *values: *_Values) -> None:
    """Check all properties of the same values; the error names the one that does not hold."""
    for each in properties:
        try:
            each(*values)
        except Exception as error:
            error.add_note(f"this does not hold: {each.__name__}")
            raise
