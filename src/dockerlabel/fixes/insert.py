"""Edits that add a label or an argument to a stage, in the style of its neighbours."""

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Blank, Dockerfile, Instruction, Quote
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.dockerfile.words import quote_style, spell
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.fixes.edits import before_pairs, fits
from dockerlabel.lazy import regex
from dockerlabel.sources.annotations import PREFIX

_DEFAULT_INDENT = "      "
"""The indent of a pair below one that follows `LABEL `, for files without any continuation line."""

_WIDEST = 120
"""How long a line may become by one more pair, in characters: else that gets a LABEL of its own."""

_LINE_END = regex(r"\r*\n")


def insert_label(dockerfile: Dockerfile, stage: Stage, *, key: str, value: str) -> Edit | None:
    """Return the edit that makes a stage set a label; None if there is no safe place."""
    labels = [each for each in stage.instructions if each.keyword == "LABEL"]
    if grouped := _group(dockerfile, labels):
        edit = _into(dockerfile, grouped, pair=_pair(dockerfile, grouped, key=key, value=value))
        if fits(dockerfile.document.text, [edit]) and not _makes_too_wide(dockerfile, edit):
            return edit
    pair = _pair(dockerfile, labels[-1] if labels else None, key=key, value=value)
    anchor = _anchor(dockerfile, stage, labels=labels)
    return anchor and _after(dockerfile, anchor, keyword="LABEL", text=pair)


def insert_argument(dockerfile: Dockerfile, stage: Stage, *, name: str) -> Edit | None:
    """Return the edit that makes a stage declare an argument, after its FROM and the ARG there."""
    anchor = _anchor(dockerfile, stage, labels=[])
    return anchor and _after(dockerfile, anchor, keyword="ARG", text=name)


def _group(dockerfile: Dockerfile, labels: list[Instruction]) -> Instruction | None:
    """Return the LABEL that takes one more pair: it has several, or is laid out over lines."""
    paired = [each for each in labels if each.pairs[0].separator]
    family = [each for each in paired if any(PREFIX in pair.name for pair in each.pairs)]
    candidates = family or (paired if labels and paired and paired[-1] is labels[-1] else [])
    if not candidates:
        return None
    last = candidates[-1]
    several = len(last.pairs) > 1 or "\n" in last.head.of(dockerfile.document.text)
    return last if several else None


def _pair(dockerfile: Dockerfile, neighbour: Instruction | None, *, key: str, value: str) -> str:
    """Spell a pair in the quotes of the last one of a LABEL, key and value each in its own."""
    last = neighbour.pairs[-1] if neighbour else None
    name = quote_style(last.name, dockerfile.escape) if last else Quote.BARE
    style = quote_style(last.value or "", dockerfile.escape) if last else Quote.BARE
    return "=".join(
        spell(text, Quote.BARE if quote is Quote.MIXED else quote, escape=dockerfile.escape)
        for text, quote in ((key, name), (value, style))
    )


def _into(dockerfile: Dockerfile, instruction: Instruction, *, pair: str) -> Edit:
    """Put a pair after the last one of a LABEL."""
    line, pairs = instruction.line, instruction.pairs
    last = line.span(pairs[-1].start, pairs[-1].end)
    text = dockerfile.document.text
    if len(pairs) > 1:
        before = line.span(pairs[-2].start, pairs[-2].end)
        gap = _without_comments(text[before.end : last.start])
    else:
        gap = _without_comments(text[before_pairs(line, pairs[0]).end : last.start])
        if "\n" not in gap:
            gap = f" {dockerfile.escape}{dockerfile.document.newline}{_indent(dockerfile)}"
    if "\n" not in gap:
        gap = gap.replace("\r", " ")  # a blank to the builder, at the end of a line a line end
    return Edit(Span(last.end, last.end), gap + pair)


def _makes_too_wide(dockerfile: Dockerfile, edit: Edit) -> bool:
    """Return whether an insertion makes one long line of a shorter one."""
    text, (place, _) = dockerfile.document.text, edit.span
    rest = text[place : next_line(text, place)].rstrip("\r\n")
    width = place - line_start(text, place) + len(edit.replacement) + len(rest)
    return "\n" not in edit.replacement and width > _WIDEST


def _without_comments(gap: str) -> str:
    """Return the blanks, escape, line end and indent between two pairs."""
    first, *lines = gap.split("\n")
    return "\n".join([first, lines[-1]]) if lines else gap


def _indent(dockerfile: Dockerfile) -> str:
    """Return the indent of the first line of the file at which a pair of a LABEL begins."""
    text = dockerfile.document.text
    for instruction in dockerfile.instructions:
        if instruction.keyword == "LABEL":
            for pair in instruction.pairs:
                start = instruction.line.span(pair.start, pair.end).start
                indent = text[line_start(text, start) : start]
                if not indent.strip(" \t"):
                    return indent
    return _DEFAULT_INDENT


def _anchor(
    dockerfile: Dockerfile, stage: Stage, *, labels: list[Instruction]
) -> Instruction | None:
    """Return the instruction after which a new one goes: a LABEL, or the head of the stage.

    That is FROM with the ARG lines directly below it, and with a MAINTAINER.
    """
    head = [stage.from_line]
    for instruction in stage.instructions:
        # A comment or a blank line in between ends the head of the stage.
        follows = instruction.span.start == head[-1].span.end
        if instruction.keyword != "MAINTAINER" and not (instruction.keyword == "ARG" and follows):
            break
        head.append(instruction)
    candidates = (*reversed(labels), *reversed(head))
    return next((each for each in candidates if not _runs_to_the_end(dockerfile, each)), None)


def _runs_to_the_end(dockerfile: Dockerfile, instruction: Instruction) -> bool:
    """Return whether a continuation is open at the end: a new line would become part of it."""
    text = dockerfile.document.text
    if instruction.heredocs or instruction.span.end < len(text):
        return False
    return dockerfile.escape in text[instruction.head.end :]


def _after(dockerfile: Dockerfile, anchor: Instruction, *, keyword: str, text: str) -> Edit:
    """Put a new instruction on a line of its own after `anchor`."""
    whole = dockerfile.document.text
    own = anchor.span.of(whole)
    start = anchor.head.start
    if whole[start : start + len(anchor.keyword)].islower():
        keyword = keyword.lower()
    visible = own.removeprefix("\ufeff")
    indent = visible[: len(visible) - len(visible.lstrip(UNICODE_BLANKS))]
    line_end = _LINE_END.search(own)
    newline = line_end[0] if line_end else dockerfile.document.newline
    line = f"{indent}{keyword} {text}"
    gap = newline if _has_blank_lines_everywhere(dockerfile) else ""
    place = Span(anchor.span.end, anchor.span.end)
    if own.endswith("\n"):
        return Edit(place, gap + line + newline)
    return Edit(place, newline + gap + line)


def _has_blank_lines_everywhere(dockerfile: Dockerfile) -> bool:
    """Return whether a blank line separates any two instructions of a file that has several."""
    follows_blank = True
    for part in dockerfile.parts:
        if isinstance(part, Instruction):
            if not follows_blank:
                return False
            follows_blank = False
        elif isinstance(part, Blank):
            follows_blank = True
    return len(dockerfile.instructions) > 1
