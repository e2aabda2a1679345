"""`dockerlabel check`."""

from dockerlabel.commands.run import Input, Run, Status, each_input
from dockerlabel.output.report import Report, Summary


def check(run: Run, *, output_format: str) -> Status:
    """Print what is wrong."""
    status = Status.CLEAN
    summary = Summary()
    kept: list[dict[str, object]] = []

    def lint(text: Input) -> Report:
        return run.pipeline.lint(text.path, text.document)._replace(path=text.shown)

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
        if run.fails(report.diagnostics):
            status = max(status, Status.FOUND)
    if output_format == "json":
        from dockerlabel.output.as_json import as_json  # noqa: PLC0415 - start-up

        run.say(as_json(kept, summary))
    else:
        run.conclude(summary.lines() if summary.files else (), status=status)
    return status
