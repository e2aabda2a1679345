"""Named tuples and patterns that cost next to nothing to define, for a fast start.

Type checkers see `typing.NamedTuple`. That takes a tenth of a millisecond for each class, mostly to
compile the constructor, and its import as long as twenty classes: for the seventy of them, a fifth
of the time in which one file is checked. Here a class is made like any other, and its constructor
with the first value. Patterns are compiled when they are first used.
"""

import re

TYPE_CHECKING = False
"""Type checkers take it for `typing.TYPE_CHECKING`, whose import takes as long as all of ours."""

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - for others to import
    from typing import Self
else:
    from collections import _tuplegetter

    class _Definition(type):
        """Makes a class of tuples out of a body's annotations, which name the fields."""

        def __new__(  # noqa: PLR0917 - signature required by type
            cls, name: str, bases: tuple[type, ...], body: dict[str, object]
        ) -> type:
            made = super().__new__(cls, name, bases, {"__slots__": (), **body})
            fields = tuple(made.__annotations__)
            made._fields = made.__match_args__ = fields
            made._field_defaults = {field: body[field] for field in fields if field in body}
            for index, field in enumerate(fields):
                setattr(made, field, _tuplegetter(index, None))
            return made

    class NamedTuple(tuple, metaclass=_Definition):
        """A tuple whose items have names. Fields with a default come last."""

        __slots__ = ()

        def __new__(cls, /, *values: object, **named: object) -> "Self":
            """Make the constructor of the class, which replaces this one."""
            fields = "".join(f"{field}, " for field in cls._fields)
            source = f"lambda cls, {fields}: new(cls, ({fields}))"
            cls.__new__ = eval(source, {"new": tuple.__new__})  # noqa: S307 - names out of our code
            cls.__new__.__defaults__ = tuple(cls._field_defaults.values())
            cls.__new__.__qualname__ = f"{cls.__qualname__}.__new__"
            return cls.__new__(cls, *values, **named)

        def __repr__(self) -> str:
            named = zip(self._fields, self, strict=True)
            shown = ", ".join([f"{field}={value!r}" for field, value in named])
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, /, **changed: object) -> "Self":
            made = tuple.__new__(type(self), map(changed.pop, self._fields, self))
            if changed:
                raise TypeError(f"unexpected field names: {', '.join(changed)}")
            return made


def regex(pattern: str, flags: int = 0) -> "re.Pattern[str]":
    """Return what `re.compile` would, but compile it only when it is used."""
    return _Regex(pattern, flags)  # type: ignore[return-value] # it has all of a pattern's attributes


class _Regex:
    """A pattern not yet compiled; each method of it becomes an attribute when it is used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> object:
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found
