"""Edits of what is there: a label's key and value, and an argument's default.

Each touches as few bytes as a careful person would. None stands for an edit that can not be made
without losing something, such as a comment in the middle of a value.
"""

import re
from collections.abc import Container, Sequence

from dockerlabel.credentials import without_credentials
from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.expansion import UNSET, expand
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Label, Pair, Quote, Word
from dockerlabel.dockerfile.parser import MAX_LINE_BYTES
from dockerlabel.dockerfile.substitution import Lookup, Variable
from dockerlabel.dockerfile.words import spell, unquote, word, word_spans
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.lazy import regex
from dockerlabel.sources.annotations import SOURCE

_VARIABLE = regex(r'("?)\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))\1')
_INNER_LINES = regex(rf"\n[{UNICODE_BLANKS}]*(?:#|\n|$)")


def replace_word(dockerfile: Dockerfile, old: Word, *, value: str) -> Edit | None:
    """Return the edit that spells a literal value in the place and the quotes of `old`."""
    text = old.span.of(dockerfile.document.text)
    if has_inner_lines(text):
        return None
    new = spell(value, old.quote, escape=dockerfile.escape)
    if old.quote in {Quote.DOUBLE, Quote.SINGLE} and new[0] == old.quote.value:
        return Edit(Span(old.span.start + 1, old.span.end - 1), new[1:-1])
    return Edit(old.span, new)


def has_inner_lines(text: str) -> bool:
    """Tell whether a text holds comments or empty lines, which an edit of it would lose."""
    return _INNER_LINES.search(text) is not None


def comments_in(text: str) -> list[str]:
    """Return the comments among the lines of a text; it begins in the middle of its first line."""
    lines = (line.lstrip(UNICODE_BLANKS) for line in text.split("\n")[1:])
    return [line for line in lines if line.startswith("#")]


def may_fail(raw: str, escape: str) -> bool:
    """Tell whether some build arguments or some base image make a raw value end the build."""
    # What is not set fails where it must be, and the odd value as a pattern.
    odd = "\\x"
    lookups: tuple[Lookup, ...] = (lambda _: UNSET, lambda _: Variable(odd))
    return any(expand(raw, lookup, escape=escape).error for lookup in lookups)


def cut_credentials(dockerfile: Dockerfile, old: Word) -> Edit | None:
    """Return the edit that takes credentials out of a value as it is written, variables and all.

    None where that does not take them all: where they are inside of a variable, say.
    """
    escape, new = dockerfile.escape, without_credentials(old.raw)
    if new == old.raw or has_inner_lines(old.span.of(dockerfile.document.text)):
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
    """Tell whether a variable stands in one place of the file only, shell code included.

    What RUN starts finds it in its environment: there a name counts in any spelling, such as
    `%NAME%` or `environ["NAME"]`.
    """
    text, word_end = dockerfile.document.text, r"(?![A-Za-z0-9_])"
    if len(re.findall(rf"\$\{{?{re.escape(name)}{word_end}", text)) != 1:
        return False
    mention = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}{word_end}")
    runs = (each for each in dockerfile.instructions if (each.trigger or each).keyword == "RUN")
    return not any(mention.search(each.span.of(text)) for each in runs)


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
    is used anywhere else in the file. What RUN starts finds it in its environment, too.
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


def before_pairs(line: LogicalLine, first: Pair) -> Span:
    """Return what stands before the first pair: the keyword, and a `--` that ends its flags."""
    return line.span(0, len(line.text[: first.start].rstrip(UNICODE_BLANKS)))


def fits(text: str, edits: Sequence[Edit]) -> bool:
    """Tell whether no line of what edits make is longer than the builder takes."""
    added = sum(_size(edit.replacement) for edit in edits)
    for (start, end), _ in edits:
        line_end = text.find("\n", end)
        rest = text[end : len(text) if line_end < 0 else line_end]
        if _size(text[line_start(text, start) : start]) + added + _size(rest) > MAX_LINE_BYTES:
            return False
    return True


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def in_pair_form(dockerfile: Dockerfile, legacy: Label) -> tuple[Edit, ...] | None:
    """Return the edits that make `key=value` of `key value`, with the very same value.

    A comment between the two stays where it is, and the key goes below it.
    """
    text, key, value = dockerfile.document.text, legacy.key.span, legacy.value.span
    gap = Span(key.end, value.start)
    quoted = _as_one_word(dockerfile, legacy.value)
    if quoted is None:
        return None
    quote, edits = quoted
    if not comments_in(gap.of(text)):
        return Edit(gap, f"={quote}"), *edits
    left = _left_behind(text, key, gap=gap)
    name = key.of(text)
    if left is None or "\n" in name:
        return None
    return Edit(left, ""), Edit(Span(value.start, value.start), f"{name}={quote}"), *edits


def _left_behind(text: str, key: Span, *, gap: Span) -> Span | None:
    """Return what goes where a key moves down to its value: its line, if it has one to itself."""
    start = line_start(text, key.start)
    if text[start : key.start].strip(UNICODE_BLANKS):
        blanks = gap.of(text)
        return Span(key.start, key.end + len(blanks) - len(blanks.lstrip(" \t")))
    # A blank must part the key from the keyword.
    indented = text[line_start(text, gap.end)] in " \t"
    return Span(start, next_line(text, key.end)) if indented else None


def _as_one_word(dockerfile: Dockerfile, value: Word) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the quote that goes before a value, and its edits, which make it hold together.

    Triggers are read with a backslash for an escape, whatever the directive says: what holds
    together must do so under both.
    """
    escapes = {"\\", dockerfile.escape}
    words = [word_spans(value.raw, 0, escape=each) for each in escapes]
    if all(len(spans) == 1 and not spans[0][0] for spans in words):
        return "", ()
    if not {*escapes, "'", '"', "\ufeff"}.intersection(value.raw):
        return '"', (Edit(Span(value.span.end, value.span.end), '"'),)
    escaped = {*escapes, '"', "$"}.intersection(value.text) if len(escapes) > 1 else ()
    if escaped or is_computed(value.raw, dockerfile.escape) or value.raw.startswith("\ufeff"):
        return None
    edit = replace_word(dockerfile, value._replace(quote=Quote.MIXED), value=value.text)
    return ("", (edit,)) if edit else None


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
    lost = has_inner_lines(gap.of(dockerfile.document.text) + rest)
    return None if lost else Edit(gap, "=")
