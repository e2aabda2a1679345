"""What the commands share: the files to look at, the settings of the run, and its output."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from functools import partial

from dockerlabel.credentials import mask_credentials
from dockerlabel.document import Document
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.lint.report import Failure, Report
from dockerlabel.output.terminal import Colors, Style, for_terminal, printable, redacted
from dockerlabel.project.discovery import Found, is_excluded, missing_reason
from dockerlabel.project.files import Input
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.usage import Usage
from dockerlabel.project.workspace import RefusedSettingsError
from dockerlabel.regular_file import FileError

if TYPE_CHECKING:
    from typing import TextIO, TypeVar

    from dockerlabel.cli.arguments import Arguments
    from dockerlabel.dockerfile.nodes import BuildError
    from dockerlabel.fixes.fixer import Analysed
    from dockerlabel.output.progress import Progress
    from dockerlabel.rules.context import Targets

    _Outcome = TypeVar("_Outcome")

STDIN = "-"
STDIN_NAME = "<stdin>"


class Status(IntEnum):
    """Exit codes; of several, the greatest counts."""

    CLEAN = 0
    FOUND = 1
    FAILED = 2


class Session(NamedTuple):
    """One run of a command.

    `stdin_name` is what standard input is called. `in_actions` is true if the output is likely to
    go to the log of GitHub Actions. `reported` holds the errors that were printed, `usage` which
    settings were used. `progress` is the bar of a terminal, None without one.
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
    reported: set[str]
    usage: Usage
    progress: "Progress | None" = None

    def write_line(self, line: str = "") -> None:
        """Print a line of the result."""
        print(line, file=self.out)

    def write_lines(self, lines: Iterable[str]) -> None:
        """Print lines of the result."""
        for line in lines:
            self.write_line(line)

    def write_raw(self, data: bytes, style: Style = str) -> None:
        """Write the bytes of a result that programs read; at a terminal they are escaped.

        A `style` is for `data` that is one line.
        """
        if self.out.isatty():
            self.out.write(_styled(for_terminal(data), style))
        elif self.colors.on:
            text = _styled(data.decode("utf-8", "surrogateescape"), style)
            self.out.buffer.write(text.encode("utf-8", "surrogateescape"))
        else:
            self.out.buffer.write(data)

    def error(self, text: str) -> bool:
        """Print the lines of an error, each once in a run; return whether any was new."""
        lines = dict.fromkeys(mask_credentials(text).split("\n"))
        new = [line for line in lines if line not in self.reported]
        self.reported.update(new)
        for line in new:
            print(f"dockerlabel: {printable(line)}", file=self.err)
        return bool(new)

    def warning(self, text: str) -> None:
        """Print a warning, unless the run is to be quiet."""
        self.info(f"dockerlabel: warning: {printable(text)}")

    def info(self, line: str) -> None:
        """Print a line that is not part of the result, unless the run is to be quiet."""
        if not self.quiet:
            print(mask_credentials(line), file=self.err)

    def report(self, text: Input, analysis: "Analysed") -> Report:
        """Return the report of a text, under the path that was given."""
        return self.pipeline.report(text.path, analysis)._replace(path=text.shown)

    def saw(self, text: Input, targets: "Targets | BuildError | None") -> None:
        """Record the settings that a text has used."""
        workspace = self.pipeline.workspace
        self.usage.saw(workspace.settings(text.path), targets)
        self.usage.saw_warning(workspace.folder(text.path).warning)

    def print_summary(self, lines: tuple[str, ...], *, status: Status) -> None:
        """Print the summary of the run; without one, the errors alone say what happened."""
        self.out.flush()
        for line in lines:
            self.info(line)
        if lines and status is Status.FAILED:
            self.info("Some files could not be processed; see the errors above.")


def _styled(text: str, style: Style) -> str:
    line = text.removesuffix("\n")
    return style(line) + text[len(line) :]


def each_input(
    session: Session, use: "Callable[[Input], _Outcome]"
) -> "Iterator[_Outcome | Failure]":
    """Yield what `use` returns for each text that the paths name, standard input included.

    A text for which that fails is replaced by a failure, and the others are used. What fails for
    many texts for one reason, such as an error in the configuration, is one failure. If nothing
    fails, a warning names settings that apply to none of the texts.
    """
    found = _found(session)
    for each in session.progress.over(found) if session.progress else found:
        shown = each.path if each else session.stdin_name
        yield from _attempt(session, shown, use=partial(_use_found, session, each, use=use))
    if not session.reported:
        configurations = session.pipeline.workspace.configurations
        for line in session.usage.unused(configurations, session.paths):
            session.warning(line)


