"""Changes of a file that change no label, or change it in a known way."""

import os
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Quote
from dockerlabel.dockerfile.words import label, spell
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from tests.properties.images import Labels, all_labels, read
from tests.properties.strategies import literal_values, plain_dockerfiles

EXAMPLES = 2_000 if os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1" else 500

_SWAP = str.maketrans("\\`", "`\\")

law = settings(max_examples=EXAMPLES)


@law
@given(plain_dockerfiles())
def test_line_ends(text: str) -> None:
    unix = text.replace("\r\n", "\n")
    assert all_labels(unix.replace("\n", "\r\n")) == all_labels(unix)


@law
@given(plain_dockerfiles())
def test_byte_order_mark(text: str) -> None:
    bare = text.removeprefix("\ufeff")
    assert all_labels("\ufeff" + bare) == all_labels(bare)


@law
@given(plain_dockerfiles())
def test_split_between_pairs(text: str) -> None:
    """An escape and a line end may stand before any pair but the first."""
    dockerfile = read(text)
    places = [
        instruction.line.span(pair.start, pair.end).start
        for instruction in dockerfile.instructions
        if instruction.keyword in {"LABEL", "ENV", "ARG"}
        for pair in instruction.pairs[1:]
    ]
    assert all_labels(_insert(text, places, dockerfile.escape + "\n")) == all_labels(text)


@law
@given(plain_dockerfiles(), st.sampled_from(["\n", "\r\n", " \t\n", "# why\n", "\t# a \\\r\n"]))
def test_line_inside_of_a_continuation(text: str, line: str) -> None:
    """A comment or an empty line between the lines of an instruction is dropped."""
    places = [place for each in read(text).instructions for place in _continuations(text, each)]
    assert all_labels(_insert(text, places, line)) == all_labels(text)


@law
@given(plain_dockerfiles())
def test_swap_of_the_escape(text: str) -> None:
    r"""The two characters change places, and so they do in the labels.

    Not in patterns, end words of here-documents and triggers, which know the backslash only.
    """
    text = text.replace("\\*", "*").replace("<<E\\OT", "<<EOT")
    text = re.sub(r"(?im)^([ \t]*)onbuild ", r"\1", text)
    swapped = text.translate(_SWAP)
    if not _has_escape_directive(text):
        mark = "\ufeff" if swapped.startswith("\ufeff") else ""
        swapped = f"{mark}# escape=`\n{swapped.removeprefix(mark)}"
    assert all_labels(swapped) == [_swapped(labels) for labels in all_labels(text)]


@law
@given(plain_dockerfiles(), st.sampled_from(Quote))
def test_quoting_anew(text: str, quote: Quote) -> None:
    """A literal value means the same in any style that holds it."""
    dockerfile = read(text)
    assert all_labels(apply_edits(text, _requoted(dockerfile, quote))) == all_labels(text)


@law
@given(literal_values(), st.sampled_from(Quote), st.sampled_from("\\`"))
def test_spelling(value: str, quote: Quote, escape: str) -> None:
    """Any text without a line feed comes back out of its spelling."""
    spelled = spell(value, quote, escape=escape)
    text = f"# escape={escape}\nFROM scratch\nLABEL a=1 k={spelled} z=26\n"
    assert all_labels(text)[0] == {"a": "1", "k": value, "z": "26"}


@law
@given(literal_values(), st.sampled_from(Quote), st.sampled_from("\\`"))
def test_spelling_in_the_legacy_form(value: str, quote: Quote, escape: str) -> None:
    spelled = spell(value, quote, escape=escape)
    text = f"# escape={escape}\nFROM scratch\nLABEL k {spelled}\n"
    assert all_labels(text)[0] == {"k": value}


def _continuations(text: str, instruction: Instruction) -> list[int]:
    """Where the lines begin that continue an instruction."""
    line = instruction.line
    offsets = [line.span(index, index + 1).start for index in range(len(line.text))]
    begins = dict.fromkeys(text.rfind("\n", 0, offset) + 1 for offset in offsets)
    return list(begins)[1:]


def _insert(text: str, places: list[int], inserted: str) -> str:
    return apply_edits(text, (Edit(Span(place, place), inserted) for place in places))


def _has_escape_directive(text: str) -> bool:
    return any(directive.name == "escape" for directive in read(text).directives)


def _swapped(labels: Labels) -> Labels:
    if isinstance(labels, str):
        return labels.translate(_SWAP)
    return {key.translate(_SWAP): value.translate(_SWAP) for key, value in labels.items()}


def _requoted(dockerfile: Dockerfile, quote: Quote) -> list[Edit]:
    """Edits that write every literal value of a label in a style."""
    edits = []
    for instruction in dockerfile.instructions:
        if instruction.keyword == "LABEL":
            for pair in instruction.pairs:
                word = label(instruction, pair, escape=dockerfile.escape).value
                if "$" not in word.raw:
                    edits.append(Edit(word.span, spell(word.text, quote, escape=dockerfile.escape)))
    return edits
