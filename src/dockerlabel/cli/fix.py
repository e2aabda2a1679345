"""`dockerlabel fix`."""

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import (
    STDIN,
    Session,
    Status,
    each_input,
    fix_command,
    leaves_out_stdin,
    stdin_input,
)
from dockerlabel.diagnostic import Applicability
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.lint.report import Failure, Report, Summary, counted
from dockerlabel.output.formats import format_called
from dockerlabel.output.terminal import printable
from dockerlabel.project.files import Input, write_file
from dockerlabel.project.workspace import RefusedSettingsError

if TYPE_CHECKING:
    from dockerlabel.fixes.fixer import FixResult


def fix(session: Session, arguments: Arguments) -> Status:
    """Fix files, or print how they would be fixed."""
    threshold = Applicability.UNSAFE if arguments.unsafe_fixes else Applicability.SAFE
    diff, statistics = arguments.diff, arguments.statistics
    if STDIN in session.paths and not diff:
        return _fix_stdin(session, threshold=threshold, statistics=statistics)
    status = Status.CLEAN
    summary, fixed = Summary(fix_command=fix_command(arguments)), 0
    form = format_called("concise" if diff else "full", session.colors, statistics=statistics)
    remarks = session._replace(out=session.err) if diff else session

    def fix_one(text: Input) -> tuple[bool, Report]:
        result = _fix(session, text, threshold=threshold)
        if result.edits and diff:
            _print_diff(session, text, result=result)
        elif result.edits and text.stamp:
            write_file(text, result.document)
            session.info(f"fixed {printable(text.shown)}")
        return bool(result.edits), session.report(text, result.end)

    for outcome in each_input(session, fix_one):
        if isinstance(outcome, Failure):
            status = Status.FAILED
            continue
        changed, report = outcome
        remarks.write_lines(form.report(report))
        summary = summary.add(report)
        fixed += changed
        if report.fails or (changed and (diff or arguments.exit_non_zero_on_fix)):
            status = max(status, Status.FOUND)
    remarks.write_lines(form.end(summary))
    done = "would be fixed" if diff else "fixed"
    lines = (f"{counted(fixed, 'file')} {done}.",) if fixed else ()
    verb = "would remain" if diff else "remain"
    summary_lines = summary.lines(verb=verb) if summary.files else ()
    session.print_summary((*lines, *summary_lines) if summary.files else (), status=status)
    return status


def _fix(session: Session, text: Input, *, threshold: Applicability) -> "FixResult":
    """Fix a text in memory; report a fix that would have done harm."""
    start = session.pipeline.analyse(text.path, text.document)
    session.saw(text, start.context.targets)
    result = session.pipeline.fix(text.path, start, threshold=threshold)
    if result.rejected:
        why = f"skipped a fix because {result.rejected}. This is a bug in dockerlabel."
        session.error(f"{text.shown}: {why}")
    return result


def _print_diff(session: Session, text: Input, *, result: "FixResult") -> None:
    from dockerlabel.output.diff import diff, for_log, styled  # noqa: PLC0415 - start-up

    lines = diff(text.shown, text.document, edits=result.edits)
    for line, style in styled(for_log(lines) if session.in_actions else lines, session.colors):
        session.write_raw(line, style)


def _fix_stdin(session: Session, *, threshold: Applicability, statistics: bool) -> Status:
    """Print the fixed document whole, for formatters; what remains goes to standard error."""
    text = stdin_input(session)
    try:
        if leaves_out_stdin(session):
            session.write_raw(text.document.to_bytes())
            return Status.CLEAN
        result = _fix(session, text, threshold=threshold)
    except RefusedSettingsError as error:
        session.error(str(error))
        return Status.FAILED
    session.write_raw(result.document.to_bytes())
    session.out.flush()
    form = format_called("concise", session.colors, statistics=statistics)
    remarks = session._replace(out=session.err)
    report = session.report(text, result.end)
    remarks.write_lines((*form.report(report), *form.end(Summary().add(report))))
    return Status.CLEAN