def each_place(
    session: Session, use: "Callable[[str, str], _Outcome]"
) -> "Iterator[_Outcome | Failure]":
    """Yield what `use` returns for each path itself, with failures as in `each_input`.

    It takes the path as it was given, and the path of a file whose settings and repository count:
    in a folder, its Dockerfile.
    """
    for path in session.paths:
        yield from _attempt(session, path, use=partial(_use_place, session, path, use=use))


def _attempt(
    session: Session, shown: str, *, use: "Callable[[], _Outcome]"
) -> "Iterator[_Outcome | Failure]":
    """Yield what `use` returns; if it fails, print the error and yield a failure, once for each."""
    try:
        yield use()
        return
    except RefusedSettingsError as error:
        message = line = str(error)
    except FileError as error:
        message, line = str(error), f"{shown}: {error}"
    if session.error(line):
        # A path may be a URL that was given by mistake.
        yield Failure(mask_credentials(shown), mask_credentials(message))


def _use_found(
    session: Session, found: Found | None, *, use: "Callable[[Input], _Outcome]"
) -> "_Outcome":
    return use(stdin_input(session) if found is None else read(found))


def _use_place(session: Session, path: str, *, use: "Callable[[str, str], _Outcome]") -> "_Outcome":
    if path != STDIN and (missing := missing_reason(path)):
        raise FileError(missing)
    place = path_of_stdin(session) if path == STDIN else path
    return use(path, os.path.join(place, "Dockerfile") if os.path.isdir(place) else place)


def worst(outcomes: Iterable[Status | Failure]) -> Status:
    """Return the status of a run from the statuses of its parts."""
    statuses = (Status.FAILED if isinstance(each, Failure) else each for each in outcomes)
    return max(statuses, default=Status.CLEAN)


def stdin_input(session: Session) -> Input:
    """Read standard input."""
    document = Document.from_bytes(sys.stdin.buffer.read())
    # A name may be a URL that was given by mistake.
    return Input(path_of_stdin(session), document, None, mask_credentials(session.stdin_name))


def path_of_stdin(session: Session) -> str:
    """Return the path whose settings and repository count for standard input."""
    return "Dockerfile" if session.stdin_name == STDIN_NAME else session.stdin_name


def fix_command(arguments: "Arguments") -> str:
    """Return the command that fixes what a run has found, with the options that it depends on."""
    options: dict[str, Sequence[str | None]] = {
        "--config": [arguments.config],
        "--source": [arguments.source],
        "--remote": [arguments.remote],
        "--host": arguments.host or (),
        "--target": arguments.target or (),
    }
    given = [(name, value) for name, values in options.items() for value in values if value]
    flags = ["--isolated"] if arguments.isolated else []
    if not given and not flags:
        return "dockerlabel fix"
    import shlex  # noqa: PLC0415 - start-up: only for options

    words = (redacted(word) for pair in given for word in pair)
    return shlex.join(["dockerlabel", "fix", *flags, *words])


def add_page(session: Session, path: str, *, lines: Iterable[str]) -> None:
    """Add the summary to its file; what is printed elsewhere, too, is not worth a failure."""
    from dockerlabel.project.atomic_write import append  # noqa: PLC0415 - start-up

    try:
        append(path, "".join([f"{line}\n" for line in lines]))
    except FileError as error:
        session.error(f"{path}: the summary could not be added: {error}")


def leaves_out_stdin(session: Session) -> bool:
    """Return whether the settings leave out the file that standard input is the text of."""
    if not session.force_exclude or session.stdin_name == STDIN_NAME:
        return False
    folder = session.pipeline.workspace.folder(session.stdin_name)
    return is_excluded(session.stdin_name, folder.patterns)


def _found(session: Session) -> Iterator[Found | None]:
    """Yield the files that the paths name, None for standard input."""
    if STDIN in session.paths:
        if not leaves_out_stdin(session):
            yield None
        return
    nothing = True
    for found in session.pipeline.discover(
        session.paths, force_exclude=session.force_exclude, warn=session.warning
    ):
        nothing = False
        yield found
    if nothing and not session.force_exclude:
        session.warning("no Dockerfile found")
