"""Applies fixes in rounds, and verifies after each that nothing but labels has changed."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, replaced_spans
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Document, Span
from dockerlabel.fixes.verify_edits import verify_edits
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Protocol

    class Analysed(Protocol):
        """A text that was parsed and linted."""

        @property
        def dockerfile(self) -> Dockerfile:
            """Its instructions."""

        @property
        def is_checked(self) -> bool:
            """Whether rules can say anything about its labels."""

        @property
        def labelled_by_build(self) -> bool:
            """Whether an image gets its source label from a build alone."""

        @property
        def diagnostics(self) -> tuple[Diagnostic, ...]:
            """What is wrong with it, in the order of places."""

    class Verify(Protocol):
        """Returns what edits would change that they must not; None if they change nothing else."""

        def __call__(
            self, before: Dockerfile, after: Dockerfile, /, *, edits: Sequence[Edit]
        ) -> str | None:
            """Compare a text with what edits made of it."""


Analyse = Callable[[Document], "Analysed"]

MAX_ROUNDS = 10


class FixResult(NamedTuple):
    """What fixes make of a document.

    `end` is what was found out about the fixed document. `edits` make it of the original one;
    there are none if nothing changes. `applied` holds the diagnostics whose fixes were made.
    `rejected` says why a fix was not made that would have done harm, empty if there was none.
    """

    end: "Analysed"
    edits: tuple[Edit, ...] = ()
    applied: tuple[Diagnostic, ...] = ()
    rejected: str = ""

    @property
    def document(self) -> Document:
        """The fixed document."""
        return self.end.dockerfile.document

    @property
    def remaining(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of the fixed document."""
        return self.end.diagnostics


