"""One line a diagnostic: `path:line:column: severity rule message`."""

from collections.abc import Iterator

from dockerlabel.document import LineIndex
from dockerlabel.lint.report import Report
from dockerlabel.output.colors import Colors
from dockerlabel.output.text import printable, printable_path


def concise(report: Report, colors: Colors) -> Iterator[str]:
    """Yield the lines of a report."""
    if not report.diagnostics:
        return
    index = LineIndex(report.document)
    for rule, severity, span, message, _ in report.diagnostics:
        line, column = index.position(span.start)
        kind = colors.severity(severity, severity.name.lower())
        place = colors.bold(f"{printable_path(report.path)}:{line}:{column}:")
        yield f"{place} {kind} {colors.bold(rule)} {printable(message)}"
