"""Diagnostics as a code quality report of GitLab."""

from collections.abc import Iterator
from typing import Any

from dockerlabel.diagnostic import Diagnostic, Severity
from dockerlabel.document import LineIndex
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import dumped, elements
from dockerlabel.output.fingerprints import fingerprints
from dockerlabel.output.text import printable, storable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


class CodeQuality:
    """The entries of a run, kept until its end."""

    def __init__(self) -> None:
        """Begin a report."""
        self._entries: list[str] = []

    def add(self, report: Report) -> tuple[str, ...]:
        """Keep what is said of a file; print nothing yet."""
        if not report.diagnostics:
            return ()
        index = LineIndex(report.document)
        prints = fingerprints(report)
        for diagnostic, fingerprint in zip(report.diagnostics, prints, strict=True):
            entry = _entry(report.path, diagnostic, index=index)
            self._entries.append(dumped(entry | {"fingerprint": fingerprint}))
        return ()

    def end(self, _summary: Summary) -> Iterator[str]:
        """Yield the lines of the report, one for each entry."""
        yield "["
        yield from elements(self._entries)
        yield "]"


def _entry(path: str, diagnostic: Diagnostic, *, index: LineIndex) -> dict[str, Any]:
    rule, severity, span, message, _ = diagnostic
    lines = {"begin": index.position(span.start).line, "end": index.position(span.end).line}
    return {
        "description": printable(message),
        "check_name": rule,
        "severity": _SEVERITIES[severity],
        "location": {"path": storable(path), "lines": lines},
    }
