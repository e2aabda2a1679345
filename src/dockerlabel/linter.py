"""Runs the rules and turns what they say into diagnostics."""

from dockerlabel.context import Context
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.document import Span
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.registry import RULES
from dockerlabel.settings import Settings


def lint(context: Context, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a file in the order of their places.

    For each place the first violation in the order of the registry counts: a lesser one comes up
    when that is mended. A file that another frontend reads is not judged.
    """
    if context.frontend:
        return ()
    found = dict[Span, Diagnostic]()
    for rule in RULES:
        if not is_wanted(rule.name, settings):
            continue
        for violation in rule.check(context):
            severity = violation.severity or rule.severity
            message = mask_credentials(violation.message)
            diagnostic = Diagnostic(rule.name, severity, violation.span, message, violation.fix)
            if found.setdefault(violation.span, diagnostic) is diagnostic:
                for place in violation.covers:
                    found.setdefault(place, diagnostic)
    own = (diagnostic for place, diagnostic in found.items() if place == diagnostic.span)
    return tuple(sorted(own, key=lambda diagnostic: diagnostic.span))


def is_wanted(name: str, settings: Settings) -> bool:
    """Tell whether the settings let a rule speak."""
    selected = settings.select is None or name in settings.select
    return selected and name not in settings.ignore
