"""Edits of what is there: a label's key and value, an argument's default, a whole pair.

Each touches as few bytes as a careful person would. None stands for an edit that can not be made
without losing something, such as a comment in the middle of a value.
"""

import re
from collections.abc import Container

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Pair, Quote, Word
from dockerlabel.dockerfile.operators import Variable
from dockerlabel.dockerfile.variables import UNSET, expand
from dockerlabel.dockerfile.words import spell, unquote, word, word_spans
from dockerlabel.document import Span
from dockerlabel.git.credentials import without_credentials
from dockerlabel.oci import SOURCE

_VARIABLE = re.compile(r'("?)\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))\1')
_INNER_LINES = re.compile(rf"\n[{UNICODE_BLANKS}]*(?:#|\n|$)")


def replace_word(dockerfile: Dockerfile, old: Word, *, value: str) -> Edit | None:
    """Return the edit that spells a literal value in the place and the quotes of `old`."""
    text = old.span.of(dockerfile.document.text)
    if _INNER_LINES.search(text):
        return None
    new = spell(value, old.quote, escape=dockerfile.escape)
    if old.quote in {Quote.DOUBLE, Quote.SINGLE} and new[0] == old.quote.value:
        return Edit(Span(old.span.start + 1, old.span.end - 1), new[1:-1])
    return Edit(old.span, new)


def cut_credentials(dockerfile: Dockerfile, old: Word) -> Edit | None:
    """Return the edit that takes credentials out of a value as it is written, variables and all.

    None where that does not take them all: where they are inside of a variable, say.
    """
    escape, new = dockerfile.escape, without_credentials(old.raw)
    if new == old.raw or _INNER_LINES.search(old.span.of(dockerfile.document.text)):
        return None

    def lookup(_name: str) -> Variable:
        return Variable("x")

    before, after = (expand(raw, lookup, escape=escape) for raw in (old.raw, new))
    kept = not after.error and after.text == without_credentials(before.text)
    return Edit(old.span, new) if kept else None


def is_computed(raw: str, escape: str) -> bool:
    """Tell whether a raw value is put together from variables."""
    names: list[str] = []

    def lookup(name: str) -> Variable:
        names.append(name)
        return UNSET

    return bool(expand(raw, lookup, escape=escape).error or names)


def sole_variable(raw: str) -> str | None:
    """Return the name of the variable that is the whole of a raw value, if one is."""
    found = _VARIABLE.fullmatch(raw)
    return found and (found[2] or found[3])


def rename_key(dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair) -> Edit | None:
    """Return the edit that makes a label the source label, in the quotes of its key.

    None where the key is put together from variables.
    """
    escape = dockerfile.escape
    if is_computed(pair.name, escape):
        return None
    old = word(instruction.line, pair.name, start=pair.start, escape=escape)
    return replace_word(dockerfile, old, value=SOURCE)


def join_assignment(dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair) -> Edit | None:
    """Return the edit that turns `LABEL key = value` into `LABEL key=value`.

    None where the value is more than one word: then more than one label may have been meant.
    """
    raw = pair.value or ""
    rest = raw[1:].lstrip(UNICODE_BLANKS)
    if len(word_spans(rest, 0, escape=dockerfile.escape)) > 1:
        return None
    line, key_end = instruction.line, pair.start + len(pair.name)
    key = line.span(pair.start, key_end)
    sign = line.span(pair.value_start, pair.value_start + 1)
    behind = line.span(pair.end - len(rest), pair.end).start if rest else sign.end
    gap = Span(key.end, behind)
    has_comment = _INNER_LINES.search(gap.of(dockerfile.document.text) + rest)
    return None if has_comment else Edit(gap, "=")


def setters(
    dockerfile: Dockerfile, *, name: str, keywords: Container[str] = ("ARG", "ENV")
) -> list[tuple[Instruction, Pair]]:
    """Return where a file sets or declares a variable, in order; ARG takes its name as written."""
    escape = dockerfile.escape
    return [
        (instruction, pair)
        for instruction in dockerfile.instructions
        if instruction.keyword in keywords
        for pair in instruction.pairs
        if name == (pair.name if instruction.keyword == "ARG" else unquote(pair.name, escape))
    ]


def is_used_once(dockerfile: Dockerfile, name: str) -> bool:
    """Tell whether a variable stands in one place of the file only, shell code included."""
    use = rf"\$\{{?{re.escape(name)}(?![A-Za-z0-9_])"
    return len(re.findall(use, dockerfile.document.text)) == 1


def add_default(instruction: Instruction, *, pair: Pair, value: str, escape: str) -> Edit:
    """Return the edit that gives an ARG without default one."""
    end = instruction.line.span(pair.start, pair.end).end
    return Edit(Span(end, end), "=" + spell(value, Quote.BARE, escape=escape))


def argument_default(
    dockerfile: Dockerfile, instructions: tuple[Instruction, ...], *, name: str, value: str
) -> Word | None:
    """Return the default of ARG `name` among `instructions`, for changing it.

    None where that would not be all, or have effects that nobody asked for: where there are several
    such ARG lines or an ENV of that name, where the default is not `value`, and where the variable
    is used anywhere else in the file.
    """
    found = setters(dockerfile, name=name)
    if len(found) != 1 or not is_used_once(dockerfile, name) or found[0][0] not in instructions:
        return None
    instruction, pair = found[0]
    if instruction.keyword == "ENV" or pair.value is None:
        return None
    if (
        is_computed(pair.value, dockerfile.escape)
        or unquote(pair.value, dockerfile.escape) != value
    ):
        return None
    return word(instruction.line, pair.value, start=pair.value_start, escape=dockerfile.escape)


def remove_pair(dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair) -> Edit:
    """Return the edit that takes a pair out of its LABEL, or the whole LABEL if it is the only one.

    Comments between the pairs survive: behind the last pair they become ordinary comments.
    """
    pairs = instruction.pairs
    if len(pairs) == 1:
        return Edit(instruction.span, "")
    place = pairs.index(pair)
    own = instruction.line.span(pair.start, pair.end)
    text = dockerfile.document.text
    if place:
        before = instruction.line.span(pairs[place - 1].start, pairs[place - 1].end)
        gap = Span(before.end, own.start)
        if not _has_comment(gap.of(text)):
            return Edit(Span(before.end, own.end), "")
        if pair is pairs[-1]:
            return _cut_off(dockerfile, instruction, stretch=Span(before.end, own.end))
    following = pairs[place + 1] if place + 1 < len(pairs) else pair
    behind = instruction.line.span(following.start, following.end)
    if not _has_comment(text[own.end : behind.start]):
        return Edit(Span(own.start, behind.start), "")
    rest = text[own.end :]
    return Edit(Span(own.start, len(text) - len(rest.lstrip(" \t"))), "")


def _has_comment(gap: str) -> bool:
    return any(line.lstrip(UNICODE_BLANKS).startswith("#") for line in gap.split("\n")[1:])


def _cut_off(dockerfile: Dockerfile, instruction: Instruction, *, stretch: Span) -> Edit:
    """End the LABEL before `stretch`, whose comments come to stand behind it."""
    text = dockerfile.document.text
    lines = Span(stretch.start, instruction.span.end).of(text).split("\n")
    kept = [line for line in lines[1:] if line.lstrip(UNICODE_BLANKS).startswith("#")]
    newline = "\r\n" if lines[0].endswith("\r") else "\n"
    ends = "\n" if text[: instruction.span.end].endswith("\n") else ""
    comments = "\n".join(line.rstrip("\r") + newline[:-1] for line in kept)
    return Edit(Span(stretch.start, instruction.span.end), newline + comments + ends)
