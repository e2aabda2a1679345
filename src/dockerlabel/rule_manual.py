"""A rule's page together with what dockerlabel prints for the example on it."""

import re

from dockerlabel.context import context_of
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.expectation import expected_source
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.linter import lint, lint_expectation
from dockerlabel.output.colors import Colors
from dockerlabel.output.full import full
from dockerlabel.output.report import Report
from dockerlabel.rule import Rule
from dockerlabel.rule_page import rule_page
from dockerlabel.settings import DEFAULTS
from dockerlabel.values import NamedTuple

SOURCE = "https://github.com/octo-org/app"
"""The declared source of an example whose prose names no remote."""

_EXAMPLE = re.compile(r"^## Example\n(.*?)^```dockerfile\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_REMOTE = re.compile(r"\bremote\b[^.:]*?`(https://[^`]+)`")


class Example(NamedTuple):
    """The example of a page: its text, and the URL of `origin`; empty: the source is declared.

    `end` is the offset in the page behind its block.
    """

    text: str
    remote: str
    end: int


def rule_manual(rule: Rule) -> str:
    """Return the page of a rule, as Markdown, with the output for its example."""
    page = rule_page(rule)
    example = example_of(page)
    if example is None:
        return page
    output = "\n".join(_output(example)).strip("\n")
    told = f"\n`dockerlabel check` prints:\n\n```text\n{output}\n```\n"
    return page[: example.end] + told + page[example.end :]


def example_of(page: str) -> Example | None:
    """Return the example that stands on a page."""
    found = _EXAMPLE.search(page)
    if found is None:
        return None
    remote = _REMOTE.search(found[1])
    return Example(found[2], remote[1] if remote else "", found.end())


def _output(example: Example) -> list[str]:
    """Return the lines that `check` prints where the example stands in `Dockerfile`."""
    remotes = (Remote("origin", (example.remote,)),)
    expectation = (
        expected_source(Repository("", remotes=remotes))
        if example.remote
        else expected_source(None, source=SOURCE)
    )
    document = Document(example.text)
    context = context_of(parse(document), DEFAULTS, expectation=expectation)
    diagnostics = (*lint_expectation(expectation, DEFAULTS), *lint(context, DEFAULTS))
    report = Report("Dockerfile", document, diagnostics, expectation.source is not None)
    return list(full(report, Colors(on=False)))
