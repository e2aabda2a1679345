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
from dockerlabel.project.discovery import Found, is_excluded, missing_reason
from dockerlabel.project.files import File
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.workspace import RefusedSettingsError
from dockerlabel.regular_file import FileError

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


class Session(NamedTuple):
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

    def write_line(self, line: str = "") -> None:
        """Print a line of the result."""
        print(line, file=self.out)

    def write_raw(self, data: bytes, style: Style = str) -> None:
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

    def error(self, text: str) -> bool:
        """Print an error, a line for each of its lines, and each line once; tell whether any."""
        said = dict.fromkeys(mask_credentials(text).split("\n"))
        lines = [line for line in said if line not in self.told]
        self.told.update(lines)
        for line in lines:
            print(f"dockerlabel: {printable(line)}", file=self.err)
        return bool(lines)

    def info(self, line: str) -> None:
        """Print a line that is not part of the result, unless it is to be quiet."""
        if not self.quiet:
            print(mask_credentials(line), file=self.err)

    def write_lines(self, lines: Iterable[str]) -> None:
        """Print lines of the result."""
        for line in lines:
            self.write_line(line)

    def print_summary(self, lines: tuple[str, ...], *, status: Status) -> None:
        """Print the summary of the session."""
        self.out.flush()
        for line in lines:
            self.info(line)
        if status is Status.FAILED:
            self.info("Not all files could be dealt with: see above.")


def _in_style(text: str, style: Style) -> str:
    line = text.removesuffix("\n")
    return style(line) + text[len(line) :]


def each_input(
    session: Session, use: "Callable[[Input], _Outcome]"
) -> "Iterator[_Outcome | Failure]":
    """Yield what `use` makes of each text that the paths stand for, standard input included.

    What goes wrong with one of them is printed, a failure takes its place, and the others are done.
    What goes wrong with many, as a mistake in the configuration does, is one failure. Where all
    goes well, settings that are for none of the texts are told at the end.
    """
    failed = False
    for found in session.progress.over(_found(session)) if session.progress else _found(session):
        try:
            yield use(stdin_input(session) if found.path == STDIN else _file_input(found))
            continue
        except RefusedSettingsError as error:
            failure = _failure(session.stdin_name if found.path == STDIN else found.path, error)
            is_new = session.error(str(error))
        except FileError as error:
            failure = _failure(found.path, error)
            is_new = session.error(f"{found.path}: {error}")
        failed = True
        if is_new:
            yield failure
    for line in () if failed else session.pipeline.unused_settings(session.paths):
        session.info(f"dockerlabel: warning: {printable(line)}")


def each_place(
    session: Session, use: "Callable[[Place], _Outcome]"
) -> "Iterator[_Outcome | Failure]":
    """Yield what `use` makes of each path itself, with errors as in `each_input`."""
    for path in session.paths:
        if path != STDIN and (missing := missing_reason(path)):
            session.error(f"{path}: {missing}")
            yield _failure(path, missing)
            continue
        inside = path_of_stdin(session) if path == STDIN else path
        inside = os.path.join(inside, "Dockerfile") if os.path.isdir(inside) else inside
        try:
            yield use(Place(path, inside))
        except RefusedSettingsError as error:
            session.error(str(error))
            yield _failure(path, error)


def _failure(path: str, error: object) -> Failure:
    """Return a failure for reports; a path may be a URL that was given by mistake."""
    return Failure(mask_credentials(path), mask_credentials(str(error)))


def worst(outcomes: Iterable[Status | Failure]) -> Status:
    """Return the status of a run of several."""
    statuses = (Status.FAILED if isinstance(each, Failure) else each for each in outcomes)
    return max(statuses, default=Status.CLEAN)


def stdin_input(session: Session) -> Input:
    """Read standard input."""
    document = Document.from_bytes(sys.stdin.buffer.read())
    return Input(session.stdin_name, path_of_stdin(session), document, None)


def path_of_stdin(session: Session) -> str:
    """Return the path whose settings and repository count for standard input."""
    return "Dockerfile" if session.stdin_name == STDIN_NAME else session.stdin_name


def leaves_out_stdin(session: Session) -> bool:
    """Tell whether settings leave out the file that standard input is the text of."""
    if not session.force_exclude or session.stdin_name == STDIN_NAME:
        return False
    return is_excluded(
        session.stdin_name, session.pipeline.workspace.patterns_of(session.stdin_name)
    )


def _file_input(found: Found) -> Input:
    file = read(found)
    return Input(found.path, file.path, file.document, file)


def _found(session: Session) -> Iterator[Found]:
    """Yield what the paths stand for; standard input is itself."""
    if STDIN in session.paths:
        if not leaves_out_stdin(session):
            yield Found(STDIN)
        return
    nothing = True

    def warn(text: str) -> None:
        session.info(f"dockerlabel: warning: {printable(text)}")

    for found in session.pipeline.discover(
        session.paths, force_exclude=session.force_exclude, warn=warn
    ):
        nothing = False
        yield found
    if nothing and not session.force_exclude:
        session.info("dockerlabel: warning: no Dockerfile found")
