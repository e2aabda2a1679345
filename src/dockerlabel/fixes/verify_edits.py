"""Checks that the edits of a fix set the source label, and change nothing else.

Edits that fail one are not made: better a label that is reported than a Dockerfile that builds
another image.
"""

from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence

from dockerlabel.diagnostic import Edit, replaced_spans
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.image import ImageLabel, labels_of_stages
from dockerlabel.dockerfile.lines import comments_in
from dockerlabel.dockerfile.nodes import BuildError, Comment, Dockerfile, Instruction, Pair
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.dockerfile.words import unquote
from dockerlabel.document import Span, line_start
from dockerlabel.fixes.edits import rename_key, sole_use
from dockerlabel.sources.annotations import SOURCE, is_misspelled_source

_Edits = Sequence[Edit]

_ANOTHER_LABEL = "it would change another label"


def verify_edits(before: Dockerfile, after: Dockerfile, *, edits: _Edits) -> str | None:
    """Return what edits would change besides the source label; None if they change nothing else.

    Edits, which are sorted, may write, replace and remove source labels, correct a misspelled key,
    declare an argument and give one another default. One build without arguments is enough: what
    is written as before, below the same instructions, gives the same in every other build.
    """
    return (
        _still_builds(before, after)
        or _same_directives(before, after)
        or _same_instructions(before, after, edits=edits)
        or _same_comments(before, after, edits=edits)
        or _same_other_pairs(before, after, edits=edits)
        or _source_as_edited(before, after, edits=edits)
    )


def _still_builds(before: Dockerfile, after: Dockerfile) -> str | None:
    error = before.error or after.error
    return f"the build would fail: {error.message}" if error else None


def _same_directives(before: Dockerfile, after: Dockerfile) -> str | None:
    same = _directives(before) == _directives(after)
    return None if same else "it would change a parser directive"


def _directives(dockerfile: Dockerfile) -> list[tuple[str, str] | str | None]:
    directives = ((each.name, each.value) for each in dockerfile.directives)
    return [foreign_frontend(dockerfile.document.text), *directives]


def _same_instructions(before: Dockerfile, after: Dockerfile, *, edits: _Edits) -> str | None:
    """Compare all instructions, but for LABEL that edits remove or add, and ARG that they add."""
    old = _instructions(before, [edit.span for edit in edits], whole=("LABEL",))
    new = _instructions(after, replaced_spans(edits), whole=("LABEL", "ARG"))
    return None if list(old) == list(new) else "it would change another instruction"


def _instructions(
    dockerfile: Dockerfile, edited: Sequence[Span], *, whole: Container[str]
) -> Iterator[tuple[object, ...]]:
    """Yield what the builder reads of each instruction; the pairs of LABEL are compared later.

    One of the keywords `whole` is left out if it begins in what is edited: ARG for a source label.
    """
    for each in dockerfile.instructions:
        start, is_label = each.line.start, (each.trigger or each).keyword == "LABEL"
        keyword = "LABEL" if is_label else each.keyword
        if keyword in whole and _overlaps(Span(start, start + 1), edited):
            names = () if is_label else [pair.name for pair in each.pairs]
            if all(_is_for_source(dockerfile, name) for name in names):
                continue
        if is_label:
            yield (each.keyword,)
        elif keyword == "ARG":
            pairs = (_argument(dockerfile, each, pair=pair, edited=edited) for pair in each.pairs)
            yield keyword, *pairs
        else:
            bodies = (heredoc.body.of(dockerfile.document.text) for heredoc in each.heredocs)
            yield each.line.text, *bodies


def _argument(
    dockerfile: Dockerfile, instruction: Instruction, *, pair: Pair, edited: Sequence[Span]
) -> tuple[str, str | None]:
    """Return the name of an argument, and its default unless edits change one that they may."""
    default = instruction.line.span(pair.start + len(pair.name), pair.end)
    may_change = _overlaps(default, edited) and _is_for_source(dockerfile, pair.name)
    return pair.name, None if may_change else pair.value or None


def _is_for_source(dockerfile: Dockerfile, name: str) -> bool:
    """Return whether an argument is used in one place only, and that is a source label."""
    use = sole_use(dockerfile, name)
    return use is not None and any(
        key == SOURCE
        and _overlaps(Span(use, use + 1), [instruction.line.span(pair.start, pair.end)])
        for instruction, pair, key in _labels(dockerfile)
    )


