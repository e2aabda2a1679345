"""What the commands share: where files lie, what was asked for, and where output goes."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum

from dockerlabel.credentials import mask_credentials
from dockerlabel.document import Document
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Failure
from dockerlabel.output.colors import Colors, Style
from dockerlabel.output.text import for_terminal, printable
from dockerlabel.project.discovery import Found, is_excluded, why_not_there
from dockerlabel.project.files import File, FileError
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.workspace import RefusedSettingsError

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO, TypeVar

    from dockerlabel.output.progress import Progress

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


class Place(NamedTuple):
    """A path that need not be a Dockerfile.

    `shown` is the path as it was given, `path` that of a file whose settings and repository count:
    in a folder, its Dockerfile.
    """

    shown: str
    path: str


class Run(NamedTuple):
    """One run of a command.

    `stdin_name` is what standard input is called. `in_actions` says whether the output is likely to
    go to the log of GitHub Actions. `told` holds the errors that were printed. `progress` is the
    bar of a terminal, None without one.
    """

    pipeline: Pipeline
    paths: list[str]
    stdin_name: str
    force_exclude: bool
    quiet: bool
    in_actions: bool
    colors: Colors
    out: "TextIO"
    err: "TextIO"
    told: set[str]
    progress: "Progress | None" = None

    def say(self, line: str = "") -> None:
        """Print a line of the result."""
        print(line, file=self.out)

    def pass_on(self, data: bytes, style: Style = str) -> None:
        """Write what is for programs as it is, and at a terminal so that it is safe to look at.

        A `style` is for `data` that is one line.
        """
        if self.out.isatty():
            self.out.write(_in_style(for_terminal(data), style))
        elif self.colors.on:
            text = _in_style(data.decode("utf-8", "surrogateescape"), style)
            self.out.buffer.write(text.encode("utf-8", "surrogateescape"))
        else:
            self.out.buffer.write(data)

    def complain(self, text: str) -> bool:
        """Print an error, a line for each of its lines, and each line once; tell whether any."""
        said = dict.fromkeys(mask_credentials(text).split("\n"))
        lines = [line for line in said if line not in self.told]
        self.told.update(lines)
        for line in lines:
            print(f"dockerlabel: {printable(line)}", file=self.err)
        return bool(lines)

    def inform(self, line: str) -> None:
        """Print a line that is not part of the result, unless it is to be quiet."""
        if not self.quiet:
            print(mask_credentials(line), file=self.err)

    def show(self, lines: Iterable[str]) -> None:
        """Print lines of the result."""
        for line in lines:
            self.say(line)

    def conclude(self, lines: tuple[str, ...], *, status: Status) -> None:
        """Print the summary of the run."""
        self.out.flush()
        for line in lines:
            self.inform(line)
        if status is Status.FAILED:
            self.inform("Not all files could be dealt with: see above.")


def _in_style(text: str, style: Style) -> str:
    line = text.removesuffix("\n")
    return style(line) + text[len(line) :]


def each_input(run: Run, use: "Callable[[Input], _Outcome]") -> "Iterator[_Outcome | Failure]":
    """Yield what `use` makes of each text that the paths stand for, standard input included.

    What goes wrong with one of them is printed, a failure takes its place, and the others are done.
    What goes wrong with many, as a mistake in the configuration does, is one failure. Where all
    goes well, settings that are for none of the texts are told at the end.
    """
    failed = False
    for found in run.progress.over(_found(run)) if run.progress else _found(run):
        try:
            yield use(stdin_input(run) if found.path == STDIN else _file_input(found))
            continue
        except RefusedSettingsError as error:
            failure = _failure(run.stdin_name if found.path == STDIN else found.path, error)
            is_new = run.complain(str(error))
        except FileError as error:
            failure = _failure(found.path, error)
            is_new = run.complain(f"{found.path}: {error}")
        failed = True
        if is_new:
            yield failure
    for line in () if failed else run.pipeline.unused_settings(run.paths):
        run.inform(f"dockerlabel: warning: {printable(line)}")


def each_place(run: Run, use: "Callable[[Place], _Outcome]") -> "Iterator[_Outcome | Failure]":
    """Yield what `use` makes of each path itself, with errors as in `each_input`."""
    for path in run.paths:
        if path != STDIN and (missing := why_not_there(path)):
            run.complain(f"{path}: {missing}")
            yield _failure(path, missing)
            continue
        inside = path_of_stdin(run) if path == STDIN else path
        inside = os.path.join(inside, "Dockerfile") if os.path.isdir(inside) else inside
        try:
            yield use(Place(path, inside))
        except RefusedSettingsError as error:
            run.complain(str(error))
            yield _failure(path, error)


def _failure(path: str, error: object) -> Failure:
    """Return a failure for reports; a path may be a URL that was given by mistake."""
    return Failure(mask_credentials(path), mask_credentials(str(error)))


def worst(outcomes: Iterable[Status | Failure]) -> Status:
    """Return the status of a run of several."""
    statuses = (Status.FAILED if isinstance(each, Failure) else each for each in outcomes)
    return max(statuses, default=Status.CLEAN)


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

    def warn(text: str) -> None:
        run.inform(f"dockerlabel: warning: {printable(text)}")

    for found in run.pipeline.discover(run.paths, force_exclude=run.force_exclude, warn=warn):
        nothing = False
        yield found
    if nothing and not run.force_exclude:
        run.inform("dockerlabel: warning: no Dockerfile found")
