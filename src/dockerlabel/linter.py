"""Runs the rules and turns what they say into diagnostics."""

from collections.abc import Iterator
from functools import lru_cache

from dockerlabel.context import Context
from dockerlabel.diagnostic import Diagnostic, Violation
from dockerlabel.expectation import Expectation
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.registry import RULE_BY_NAME, RULES
from dockerlabel.rule import Rule
from dockerlabel.rules.unknown_remote import note, unknown_remote
from dockerlabel.rules.unused_ignore import unused_ignore
from dockerlabel.settings import DEFAULTS, Settings
from dockerlabel.suppression import Suppression

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.document import Span


def lint(context: Context, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a file in the order of their places.

    For each place the first violation in the order of the registry counts: a lesser one comes up
    when that is mended.
    """
    found: dict[Span, Diagnostic] = {}
    for rule, violation in violations(context, settings):
        severity = settings.severity.get(rule.name) or violation.severity or rule.severity
        message = mask_credentials(violation.message)
        fix = violation.fix
        fix = fix and fix._replace(title=mask_credentials(fix.title))
        diagnostic = Diagnostic(rule.name, severity, violation.span, message, fix)
        if found.setdefault(violation.span, diagnostic) is diagnostic:
            for place in violation.covers:
                found.setdefault(place, diagnostic)
    own = (diagnostic for place, diagnostic in found.items() if place == diagnostic.span)
    return tuple(sorted(own, key=lambda diagnostic: diagnostic.span))


def violations(context: Context, settings: Settings) -> Iterator[tuple[Rule, Violation]]:
    """Yield all that the rules in force say, in the order of the registry, unless it is ignored.

    A file that another frontend reads is not judged.
    """
    if context.frontend:
        return
    suppression = Suppression(context.dockerfile)
    for rule in _wanted_rules(settings.select, settings.ignore):
        for violation in rule.check(context):
            if not suppression.ignores(rule.name, violation.span):
                yield rule, violation
    if is_wanted(unused_ignore.name, settings) and not context.error:
        source = context.expectation.source
        is_certain = source is not None and source.authority.certain

        def is_judged(name: str) -> bool:
            return is_wanted(name, settings) and (is_certain or not RULE_BY_NAME[name].compares)

        for violation in suppression.unused(is_judged):
            yield unused_ignore, violation


def lint_expectation(expectation: Expectation, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what is said of a repository: that there is nothing to compare its labels with."""
    if expectation.source or not is_wanted(unknown_remote.name, settings):
        return ()
    told = note(expectation)
    severity = settings.severity.get(told.rule, told.severity)
    return (told._replace(severity=severity, message=mask_credentials(told.message)),)


def is_wanted(name: str, settings: Settings) -> bool:
    """Tell whether the settings let a rule speak."""
    selected = settings.select is None or name in settings.select
    return selected and name not in settings.ignore


@lru_cache(maxsize=64)
def _wanted_rules(select: tuple[str, ...] | None, ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules in force, in the order of the registry: the same for most files of a run."""
    settings = DEFAULTS._replace(select=select, ignore=ignore)
    return tuple(rule for rule in RULES if is_wanted(rule.name, settings))
