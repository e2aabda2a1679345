"""Runs the rules and turns what they say into diagnostics."""

from dockerlabel.context import Context
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.document import Span
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.registry import RULES


def lint(
    context: Context, *, select: tuple[str, ...] | None = None, ignore: tuple[str, ...] = ()
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a file in the order of their places.

    `select` names the rules that are asked, all of them if it is None, `ignore` those that are not.

    For each place the first violation in the order of the registry counts: a lesser one comes up
    when that is mended. A file that another frontend reads is not judged.
    """
    if context.frontend:
        return ()
    found = dict[Span, Diagnostic]()
    for rule in RULES:
        if rule.name in ignore or (select is not None and rule.name not in select):
            continue
        for violation in rule.check(context):
            severity = violation.severity or rule.severity
            message = mask_credentials(violation.message)
            diagnostic = Diagnostic(rule.name, severity, violation.span, message, violation.fix)
            found.setdefault(violation.span, diagnostic)
    return tuple(sorted(found.values(), key=lambda diagnostic: diagnostic.span))
