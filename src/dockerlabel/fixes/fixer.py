"""Applies fixes in rounds, and proves after each round that nothing but labels has changed."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, replaced_spans
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.fixes.verify import verify_edits
from dockerlabel.lazy import NamedTuple

MAX_ROUNDS = 10

Lint = Callable[[Dockerfile], tuple[Diagnostic, ...]]


class Fixed(NamedTuple):
    """A document after its fixes.

    `applied` holds the diagnostics whose fixes were taken, `remaining` what is left. `bug` says
    what a fix would have done that it must not; that fix was then not taken.
    """

    document: Document
    applied: tuple[Diagnostic, ...]
    remaining: tuple[Diagnostic, ...]
    bug: str = ""


def fix(dockerfile: Dockerfile, lint: Lint, *, threshold: Applicability) -> Fixed:
    """Apply every fix of at least `threshold`, again and again until none is left.

    A fix is taken whole or not at all; one that overlaps another waits for the next round.
    """
    diagnostics = lint(dockerfile)
    applied: list[Diagnostic] = []
    refused: set[Fix] = set()
    bug = ""
    for _ in range(MAX_ROUNDS):
        chosen = _compatible(diagnostics, threshold=threshold, refused=refused)
        if not chosen:
            break
        fixes = [each.fix for each in chosen if each.fix]
        after, message = _round(dockerfile, fixes, places=(diagnostics, lint))
        if message and len(chosen) > 1:
            # One of them is at fault: the others get their turn alone.
            chosen = chosen[:1]
            fixes = fixes[:1]
            after, message = _round(dockerfile, fixes, places=(diagnostics, lint))
        if message:
            refused.update(fixes)
            bug = message
            continue
        applied.extend(chosen)
        dockerfile = after
        diagnostics = lint(dockerfile)
    return Fixed(dockerfile.document, tuple(applied), diagnostics, bug)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with edits made, whose spans are sorted and do not overlap."""
    pieces: list[str] = []
    place = 0
    for edit in edits:
        pieces += [text[place : edit.span.start], edit.replacement]
        place = edit.span.end
    return "".join(pieces) + text[place:]


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
    """Tell whether an edit overlaps one of those that are taken, which are sorted and disjoint."""
    index = bisect_left(taken, edit.span, key=lambda each: each.span)
    spans = [each.span for each in taken[max(0, index - 1) : index + 1]]
    return any(
        second.start < first.end or first == second
        for first, second in (sorted((edit.span, span)) for span in spans)
    )


def _round(
    before: Dockerfile,
    fixes: list[Fix],
    *,
    places: tuple[tuple[Diagnostic, ...], Lint],
) -> tuple[Dockerfile, str]:
    """Make the edits of some fixes; return the outcome and what is wrong with it."""
    edits = sorted(edit for each in fixes for edit in each.edits)
    after = parse(Document(apply_edits(before.document.text, edits)))
    diagnostics, lint = places
    if after.document == before.document:
        return after, "it would change nothing"
    message = verify_edits(before, after, edits=edits)
    return after, message or _new_place(after, lint(after), before=diagnostics, edits=edits)


def _new_place(
    after: Dockerfile,
    found: tuple[Diagnostic, ...],
    *,
    before: tuple[Diagnostic, ...],
    edits: list[Edit],
) -> str:
    """Say which diagnostic stands at a place that had none before the edits.

    An instruction that was edited is one place: a key that is mended makes its value count. One
    that only went on to another place is not new: of one error that the builder would find in
    several, it names the first. Those of comments do not count: what one ignored may just have
    been mended.
    """
    known = _moved((diagnostic.span.start for diagnostic in before), edits)
    touched = replaced_spans(edits)
    gone = Counter((each.rule, each.message) for each in before)
    gone.subtract((each.rule, each.message) for each in found)
    for diagnostic in found:
        if diagnostic.span.start in known or gone[diagnostic.rule, diagnostic.message] >= 0:
            continue
        is_comment = after.document.text.startswith("#", diagnostic.span.start)
        if not is_comment and not _meets(touched, _instruction_at(after, diagnostic.span)):
            return f"it would bring up {diagnostic.rule}: {diagnostic.message}"
    return ""


def _meets(touched: tuple[Span, ...], place: Span) -> bool:
    """Tell whether a place meets one of some spans, which are sorted and disjoint."""
    index = bisect_right(touched, place.end, key=lambda each: each.start)
    return index > 0 and place.start <= touched[index - 1].end


def _instruction_at(dockerfile: Dockerfile, span: Span) -> Span:
    """Return the span of the instruction that holds a span; that itself where none does."""
    instructions = dockerfile.instructions
    index = bisect_right(instructions, span.start, key=lambda each: each.span.start) - 1
    head = instructions[index].head if index >= 0 else span
    return head if span.end <= head.end else span


def _moved(offsets: Iterable[int], edits: list[Edit]) -> set[int]:
    """Return where offsets of the old text stand in the new one; both in rising order."""
    moved = set()
    behind, shift = 0, 0
    for offset in offsets:
        while behind < len(edits) and edits[behind].span.end <= offset:
            start, end = edits[behind].span
            shift += len(edits[behind].replacement) - (end - start)
            behind += 1
        moved.add(offset + shift)
    return moved
