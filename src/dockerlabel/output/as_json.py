"""Diagnostics as one JSON document; lines and columns count from one.

`check-1.schema.json` in the package describes it.
"""

import json
from collections.abc import Iterator

from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.document import LineIndex, Span
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.formats import Format
from dockerlabel.output.masking import open_fix
from dockerlabel.rules.rule import page_url

VERSION = 1


class JsonDocument(Format):
    """The diagnostics of a run, kept until its end."""

    document = True

    def __init__(self) -> None:
        self._diagnostics: list[str] = []

    def report(self, report: Report) -> tuple[str, ...]:
        """Keep the diagnostics of a file for the end."""
        if report.diagnostics:
            index = LineIndex(report.document)
            found = (_diagnostic(report, each, index=index) for each in report.diagnostics)
            self._diagnostics += map(dumped, found)
        return ()

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the lines of the document, one for each diagnostic."""
        yield f'{{"version": {VERSION}, "diagnostics": ['
        yield from elements(self._diagnostics)
        yield f'], "summary": {dumped(summed_up(summary))}}}'


def dumped(value: object) -> str:
    """Return a value as JSON, in ASCII letters and one line.

    Printed to the log of GitHub Actions, nothing in it is a command: the runner looks for `##[`.
    """
    return json.dumps(value).replace("##[", "#\\u0023[")


def elements(values: list[str]) -> Iterator[str]:
    """Yield the lines of an array's elements: as text they take a tenth of what values take."""
    yield from (f"{value}," for value in values[:-1])
    yield from values[-1:]


def summed_up(summary: Summary) -> dict[str, int]:
    """Return the summary of a run."""
    return {
        "files": summary.files,
        "build_definitions": summary.definitions,
        "repositories": len(summary.repositories),
        "not_compared": summary.not_compared,
        "not_checked": summary.not_checked,
        "by_build": summary.by_build,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "notes": summary.notes,
    }


def _places(index: LineIndex, span: Span) -> dict[str, dict[str, int]]:
    start, end = index.position(span.start), index.position(span.end)
    return {"start": start._asdict(), "end": end._asdict()}


def _diagnostic(report: Report, diagnostic: Diagnostic, *, index: LineIndex) -> dict[str, object]:
    rule, severity, span, message, _, notes, advice, _ = diagnostic
    fix = open_fix(diagnostic)
    return {
        "path": report.path,
        "repository": report.repository,
        "rule": rule,
        "severity": severity.name.lower(),
        "message": message,
        "notes": notes,
        "help": advice or None,
        **_places(index, span),
        "fix": _fix(fix, index) if fix else None,
        "url": page_url(rule),
    }


def _fix(fix: Fix, index: LineIndex) -> dict[str, object]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.name.lower().replace("_", "-"),
        "edits": [
            {**_places(index, edit.span), "replacement": edit.replacement} for edit in fix.edits
        ],
    }
