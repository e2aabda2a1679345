"""What hovering over a source label shows: what it must be, on whose authority, and the rules."""

import re
from collections.abc import Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.words import label
from dockerlabel.document import Document, Span
from dockerlabel.output.text import printable
from dockerlabel.rules.context import written_labels
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import page_url
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation

_MARKUP = re.compile(r"[\\\[\]<]")
"""What links, pictures and HTML begin with; a remote's name must not bring any."""


def hovered(
    text: str, offset: int, *, found: tuple[Diagnostic, ...], expectation: Expectation
) -> tuple[Span, str] | None:
    """Return the place that is hovered over and what to show, as Markdown; None: nothing is there.

    Places are source labels, whichever stage sets them, and what diagnostics stand on.
    """
    places = {*_labels(text), *(each.span for each in found if each.span.start < each.span.end)}
    here = [place for place in places if place.start <= offset <= place.end]
    if not here:
        return None
    rules = {each.rule for each in found if any(_holds(place, each.span) for place in here)}
    span = min(here, key=lambda place: (place.end - place.start, place))
    return span, "\n\n".join([*_expected(expectation), *_pages(rules)])


def plain(markdown: str) -> str:
    """Return the text for editors that show no Markdown."""
    linked = re.sub(r"\[`([a-z-]+)`\]\((\S+)\)", r"\1 (\2)", markdown)
    return re.sub(r"\\([\\\[\]<])", r"\1", linked)


def _labels(text: str) -> Iterator[Span]:
    """Yield where a file sets the source label; nothing where another frontend reads it."""
    if foreign_frontend(text):
        return
    dockerfile = parse(Document(text))
    for instruction, pair in written_labels(dockerfile):
        setter = instruction.trigger or instruction
        yield label(setter, pair, escape=dockerfile.escape).span


def _expected(expectation: Expectation) -> Iterator[str]:
    """Yield what the label must be, and who says so."""
    reason = _escaped(mask_credentials(expectation.reason))
    if expectation.source is not None:
        url, authority = expectation.source.url, expectation.source.authority.value
        key = annotations.SOURCE
        yield f"`{key}` is expected to be `{url}`: {reason} (authority: {authority})."
        return
    yield f"No source is expected: {reason}."
    if expectation.non_github_source is not None:
        yield f"A label on the same host is compared with `{expectation.non_github_source.url}`."


def _pages(rules: set[str]) -> Iterator[str]:
    """Yield a line for each rule that found something, in the order of the registry."""
    for name in sorted(rules, key=list(RULE_BY_NAME).index):
        yield f"[`{name}`]({page_url(name)}): {_escaped(RULE_BY_NAME[name].summary)}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", printable(text))


def _holds(place: Span, other: Span) -> bool:
    return place.start <= other.start and other.end <= place.end
