"""The command line: from its arguments to a command, and from what goes wrong to an exit code."""

import os
import sys
from collections.abc import Mapping, Sequence

from dockerlabel.cli.arguments import Arguments, hook_arguments
from dockerlabel.cli.session import STDIN_NAME, Session, Status
from dockerlabel.credentials import mask_credentials
from dockerlabel.git.find_repository import with_slashes
from dockerlabel.output.terminal import Colors, printable, wants_colors
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.usage import Usage
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.regular_file import reason_of

INTERRUPTED = 130

_SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "completions")
"""Where `scripts/generate_completions.py` writes them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    _open_closed_streams()
    try:
        os.getcwd()
    except OSError:
        _error("the working directory no longer exists")
        return Status.FAILED
    try:
        status = _run(_arguments(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except RefusedSettingsError as error:
        _error(str(error))
        return Status.FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return Status.FOUND
    except OSError as error:
        _drop_output()
        _error(f"the output could not be written: {reason_of(error)}")
        return Status.FAILED
    except MemoryError:
        pass  # with the exception goes what fills the memory; to print a line takes some, too
    _error("out of memory")
    return Status.FAILED


def _arguments(given: Sequence[str]) -> Arguments:
    if arguments := hook_arguments(given):
        return arguments
    from dockerlabel.cli.argument_parser import parse_arguments  # noqa: PLC0415 - start-up

    return parse_arguments(given)


def _run(arguments: Arguments) -> int:
    match arguments.command:
        case "server":
            from dockerlabel.server.server import serve  # noqa: PLC0415 - start-up

            return serve(os.environ)
        case "completion":
            return _print_completion(arguments.shell)
    _escape_unencodable(sys.stdout, sys.stderr)
    session = _session(arguments, os.environ)
    if session.quiet or not session.err.isatty() or os.environ.get("TERM") == "dumb":
        return _run_command(session, arguments)
    from dockerlabel.output.progress import Progress  # noqa: PLC0415 - start-up

    progress = Progress(session.out, session.err)
    watched = session._replace(out=progress.out, err=progress.err, progress=progress)
    try:
        return _run_command(watched, arguments)
    finally:
        progress.erase()


def _session(arguments: Arguments, environment: Mapping[str, str]) -> Session:
    config = arguments.config and with_slashes(arguments.config)
    options = Options(_values(arguments, environment), config, arguments.isolated)
    is_terminal = sys.stdout.isatty() and arguments.output_file is None
    return Session(
        pipeline=Pipeline(options, environment),
        paths=[*map(with_slashes, arguments.paths)] or ["."],
        stdin_name=with_slashes(arguments.stdin_filename or STDIN_NAME),
        force_exclude=arguments.force_exclude,
        quiet=arguments.quiet,
        in_actions=environment.get("GITHUB_ACTIONS") == "true",
        colors=Colors(wants_colors(arguments.color, environment, is_terminal=is_terminal)),
        out=sys.stdout,
        err=sys.stderr,
        reported=set(),
        usage=Usage(),
    )


def _run_command(session: Session, arguments: Arguments) -> Status:
    """Run the command that was named; the others are not even imported."""
    match arguments.command:
        case "check":
            from dockerlabel.cli.check import check as command  # noqa: PLC0415 - start-up
        case "fix":
            from dockerlabel.cli.fix import fix as command  # noqa: PLC0415 - start-up
        case "source":
            from dockerlabel.cli.source import source as command  # noqa: PLC0415 - start-up
        case "config":
            from dockerlabel.cli.config import config as command  # noqa: PLC0415 - start-up
        case "rule":
            from dockerlabel.cli.rule import rule as command  # noqa: PLC0415 - start-up
        case "verify":
            from dockerlabel.cli.verify import verify as command  # noqa: PLC0415 - start-up
        case _:
            from dockerlabel.cli.labels import labels as command  # noqa: PLC0415 - start-up
    return command(session, arguments)


def _values(arguments: Arguments, environment: Mapping[str, str]) -> dict[str, object]:
    """Return the options that are settings, under the names of the configuration file."""
    values: dict[str, object] = {
        "source": arguments.source,
        "remote": arguments.remote,
        "hosts": arguments.host,
        "select": arguments.select,
        "ignore": arguments.ignore,
        "fail-on": arguments.fail_on,
        "build-args": _build_args(arguments.build_arg, environment),
        "targets": arguments.target if arguments.command != "labels" else None,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if "select" in given:
        # A rule that is selected here counts even if the configuration file ignores it.
        given.setdefault("ignore", [])
    return given


def _build_args(
    given: Sequence[tuple[str, str | None]], environment: Mapping[str, str]
) -> dict[str, str] | None:
    """Return build arguments; as for docker, a name alone counts if the environment has it."""
    if not given:
        return None
    values = ((name, environment.get(name) if text is None else text) for name, text in given)
    return {name: value for name, value in values if value is not None}


def _print_completion(shell: str) -> Status:
    with open(os.path.join(_SCRIPTS, f"dockerlabel.{shell}"), encoding="utf-8") as script:
        sys.stdout.write(script.read())
    return Status.CLEAN


def _error(text: str) -> None:
    try:
        for line in mask_credentials(text).split("\n"):
            sys.stderr.write(f"dockerlabel: {printable(line)}\n")
        sys.stderr.flush()
    except OSError:
        # There is nowhere left to print it; the exit code still shows it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _drop_output() -> None:
    """Discard what is left of the output: writing it must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Replace standard streams that were closed before the start."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 - open until the end
            setattr(sys, name, stream)


def _escape_unencodable(*streams: object) -> None:
    """Escape names that no encoding knows, instead of failing to print them."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
