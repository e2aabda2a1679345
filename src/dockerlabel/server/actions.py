"""Code actions: what an editor offers to do about a diagnostic, and on saving."""

from collections.abc import Iterator, Sequence

from lsprotocol import types

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit
from dockerlabel.document import Span
from dockerlabel.output.text import printable
from dockerlabel.server.protocol import NAME, Target, diagnostic_of, workspace_edit
from dockerlabel.server.session import Linted

QUICK_FIX = types.CodeActionKind.QuickFix.value
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{NAME}"


def is_asked_for(kind: str, only: Sequence[str] | None) -> bool:
    """Tell whether `only` lets a kind through: kinds name it, or one that it is a part of.

    Without `only`, everything is asked for but `source` actions, which are no answer to "what can
    be done here?".
    """
    if not only:
        return not kind.startswith(types.CodeActionKind.Source.value)
    return any(not each or kind == each or kind.startswith(f"{each}.") for each in only)


def quick_fixes(
    linted: Linted, params: types.CodeActionParams, *, target: Target
) -> Iterator[types.CodeAction]:
    """Yield what can be done about the diagnostics that a request is about.

    Those are the ones that its range touches, and the ones that it lists: some editors ask for the
    whole line of the cursor.
    """
    span = target.positions.span(params.range)
    listed = {_key(each) for each in params.context.diagnostics}
    for each, ignore in zip(linted.diagnostics, linted.ignores, strict=True):
        told = diagnostic_of(each, target.positions)
        if _touch(each.span, span) or _key(told) in listed:
            yield from _fix(each, told, target=target)
            yield from _ignore(each, told, edits=ignore, target=target)


def fix_all(edits: tuple[Edit, ...], target: Target) -> Iterator[types.CodeAction]:
    """Yield the action that makes all safe fixes, if there are any."""
    if edits:
        yield types.CodeAction(
            title=f"{NAME}: make all safe fixes",
            kind=FIX_ALL,
            edit=workspace_edit(edits, target),
        )


def _fix(
    found: Diagnostic, told: types.Diagnostic, *, target: Target
) -> Iterator[types.CodeAction]:
    """Yield the action that makes the fix of a diagnostic, if it has one."""
    fix = found.fix
    if fix is not None and fix.applicability > Applicability.DISPLAY_ONLY:
        safe = fix.applicability is Applicability.SAFE
        doubt = "" if safe or "(unsafe" in fix.title else " (unsafe)"
        yield types.CodeAction(
            title=f"{NAME}: {printable(fix.title)}{doubt}",
            kind=QUICK_FIX,
            diagnostics=[told],
            is_preferred=safe,
            edit=workspace_edit(fix.edits, target),
        )


def _ignore(
    found: Diagnostic, told: types.Diagnostic, *, edits: tuple[Edit, ...], target: Target
) -> Iterator[types.CodeAction]:
    """Yield the action that writes a comment which ignores a diagnostic, if that can be done."""
    if edits:
        yield types.CodeAction(
            title=f"{NAME}: ignore {found.rule} here, with a reason",
            kind=QUICK_FIX,
            diagnostics=[told],
            is_preferred=False,
            edit=workspace_edit(edits, target),
        )


def _key(told: types.Diagnostic) -> tuple[object, ...]:
    """Return what a diagnostic is known by.

    Columns are not part of it: some editors hand them back in another unit than they got.
    """
    return told.range.start.line, told.range.end.line, told.code


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
