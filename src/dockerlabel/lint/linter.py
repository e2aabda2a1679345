"""Runs the rules and turns what they say into diagnostics."""

from collections.abc import Iterator
from functools import lru_cache

from dockerlabel.config.settings import Settings
from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Diagnostic, Violation
from dockerlabel.lint.suppressions import Suppression
from dockerlabel.rules.context import Context
from dockerlabel.rules.invalid_syntax import invalid_syntax
from dockerlabel.rules.registry import RULE_BY_NAME, RULES
from dockerlabel.rules.rule import Rule
from dockerlabel.rules.unknown_remote import note, unknown_remote
from dockerlabel.rules.unused_ignore import unused_ignore
from dockerlabel.sources.expected import Expectation

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.document import Span


def lint(context: Context, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a file in the order of their places.

    For each place the first violation in the order of the registry counts: a lesser one comes up
    when that is mended. What stands in a place where something is ignored stays: a fix that would
    mend that as well is not offered.
    """
    said = tuple(_said(context, settings))
    spared = {
        each.fix.edits
        for _, each, is_ignored in said
        if is_ignored
        and each.fix
        and any(edit.span.start < edit.span.end for edit in each.fix.edits)
    }
    found: dict[Span, Diagnostic] = {}
    for rule, violation, is_ignored in said:
        if is_ignored:
            continue
        severity = settings.severity.get(rule.name) or violation.severity or rule.severity
        message = mask_credentials(violation.message)
        fix = violation.fix if violation.fix and violation.fix.edits not in spared else None
        fix = fix and fix._replace(title=mask_credentials(fix.title))
        diagnostic = Diagnostic(rule.name, severity, violation.span, message, fix)
        if found.setdefault(violation.span, diagnostic) is diagnostic:
            for place in violation.covers:
                found.setdefault(place, diagnostic)
    own = (diagnostic for place, diagnostic in found.items() if place == diagnostic.span)
    return tuple(sorted(own, key=lambda diagnostic: diagnostic.span))


def violations(context: Context, settings: Settings) -> Iterator[tuple[Rule, Violation]]:
    """Yield all that the rules in force say, in the order of the registry, unless it is ignored."""
    for rule, violation, is_ignored in _said(context, settings):
        if not is_ignored:
            yield rule, violation


def _said(context: Context, settings: Settings) -> Iterator[tuple[Rule, Violation, bool]]:
    """Yield what the rules say, and whether a comment or the settings ignore it.

    Rules that are not selected say nothing. A file that another frontend reads is not judged.
    """
    if context.frontend:
        return
    suppression = Suppression(context.dockerfile)
    for rule in _selected_rules(settings.select):
        is_off = rule.name in settings.ignore
        for violation in rule.check(context):
            yield rule, violation, is_off or suppression.ignores(rule.name, violation.span)
    if is_wanted(unused_ignore.name, settings) and not context.error:
        source = context.expectation.source
        is_certain = source is not None and source.authority.certain

        def is_judged(name: str) -> bool:
            return is_wanted(name, settings) and (is_certain or not RULE_BY_NAME[name].compares)

        for violation in suppression.unused(is_judged):
            yield unused_ignore, violation, False


def lint_expectation(expectation: Expectation, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what is said of a repository: that there is nothing to compare its labels with."""
    if expectation.source or not is_wanted(unknown_remote.name, settings):
        return ()
    told = note(expectation)
    severity = settings.severity.get(told.rule, told.severity)
    return (told._replace(severity=severity, message=mask_credentials(told.message)),)


def is_wanted(name: str, settings: Settings) -> bool:
    """Tell whether the settings let a rule speak."""
    return _is_selected(name, settings.select) and name not in settings.ignore


def _is_selected(name: str, select: tuple[str, ...] | None) -> bool:
    """Tell whether a rule is among those that are selected; a file must be read to be judged."""
    return select is None or name in select or name == invalid_syntax.name


@lru_cache(maxsize=64)
def _selected_rules(select: tuple[str, ...] | None) -> tuple[Rule, ...]:
    """Return the rules in the order of the registry: the same for most files of a run."""
    return tuple(rule for rule in RULES if _is_selected(rule.name, select))
