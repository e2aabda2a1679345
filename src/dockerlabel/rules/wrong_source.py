"""wrong-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.rules.context import Carrier, Context
from dockerlabel.rules.fixes import FORK_HINT, may_be_upstream, write_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import LabelValue, split_web_url

if TYPE_CHECKING:
    from dockerlabel.builds.model import Build
    from dockerlabel.rules.values import BuildValue


@rule(
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    since="0.1.0",
    compares=True,
    covers=("forked-source",),
)
def wrong_source(context: Context) -> Iterator[Violation]:
    """The source label points to a different repository.

    ## Why is this bad?

    A Dockerfile that was copied from another project, or from a template, brings that project's
    label with it. The package is then linked to an unrelated repository, or to none, without any
    warning. A value that a template left open (`OWNER/REPO`, `your-org`, `<owner>`) is called a
    placeholder.

    If a build definition sets another value for the same image, a note says so: the label in the
    Dockerfile counts in all other builds. If it sets the same repository, and owner and name both
    differ from the expected ones, that is probably intended, as in repositories that package the
    software of others. Then this is a note.

    A value in a build definition that names another repository is probably meant as well. It is
    reported, as a warning, only if it overrides the right label of a Dockerfile.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/someone-else/tool"
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/octo-org/app"
    ```

    ## Fix safety

    Only the value changes, within its own quotes. The fix is unsafe if the value contains
    variables, if text that looks like another label would be lost, if a build definition sets the
    same value, and if the repository is only known from the remote `origin` and something suggests
    that this is a fork or was renamed. A label that differs from `origin` only in the owner is
    reported by `forked-source`.
    """
    for found in context.source_labels:
        source = found.value
        expected = context.expectation.compared(source)
        if expected is None:
            continue
        if source.malformed:
            if found.has_spaces_around_equals or not source.placeholder:
                continue
        elif not source.name or context.expectation.accepts(source):
            continue
        if may_be_upstream(context, found):
            continue
        left_open = source.placeholder or source.placeholder_name
        kind = "is a placeholder" if left_open else "points to a different repository"
        fix, builds = write_expected(context, found), context.setting_builds()
        on_purpose = (each for each in builds if _is_meant(source, each, expected=expected.url))
        meant = next(on_purpose, None)
        if fix and meant:
            fix = fix.unsafe_because(f"{meant.source_place} sets the same value")
        does = "sets the same value" if meant else "overrides it when it builds"
        elsewhere = (f"{each.source_place} {does}" for each in ([meant] if meant else builds[:1]))
        yield Violation(
            found.span,
            f"{source.quoted} {kind}",
            fix,
            Severity.NOTE if meant else None,
            notes=(f"expected {expected}", *elsewhere, *_inherited(context)),
            if_forked=FORK_HINT,
        )
    yield from _overriding(context)


def _overriding(context: Context) -> Iterator[Violation]:
    """Yield values in a build definition that override the right label of a Dockerfile."""
    for found in context.build_values:
        expected = context.expectation.compared(found.value)
        names_another = found.value.name and not context.expectation.accepts(found.value)
        place = _right_label(context, found) if expected and names_another else ""
        if place:
            yield Violation(
                found.span,
                f"{found.value.quoted} overrides the label in {place}",
                write_expected(context, found),
                Severity.WARNING,
                notes=(f"expected {expected}",),
                if_forked=FORK_HINT,
            )


def _right_label(context: Context, found: "BuildValue") -> str:
    """Return the place of a right label that a value overrides; empty if there is none."""
    repository, expectation = context.builds.repository, context.expectation
    for build in found.builds:
        target = build.target and build.target.lower()
        for path in build.dockerfile.alternatives:
            facts = repository.facts.get(path)
            value, line = facts.sources.get(target, ("", 0)) if facts else ("", 0)
            if line and expectation.accepts(parse_label_value(value, expectation.hosts)):
                return f"{path}:{line}"
    return ""


def _inherited(context: Context) -> tuple[str, ...]:
    """Return why a built image may carry a label that no Dockerfile of the repository sets."""
    if context.carrier is not Carrier.LABEL:
        return ()
    return ("without its own label, an image carries its base's label",)


def _is_meant(source: LabelValue, build: "Build", *, expected: str) -> bool:
    """Return whether a build names the same repository, of another owner and another name."""
    owner, _, name = split_web_url(expected)[1].rpartition("/")
    is_another = source.owner.lower() != owner and source.name.lower() != name
    return is_another and source.within(build.source_value)
