"""The proof that edits changed what they were meant to change and nothing else.

An edit that fails it is not made: better a label that is reported than a Dockerfile that builds
another image.
"""

from collections.abc import Iterable

from dockerlabel import oci
from dockerlabel.diagnostic import Edit, replaced_spans
from dockerlabel.dockerfile.image import ImageLabel, labels_of_stages
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Span
from dockerlabel.label_edits import rename_key


def disproof(before: Dockerfile, after: Dockerfile, *, edits: list[Edit]) -> str:
    """Say in which way the edits did more than set the source label; empty where they did not.

    Compared are the instructions but for the edited ones, and the labels of every stage but for the
    source: in a build without arguments, and in one that gives each ARG another value. A misspelled
    key that becomes the source's is the one other label that may go.
    """
    if after.error:
        return f"the builder would reject the file: {after.error.message}"
    touched = [_touched(before.document.text, edit) for edit in edits]
    if _instructions(before, touched) != _instructions(after, replaced_spans(edits)):
        return "it would change another instruction"
    made = frozenset(edits)
    for options in _builds(before):
        if _other_labels(before, options, edits=made) != _other_labels(after, options):
            return "it would change another label"
    return ""


def _instructions(dockerfile: Dockerfile, edited: Iterable[Span]) -> list[tuple[str, ...]]:
    """Return what the builder reads of each instruction that no edit is meant to change."""
    text = dockerfile.document.text
    # A line end at the edge of an edit belongs to the neighbour's line, and changes nothing in it.
    spans = iter(sorted(_without_line_ends(text, span) for span in edited))
    span = next(spans, None)
    found: list[tuple[str, ...]] = []
    for instruction in dockerfile.instructions:
        while span and span.end <= instruction.span.start:
            span = next(spans, None)
        if span is None or not _touches(instruction, span) or not _is_meant(instruction):
            bodies = (heredoc.body.of(text) for heredoc in instruction.heredocs)
            found.append((instruction.keyword, instruction.line.text, *bodies))
    return found


def _touched(text: str, edit: Edit) -> Span:
    """Return what an edit touches: text that is added to the end of a line touches that line."""
    span, replacement = edit
    continues = span.start > 0 and text[span.start - 1] != "\n" and replacement[:1] not in "\r\n"
    return Span(span.start - 1, span.end) if continues and span.start == span.end else span


def _without_line_ends(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in "\r\n":
        start += 1
    while start < end and text[end - 1] in "\r\n":
        end -= 1
    return Span(start, end)


def _is_meant(instruction: Instruction) -> bool:
    """Tell whether edits may be here: those of labels, and of defaults of arguments."""
    return (instruction.trigger or instruction).keyword in {"LABEL", "ARG"}


def _touches(instruction: Instruction, span: Span) -> bool:
    """Tell whether a span lies in the lines of an instruction, and not just at their edge."""
    return span.start < instruction.span.end and instruction.span.start < span.end


def _builds(dockerfile: Dockerfile) -> Iterable[BuildOptions]:
    yield BuildOptions()
    # What FROM lines use stays as it is: they might name no image, and nothing would be compared.
    heads = "".join(each.line.text for each in dockerfile.instructions if each.keyword == "FROM")
    names = {
        pair.name
        for instruction in dockerfile.instructions
        if instruction.keyword == "ARG"
        for pair in instruction.pairs
        if pair.name not in heads
    }
    if names:
        yield BuildOptions(build_args={name: f"proof-{name}" for name in names})


def _other_labels(
    dockerfile: Dockerfile, options: BuildOptions, *, edits: frozenset[Edit] = frozenset()
) -> list[BuildError | dict[str, str] | str]:
    """Return the labels of each stage without the source, or the message of its error.

    Left out are also those whose keys `edits` turn into the source's.
    """
    return [
        stage.message
        if isinstance(stage, BuildError)
        else {
            label.key: label.value
            for label in stage
            if label.key != oci.SOURCE and not _is_renamed(dockerfile, label, edits=edits)
        }
        for stage in labels_of_stages(dockerfile, options)
    ]


def _is_renamed(dockerfile: Dockerfile, label: ImageLabel, *, edits: frozenset[Edit]) -> bool:
    """Tell whether one of the edits is the one that mends a label's misspelled key."""
    if not edits or not oci.is_misspelled_source(label.key):
        return False
    return rename_key(dockerfile, label.instruction, pair=label.pair) in edits
