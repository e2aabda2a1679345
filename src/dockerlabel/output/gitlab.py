"""Diagnostics as a code quality report of GitLab."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import dumped, elements
from dockerlabel.output.fingerprints import fingerprints
from dockerlabel.output.formats import Format, located
from dockerlabel.output.terminal import printable, storable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


class CodeQuality(Format):
    """The entries of a run, kept until its end."""

    document = in_repository = True

    def __init__(self) -> None:
        self._entries: list[str] = []

    def report(self, report: Report) -> tuple[str, ...]:
        """Keep the diagnostics of a file for the end."""
        path = storable(report.path)
        prints = fingerprints(report)
        for (each, start, end), fingerprint in zip(located(report), prints, strict=True):
            lines = {"begin": start.line, "end": end.line}
            entry = {
                "description": printable(each.headline),
                "check_name": each.rule,
                "severity": _SEVERITIES[each.severity],
                "location": {"path": path, "lines": lines},
                "fingerprint": fingerprint,
            }
            self._entries.append(dumped(entry))
        return ()

    def end(self, _summary: Summary) -> Iterator[str]:
        """Yield the lines of the report, one for each entry."""
        yield "["
        yield from elements(self._entries)
        yield "]"
