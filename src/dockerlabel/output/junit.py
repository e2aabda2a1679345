"""Diagnostics as JUnit's XML: a test suite for each file, a test case for each diagnostic."""

from collections.abc import Iterator
from html import escape

from dockerlabel.diagnostic import Diagnostic
from dockerlabel.lint.report import Failure, Report, Summary
from dockerlabel.output.formats import Format, located
from dockerlabel.output.terminal import printable


class Suites(Format):
    """The test suites of a run, kept until its end.

    A diagnostic that does not make the run fail is a test that passed, with something to say. A
    file with nothing to say of it has one test, which passed.
    """

    document = in_repository = True

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._tests = self._failures = self._errors = 0

    def report(self, report: Report) -> tuple[str, ...]:
        """Keep the diagnostics of a file for the end."""
        failures = sum(_fails(report, each) for each in report.diagnostics)
        tests = max(1, len(report.diagnostics))
        clean = f'    <testcase name="no diagnostics" classname={_attribute(report.path)}/>'
        cases = list(_cases(report)) if report.diagnostics else [clean]
        self._suite(report.path, cases, tests=tests, failures=failures)
        return ()

    def failure(self, failure: Failure) -> tuple[str, ...]:
        """Keep a failure for the end."""
        message, path = _attribute(failure.message), _attribute(failure.path)
        cases = [
            f'    <testcase name="read" classname={path}>',
            f'      <error type="error" message={message}/>',
            "    </testcase>",
        ]
        self._suite(failure.path, cases, tests=1, errors=1)
        return ()

    def end(self, _summary: Summary) -> tuple[str, ...]:
        """Return the document."""
        counts = _counts(self._tests, failures=self._failures, errors=self._errors)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="dockerlabel" {counts}>',
            *self._lines,
            "</testsuites>",
        )

    def _suite(
        self, path: str, cases: list[str], *, tests: int, failures: int = 0, errors: int = 0
    ) -> None:
        counts = _counts(tests, failures=failures, errors=errors)
        head = f"  <testsuite name={_attribute(path)} {counts}>"
        self._lines += (head, *cases, "  </testsuite>")
        self._tests += tests
        self._failures += failures
        self._errors += errors


def _cases(report: Report) -> Iterator[str]:
    path = _attribute(report.path)
    for diagnostic, (line, column), _ in located(report):
        name = _attribute(f"{diagnostic.rule} at {line}:{column}")
        yield f'    <testcase name={name} classname={path} file={path} line="{line}">'
        yield f"      {_outcome(report, diagnostic, place=f'{report.path}:{line}:{column}')}"
        yield "    </testcase>"


def _outcome(report: Report, diagnostic: Diagnostic, *, place: str) -> str:
    rule, severity, headline = diagnostic.rule, diagnostic.severity, diagnostic.headline
    text = printable(f"{place}: {severity.name.lower()} {rule} {headline}")
    if diagnostic.help:
        text += f"\nhelp: {printable(diagnostic.help)}"
    if not _fails(report, diagnostic):
        return f"<system-out>{escape(text)}</system-out>"
    attributes = f"type={_attribute(rule)} message={_attribute(headline)}"
    return f"<failure {attributes}>{escape(text)}</failure>"


def _fails(report: Report, diagnostic: Diagnostic) -> bool:
    return report._replace(diagnostics=(diagnostic,)).fails


def _counts(tests: int, *, failures: int, errors: int) -> str:
    return f'tests="{tests}" failures="{failures}" errors="{errors}"'


def _attribute(text: str) -> str:
    """Return an attribute's value in its quotes; what XML 1.0 cannot hold is escaped."""
    return f'"{escape(printable(text))}"'
