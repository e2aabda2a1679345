"""The proof that edits changed what they were meant to change and nothing else.

An edit that fails it is not made: better a label that is reported than a Dockerfile that builds
another image.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dockerlabel.diagnostic import Edit, replaced_spans
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.expansion import is_computed
from dockerlabel.dockerfile.image import ImageLabel, labels_of_stages
from dockerlabel.dockerfile.lines import comments_in
from dockerlabel.dockerfile.nodes import BuildError, Comment, Dockerfile, Instruction
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Span
from dockerlabel.fixes.edits import rename_key
from dockerlabel.lazy import regex
from dockerlabel.sources import annotations

_NAME = regex(r"\w+")


def verify_edits(before: Dockerfile, after: Dockerfile, *, edits: list[Edit]) -> str:
    """Say in which way the edits did more than set the source label; empty where they did not.

    Compared are the parser directives, the instructions but for the edited ones, the comments, and
    the labels of every stage: in a build without arguments, and in those that give each ARG another
    value or none. A stage that sets a source does so afterwards, and only a label that was edited
    brings another. Of the others, one with a misspelled key may go: if that becomes the source's.
    """
    if after.error:
        return f"the builder would reject the file: {after.error.message}"
    if _directives(before) != _directives(after):
        return "it would change a parser directive"
    touched = [_touched(before.document.text, edit) for edit in edits]
    if _instructions(before, touched) != _instructions(after, replaced_spans(edits)):
        return "it would change another instruction"
    kept = _comments(after)
    meant = {_line(before.document.text, edit.span.start) for edit in edits}
    if not all(comment in kept for comment in _comments(before, edits) if comment not in meant):
        return "it would lose a comment"
    written = _Written(after, edits)
    renamed = _Renamed(before, edits)
    mended = _Mended(before, after, edits=edits)
    for options in _builds(before):
        stages = labels_of_stages(before, options), labels_of_stages(after, options)
        if len(stages[0]) != len(stages[1]):
            return "it would change another stage"
        for old, new in zip(*stages, strict=True):
            message = _difference(old, new, renamed=renamed, written=written, mended=mended)
            if message:
                return message
    return ""


def _directives(dockerfile: Dockerfile) -> list[tuple[str, str] | str | None]:
    return [
        foreign_frontend(dockerfile.document.text),
        *((each.name, each.value) for each in dockerfile.directives),
    ]


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
        if span is None or not _overlap(instruction.span, span) or not _is_meant(instruction):
            bodies = (heredoc.body.of(text) for heredoc in instruction.heredocs)
            found.append((instruction.keyword, instruction.line.text, *bodies))
    return found


def _comments(dockerfile: Dockerfile, edits: Iterable[Edit] = ()) -> Iterator[str]:
    """Yield all comments, but for those in a label that an edit removes as a whole."""
    text = dockerfile.document.text
    removed = {edit.span.start: edit.span.end for edit in edits if not edit.replacement}
    for part in dockerfile.parts:
        if isinstance(part, Comment):
            yield part.span.of(text).removeprefix("\ufeff").strip()
        elif isinstance(part, Instruction) and removed.get(part.span.start, 0) < part.span.end:
            comments = comments_in(text, Span(part.line.start, part.line.end))
            yield from (comment.of(text).strip() for comment in comments)


def _line(text: str, offset: int) -> str:
    """Return the line that an offset stands in: a comment there is what an edit is about."""
    end = text.find("\n", offset)
    line = text[text.rfind("\n", 0, offset) + 1 : len(text) if end < 0 else end]
    return line.removeprefix("\ufeff").strip()


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
    return instruction.keyword == "ARG" or _is_label(instruction.trigger or instruction)


def _is_label(instruction: Instruction) -> bool:
    return instruction.keyword == "LABEL"


def _overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans have a part in common, and not just an edge."""
    return one.start < other.end and other.start < one.end


def _builds(dockerfile: Dockerfile) -> Iterable[BuildOptions]:
    yield BuildOptions()
    # What FROM lines use stays as it is: they might name no image, and nothing would be compared.
    heads = (each.line.text for each in dockerfile.instructions if each.keyword == "FROM")
    used = {name for head in heads for name in _NAME.findall(head)}
    names = {
        pair.name
        for instruction in dockerfile.instructions
        if instruction.keyword == "ARG"
        for pair in instruction.pairs
        if pair.name not in used
    }
    if names:
        yield BuildOptions(build_args={name: f"proof-{name}" for name in names})
        yield BuildOptions(build_args=dict.fromkeys(names, ""))