def fix(
    start: "Analysed",
    analyse: Analyse,
    *,
    threshold: Applicability,
    verify: "Verify" = verify_edits,
) -> FixResult:
    """Apply every fix of at least `threshold`, again and again until none is left.

    A fix is made as a whole or not at all; one that overlaps another waits for the next round.
    After each round `verify` compares the text with the one before.
    """
    result = FixResult(start)
    refused: set[Fix] = set()
    for _ in range(MAX_ROUNDS):
        chosen = _compatible(result.remaining, threshold=threshold, refused=refused)
        if not chosen:
            break
        after = _round(result, chosen, analyse=analyse, verify=verify)
        if after.rejected and len(chosen) > 1:
            # One of them is at fault: the others get their turn alone.
            chosen = chosen[:1]
            after = _round(result, chosen, analyse=analyse, verify=verify)
        if after.rejected:
            refused.update(each.fix for each in chosen if each.fix)
            result = result._replace(rejected=after.rejected)
        else:
            result = after._replace(rejected=result.rejected)
    text = start.dockerfile.document.text
    changing = (edit for edit in result.edits if edit.span.of(text) != edit.replacement)
    return result._replace(edits=tuple(changing))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with edits made, whose spans are sorted and do not overlap."""
    pieces: list[str] = []
    place = 0
    for edit in edits:
        pieces += [text[place : edit.span.start], edit.replacement]
        place = edit.span.end
    return "".join(pieces) + text[place:]


def composed(first: Sequence[Edit], second: Sequence[Edit], *, between: str) -> tuple[Edit, ...]:
    """Return edits that do at once what `first` does, and then `second` to the text `between`.

    Both are sorted and do not overlap. Those that touch one another become one.
    """
    made = replaced_spans(first)
    old, new = deque(zip(first, made, strict=True)), deque(second)
    edits: list[Edit] = []
    shift = 0
    for start, end in _joined((*made, *(edit.span for edit in second))):
        origin = start - shift
        while old and old[0][1].end <= end:
            shift += old.popleft()[0].growth
        inner: list[Edit] = []
        while new and new[0].span.end <= end:
            span, replacement = new.popleft()
            inner.append(Edit(Span(span.start - start, span.end - start), replacement))
        edits.append(Edit(Span(origin, end - shift), apply_edits(between[start:end], inner)))
    return tuple(edits)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order, those as one that overlap or touch."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _compatible(
    diagnostics: Iterable[Diagnostic], *, threshold: Applicability, refused: set[Fix]
) -> list[Diagnostic]:
    """Choose diagnostics whose fixes can be made together; the first come first."""
    chosen: list[Diagnostic] = []
    taken: list[Edit] = []
    for diagnostic in diagnostics:
        own = diagnostic.fix
        if own is None or own.applicability < threshold or own in refused:
            continue
        if not any(_collides(edit, taken) for edit in own.edits):
            chosen.append(diagnostic)
            for edit in own.edits:
                insort(taken, edit)
    return chosen


def _collides(edit: Edit, taken: list[Edit]) -> bool:
    """Return whether an edit overlaps one of those taken, which are sorted and disjoint."""
    index = bisect_left(taken, edit.span, key=lambda each: each.span)
    spans = [each.span for each in taken[max(0, index - 1) : index + 1]]
    return any(
        second.start < first.end or first == second
        for first, second in (sorted((edit.span, span)) for span in spans)
    )


def _round(
    before: FixResult, chosen: Sequence[Diagnostic], *, analyse: Analyse, verify: "Verify"
) -> FixResult:
    """Make the fixes of some diagnostics; `rejected` of the result says why that does harm."""
    document = before.document
    edits = sorted(edit for each in chosen if each.fix for edit in each.fix.edits)
    text = apply_edits(document.text, edits)
    if text == document.text:
        return before._replace(rejected="it would change nothing")
    end = analyse(Document(text))
    rejected = verify(before.end.dockerfile, end.dockerfile, edits=edits)
    return FixResult(
        end,
        composed(before.edits, edits, between=document.text),
        (*before.applied, *chosen),
        rejected or _new_place(before.end, end, edits=edits),
    )


def _new_place(before: "Analysed", after: "Analysed", *, edits: list[Edit]) -> str:
    """Say which diagnostic is at a place that had none before the edits.

    An instruction that was edited is one place: a key that is corrected makes its value count. One
    that only went on to another place is not new: of one error that the builder would find in
    several, it names the first. Problems of comments do not count: what one ignored may just have
    been fixed.
    """
    # A diagnostic of the repository is at no place in the file.
    places = (each.span for each in before.diagnostics if each.span.end)
    known = _moved((place.start for place in places), edits)
    touched = replaced_spans(edits)
    gone = Counter((each.rule, each.message) for each in before.diagnostics)
    gone.subtract((each.rule, each.message) for each in after.diagnostics)
    dockerfile = after.dockerfile
    for diagnostic in after.diagnostics:
        if diagnostic.span.start in known or gone[diagnostic.rule, diagnostic.message] >= 0:
            continue
        is_comment = dockerfile.document.text.startswith(("#", "//"), diagnostic.span.start)
        if not is_comment and not _meets(touched, _instruction_at(dockerfile, diagnostic.span)):
            return f"it would introduce a new {diagnostic.rule} diagnostic: {diagnostic.message}"
    return ""


def _meets(touched: tuple[Span, ...], place: Span) -> bool:
    """Return whether a place meets one of some spans, which are sorted and disjoint."""
    index = bisect_right(touched, place.end, key=lambda each: each.start)
    return index > 0 and place.start <= touched[index - 1].end


def _instruction_at(dockerfile: Dockerfile, span: Span) -> Span:
    """Return the span of the instruction that holds a span; that itself if none does."""
    instructions = dockerfile.instructions
    index = bisect_right(instructions, span.start, key=lambda each: each.span.start) - 1
    head = instructions[index].head if index >= 0 else span
    return head if span.end <= head.end else span


def _moved(offsets: Iterable[int], edits: list[Edit]) -> set[int]:
    """Return what offsets of the old text are in the new one; both are in rising order."""
    moved = set()
    above, shift = 0, 0
    for offset in offsets:
        while above < len(edits) and edits[above].span.end <= offset:
            shift += edits[above].growth
            above += 1
        moved.add(offset + shift)
    return moved
