"""The command line: from its options to a command, and from what goes wrong to a status."""

import os
import sys
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from dockerlabel.cli.hook_arguments import plain_arguments
from dockerlabel.cli.session import STDIN_NAME, Session, Status
from dockerlabel.credentials import mask_credentials
from dockerlabel.output.colors import Colors, wants_colors
from dockerlabel.output.text import printable
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.regular_file import reason_of

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.cli.check import Printing

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Session the command line; return the exit status."""
    _open_closed_streams()
    try:
        os.getcwd()
    except OSError:
        _complain("the working directory is not there any more")
        return Status.FAILED
    try:
        status = _run(_arguments(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except RefusedSettingsError as error:
        _complain(str(error))
        return Status.FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return Status.FOUND
    except OSError as error:
        _drop_output()
        _complain(f"the output could not be written: {reason_of(error)}")
        return Status.FAILED
    except MemoryError:
        _complain("there is not enough memory")
        return Status.FAILED
    return status


def _arguments(given: Sequence[str]) -> SimpleNamespace:
    plain = plain_arguments(given)
    if plain is not None:
        return plain
    from dockerlabel.cli.arguments import parse_arguments  # noqa: PLC0415 - start-up

    return parse_arguments(given)


def _complain(text: str) -> None:
    try:
        for line in mask_credentials(text).split("\n"):
            sys.stderr.write(f"dockerlabel: {printable(line)}\n")
        sys.stderr.flush()
    except OSError:
        # There is nowhere left to say it; the exit status still does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _drop_output() -> None:
    """Let what is left of the output go nowhere: writing it must not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Put something in the place of standard streams that were closed before the start."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open until the end
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the same
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - the same


def _run(arguments: SimpleNamespace) -> int:
    environment = os.environ
    if arguments.command == "server":
        from dockerlabel.cli.main import server  # noqa: PLC0415 - start-up

        return server(environment)
    if arguments.command == "completion":
        from dockerlabel.cli.main import completion  # noqa: PLC0415 - start-up

        return completion(arguments.shell)
    _escape_unencodable(sys.stdout, sys.stderr)
    options = Options(_values(arguments), arguments.config, arguments.isolated)
    is_terminal = sys.stdout.isatty() and arguments.output_file is None
    session = Session(
        pipeline=Pipeline(options, environment),
        paths=arguments.paths or ["."],
        stdin_name=arguments.stdin_filename or STDIN_NAME,
        force_exclude=arguments.force_exclude,
        quiet=arguments.quiet,
        in_actions=_in_actions(),
        colors=Colors(wants_colors(arguments.color, environment, is_terminal=is_terminal)),
        out=sys.stdout,
        err=sys.stderr,
        told=set(),
    )
    if arguments.quiet or not sys.stderr.isatty() or environment.get("TERM") == "dumb":
        return _command(session, arguments)
    return _with_progress(session, arguments)


def _with_progress(session: Session, arguments: SimpleNamespace) -> int:
    """Session the command; where that takes long, a bar says how far it is."""
    from dockerlabel.output.progress import Progress  # noqa: PLC0415 - start-up

    progress = Progress(session.out, session.err)
    watched = session._replace(out=progress.out, err=progress.err, progress=progress)
    try:
        return _command(watched, arguments)
    finally:
        progress.erase()


def _command(session: Session, arguments: SimpleNamespace) -> Status:
    """Session the command that was named; the others are not even imported."""
    match arguments.command:
        case "check":
            from dockerlabel.cli.check import check  # noqa: PLC0415 - start-up

            return check(session, printing=_printing(arguments), add_ignore=arguments.add_ignore)
        case "fix":
            from dockerlabel.cli.fix import fix  # noqa: PLC0415 - start-up

            return fix(
                session,
                diff=arguments.diff,
                unsafe_fixes=arguments.unsafe_fixes,
                exit_non_zero_on_fix=arguments.exit_non_zero_on_fix,
                statistics=arguments.statistics,
            )
        case "source":
            from dockerlabel.cli.source import source  # noqa: PLC0415 - start-up

            return source(session, as_json=arguments.output_format == "json")
        case "config":
            from dockerlabel.cli.config import config  # noqa: PLC0415 - start-up

            return config(session, as_json=arguments.output_format == "json")
        case "rule":
            from dockerlabel.cli.rule import rule  # noqa: PLC0415 - start-up

            return rule(session, names=arguments.names, as_json=arguments.output_format == "json")
    from dockerlabel.cli.labels import labels  # noqa: PLC0415 - start-up
    from dockerlabel.cli.options import machine_platform  # noqa: PLC0415 - start-up

    return labels(
        session,
        as_json=arguments.output_format == "json",
        target=arguments.target[0] if arguments.target else None,
        platform=arguments.platform or machine_platform(),
    )


def _printing(arguments: SimpleNamespace) -> "Printing":
    """Return how `check` prints; in GitHub Actions, where nothing is asked for, annotations."""
    from dockerlabel.cli.check import Printing  # noqa: PLC0415 - start-up

    in_actions = _in_actions() and not arguments.statistics
    output_format = arguments.output_format or ("github" if in_actions else "full")
    summary = os.environ.get("GITHUB_STEP_SUMMARY") if output_format == "github" else None
    return Printing(output_format, arguments.statistics, arguments.output_file, summary or None)


def _in_actions() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _escape_unencodable(*streams: object) -> None:
    """Print names that no encoding knows, instead of failing on them."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _values(arguments: SimpleNamespace) -> dict[str, object]:
    """Return the options that are settings, under the names of the configuration file."""
    values: dict[str, object] = {
        "source": arguments.source,
        "remote": arguments.remote,
        "hosts": arguments.host,
        "select": arguments.select,
        "ignore": arguments.ignore,
        "fail-on": arguments.fail_on,
        "build-args": _build_args(arguments.build_arg) if arguments.build_arg else None,
        "targets": arguments.target if arguments.command != "labels" else None,
    }
    given = {name: value for name, value in values.items() if value is not None}
    if "select" in given:
        # Rules that are asked for here are asked, whatever the configuration file ignores.
        given.setdefault("ignore", [])
    return given


def _build_args(given: list[tuple[str, str | None]]) -> dict[str, str]:
    """Return build arguments; as for docker, a name alone counts where the environment has it."""
    values = ((name, os.environ.get(name) if text is None else text) for name, text in given)
    return {name: value for name, value in values if value is not None}


_PACKAGES = ("attr", "cattrs", "lsprotocol", "pygls")
"""What the extra `lsp` brings, by the names that are imported."""

_ADVICE = """\
dockerlabel: the language server needs pygls 2, which is not installed
install dockerlabel with the extra `lsp`, for example: pip install 'dockerlabel[lsp] @ git+https://github.com/dockerlabel/dockerlabel'
"""


def server(environment: Mapping[str, str]) -> int:
    """Serve an editor; without the extra, say how it is installed."""
    try:
        from dockerlabel.server.server import serve  # noqa: PLC0415 - an extra, and slow
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        sys.stderr.write(_ADVICE)
        return Status.FAILED
    return serve(environment)


_SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "completions")
"""Where `scripts/generate_completions.py` writes them."""


def completion(shell: str) -> Status:
    """Print the script with which a shell completes command lines."""
    with open(os.path.join(_SCRIPTS, f"dockerlabel.{shell}"), encoding="utf-8") as script:
        sys.stdout.write(script.read())
    return Status.CLEAN
