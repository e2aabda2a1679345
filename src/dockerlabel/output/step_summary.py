"""The summary of a run as Markdown, for the page of a job in GitHub Actions."""

import re
from collections.abc import Iterable

from dockerlabel.diagnostic import Diagnostic
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import Format, located
from dockerlabel.output.text import printable
from dockerlabel.rules.rule import page_url

_LARGEST = 500_000
"""Bytes of rows; GitHub refuses a step's summary beyond 1 MiB."""

_LONGEST = 500
_MARKS = re.compile(r"[!-+:-@\[-`{-~]")
_HEAD = ("| place | severity | rule | message |", "|---|---|---|---|")


class StepSummary(Format):
    """A table of the diagnostics of a run, as far as there is room for it."""

    document = in_repository = True

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._size = 0
        self._left_out = 0

    def report(self, report: Report) -> tuple[str, ...]:
        """Keep a row for each diagnostic of a file."""
        for each, (line, column), _ in located(report):
            self.add(f"{report.path}:{line}:{column}", each)
        return ()

    def add(self, place: str, diagnostic: Diagnostic) -> None:
        """Keep a row for a diagnostic."""
        rule = f"[{diagnostic.rule}]({page_url(diagnostic.rule)})"
        severity = diagnostic.severity.name.lower()
        self._keep(f"| {_code(place)} | {severity} | {rule} | {_prose(diagnostic.headline)} |")

    def failure(self, failure: Failure) -> tuple[str, ...]:
        """Keep a row for a failure."""
        self._keep(f"| {_code(failure.path)} | error | | {_prose(failure.message)} |")
        return ()

    def end(self, summary: Summary) -> tuple[str, ...]:
        """Return the lines of the summary."""
        return self.page(summary.lines() if summary.files else ())

    def page(self, sentences: Iterable[str]) -> tuple[str, ...]:
        """Return the lines of the page: sentences, and the table below them."""
        lines = ["### dockerlabel", ""]
        for sentence in sentences:
            lines += (_prose(sentence), "")
        if self._rows:
            lines += (*_HEAD, *self._rows, "")
        if self._left_out:
            lines += (f"{counted(self._left_out, 'row')} more did not fit.", "")
        return tuple(lines)

    def _keep(self, row: str) -> None:
        size = len(row.encode("utf-8", "backslashreplace"))
        if self._size + size > _LARGEST:
            self._left_out += 1
            return
        self._size += size
        self._rows.append(row)


def _prose(text: str) -> str:
    """Return a message: what is in single backticks as code, everything as plain text."""
    *pairs, last = re.split("`", _cut(text))
    if len(pairs) % 2:
        pairs, last = pairs[:-1], f"{pairs[-1]}`{last}"
    pieces = [
        f"<code>{_plain(piece)}</code>" if at % 2 and piece else _plain(piece)
        for at, piece in enumerate(pairs)
    ]
    return "".join((*pieces, _plain(last)))


def _code(text: str) -> str:
    return f"<code>{_plain(_cut(text))}</code>"


def _cut(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + " …"


def _plain(text: str) -> str:
    """Return text in which nothing is Markdown or HTML: each mark is a character reference."""
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", text)
