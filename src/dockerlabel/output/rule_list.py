"""All rules in a table for people, and each as JSON for programs."""

import json
from collections.abc import Iterable, Iterator

from dockerlabel.output.colors import Colors
from dockerlabel.rules.rule import Rule, page_url


def text_rules(rules: Iterable[Rule], colors: Colors) -> Iterator[str]:
    """Yield a table: name, severity, how it is fixed, and what it says."""
    rows = [(each.name, each.severity.name.lower(), _fix(each), each.summary) for each in rules]
    heads = ("rule", "severity", "fix", "says")
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)][:-1]
    for row in (heads, *rows):
        cells = [f"{cell:{width}}" for cell, width in zip(row[:-1], widths, strict=True)]
        line = "  ".join((*cells, row[-1]))
        yield colors.bold(line) if row is heads else line


def json_rule(rule: Rule, page: str) -> str:
    """Return one JSON object; `fix` is null where there is none."""
    return json.dumps(
        {
            "name": rule.name,
            "severity": rule.severity.name.lower(),
            "fix": rule.fix and rule.fix.name.lower(),
            "since": rule.since,
            "summary": rule.summary,
            "url": page_url(rule.name),
            "page": page,
        }
    )


def _fix(rule: Rule) -> str:
    return rule.fix.name.lower() if rule.fix else "none"
