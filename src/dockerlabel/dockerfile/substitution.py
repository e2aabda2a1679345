"""The operators of `${name…}`: defaults, alternatives, errors, and patterns."""

from collections.abc import Callable

from dockerlabel.lazy import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import NoReturn


class Variable(NamedTuple):
    """The value of a name, None if it is not set, and why that is not certain.

    `unknown` is empty if the value is the same whatever the machine, the base image and the command
    line are.
    """

    value: str | None
    unknown: str = ""


Lookup = Callable[[str], Variable]


def unset(_name: str) -> Variable:
    """Look up a name if none is set."""
    return Variable(None)


LONGEST_VALUE = 1 << 20
"""Characters that variables may add to one word: each may double the one before."""

TOO_LONG = f"variables add more than {LONGEST_VALUE} characters to a word"


class Failure(Exception):  # noqa: N818 - a failed expansion is a value of the model, not a bug
    """An expansion that the builder refuses; the message is the builder's."""


FALLBACKS = frozenset({"-", ":-", "+", ":+"})
"""The operators that give a text of their own if the variable has no value, or give nothing."""


class Substitution(NamedTuple):
    """A `${name<operator>word}`; only `${name/pattern/word}` has a pattern."""

    name: str
    operator: str
    word: str
    pattern: str = ""

    @property
    def written(self) -> str:
        """The substitution as the builder writes it back."""
        middle = f"/{self.pattern}/" if self.operator[0] == "/" else self.operator
        return f"${{{self.name}{middle}{self.word}}}"


def fail(message: str) -> "NoReturn":
    """End the expansion with the builder's message."""
    raise Failure(message)


def substitute(substitution: Substitution, variable: Variable) -> str:
    """Return what replaces the substitution.

    Raises Failure with the builder's message for `?` and for patterns that it refuses.
    """
    _, operator, word, _ = substitution
    value = variable.value or ""
    missing = variable.value is None or (operator[0] == ":" and not value)
    match operator:
        case "-" | ":-":
            return word if missing else value
        case "+" | ":+":
            return "" if missing else word
        case "?" | ":?":
            if missing:
                state = "unset" if variable.value is None else "empty"
                fail(f"{substitution.name}: {word or f'is not allowed to be {state}'}")
            return value
        case "/" | "//" | "#" | "%":
            return _by_pattern(value, substitution)
    raise Failure(f"unsupported modifier ({operator}) in substitution")


def _by_pattern(value: str, substitution: Substitution) -> str:
    from dockerlabel.dockerfile import patterns  # noqa: PLC0415 - start-up: few values have one

    _, operator, word, pattern = substitution
    longest = word.startswith(operator)
    try:
        if operator == "/":
            return patterns.replace_first(value, pattern, replacement=word)
        if operator == "//":
            return patterns.replace_all(value, pattern, replacement=word)
        pattern = word[1:] if longest else word
        if operator == "#":
            return patterns.strip_prefix(value, pattern, longest=longest)
        # The builder reverses value and pattern, and its message shows the pattern reversed.
        pattern = patterns.reverse_pattern(pattern)
        return patterns.strip_prefix(value[::-1], pattern, longest=longest)[::-1]
    except patterns.PatternError as error:
        raise Failure(str(error)) from error
