"""What the commands share: where files lie, what was asked for, and where output goes."""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum

from dockerlabel.diagnostic import Diagnostic, Severity
from dockerlabel.discovery import Found, is_excluded
from dockerlabel.document import Document
from dockerlabel.files import File, FileError
from dockerlabel.output.colors import Colors
from dockerlabel.output.report import Report
from dockerlabel.output.text import printable
from dockerlabel.pipeline import Pipeline, read
from dockerlabel.values import NamedTuple
from dockerlabel.workspace import RefusedSettingsError

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO, TypeVar

    _Outcome = TypeVar("_Outcome")

STDIN = "-"
STDIN_NAME = "<stdin>"


class Status(IntEnum):
    """Exit statuses; of several, the greatest counts."""

    CLEAN = 0
    FOUND = 1
    FAILED = 2


class Input(NamedTuple):
    """A text to look at.

    `shown` is its path as it was given, `path` the one whose settings and repository count. `file`
    is where the text was read from, None for standard input.
    """

    shown: str
    path: str
    document: Document
    file: File | None


class Run(NamedTuple):
    """One run of a command.

    `stdin_name` is what standard input is called, `fail_on` the least severity that makes the run
    fail, None for never. `told` holds the errors that were printed.
    """

    pipeline: Pipeline
    paths: list[str]
    stdin_name: str
    force_exclude: bool
    fail_on: Severity | None
    quiet: bool
    colors: Colors
    out: "TextIO"
    err: "TextIO"
    told: set[str]

    def say(self, line: str = "") -> None:
        """Print a line of the result."""
        print(line, file=self.out)

    def complain(self, text: str) -> None:
        """Print an error, a line for each of its lines, and each line once."""
        for line in text.split("\n"):
            if line in self.told:
                continue
            self.told.add(line)
            print(f"dockerlabel: {printable(line)}", file=self.err)

    def inform(self, line: str) -> None:
        """Print a line that is not part of the result, unless it is to be quiet."""
        if not self.quiet:
            print(line, file=self.err)

    def fails(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Tell whether any of the diagnostics is as bad as `fail_on`, or worse."""
        return self.fail_on is not None and any(
            diagnostic.severity >= self.fail_on for diagnostic in diagnostics
        )

    def show(self, report: Report, *, output_format: str) -> None:
        """Print the diagnostics of a file for people, `full` or `concise`."""
        if not report.diagnostics:
            return
        from dockerlabel.output.concise import concise  # noqa: PLC0415 - start-up
        from dockerlabel.output.full import full  # noqa: PLC0415 - start-up

        formatted = full if output_format == "full" else concise
        for line in formatted(report, self.colors):
            self.say(line)

    def conclude(self, lines: tuple[str, ...], *, status: Status) -> None:
        """Print the summary of the run."""
        self.out.flush()
        for line in lines:
            self.inform(line)
        if status is Status.FAILED:
            self.inform("Not all files could be dealt with: see above.")


def each_input(run: Run, use: "Callable[[Input], _Outcome]") -> "Iterator[_Outcome | None]":
    """Yield what `use` makes of each text that the paths stand for, standard input included.

    What goes wrong with one of them is printed, None takes its place, and the others are done.
    """
    for found in _found(run):
        try:
            yield use(stdin_input(run) if found.path == STDIN else _file_input(found))
        except RefusedSettingsError as error:
            run.complain(str(error))
            yield None
        except FileError as error:
            run.complain(f"{found.path}: {error}")
            yield None


def stdin_input(run: Run) -> Input:
    """Read standard input."""
    document = Document.from_bytes(sys.stdin.buffer.read())
    return Input(run.stdin_name, path_of_stdin(run), document, None)


def path_of_stdin(run: Run) -> str:
    """Return the path whose settings and repository count for standard input."""
    return "Dockerfile" if run.stdin_name == STDIN_NAME else run.stdin_name


def leaves_out_stdin(run: Run) -> bool:
    """Tell whether settings leave out the file that standard input is the text of."""
    if not run.force_exclude or run.stdin_name == STDIN_NAME:
        return False
    return is_excluded(run.stdin_name, run.pipeline.workspace.patterns_of(run.stdin_name))


def _file_input(found: Found) -> Input:
    file = read(found)
    return Input(found.path, file.path, file.document, file)


def _found(run: Run) -> Iterator[Found]:
    """Yield what the paths stand for; standard input is itself."""
    if STDIN in run.paths:
        if not leaves_out_stdin(run):
            yield Found(STDIN)
        return
    nothing = True
    for found in run.pipeline.discover(run.paths, force_exclude=run.force_exclude):
        if found.warning:
            run.inform(f"dockerlabel: warning: {printable(found.path)}: {printable(found.warning)}")
            continue
        nothing = False
        yield found
    if nothing and not run.force_exclude:
        run.inform("dockerlabel: warning: no Dockerfile found")
