"""Diagnostics as one JSON document; lines and columns count from one.

`schemas/check-1.schema.json` in the package describes it.
"""

import json
from typing import Any

from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.document import LineIndex, Span
from dockerlabel.output.report import Report, Summary, open_fix
from dockerlabel.rule import page_url

VERSION = 1


class JsonDocument:
    """The diagnostics of a run, kept until its end."""

    def __init__(self) -> None:
        """Begin a document."""
        self._diagnostics: list[dict[str, Any]] = []

    def add(self, report: Report) -> tuple[str, ...]:
        """Keep what is said of a file; print nothing yet."""
        if report.diagnostics:
            index = LineIndex(report.document)
            self._diagnostics += [
                _diagnostic(report.path, each, index=index) for each in report.diagnostics
            ]
        return ()

    def end(self, summary: Summary) -> tuple[str, ...]:
        """Return the document."""
        document = {
            "version": VERSION,
            "diagnostics": self._diagnostics,
            "summary": summed_up(summary),
        }
        return (json.dumps(document, indent=2),)


def summed_up(summary: Summary) -> dict[str, int]:
    """Return the summary of a run."""
    return {
        "files": summary.files,
        "not_compared": summary.not_compared,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "notes": summary.notes,
    }


def _places(index: LineIndex, span: Span) -> dict[str, dict[str, int]]:
    return {
        "start": index.position(span.start)._asdict(),
        "end": index.position(span.end)._asdict(),
    }


def _diagnostic(path: str, diagnostic: Diagnostic, *, index: LineIndex) -> dict[str, Any]:
    rule, severity, span, message, _ = diagnostic
    fix = open_fix(diagnostic)
    return {
        "path": path,
        "rule": rule,
        "severity": severity.name.lower(),
        "message": message,
        **_places(index, span),
        "fix": _fix(fix, index) if fix else None,
        "url": page_url(rule),
    }


def _fix(fix: Fix, index: LineIndex) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.name.lower().replace("_", "-"),
        "edits": [
            {**_places(index, edit.span), "replacement": edit.replacement} for edit in fix.edits
        ],
    }
