"""The formats of `check`: what each prints for a file, for one that failed, and at the end.

A format that streams prints file by file and keeps nothing; a document is printed whole at the end.
"""

from collections.abc import Iterable, Iterator

from dockerlabel.diagnostic import Diagnostic, Severity
from dockerlabel.document import LineIndex, Position
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.lint.report import Failure, Report, Summary
from dockerlabel.output.terminal import Colors, printable, printable_path

if TYPE_CHECKING:
    from typing import Protocol

    from dockerlabel.output.full import Groups
else:
    Protocol = object  # its import would take as long as all of ours

NAMES = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")


class Format(Protocol):
    """Methods that return the lines of a run as it goes.

    `document`: the output is read by a program, as a whole. `in_repository`: paths are those in
    the repository, not as they were given.
    """

    document: bool = False
    in_repository: bool = False

    def report(self, report: Report, /) -> Iterable[str]:
        """Return what is printed of a file at once."""

    def failure(self, _failure: Failure, /) -> Iterable[str]:
        """Return what is printed of a file that failed, besides the error that people see."""
        return ()

    def end(self, _summary: Summary, /) -> Iterable[str]:
        """Return what is printed after all files."""
        return ()


def located(report: Report) -> Iterator[tuple[Diagnostic, Position, Position]]:
    """Yield each diagnostic of a file with the places where it starts and ends."""
    if report.diagnostics:
        index = LineIndex(report.document)
        for each in report.diagnostics:
            yield each, index.position(each.span.start), index.position(each.span.end)


class Concise(Format):
    """One line for each diagnostic: `path:line:column: severity rule message`."""

    def __init__(self, colors: Colors) -> None:
        self._colors = colors

    def report(self, report: Report) -> Iterator[str]:
        """Yield the lines of a file."""
        for each, (line, column), _ in located(report):
            place = self._colors.bold(f"{printable_path(report.path)}:{line}:{column}:")
            severity = self._colors.severity(each.severity, each.severity.name.lower())
            yield f"{place} {severity} {self._colors.bold(each.rule)} {printable(each.headline)}"


class Full(Format):
    """Each diagnostic with the code that it is about, and what a fix would do.

    Diagnostics of many files that have one cause are one finding, printed at the end. With
    `show_notes`, notes are printed file by file all the same.
    """

    def __init__(self, colors: Colors, *, show_notes: bool = False) -> None:
        self._colors = colors
        self._show_notes = show_notes
        self._groups: Groups | None = None

    def report(self, report: Report) -> Iterable[str]:
        """Return the lines of a file; what makes them is loaded with the first diagnostic."""
        if not report.diagnostics:
            return ()
        from dockerlabel.output.full import Groups, full  # noqa: PLC0415 - start-up

        grouped = tuple(each for each in report.diagnostics if self._is_grouped(each))
        if grouped:
            self._groups = self._groups or Groups(self._colors)
            self._groups.add(report._replace(diagnostics=grouped))
        own = tuple(each for each in report.diagnostics if each not in grouped)
        return full(report._replace(diagnostics=own), self._colors)

    def end(self, _summary: Summary) -> Iterable[str]:
        """Return the findings about many files."""
        return self._groups.lines() if self._groups else ()

    def _is_grouped(self, diagnostic: Diagnostic) -> bool:
        is_shown = self._show_notes and diagnostic.severity is Severity.NOTE
        return bool(diagnostic.group) and not is_shown


def step_summary() -> Format:
    """Make the format of the page that a step in GitHub Actions has."""
    from dockerlabel.output.github import StepSummary  # noqa: PLC0415 - start-up

    return StepSummary()


def format_called(
    name: str, colors: Colors, *, statistics: bool = False, show_notes: bool = False
) -> Format:
    """Make the format of a name, or the `statistics` in its place: lines for people, or `json`.

    See `Full` for `show_notes`.
    """
    if statistics:
        from dockerlabel.output.statistics import Statistics  # noqa: PLC0415 - start-up

        return Statistics(as_json=name == "json")
    match name:
        case "concise":
            return Concise(colors)
        case "json":
            from dockerlabel.output.as_json import JsonDocument  # noqa: PLC0415 - start-up

            return JsonDocument()
        case "sarif":
            from dockerlabel.output.sarif import SarifLog  # noqa: PLC0415 - start-up

            return SarifLog()
        case "github":
            from dockerlabel.output.github import Annotations  # noqa: PLC0415 - start-up

            return Annotations()
        case "gitlab":
            from dockerlabel.output.gitlab import CodeQuality  # noqa: PLC0415 - start-up

            return CodeQuality()
        case "junit":
            from dockerlabel.output.junit import Suites  # noqa: PLC0415 - start-up

            return Suites()
    return Full(colors, show_notes=show_notes)
