"""Changes of a file that change no label, or change it in a known way."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.nodes import Dockerfile, Instruction, Quote
from dockerlabel.dockerfile.words import label, spell
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from tests.conftest import examples
from tests.properties.images import Labels, all_labels, read
from tests.properties.strategies import literal_values, plain_dockerfiles

_SWAP = str.maketrans("\\`", "`\\")

_LINES = ("\n", "\r\n", " \t\n", "# why\n", "\t# a \\\r\n")
"""What is dropped between the lines of an instruction."""


@examples(150)
@given(plain_dockerfiles(), st.sampled_from(_LINES), st.sampled_from(Quote))
def test_no_label_changes(text: str, line: str, quote: Quote) -> None:
    dockerfile, labels = read(text), all_labels(text)
    assert dockerfile.error is None, "all other properties rest on such files"
    assert all(isinstance(each, dict) for each in labels)
    for what, changed in {
        "other line ends": _with_other_line_ends(text),
        "a byte order mark more or less": _with_other_mark(text),
        "an escape and a line end between pairs": _split_between_pairs(text, dockerfile),
        "lines inside of continuations": _with_lines_inside(text, dockerfile, line=line),
        "other quotes around literal values": apply_edits(text, _requoted(dockerfile, quote)),
    }.items():
        assert all_labels(changed) == labels, what


@examples(150)
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


@examples(150)
@given(literal_values(), st.sampled_from(Quote), st.sampled_from("\\`"))
def test_spelling(value: str, quote: Quote, escape: str) -> None:
    """Any text without a line feed comes back out of its spelling, in pair and legacy form."""
    spelled = spell(value, quote, escape=escape)
    head = f"# escape={escape}\nFROM scratch\nLABEL"
    assert all_labels(f"{head} a=1 k={spelled} z=26\n")[0] == {"a": "1", "k": value, "z": "26"}
    assert all_labels(f"{head} k {spelled}\n")[0] == {"k": value}


def _with_other_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n") if "\r\n" in text else text.replace("\n", "\r\n")


def _with_other_mark(text: str) -> str:
    return text.removeprefix("\ufeff") if text.startswith("\ufeff") else "\ufeff" + text


def _split_between_pairs(text: str, dockerfile: Dockerfile) -> str:
    """An escape and a line end may come before any pair but the first."""
    places = [
        instruction.line.span(pair.start, pair.end).start
        for instruction in dockerfile.instructions
        if instruction.keyword in {"LABEL", "ENV", "ARG"}
        for pair in instruction.pairs[1:]
    ]
    return _insert(text, places, dockerfile.escape + "\n")


def _with_lines_inside(text: str, dockerfile: Dockerfile, *, line: str) -> str:
    places = [place for each in dockerfile.instructions for place in _continuations(text, each)]
    return _insert(text, places, line)


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
