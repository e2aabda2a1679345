"""Diagnostics for GitHub Actions: commands that make annotations, and the page of a step."""

import re
from collections.abc import Iterable, Iterator

from dockerlabel.diagnostic import Diagnostic, Severity
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import Format, located
from dockerlabel.output.terminal import printable
from dockerlabel.rules.rule import page_url

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DATA = re.compile("[%\r\n]")
_PROPERTY = re.compile("[%\r\n:,]")

_LARGEST = 500_000
"""Bytes of rows; GitHub refuses a step's summary beyond 1 MiB."""

_LONGEST = 500
_MARKS = re.compile(r"[!-+:-@\[-`{-~]")
_HEAD = ("| place | severity | rule | message |", "|---|---|---|---|")


class Annotations(Format):
    """A command for each diagnostic.

    The log of a job shows nothing but the message, so it begins with the place.
    """

    in_repository = True

    def report(self, report: Report) -> Iterator[str]:
        """Yield the commands of a file."""
        for each, start, end in located(report):
            place = {"file": report.path, "line": str(start.line), "endLine": str(end.line)}
            if start.line == end.line:
                # Columns are for places in one line; with others the annotation is refused.
                place |= {"col": str(start.column), "endColumn": str(end.column)}
            properties = {"title": f"dockerlabel: {each.rule}", **place}
            where = f"{printable(report.path)}:{start.line}:{start.column}"
            text = f"{where}: {each.rule} {printable(each.headline)}"
            if each.help:
                text += f"\nhelp: {printable(each.help)}"
            yield command(each.severity, properties, data=text)

    def failure(self, failure: Failure) -> Iterator[str]:
        """Yield the command for a file that could not be read."""
        text = f"{printable(failure.path)}: {printable(failure.message)}"
        yield command(Severity.ERROR, {"title": "dockerlabel", "file": failure.path}, data=text)


def command(severity: Severity, properties: dict[str, str], *, data: str) -> str:
    """Return a command that makes an annotation of a text."""
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS[severity]} {shown}::{_DATA.sub(_escaped, data)}"


def _property(text: str) -> str:
    """Return the value of a property: a name with a line end stays one, other marks are shown."""
    pieces = re.split("([\r\n])", text)
    shown = (piece if piece in {"\r", "\n"} else printable(piece) for piece in pieces)
    return _PROPERTY.sub(_escaped, "".join(shown))


def _escaped(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


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
    plain = [*map(_plain, pairs)]
    plain[1::2] = [f"<code>{piece}</code>" if piece else "" for piece in plain[1::2]]
    return "".join((*plain, _plain(last)))


def _code(text: str) -> str:
    return f"<code>{_plain(_cut(text))}</code>"


def _cut(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + " …"


def _plain(text: str) -> str:
    """Return text in which nothing is Markdown or HTML: each mark is a character reference."""
    return _MARKS.sub(lambda found: f"&#{ord(found[0])};", text)
