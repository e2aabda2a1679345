"""What the builder refuses in single instructions, in whichever stage they are.

This is its second phase: it checks keywords, flags and numbers of arguments in the whole file.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from dockerlabel.dockerfile.instructions import KEYWORD_OF, arguments, words
from dockerlabel.dockerfile.nodes import BuildError, Instruction
from dockerlabel.dockerfile.words import go_lower, go_quote
from dockerlabel.lazy import regex

FLAGS = {
    "ADD": ("chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"),
    "COPY": ("from", "chown", "chmod", "link", "parents", "exclude"),
    "FROM": ("platform",),
    "HEALTHCHECK": ("interval", "timeout", "start-period", "start-interval", "retries"),
    "RUN": ("mount", "network", "security", "device"),
}
"""The flags that an instruction knows; those not listed know none."""

_FREE = frozenset({"CMD", "ENTRYPOINT", "RUN"})
"""Instructions that take any arguments, or none."""

_REPEATABLE = frozenset({"mount", "device", "exclude"})
_BOOLEAN = frozenset({"link", "keep-git-dir", "parents", "unpack"})
_UNCHECKED_FLAGS = frozenset({"ARG", "STOPSIGNAL"})
_STAGE_NAME = regex(r"[a-z][a-z0-9\-_.]*")


def first_error(instructions: tuple[Instruction, ...]) -> BuildError | None:
    """Return the first thing that the builder does not understand, in the order of the lines."""
    in_stage = False
    for instruction in instructions:
        keyword = instruction.keyword
        if in_stage and not instruction.flags and keyword in _FREE:
            continue
        message = check(instruction)
        if not message and keyword == "FROM":
            in_stage = True
        elif not message and not in_stage and keyword != "ARG":
            message = "no build stage in current context"
        if message:
            return BuildError(instruction.head, message)
    return None


def check(instruction: Instruction) -> str:
    """Return the builder's message about one instruction; empty if it understands that."""
    keyword = instruction.keyword
    if keyword not in KEYWORD_OF:
        return f"unknown instruction: {keyword}"
    count, content = _COUNTS.get(keyword), _CONTENTS.get(keyword)
    return (
        (count(instruction) if count else "")
        or (_flag_error(instruction) if instruction.flags else "")
        or (content(instruction) if content else "")
    )


def _at_least_one(instruction: Instruction) -> str:
    some = instruction.pairs or instruction.text
    return "" if some else f"{instruction.keyword} requires at least one argument"


def _exactly_one(instruction: Instruction) -> str:
    return "" if instruction.text else f"{instruction.keyword} requires exactly one argument"


def _destination_error(instruction: Instruction) -> str:
    if len(arguments(instruction)) > 1:
        return ""
    return (
        f"{instruction.keyword} requires at least two arguments, but only one was provided. "
        "Destination could not be determined."
    )


def _from_error(instruction: Instruction) -> str:
    given = words(instruction)
    if len(given) == 3 and given[1].casefold() == "as":  # noqa: PLR2004 - image AS name
        if _STAGE_NAME.fullmatch(go_lower(given[2])):
            return ""
        return (
            f"invalid name for build stage: {go_quote(given[2])}, "
            "name can't start with a number or contain symbols"
        )
    return "" if len(given) == 1 else "FROM requires either one or three arguments"


def _flag_error(instruction: Instruction) -> str:
    if instruction.keyword in _UNCHECKED_FLAGS:
        return ""
    if instruction.keyword == "HEALTHCHECK" and instruction.text.upper().startswith("NONE"):
        return ""
    return _flags_error(instruction.keyword, instruction.flags)


@lru_cache(maxsize=256)
def _flags_error(keyword: str, flags: tuple[str, ...]) -> str:
    known = FLAGS.get(keyword, ())
    used: set[str] = set()
    for flag in flags:
        name, equals, value = flag[2:].partition("=")
        if name not in known:
            return f"unknown flag: --{name}"
        if name in used and name not in _REPEATABLE:
            return f"duplicate flag specified: --{name}"
        used.add(name)
        if name in _BOOLEAN:
            if equals and value.lower() not in {"true", "false"}:
                return f"expecting boolean value for flag --{name}, not: {value}"
        elif not equals:
            return f"missing a value on flag: --{name}"
    return ""


def _name_error(instruction: Instruction) -> str:
    named = "" not in [pair.name for pair in instruction.pairs]
    return "" if named else f"{instruction.keyword} names can not be blank"


def _shell_error(instruction: Instruction) -> str:
    return "" if instruction.is_json else "SHELL requires the arguments to be in JSON form"


def _heredoc_error(instruction: Instruction) -> str:
    if "<<" not in instruction.text:
        return ""
    from dockerlabel.dockerfile.heredocs import is_heredoc  # noqa: PLC0415 - start-up: few have one

    if is_heredoc(arguments(instruction)[-1]):
        return f"{instruction.keyword} cannot accept a heredoc as a destination"
    return ""


def _trigger_error(instruction: Instruction) -> str:
    keyword = instruction.trigger.keyword.upper() if instruction.trigger else ""
    if keyword == "ONBUILD":
        return "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
    if keyword in {"MAINTAINER", "FROM"}:
        return f"{keyword} isn't allowed as an ONBUILD trigger"
    return ""


_COUNTS: Mapping[str, Callable[[Instruction], str]] = {
    "ADD": _destination_error,
    "COPY": _destination_error,
    "FROM": _from_error,
    **dict.fromkeys("ARG EXPOSE HEALTHCHECK ONBUILD VOLUME".split(), _at_least_one),
    **dict.fromkeys("MAINTAINER STOPSIGNAL USER WORKDIR".split(), _exactly_one),
}
"""What is checked before the flags."""

_CONTENTS: Mapping[str, Callable[[Instruction], str]] = {
    "ADD": _heredoc_error,
    "COPY": _heredoc_error,
    "ARG": _name_error,
    "ENV": lambda each: _at_least_one(each) or _name_error(each),
    "LABEL": lambda each: _at_least_one(each) or _name_error(each),
    "ONBUILD": _trigger_error,
    "SHELL": lambda each: _at_least_one(each) or _shell_error(each),
}
"""What is checked after them."""
