"""Edits of what a file has already: a label's key and value, and an argument's default.

Each touches as few bytes as a careful person would. It is None if something would be lost, such as
a comment in the middle of a value.
"""

import re
from collections.abc import Container, Sequence

from dockerlabel.credentials import without_credentials
from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.expansion import expand, is_computed
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Pair, Quote, Word
from dockerlabel.dockerfile.parser import MAX_LINE_BYTES
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import spell, unquote, word
from dockerlabel.document import Span, line_start
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
    """Return whether a text holds comments or empty lines, which an edit of it would lose."""
    return _INNER_LINES.search(text) is not None


def cut_credentials(dockerfile: Dockerfile, old: Word) -> Edit | None:
    """Return the edit that takes credentials out of a value as it is written, variables and all.

    None if some of them would stay, such as those inside of a variable.
    """
    escape, new = dockerfile.escape, without_credentials(old.raw)
    if new == old.raw or has_inner_lines(old.span.of(dockerfile.document.text)):
        return None
    filled = (expand(raw, lambda _: Variable("x"), escape=escape) for raw in (old.raw, new))
    before, after = filled
    kept = not after.error and after.text == without_credentials(before.text)
    return Edit(old.span, new) if kept else None


def sole_variable(raw: str) -> str | None:
    """Return the name of the variable that is the whole of a raw value, if one is."""
    found = _VARIABLE.fullmatch(raw)
    return found and (found[2] or found[3])


def rename_key(dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair) -> Edit | None:
    """Return the edit that makes a label the source label, in the quotes of its key.

    None if the key is put together from variables.
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


def sole_use(dockerfile: Dockerfile, name: str) -> int | None:
    """Return where a file uses a variable, if it does so in one place, shell code included.

    What RUN starts finds it in its environment: there a name counts in any spelling, such as
    `%NAME%` or `environ["NAME"]`.
    """
    text, word_end = dockerfile.document.text, r"(?![A-Za-z0-9_])"
    reference = re.compile(rf"\$\{{?{re.escape(name)}{word_end}")
    use = reference.search(text)
    if use is None or reference.search(text, use.end()):
        return None
    mention = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}{word_end}")
    runs = (each for each in dockerfile.instructions if (each.trigger or each).keyword == "RUN")
    return None if any(mention.search(each.span.of(text)) for each in runs) else use.start()


def add_default(instruction: Instruction, *, pair: Pair, value: str, escape: str) -> Edit:
    """Return the edit that gives an ARG without default one."""
    end = instruction.line.span(pair.start, pair.end).end
    return Edit(Span(end, end), "=" + spell(value, Quote.BARE, escape=escape))


def argument_default(
    dockerfile: Dockerfile, instructions: tuple[Instruction, ...], *, name: str, value: str
) -> Word | None:
    """Return the default of ARG `name` among `instructions`, for changing it.

    None if that would not be enough, or have effects that nobody asked for: if there are several
    such ARG lines or an ENV of that name, if the default is not `value`, and if the variable is
    used anywhere else in the file.
    """
    found = setters(dockerfile, name=name)
    if len(found) != 1 or sole_use(dockerfile, name) is None:
        return None
    instruction, pair = found[0]
    if instruction not in instructions or instruction.keyword == "ENV" or pair.value is None:
        return None
    escape = dockerfile.escape
    default = word(instruction.line, pair.value, start=pair.value_start, escape=escape)
    return default if default.text == value and not is_computed(pair.value, escape) else None


def before_pairs(line: LogicalLine, first: Pair) -> Span:
    """Return what comes before the first pair: the keyword, and a `--` that ends its flags."""
    return line.span(0, len(line.text[: first.start].rstrip(UNICODE_BLANKS)))


def fits(text: str, edits: Sequence[Edit]) -> bool:
    """Return whether no line of what edits make is longer than the builder takes."""
    added = sum(_size(edit.replacement) for edit in edits)
    for (start, end), _ in edits:
        line_end = text.find("\n", end)
        rest = text[end : len(text) if line_end < 0 else line_end]
        if _size(text[line_start(text, start) : start]) + added + _size(rest) > MAX_LINE_BYTES:
            return False
    return True


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
