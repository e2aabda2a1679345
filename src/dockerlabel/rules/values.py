"""Values of the source label in build definitions, as rules see them."""

from collections.abc import Iterable, Iterator

from dockerlabel.builds.model import Build, Kind, Literal, definition_kind
from dockerlabel.builds.values import DefinedValue, statements
from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, Span
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.rules.context import Builds, Context, SourceLabel
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import LabelValue, UrlDefect

_IN_WORKFLOWS = frozenset({Kind.WORKFLOW, Kind.ACTION})
_THIS_REPOSITORY = "write `${{ github.server_url }}/${{ github.repository }}`"
_PLAIN = regex(r"[A-Za-z0-9._~/:%+@=-]+")
"""What means itself in each format and in any quotes."""


class BuildValue(NamedTuple):
    """A value in a build definition, what it says, and the builds that set the label to it."""

    literal: Literal
    value: LabelValue
    builds: tuple[Build, ...]

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self.literal.place.span

    @property
    def advice(self) -> str:
        """What to write instead of an expression that gives a wrong form; empty for a text."""
        in_workflow = definition_kind(self.literal.place.path) in _IN_WORKFLOWS
        return _THIS_REPOSITORY if self.literal.computed and in_workflow else ""

    def replaced(self, value: str) -> Edit | None:
        """Return the edit that writes another value; None if more would change than the value."""
        is_exact = self.literal.replaceable and _PLAIN.fullmatch(value)
        return Edit(self.span, value) if is_exact else None


SourceValue = SourceLabel | BuildValue


def definition_context(
    document: Document, values: Iterable[DefinedValue], *, expectation: Expectation, builds: Builds
) -> Context:
    """Return what rules see of a build definition: its values, and no image."""
    lines = statements(document, builds.path)
    return Context(
        lines,
        images=(),
        error=None,
        source_labels=(),
        unset_labels=(),
        expectation=expectation,
        unchecked=lines.error and lines.error[:2],
        targets=None,
        builds=builds,
        build_values=() if lines.error else tuple(_build_values(values, expectation)),
    )


def _build_values(values: Iterable[DefinedValue], expectation: Expectation) -> Iterator[BuildValue]:
    """Yield the values to check; one that a template engine fills in is not."""
    expected = expectation.source.url if expectation.source else ""
    for literal, builds in values:
        value = parse_label_value(literal.value, expectation.hosts, expected=expected)
        if UrlDefect.TEMPLATE not in value.forms:
            yield BuildValue(literal, value, builds)
