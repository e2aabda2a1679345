"""Runs the rules and turns their violations into diagnostics."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from dockerlabel.config.settings import Settings
from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Severity, Violation
from dockerlabel.dockerfile.nodes import Comment, Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple, regex
from dockerlabel.lint.suppressions import Suppression
from dockerlabel.rules.context import Builds, Context, context_of
from dockerlabel.rules.registry import RULE_BY_NAME, RULES
from dockerlabel.rules.rule import Rule
from dockerlabel.rules.unused_ignore import unused_ignore
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.fork_signs import Doubt

if TYPE_CHECKING:
    from dockerlabel.builds.values import DefinedValue
    from dockerlabel.document import Span

_ABOUT_FILES = tuple(rule for rule in RULES if not rule.once_per_repository)
_ABOUT_REPOSITORIES = tuple(rule for rule in RULES if rule.once_per_repository)

_GENERATED = regex(
    r"\bgenerated (?:by|from|using|via)\b|\bdo not (?:edit|modify)\b|\bauto-?generated\b",
    re.IGNORECASE,
)
_HEAD_LINES = 20
_EDIT_TEMPLATE = "the file is generated; edit its template"

_Edits = tuple[Edit, ...]


class Analysis(NamedTuple):
    """A text that was read once: its instructions, what its images carry, and what is wrong."""

    dockerfile: Dockerfile
    context: Context
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_checked(self) -> bool:
        """Whether rules can say anything about its labels."""
        return self.context.unchecked is None

    @property
    def labelled_by_build(self) -> bool:
        """Whether an image gets its source label from a build alone."""
        return self.context.labelled_by_build


def analyse(
    document: Document,
    settings: Settings,
    *,
    expectation: Expectation,
    path: str = "",
    builds: Builds = Builds(),  # noqa: B008 - it never changes
    evidence_elsewhere: Callable[[], Doubt] = Doubt,
) -> Analysis:
    """Parse, evaluate and lint a text. See `parse` for `path`, `lint` for `evidence_elsewhere`."""
    dockerfile = parse(document, path)
    context = context_of(dockerfile, settings, expectation=expectation, builds=builds)
    diagnostics = lint(context, settings, evidence_elsewhere=evidence_elsewhere)
    return Analysis(dockerfile, context, diagnostics)


def analyse_definition(
    document: Document,
    settings: Settings,
    *,
    values: Iterable["DefinedValue"],
    expectation: Expectation,
    builds: Builds,
    evidence_elsewhere: Callable[[], Doubt] = Doubt,
) -> Analysis:
    """Lint a build definition that sets the label to some values. See `lint` for the rest."""
    from dockerlabel.rules.values import definition_context  # noqa: PLC0415 - start-up: few have any

    context = definition_context(document, values, expectation=expectation, builds=builds)
    diagnostics = lint(context, settings, evidence_elsewhere=evidence_elsewhere)
    advice = {each.span: each.advice for each in context.build_values}
    advised = (each._replace(help=advice.get(each.span) or each.help) for each in diagnostics)
    return Analysis(context.dockerfile, context, tuple(advised))


def lint(
    context: Context, settings: Settings, *, evidence_elsewhere: Callable[[], Doubt] = Doubt
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a file: first about its repository, then its own by their places.

    For each place the first violation in the order of the registry counts: a lesser one comes up
    when that is fixed. What is ignored stays: a fix that would change it as well is not offered.
    `evidence_elsewhere` returns why other files suggest that the expected source is wrong. It is
    called only if a fix depends on it and this file does not suggest it.
    """
    everything = tuple(_violations(context, settings))
    found: dict[Span, tuple[Rule, Violation]] = {}
    for rule, violation, is_ignored in everything:
        entry = rule, violation
        if not is_ignored and found.setdefault(violation.span, entry) is entry:
            for place in violation.covers:
                found.setdefault(place, entry)
    own = [each for place, each in found.items() if place == each[1].span]
    if not own:
        return tuple(_of_repository(context, settings))
    own.sort(key=lambda each: each[1].span)
    spared = _spared(violation for _, violation, is_ignored in everything if is_ignored)

    @cache
    def evidence(everywhere: bool) -> Doubt:  # noqa: FBT001 - it is the only argument
        own = Doubt(context.fork_evidence())
        return evidence_elsewhere() if everywhere and not own.why else own

    offered = [(rule, _offered(each, spared, evidence=evidence)) for rule, each in own]
    if any(_has_safe_fix(each) for _, each in offered) and _says_generated(context.dockerfile):
        offered = [(rule, _on_request(each, _EDIT_TEMPLATE)) for rule, each in offered]
    return (
        *_of_repository(context, settings),
        *(_diagnostic(rule, violation, settings=settings) for rule, violation in offered),
    )


def violations(context: Context, settings: Settings) -> Iterator[tuple[Rule, Violation]]:
    """Yield all violations that are not ignored, in the order of the registry."""
    for rule, violation, is_ignored in _violations(context, settings):
        if not is_ignored:
            yield rule, violation


