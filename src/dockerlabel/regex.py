"""Regular expressions that are compiled when they are first used.

Compiling all of them took a third of the time in which one file is checked, and a run needs few.
"""

import re


def regex(pattern: str, flags: int = 0) -> "re.Pattern[str]":
    """Return what `re.compile` would, but compile it only when something is asked of it."""
    return _Regex(pattern, flags)  # type: ignore[return-value] # it has all of a pattern's attributes


class _Regex:
    """A pattern to be; each method of the compiled one becomes an attribute when it is used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> object:
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found
