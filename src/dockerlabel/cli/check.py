"""`dockerlabel check`."""

import io
from collections.abc import Callable

from dockerlabel.cli.session import Input, Session, Status, each_input
from dockerlabel.document import Document
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import Format, format_called, statistics_as, step_summary
from dockerlabel.output.text import printable
from dockerlabel.regular_file import FileError

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO


class Printing(NamedTuple):
    """How the outcome of a run is told.

    `statistics`: counts take the place of diagnostics. `output_file` takes that of standard output,
    None if it does not. `step_summary` is the file that a summary in Markdown is added to besides.
    """

    output_format: str
    statistics: bool = False
    output_file: str | None = None
    step_summary: str | None = None


class _Sink(NamedTuple):
    """A format, where its lines go, and what gives the path of a file in its repository."""

    form: Format
    out: "TextIO"
    in_repository: Callable[[str], str]

    def take(self, outcome: Report | Failure) -> None:
        """Print what there is to print of one file."""
        if self.form.in_repository:
            outcome = outcome._replace(path=self.in_repository(outcome.path))
        if isinstance(outcome, Failure):
            lines = self.form.failure(outcome)
        else:
            lines = self.form.report(outcome)
        # At once: what is written where nothing is buffered takes as long as finding it.
        if text := "".join([f"{line}\n" for line in lines]):
            self.out.write(text)

    def end(self, summary: Summary) -> None:
        """Print what comes last: for a document, that is most of it."""
        for line in self.form.end(summary):
            self.out.write(f"{line}\n")


def check(session: Session, *, printing: Printing, add_ignore: str | None) -> Status:
    """Print what is wrong; with a reason to `add_ignore`, what is left once that is ignored."""
    form = _form(session, printing)
    in_repository = session.pipeline.workspace.path_in_repository
    pages = [_Sink(step_summary(), io.StringIO(), in_repository)] if printing.step_summary else []

    def checked(out: "TextIO") -> tuple[Status, Summary]:
        return _check(session, (_Sink(form, out, in_repository), *pages), add_ignore=add_ignore)

    if printing.output_file is None:
        status, summary = checked(session.out)
    else:
        from dockerlabel.project.atomic_write import output_file  # noqa: PLC0415 - start-up

        try:
            with output_file(printing.output_file) as out:
                status, summary = checked(out)
        except FileError as error:
            session.error(f"--output-file: {printing.output_file}: {error}")
            return Status.FAILED
    if printing.step_summary:
        _add_page(session, printing.step_summary, page=pages[0])
    if printing.output_file is not None or not form.document:
        session.print_summary(summary.lines() if summary.files else (), status=status)
    return status


def _form(session: Session, printing: Printing) -> Format:
    if printing.statistics:
        return statistics_as(printing.output_format)
    return format_called(printing.output_format, session.colors)


def _check(
    session: Session, sinks: tuple[_Sink, ...], *, add_ignore: str | None
) -> tuple[Status, Summary]:
    status, summary = Status.CLEAN, Summary()

    def lint(text: Input) -> Report:
        document = _with_ignores(session, text, reason=add_ignore) if add_ignore else text.document
        return session.pipeline.lint(text.path, document)._replace(path=text.shown)

    for outcome in each_input(session, lint):
        if isinstance(outcome, Failure):
            status = Status.FAILED
        else:
            summary = summary.add(outcome)
            status = max(status, Status.FOUND if outcome.fails else status)
        for sink in sinks:
            sink.take(outcome)
    for sink in sinks:
        sink.end(summary)
    return status, summary


def _add_page(session: Session, path: str, *, page: _Sink) -> None:
    """Add the summary to its file; what is said elsewhere, too, is not worth a failure."""
    from dockerlabel.project.atomic_write import append  # noqa: PLC0415 - start-up

    page.out.seek(0)
    try:
        append(path, page.out.read())
    except FileError as error:
        session.error(f"{path}: the summary could not be added: {error}")


def _with_ignores(session: Session, text: Input, *, reason: str) -> Document:
    """Add comments to a file that ignore what is found in it; return what it holds then."""
    ignored = session.pipeline.add_ignores(text.path, text.document, reason=reason)
    if ignored.bug:
        session.error(
            f"{text.shown}: no comment was added, {ignored.bug}. This is a bug in dockerlabel."
        )
    if ignored.added and text.file:
        session.pipeline.write(text.file, ignored.document)
        session.info(f"{counted(ignored.added, 'comment')} added to {printable(text.shown)}")
    return ignored.document
