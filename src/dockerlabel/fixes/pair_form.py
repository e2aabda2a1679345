"""Edits that write a label as `key=value`: of `key value`, and of `key = value`."""

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.expansion import is_computed
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, comments_in
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Label, Pair, Quote, Word
from dockerlabel.dockerfile.words import word_spans
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.fixes.edits import has_inner_lines, replace_word


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
    if not comments_in(text, gap):
        return Edit(gap, f"={quote}"), *edits
    left = _left_behind(text, key, gap=gap)
    name = key.of(text)
    if left is None or "\n" in name:
        return None
    return Edit(left, ""), Edit(Span(value.start, value.start), f"{name}={quote}"), *edits


def _left_behind(text: str, key: Span, *, gap: Span) -> Span | None:
    """Return what a key leaves empty when it moves down to its value: its line, if all its own."""
    start = line_start(text, key.start)
    if text[start : key.start].strip(UNICODE_BLANKS):
        blanks = gap.of(text)
        return Span(key.start, key.end + len(blanks) - len(blanks.lstrip(" \t")))
    # A blank must separate the key from the keyword.
    indented = text[line_start(text, gap.end)] in " \t"
    return Span(start, next_line(text, key.end)) if indented else None


def _as_one_word(dockerfile: Dockerfile, value: Word) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the quote before a value, and its edits, which make one word of it.

    Triggers are read with a backslash as their escape, whatever the directive says: it must be one
    word under both.
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

    None if the value is more than one word: then more than one label may have been meant.
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
