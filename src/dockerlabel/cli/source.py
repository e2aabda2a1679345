"""`dockerlabel source`."""

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_place, worst
from dockerlabel.output.sources import json_source, text_source


def source(session: Session, arguments: Arguments) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    lines = json_source if arguments.output_format == "json" else text_source

    def show(shown: str, path: str) -> Status:
        expectation = session.pipeline.workspace.expected(path)
        session.write_lines(lines(shown, expectation))
        return Status.FOUND if expectation.source is None else Status.CLEAN

    return worst(each_place(session, show))
