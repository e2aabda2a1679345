"""Runs the rules and turns what they say into diagnostics."""

from dockerlabel.context import Context
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.document import Span
from dockerlabel.expectation import Expectation
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.registry import RULES
from dockerlabel.rules.unknown_remote import note, unknown_remote
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
            severity = settings.severity.get(rule.name) or violation.severity or rule.severity
            message = mask_credentials(violation.message)
            diagnostic = Diagnostic(rule.name, severity, violation.span, message, violation.fix)
            found.setdefault(violation.span, diagnostic)
    return tuple(sorted(found.values(), key=lambda diagnostic: diagnostic.span))


def lint_expectation(expectation: Expectation, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what is said of a repository: that there is nothing to compare its labels with."""
    if expectation.source or not is_wanted(unknown_remote.name, settings):
        return ()
    told = note(expectation)
    return (told._replace(severity=settings.severity.get(told.rule, told.severity)),)


def is_wanted(name: str, settings: Settings) -> bool:
    """Tell whether the settings let a rule speak."""
    selected = settings.select is None or name in settings.select
    return selected and name not in settings.ignore
