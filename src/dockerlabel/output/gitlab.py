"""Diagnostics as a code quality report of GitLab."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from dockerlabel.diagnostic import Severity
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import dumped, elements
from dockerlabel.output.formats import Format, located
from dockerlabel.output.masking import mask_code
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


def fingerprints(report: Report) -> list[str]:
    """Return what makes each diagnostic of a file the same one in another run, none of them twice.

    It is made of the path, the rule and the text of the place, and of how many like it come before.
    """
    seen = Counter[str]()
    found = []
    for diagnostic in report.diagnostics:
        place = mask_code(diagnostic.span.of(report.document.text))
        parts = f"{report.path}\0{diagnostic.rule}\0{place}"
        seen[parts] += 1
        whole = f"{parts}\0{seen[parts]}".encode("utf-8", "surrogateescape")
        found.append(hashlib.sha256(whole).hexdigest())
    return found
