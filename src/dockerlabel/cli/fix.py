"""`dockerlabel fix`."""

from dockerlabel.cli.session import (
    STDIN,
    Input,
    Session,
    Status,
    each_input,
    leaves_out_stdin,
    stdin_input,
)
from dockerlabel.diagnostic import Applicability
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import Format, format_called, statistics_as
from dockerlabel.output.text import printable
from dockerlabel.project.workspace import RefusedSettingsError


def fix(
    session: Session,
    *,
    diff: bool,
    unsafe_fixes: bool,
    exit_non_zero_on_fix: bool,
    statistics: bool,
) -> Status:
    """Mend files, or print how they would be mended."""
    threshold = Applicability.UNSAFE if unsafe_fixes else Applicability.SAFE
    if STDIN in session.paths and not diff:
        return _fix_stdin(session, threshold=threshold, statistics=statistics)
    status = Status.CLEAN
    summary, mended = Summary(), 0
    form = _form(session, "concise" if diff else "full", statistics=statistics)
    remarks = session._replace(out=session.err) if diff else session

    def mend(text: Input) -> _Mended:
        return _mend(session, text, threshold=threshold, diff=diff)

    for outcome in each_input(session, mend):
        if isinstance(outcome, Failure):
            status = Status.FAILED
            continue
        changed, report = outcome
        remarks.write_lines(form.report(report))
        summary = summary.add(report)
        mended += changed
        if report.fails or (changed and (diff or exit_non_zero_on_fix)):
            status = max(status, Status.FOUND)
    remarks.write_lines(form.end(summary))
    done = "would be fixed" if diff else "fixed"
    lines = (f"{counted(mended, 'file')} {done}.",) if mended else ()
    verb = "would remain" if diff else "remain"
    summary_lines = summary.lines(verb=verb) if summary.files else ()
    session.print_summary((*lines, *summary_lines) if summary.files else (), status=status)
    return status


class _Mended(NamedTuple):
    """Whether a text was changed, and what remains to be said of it."""

    changed: bool
    report: Report


def _form(session: Session, name: str, *, statistics: bool) -> Format:
    return statistics_as(name) if statistics else format_called(name, session.colors)


def _mend(session: Session, text: Input, *, threshold: Applicability, diff: bool) -> _Mended:
    fixed = session.pipeline.fix(text.path, text.document, threshold=threshold)
    _report_bug(session, text.shown, bug=fixed.bug)
    changed = fixed.document != text.document
    if changed and diff:
        from dockerlabel.output.diff import diff as diff_of  # noqa: PLC0415 - start-up
        from dockerlabel.output.diff import for_log, styled  # noqa: PLC0415 - the same

        lines = diff_of(text.shown, text.document, after=fixed.document)
        for line, style in styled(for_log(lines) if session.in_actions else lines, session.colors):
            session.write_raw(line, style)
    elif changed and text.file:
        session.pipeline.write(text.file, fixed.document)
        session.info(f"fixed {printable(text.shown)}")
    report = session.pipeline.lint(text.path, fixed.document)._replace(path=text.shown)
    return _Mended(changed, report)


def _fix_stdin(session: Session, *, threshold: Applicability, statistics: bool) -> Status:
    """Print the mended document whole, for formatters; what remains is said elsewhere."""
    text = stdin_input(session)
    try:
        if leaves_out_stdin(session):
            session.write_raw(text.document.to_bytes())
            return Status.CLEAN
        fixed = session.pipeline.fix(text.path, text.document, threshold=threshold)
        report = session.pipeline.lint(text.path, fixed.document)._replace(path=text.shown)
    except RefusedSettingsError as error:
        session.error(str(error))
        return Status.FAILED
    _report_bug(session, text.shown, bug=fixed.bug)
    session.write_raw(fixed.document.to_bytes())
    session.out.flush()
    form = _form(session, "concise", statistics=statistics)
    remarks = session._replace(out=session.err)
    remarks.write_lines((*form.report(report), *form.end(Summary().add(report))))
    return Status.CLEAN


def _report_bug(session: Session, path: str, *, bug: str) -> None:
    if bug:
        session.error(f"{path}: a fix was not made, {bug}. This is a bug in dockerlabel.")
