"""Diagnostics as workflow commands of GitHub Actions, which turn them into annotations."""

import re
from collections.abc import Iterator

from dockerlabel.diagnostic import Severity
from dockerlabel.lint.report import Failure, Report
from dockerlabel.output.formats import Format, located
from dockerlabel.output.text import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DATA = re.compile("[%\r\n]")
_PROPERTY = re.compile("[%\r\n:,]")


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
