"""Applies fixes in rounds, and proves after each round that nothing but labels has changed."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, replaced_spans
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.proof import disproof
from dockerlabel.values import NamedTuple

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
    taken: list[Span] = []
    for diagnostic in diagnostics:
        own = diagnostic.fix
        if own is None or own.applicability < threshold or own in refused:
            continue
        if not any(_collides(edit.span, taken) for edit in own.edits):
            chosen.append(diagnostic)
            for edit in own.edits:
                insort(taken, edit.span)
    return chosen


def _collides(span: Span, taken: list[Span]) -> bool:
    """Tell whether a span meets one of many, which are sorted and do not meet one another."""
    place = bisect_left(taken, span)
    if place and taken[place - 1].end > span.start:
        return True
    return place < len(taken) and (taken[place].start < span.end or taken[place] == span)


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
    message = disproof(before, after, edits=edits)
    return after, message or _new_place(diagnostics, _on_instructions(after, lint), edits=edits)


def _on_instructions(dockerfile: Dockerfile, lint: Lint) -> tuple[Diagnostic, ...]:
    """Return diagnostics, but for those of comments: what one ignored may just have been mended."""
    text = dockerfile.document.text
    return tuple(each for each in lint(dockerfile) if not each.span.of(text).startswith("#"))


def _new_place(
    before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...], *, edits: list[Edit]
) -> str:
    """Say which diagnostic stands at a place that had none before the edits.

    One that only went on to another place is not new: of one error that the builder would find in
    several, it names the first.
    """
    moved = _moving(edits)
    known = {moved(diagnostic.span.start) for diagnostic in before}
    touched = replaced_spans(edits)
    ends = [span.end for span in touched]
    gone = Counter((each.rule, each.message) for each in before)
    gone.subtract((each.rule, each.message) for each in after)
    for diagnostic in after:
        start, end = diagnostic.span
        near = bisect_left(ends, start)
        if start in known or (near < len(touched) and touched[near].start <= end):
            continue
        if gone[diagnostic.rule, diagnostic.message] < 0:
            return f"it would bring up {diagnostic.rule}: {diagnostic.message}"
    return ""


def _moving(edits: list[Edit]) -> Callable[[int], int]:
    """Return what tells where an offset of the old text stands in the new one."""
    ends = [edit.span.end for edit in edits]
    grown = (len(each.replacement) - each.span.end + each.span.start for each in edits)
    shifts = list(accumulate(grown, initial=0))
    return lambda offset: offset + shifts[bisect_right(ends, offset)]