_Labels = tuple[ImageLabel, ...] | BuildError


def _difference(
    old: _Labels,
    new: _Labels,
    *,
    renamed: "_Renamed",
    written: "_Written",
    mended: "_Mended",
) -> str:
    """Say how the labels of a stage differ besides the source that was written."""
    if isinstance(old, BuildError):
        # Where the error was in what was replaced, as in `${NAME:?}`, there was no image to change.
        if isinstance(new, BuildError):
            same = old.message == new.message or mended.holds(old)
        else:
            source = _by_key(new).get(annotations.SOURCE)
            same = source is not None and written.holds(source) and mended.leaves_others()
        return "" if same else "it would change another label"
    if isinstance(new, BuildError):
        return "it would change another label"
    kept = _by_key(each for each in old if not renamed.holds(each))
    found = _by_key(new)
    before, after = kept.pop(annotations.SOURCE, None), found.pop(annotations.SOURCE, None)
    if _values(kept) != _values(found):
        return "it would change another label"
    if after is None:
        return "it would take the source label away" if before else ""
    if (before is None or before.value != after.value) and not written.holds(after):
        return "it would bring out another source label"
    return ""


def _by_key(labels: Iterable[ImageLabel]) -> dict[str, ImageLabel]:
    """Return the labels that an image has, of those that its lines set in this order."""
    return {label.key: label for label in labels}


def _values(labels: Mapping[str, ImageLabel]) -> dict[str, str]:
    return {key: label.value for key, label in labels.items()}


class _Renamed:
    """The labels whose misspelled keys edits mend, and do nothing else to them."""

    __slots__ = ("_dockerfile", "_edits")

    def __init__(self, before: Dockerfile, edits: list[Edit]) -> None:
        self._dockerfile = before
        self._edits = frozenset(edits)

    def holds(self, label: ImageLabel) -> bool:
        if not self._edits or not annotations.is_misspelled_source(label.key):
            return False
        return rename_key(self._dockerfile, label.instruction, pair=label.pair) in self._edits


class _Mended:
    """The source labels whose values edits replace, where they leave all else as it is written."""

    __slots__ = ("_after", "_before", "_edits", "_leaves_others")

    def __init__(self, before: Dockerfile, after: Dockerfile, *, edits: list[Edit]) -> None:
        self._before, self._after, self._edits = before, after, edits
        self._leaves_others: bool | None = None

    def holds(self, error: BuildError) -> bool:
        """Whether an error was in such a label: behind it another one may come up."""
        replaced = [edit.span for edit in self._edits if edit.replacement]
        return _is_edited(error.span, replaced) and self.leaves_others()

    def leaves_others(self) -> bool:
        """Whether all other labels are written as they were."""
        if self._leaves_others is None:
            before = _others(self._before, [edit.span for edit in self._edits])
            after = _others(self._after, replaced_spans(self._edits))
            self._leaves_others = before == after
        return self._leaves_others


def _others(dockerfile: Dockerfile, edited: Sequence[Span]) -> list[tuple[str, str | None]]:
    """Return the labels of a file as they are written, but for source labels that are edited."""
    return [
        (pair.name, pair.value)
        for instruction in dockerfile.instructions
        if _is_label(setter := instruction.trigger or instruction)
        for pair in setter.pairs
        if annotations.SOURCE not in pair.name
        or not _is_edited(instruction.line.span(pair.start, pair.end), edited)
    ]


class _Written:
    """What edits wrote into a file: labels, and defaults of arguments."""

    __slots__ = ("_argument", "_escape", "_spans")

    def __init__(self, after: Dockerfile, edits: list[Edit]) -> None:
        self._spans = replaced_spans(edits)
        self._escape = after.escape
        self._argument = any(
            each.keyword == "ARG" and _is_edited(each.span, self._spans)
            for each in after.instructions
        )

    def holds(self, label: ImageLabel) -> bool:
        """Whether a label was edited, or an argument was that it may be put together from."""
        pair = label.pair
        if _is_edited(label.instruction.line.span(pair.start, pair.end), self._spans):
            return True
        return self._argument and is_computed(pair.value or "", self._escape)


def _is_edited(place: Span, spans: Sequence[Span]) -> bool:
    """Tell whether an edit lies in a place: spans are sorted, and the last before its end tells."""
    number = bisect_left(spans, place.end, key=_start)
    return number > 0 and place.start < spans[number - 1].end


def _start(span: Span) -> int:
    return span.start
