"""`dockerlabel source`."""

from dockerlabel.cli.session import Place, Run, Status, each_place, worst
from dockerlabel.output.sources import json_source, text_source


def source(run: Run, *, as_json: bool) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    lines = json_source if as_json else text_source

    def show(place: Place) -> Status:
        expectation = run.pipeline.workspace.expectation_of(place.path)
        for line in lines(place.shown, expectation):
            run.say(line)
        return Status.FOUND if expectation.source is None else Status.CLEAN

    return worst(each_place(run, show))
