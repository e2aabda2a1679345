"""`dockerlabel source`."""

import os

from dockerlabel.commands.run import STDIN, Run, Status, path_of_stdin
from dockerlabel.output.sources import json_source, text_source
from dockerlabel.workspace import RefusedSettingsError


def source(run: Run, *, as_json: bool) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    status = Status.CLEAN
    for path in run.paths:
        if path != STDIN and not os.path.lexists(path):
            run.complain(f"{path}: no such file or folder")
            status = Status.FAILED
            continue
        inside = path_of_stdin(run) if path == STDIN else path
        inside = os.path.join(inside, "Dockerfile") if os.path.isdir(inside) else inside
        try:
            expectation = run.pipeline.workspace.expectation_of(inside)
        except RefusedSettingsError as error:
            run.complain(str(error))
            status = Status.FAILED
            continue
        for line in (json_source if as_json else text_source)(path, expectation):
            run.say(line)
        if expectation.source is None:
            status = max(status, Status.FOUND)
    return status