def _same_comments(before: Dockerfile, after: Dockerfile, *, edits: _Edits) -> str | None:
    """Look for all comments but those that edits change, and those in a LABEL that they remove."""
    text = before.document.text
    removed = {edit.span.start for edit in edits if not edit.replacement}
    edited = {line_start(text, edit.span.start) for edit in edits}
    found = iter([comment for _, _, comment in _comments(after)])
    kept = all(
        comment in found
        for owner, line, comment in _comments(before)
        if owner not in removed and line not in edited
    )
    return None if kept else "it would lose a comment"


def _comments(dockerfile: Dockerfile) -> Iterator[tuple[int, int, str]]:
    """Yield for each comment the start of the instruction around it, of its line, and its text."""
    text = dockerfile.document.text
    for part in dockerfile.parts:
        start = part.span.start
        if isinstance(part, Comment):
            yield start, start, part.span.of(text).removeprefix("\ufeff").strip()
        elif isinstance(part, Instruction):
            for comment in comments_in(text, Span(part.line.start, part.line.end)):
                yield start, line_start(text, comment.start), comment.of(text).strip()


def _same_other_pairs(before: Dockerfile, after: Dockerfile, *, edits: _Edits) -> str | None:
    """Compare the pairs of LABEL lines, but for source labels and keys that become the source's."""
    same = list(_pairs(before, frozenset(edits))) == list(_pairs(after, frozenset()))
    return None if same else _ANOTHER_LABEL


def _pairs(dockerfile: Dockerfile, edits: frozenset[Edit]) -> Iterator[tuple[str, str | None]]:
    for instruction, pair, key in _labels(dockerfile):
        renamed = is_misspelled_source(key) and rename_key(dockerfile, instruction, pair=pair)
        if key != SOURCE and renamed not in edits:
            yield pair.name, pair.value


def _labels(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, Pair, str]]:
    """Yield the pairs of all LABEL lines with their keys, in triggers too."""
    for instruction in dockerfile.instructions:
        setter = instruction.trigger or instruction
        if setter.keyword == "LABEL":
            for pair in setter.pairs:
                yield instruction, pair, unquote(pair.name, dockerfile.escape)


def _source_as_edited(before: Dockerfile, after: Dockerfile, *, edits: _Edits) -> str | None:
    """Compare the labels of each stage, in a build without arguments."""
    stages = [labels_of_stages(each, BuildOptions()) for each in (before, after)]
    if len(stages[0]) != len(stages[1]):
        return "it would change another stage"
    added, replaced = replaced_spans(edits), [edit.span for edit in edits if edit.replacement]
    for old, new in zip(*stages, strict=True):
        (previous, kept), (source, found) = _image(old), _image(new)
        is_edited = source is not None and _overlaps(_place(source), added)
        # What is replaced may be what failed; then another error may come up after it.
        had_error = isinstance(old, BuildError) and (is_edited or _overlaps(old.span, replaced))
        if kept != found and not had_error:
            return _ANOTHER_LABEL
        if previous and not source:
            return "it would remove the source label"
        if source and not is_edited and _written(previous) != _written(source):
            return "it would expose a different source label"
    return None


def _image(labels: tuple[ImageLabel, ...] | BuildError) -> tuple[ImageLabel | None, dict[str, str]]:
    """Return the source label of a stage, and all others but misspelled ones; or its error."""
    if isinstance(labels, BuildError):
        return None, {"": labels.message}
    image = {label.key: label for label in labels if not is_misspelled_source(label.key)}
    return image.pop(SOURCE, None), {key: label.value for key, label in image.items()}


def _written(label: ImageLabel | None) -> tuple[int, str | None] | None:
    """Return the stage and the text of a value, which an argument's default may change."""
    return label and (label.stage, label.pair.value)


def _place(label: ImageLabel) -> Span:
    return label.instruction.line.span(label.pair.start, label.pair.end)


def _overlaps(place: Span, spans: Sequence[Span]) -> bool:
    """Return whether one of some spans, which are sorted and disjoint, overlaps a place."""
    number = bisect_left(spans, place.end, key=lambda span: span.start)
    return number > 0 and place.start < spans[number - 1].end