def _violations(context: Context, settings: Settings) -> Iterator[tuple[Rule, Violation, bool]]:
    """Yield the violations of selected rules, and whether a comment or the settings ignore them."""
    suppression = Suppression(context.dockerfile)
    for rule in _selected_rules(settings.select):
        is_off = rule.name in settings.ignore
        for violation in rule.check(context):
            yield rule, violation, is_off or suppression.ignores(rule.name, violation.span)
    if _is_wanted(unused_ignore, settings) and not (context.error or context.unchecked):
        source = context.expectation.source
        is_certain = source is not None and source.authority.certain

        def is_judged(name: str) -> bool:
            rule = RULE_BY_NAME[name]
            return _is_wanted(rule, settings) and (is_certain or not rule.compares)

        for violation in suppression.unused(is_judged):
            yield unused_ignore, violation, False


def _of_repository(context: Context, settings: Settings) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the repository, which no others take the place of."""
    for rule in _ABOUT_REPOSITORIES:
        if _is_wanted(rule, settings):
            for violation in rule.check(context):
                yield _diagnostic(rule, violation, settings=settings)


def _spared(ignored: Iterator[Violation]) -> set[_Edits]:
    """Return the edits of fixes that change what is ignored; others only insert beside it."""
    fixes = (each.fix.edits for each in ignored if each.fix)
    return {edits for edits in fixes if _replaces(edits)}


def _replaces(edits: _Edits) -> bool:
    return any(span.start < span.end for span, _ in edits)


def _offered(
    violation: Violation, spared: set[_Edits], *, evidence: Callable[[bool], Doubt]
) -> Violation:
    """Return a violation with the fix that is offered, and its message in the clone of a fork.

    There the owner of the expected source may be the wrong one: a fix that writes it is unsafe.
    """
    fix = violation.fix
    if fix and fix.edits in spared:
        fix = None
    in_doubt = fix if fix and fix.writes_owner and fix.applicability is Applicability.SAFE else None
    in_question = in_doubt or violation.if_forked
    why, hint = evidence(in_doubt is not None) if in_question else Doubt()
    if why and in_doubt:
        fix = in_doubt.unsafe_because(why)
    hints = (hint or violation.if_forked,) if why and violation.if_forked else ()
    # After a rename the label is right and the remote is old: the files do not show it.
    is_question = bool(hint) and in_doubt is not None and _replaces(in_doubt.edits)
    severity = Severity.NOTE if is_question else violation.severity
    return violation._replace(fix=fix, severity=severity, notes=(*violation.notes, *hints))


def _has_safe_fix(violation: Violation) -> bool:
    return violation.fix is not None and violation.fix.applicability is Applicability.SAFE


def _on_request(violation: Violation, reason: str) -> Violation:
    """Return a violation with a safe fix as one with an unsafe fix."""
    if violation.fix is None or not _has_safe_fix(violation):
        return violation
    return violation._replace(fix=violation.fix.unsafe_because(reason))


def _says_generated(dockerfile: Dockerfile) -> bool:
    """Return whether a comment at the top of a file says that a program wrote it."""
    text = dockerfile.document.text
    head = len("\n".join(text.split("\n", _HEAD_LINES)[:_HEAD_LINES]))
    return _GENERATED.search(text, 0, head) is not None and any(
        isinstance(part, Comment)
        and part.span.start < head
        and _GENERATED.search(part.span.of(text))
        for part in dockerfile.parts
    )


def _diagnostic(rule: Rule, violation: Violation, *, settings: Settings) -> Diagnostic:
    own = violation.severity or rule.severity
    severity = settings.severity.get(rule.name, own)
    fix = violation.fix and violation.fix._replace(title=mask_credentials(violation.fix.title))
    unsafe = (f"the fix is unsafe: {fix.unsafe_reason}",) if fix and fix.unsafe_reason else ()
    return Diagnostic(
        rule.name,
        severity,
        violation.span,
        mask_credentials(violation.message),
        fix,
        notes=tuple(map(mask_credentials, (*violation.notes, *unsafe))),
        help=fix.title if fix else mask_credentials(violation.help),
        group=violation.group if severity is own else "",
    )


def _is_wanted(rule: Rule, settings: Settings) -> bool:
    """Return whether the settings select a rule and do not ignore it."""
    return _is_selected(rule, settings.select) and rule.name not in settings.ignore


def _is_selected(rule: Rule, select: tuple[str, ...] | None) -> bool:
    return select is None or rule.name in select or rule.always_on


@lru_cache(maxsize=64)
def _selected_rules(select: tuple[str, ...] | None) -> tuple[Rule, ...]:
    """Return the rules in the order of the registry: the same for most files of a run."""
    return tuple(rule for rule in _ABOUT_FILES if _is_selected(rule, select))
