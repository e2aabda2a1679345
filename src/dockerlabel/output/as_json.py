"""Diagnostics as one JSON document; lines and columns count from one."""

import json

from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.document import LineIndex, Span
from dockerlabel.output.report import Report, Summary
from dockerlabel.rule import page_url

VERSION = 1


def json_diagnostics(report: Report) -> list[dict[str, object]]:
    """Return the diagnostics of a file, without the file."""
    if not report.diagnostics:
        return []
    index = LineIndex(report.document)
    return [_diagnostic(report.path, each, index=index) for each in report.diagnostics]


def as_json(diagnostics: list[dict[str, object]], summary: Summary) -> str:
    """Return what is said of a whole run."""
    document = {
        "version": VERSION,
        "diagnostics": diagnostics,
        "summary": {
            "files": summary.files,
            "not_compared": summary.not_compared,
            "errors": summary.errors,
            "warnings": summary.warnings,
            "notes": summary.notes,
        },
    }
    return json.dumps(document, indent=2)


def place(index: LineIndex, offset: int) -> dict[str, int]:
    """Return line and column of an offset."""
    return index.position(offset)._asdict()


def _places(index: LineIndex, span: Span) -> dict[str, dict[str, int]]:
    return {"start": place(index, span.start), "end": place(index, span.end)}


def _diagnostic(path: str, diagnostic: Diagnostic, *, index: LineIndex) -> dict[str, object]:
    rule, severity, span, message, fix = diagnostic
    return {
        "path": path,
        "rule": rule,
        "severity": severity.name.lower(),
        "message": message,
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
