"""`dockerlabel rule`."""

import json
import re
from collections.abc import Iterator

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status
from dockerlabel.config.keys import no_such_rule
from dockerlabel.config.settings import DEFAULTS
from dockerlabel.document import Document
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.linter import analyse
from dockerlabel.lint.report import Report
from dockerlabel.output.full import full
from dockerlabel.output.terminal import Colors
from dockerlabel.rules.registry import RULE_BY_NAME, RULES
from dockerlabel.rules.rule import Rule, page_url, rule_page
from dockerlabel.sources.expected import expected_source


def rule(session: Session, arguments: Arguments) -> Status:
    """Print the pages of rules; if none is named, all rules in a table."""
    names = arguments.names
    unknown = [name for name in names if name not in RULE_BY_NAME]
    for name in unknown:
        session.error(no_such_rule(name, RULE_BY_NAME))
    known = [RULE_BY_NAME[name] for name in names if name in RULE_BY_NAME]
    if arguments.output_format == "json":
        session.write_lines(_json(each) for each in (known if names else RULES))
    elif names:
        session.out.write("\n".join(map(rule_manual, known)))
    else:
        session.write_lines(_table(session.colors))
    return Status.FAILED if unknown else Status.CLEAN


def _table(colors: Colors) -> Iterator[str]:
    """Yield all rules: name, severity, how each is fixed, and what it says."""
    rows = [(each.name, each.severity.name.lower(), _fix(each), each.summary) for each in RULES]
    heads = ("rule", "severity", "fix", "reports")
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)][:-1]
    for row in (heads, *rows):
        cells = [f"{cell:{width}}" for cell, width in zip(row[:-1], widths, strict=True)]
        line = "  ".join((*cells, row[-1]))
        yield colors.bold(line) if row is heads else line


def _json(rule: Rule) -> str:
    """Return one JSON object; `fix` is null if there is none."""
    return json.dumps(
        {
            "name": rule.name,
            "severity": rule.severity.name.lower(),
            "fix": rule.fix and rule.fix.name.lower(),
            "since": rule.since,
            "summary": rule.summary,
            "url": page_url(rule.name),
            "page": rule_manual(rule),
        }
    )


def _fix(rule: Rule) -> str:
    return rule.fix.name.lower() if rule.fix else "none"


SOURCE = "https://github.com/octo-org/app"
"""The declared source of an example whose prose names no remote."""

_EXAMPLE = re.compile(r"^## Example\n(.*?)^```dockerfile\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_REMOTE = re.compile(r"\bremote\b[^.:]*?`(https://[^`]+)`")


class Example(NamedTuple):
    """The example of a page: its text, and the URL of `origin`; empty: the source is declared.

    `end` is the offset in the page after its block.
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
    shown = f"\n`dockerlabel check` prints:\n\n```text\n{output}\n```\n"
    return page[: example.end] + shown + page[example.end :]


def example_of(page: str) -> Example | None:
    """Return the example of a page."""
    found = _EXAMPLE.search(page)
    if found is None:
        return None
    remote = _REMOTE.search(found[1])
    return Example(found[2], remote[1] if remote else "", found.end())


def _output(example: Example) -> list[str]:
    """Return the lines that `check` prints for a `Dockerfile` with the example."""
    if example.remote:
        remotes = (Remote("origin", (example.remote,)),)
        expectation = expected_source(Repository("", remotes=remotes))
    else:
        expectation = expected_source(None, source=SOURCE)
    document = Document(example.text)
    diagnostics = analyse(document, DEFAULTS, expectation=expectation).diagnostics
    report = Report("Dockerfile", document, diagnostics, expectation.source is not None)
    return list(full(report, Colors(on=False)))
