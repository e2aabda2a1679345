"""Applies fixes in rounds, and proves after each round that nothing but labels has changed."""

from collections import Counter
from collections.abc import Callable, Iterable

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, replaced_spans
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
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
    taken: list[Edit] = []
    for diagnostic in diagnostics:
        own = diagnostic.fix
        if own is None or own.applicability < threshold or own in refused:
            continue
        if not any(_collide(edit, other) for edit in own.edits for other in taken):
            chosen.append(diagnostic)
            taken.extend(own.edits)
    return chosen


def _collide(edit: Edit, other: Edit) -> bool:
    first, second = sorted((edit.span, other.span))
    return second.start < first.end or first == second


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
    known = {_moved(diagnostic.span.start, edits) for diagnostic in before}
    touched = replaced_spans(edits)
    gone = Counter((each.rule, each.message) for each in before)
    gone.subtract((each.rule, each.message) for each in after)
    for diagnostic in after:
        start, end = diagnostic.span
        if start in known or any(start <= last and first <= end for first, last in touched):
            continue
        if gone[diagnostic.rule, diagnostic.message] < 0:
            return f"it would bring up {diagnostic.rule}: {diagnostic.message}"
    return ""


def _moved(offset: int, edits: list[Edit]) -> int:
    """Return where an offset of the old text stands in the new one."""
    behind = [edit for edit in edits if edit.span.end <= offset]
    return offset + sum(len(each.replacement) - each.span.end + each.span.start for each in behind)
