"""`dockerlabel check`."""

import os
from collections.abc import Iterable

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, add_page, each_input, fix_command
from dockerlabel.lint.linter import Analysis
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import Format, format_called, step_summary
from dockerlabel.output.terminal import printable
from dockerlabel.project.files import Input, write_file
from dockerlabel.regular_file import FileError
from dockerlabel.rules.registry import RULE_BY_NAME


class _OverwrittenInputError(Exception):
    """The report would replace a file that is to be checked."""


def check(session: Session, arguments: Arguments) -> Status:
    """Report problems; with a reason to add ignore comments, those that remain after that.

    In GitHub Actions annotations are the default, with a summary on the page of the job.
    """
    for_actions = session.in_actions and not arguments.statistics
    name = arguments.output_format or ("github" if for_actions else "full")
    form = format_called(
        name, session.colors, statistics=arguments.statistics, show_notes=arguments.show_notes
    )
    page_path = os.environ.get("GITHUB_STEP_SUMMARY") if name == "github" else None
    page = step_summary() if page_path else None
    forms = (form, page) if page else (form,)
    if arguments.output_file is None:
        status, summary = _check(session, arguments, forms=forms)
    else:
        from dockerlabel.project.atomic_write import output_file  # noqa: PLC0415 - start-up

        try:
            with output_file(arguments.output_file) as out:
                status, summary = _check(session._replace(out=out), arguments, forms=forms)
        except (FileError, _OverwrittenInputError) as error:
            session.error(f"--output-file: {arguments.output_file}: {error}")
            return Status.FAILED
    if page_path and page:
        add_page(session, page_path, lines=page.end(summary))
    if arguments.output_file is not None or not form.document:
        session.print_summary(summary.lines() if summary.files else (), status=status)
    return status


def _check(
    session: Session, arguments: Arguments, *, forms: tuple[Format, ...]
) -> tuple[Status, Summary]:
    """Print what the first of the formats prints; another one only collects."""
    status, summary = Status.CLEAN, Summary(fix_command=fix_command(arguments))
    output, reason = arguments.output_file, arguments.add_ignore

    def lint(text: Input) -> Report:
        if output is not None and _is_same_file(output, text.path):
            raise _OverwrittenInputError("it is one of the files to check")
        analysis = session.pipeline.analyse(text.path, text.document)
        session.saw(text, analysis.context.targets)
        if reason:
            analysis = _with_ignores(session, text, start=analysis, reason=reason)
        return session.report(text, analysis)

    for outcome in each_input(session, lint):
        if isinstance(outcome, Failure):
            status = Status.FAILED
        else:
            summary = summary.add(outcome)
            status = max(status, Status.FOUND if outcome.fails else status)
        lines = [line for form in forms for line in _lines(session, form, outcome=outcome)]
        # At once: to write line by line to what has no buffer takes as long as finding them.
        if text := "".join([f"{line}\n" for line in lines]):
            session.out.write(text)
    session.write_lines(forms[0].end(summary))
    return status, summary


def _is_same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _lines(session: Session, form: Format, *, outcome: Report | Failure) -> Iterable[str]:
    if form.in_repository:
        path = session.pipeline.workspace.path_in_repository(outcome.path)
        outcome = outcome._replace(path=path)
    return form.failure(outcome) if isinstance(outcome, Failure) else form.report(outcome)


def _with_ignores(session: Session, text: Input, *, start: Analysis, reason: str) -> Analysis:
    """Add comments to a file that ignore its problems; return what is left then."""
    ignored = session.pipeline.add_ignores(text.path, start, reason=reason)
    if ignored.rejected:
        why = f"added no comment because {ignored.rejected}. This is a bug in dockerlabel."
        session.error(f"{text.shown}: {why}")
    if not ignored.added:
        return start
    if text.stamp:
        write_file(text, ignored.document)
        session.info(f"{counted(ignored.added, 'comment')} added to {printable(text.shown)}")
    for name in ignored.rules:
        if warning := RULE_BY_NAME[name].if_ignored:
            session.warning(f"{text.shown}: {warning}")
    return session.pipeline.analyse(text.path, ignored.document)
