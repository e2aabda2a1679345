"""`dockerlabel check`."""

from typing import Any

from dockerlabel.commands.run import Input, Run, Status, each_input
from dockerlabel.document import Document
from dockerlabel.output.report import Report, Summary, counted
from dockerlabel.output.text import printable


def check(run: Run, *, output_format: str, add_ignore: str | None) -> Status:
    """Print what is wrong; with a reason to `add_ignore`, what is left once that is ignored."""
    status = Status.CLEAN
    summary = Summary()
    kept: list[dict[str, Any]] = []

    def lint(text: Input) -> Report:
        document = _with_ignores(run, text, reason=add_ignore) if add_ignore else text.document
        return run.pipeline.lint(text.path, document)._replace(path=text.shown)

    for report in each_input(run, lint):
        if report is None:
            status = Status.FAILED
            continue
        summary = summary.add(report)
        if output_format == "json":
            from dockerlabel.output.as_json import json_diagnostics  # noqa: PLC0415 - start-up

            kept += json_diagnostics(report)
        else:
            run.show(report, output_format=output_format)
        if report.fails:
            status = max(status, Status.FOUND)
    if output_format == "json":
        from dockerlabel.output.as_json import as_json  # noqa: PLC0415 - start-up

        run.say(as_json(kept, summary))
    else:
        run.conclude(summary.lines() if summary.files else (), status=status)
    return status


def _with_ignores(run: Run, text: Input, *, reason: str) -> Document:
    """Add comments to a file that ignore what is found in it; return what it holds then."""
    ignored = run.pipeline.add_ignores(text.path, text.document, reason=reason)
    if ignored.bug:
        run.complain(
            f"{text.shown}: no comment was added, {ignored.bug}. This is a bug in dockerlabel."
        )
    if ignored.added and text.file:
        run.pipeline.write(text.file, ignored.document)
        run.inform(f"{counted(ignored.added, 'comment')} added to {printable(text.shown)}")
    return ignored.document
