"""Diagnostics as a code quality report of GitLab."""

import json
from typing import Any

from dockerlabel.diagnostic import Severity
from dockerlabel.document import LineIndex
from dockerlabel.output.fingerprints import fingerprints
from dockerlabel.output.report import Report, Summary
from dockerlabel.output.text import printable, storable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


class CodeQuality:
    """The entries of a run, kept until its end."""

    def __init__(self) -> None:
        """Begin a report."""
        self._entries: list[dict[str, Any]] = []

    def add(self, report: Report) -> tuple[str, ...]:
        """Keep what is said of a file; print nothing yet."""
        if not report.diagnostics:
            return ()
        index = LineIndex(report.document)
        prints = fingerprints(report)
        for diagnostic, fingerprint in zip(report.diagnostics, prints, strict=True):
            rule, severity, span, message, _ = diagnostic
            lines = {"begin": index.position(span.start).line, "end": index.position(span.end).line}
            self._entries.append(
                {
                    "description": printable(message),
                    "check_name": rule,
                    "fingerprint": fingerprint,
                    "severity": _SEVERITIES[severity],
                    "location": {"path": storable(report.path), "lines": lines},
                }
            )
        return ()

    def end(self, _summary: Summary) -> tuple[str, ...]:
        """Return the report."""
        return (json.dumps(self._entries, indent=2),)
