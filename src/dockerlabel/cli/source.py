"""`dockerlabel source`."""

from dockerlabel.cli.session import Place, Session, Status, each_place, worst
from dockerlabel.output.sources import json_source, text_source


def source(session: Session, *, as_json: bool) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    lines = json_source if as_json else text_source

    def show(place: Place) -> Status:
        expectation = session.pipeline.workspace.expectation_of(place.path)
        for line in lines(place.shown, expectation):
            session.write_line(line)
        return Status.FOUND if expectation.source is None else Status.CLEAN

    return worst(each_place(session, show))
