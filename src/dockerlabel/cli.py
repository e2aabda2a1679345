"""The command line: options, help, and the way to the commands."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from dockerlabel import __version__, commands
from dockerlabel.commands import STDIN, STDIN_NAME, Run
from dockerlabel.diagnostic import Severity
from dockerlabel.output.colors import Colors, wants_colors
from dockerlabel.output.text import printable
from dockerlabel.pipeline import Options, RefusedSettingsError, Workspace

INTERRUPTED = 130

_MANY_OBJECTS = 200_000

_DESCRIPTION = """\
Check and fix the label that links a container image to its source repository:
org.opencontainers.image.source=https://HOST/OWNER/REPO

Each Dockerfile is read as BuildKit reads it, and the label that the built image
will carry is compared with the git remote of the file's repository.
"""

_EPILOG = """\
examples:
  dockerlabel check                 every Dockerfile below the working directory
  dockerlabel fix --diff            show what would be changed
  dockerlabel fix                   change it
  dockerlabel source                which source is expected, and why
  dockerlabel labels Dockerfile     the labels that the image will carry
"""

_EXIT_STATUS = """\
Exit status: 0 nothing found (or nothing left), 1 something found,
2 wrong usage, wrong configuration, or a file that could not be read.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if STDIN in arguments.paths and len(arguments.paths) > 1:
        parser.error("- (standard input) stands alone: it can not be combined with other paths")
    _open_closed_streams()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except RefusedSettingsError as error:
        _complain(str(error))
        return commands.Status.FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return commands.Status.FOUND
    except OSError as error:
        _drop_output()
        _complain(f"the output could not be written: {(error.strerror or str(error)).lower()}")
        return commands.Status.FAILED
    return status


def _complain(text: str) -> None:
    for line in text.split("\n"):
        sys.stderr.write(f"dockerlabel: {printable(line)}\n")


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


def _run(arguments: argparse.Namespace) -> int:
    environment = os.environ
    # Values without cycles are all that a run makes, by the hundred thousand: to search them for
    # garbage again and again would take half of the time.
    gc.set_threshold(_MANY_OBJECTS)
    _speak_any_name(sys.stdout, sys.stderr)
    options = Options(_values(arguments), arguments.config, arguments.isolated)
    is_terminal = sys.stdout.isatty()
    run = Run(
        workspace=Workspace(options, environment),
        paths=arguments.paths or ["."],
        stdin_name=arguments.stdin_filename or STDIN_NAME,
        force_exclude=arguments.force_exclude,
        fail_on=_severity(arguments.fail_on),
        quiet=arguments.quiet,
        colors=Colors(wants_colors(arguments.color, environment, is_terminal=is_terminal)),
        out=sys.stdout,
        err=sys.stderr,
        told=set(),
    )
    match arguments.command:
        case "check":
            return commands.check(run, output_format=arguments.output_format)
        case "fix":
            return commands.fix(
                run,
                diff=arguments.diff,
                unsafe_fixes=arguments.unsafe_fixes,
                exit_non_zero_on_fix=arguments.exit_non_zero_on_fix,
            )
        case "source":
            return commands.source(run, as_json=arguments.output_format == "json")
    return commands.labels(
        run,
        as_json=arguments.output_format == "json",
        target=arguments.target[-1] if arguments.target else None,
        platform=arguments.platform or _host_platform(),
    )


def _speak_any_name(*streams: object) -> None:
    """Print names that no encoding knows, instead of failing on them."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _values(arguments: argparse.Namespace) -> dict[str, object]:
    """Return the options that are settings, under the names of the configuration file."""
    values: dict[str, object] = {
        "source": arguments.source,
        "remote": arguments.remote,
        "hosts": arguments.host,
        "select": arguments.select,
        "ignore": arguments.ignore,
        "build-args": _build_args(arguments.build_arg) if arguments.build_arg else None,
        "targets": arguments.target if arguments.command != "labels" else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _build_args(given: list[tuple[str, str | None]]) -> dict[str, str]:
    """Return build arguments; as for docker, a name alone counts where the environment has it."""
    values = ((name, os.environ.get(name) if text is None else text) for name, text in given)
    return {name: value for name, value in values if value is not None}


def _severity(name: str) -> Severity | None:
    return None if name == "never" else Severity[name.upper()]


def _host_platform() -> str:
    """Return the platform that a build on this machine is for: containers run on Linux."""
    machine = os.uname().machine
    return {
        "x86_64": "linux/amd64",
        "aarch64": "linux/arm64",
        "arm64": "linux/arm64",
        "armv7l": "linux/arm/v7",
    }.get(machine, f"linux/{machine}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dockerlabel",
        description=_DESCRIPTION,
        epilog=f"{_EPILOG}\n{_EXIT_STATUS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dockerlabel {__version__}")
    parser.set_defaults(
        force_exclude=False,
        fail_on="warning",
        stdin_filename=None,
        select=None,
        ignore=None,
        build_arg=None,
        target=None,
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    checking = [_common(), _settings(), _builds(), _judging()]
    check = _command(
        subparsers, "check", parents=checking, summary="say what is wrong with source labels"
    )
    _add_format(check, ("full", "concise", "json"))
    fix = _command(subparsers, "fix", parents=checking, summary="mend source labels in place")
    fix.add_argument("--diff", action="store_true", help="print a diff and write nothing")
    fix.add_argument(
        "--unsafe-fixes", action="store_true", help="make fixes that may be wrong, too"
    )
    fix.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 where a file was changed"
    )
    source = _command(
        subparsers,
        "source",
        parents=[_common(), _settings()],
        summary="print the expected source and where it is from",
    )
    _add_format(source, ("text", "json"))
    labels = _command(
        subparsers,
        "labels",
        parents=[_common(), _builds()],
        summary="print the labels that the image will carry",
    )
    labels.set_defaults(source=None, remote=None, host=None)
    labels.add_argument(
        "--platform", metavar="OS/ARCH", help="platform of the build (default: this machine's)"
    )
    labels.add_argument("--stdin-filename", metavar="PATH", help="name of what `-` reads")
    _add_format(labels, ("text", "json"))
    return parser


def _command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    *,
    parents: list[argparse.ArgumentParser],
    summary: str,
) -> argparse.ArgumentParser:
    return subparsers.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=_EXIT_STATUS,
        parents=parents,
        allow_abbrev=False,
    )


def _add_format(parser: argparse.ArgumentParser, choices: tuple[str, ...]) -> None:
    parser.add_argument(
        "--output-format",
        "--format",
        choices=choices,
        default=choices[0],
        help=f"how to print (default: {choices[0]})",
    )


def _common() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, or folders to search (default: the working directory); - is standard input",
    )
    parser.add_argument("--config", metavar="FILE", help="take this configuration file")
    parser.add_argument("--isolated", action="store_true", help="take no configuration file")
    parser.add_argument("-q", "--quiet", action="store_true", help="print no summary")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="when to colour (default: auto, at a terminal; NO_COLOR and FORCE_COLOR count)",
    )
    return parser


def _settings() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("the expected source")
    group.add_argument(
        "--source", metavar="URL", help="expect this URL, such as https://github.com/octo-org/app"
    )
    group.add_argument("--remote", metavar="NAME", help="expect the repository of this git remote")
    group.add_argument(
        "--host",
        action="append",
        metavar="HOST",
        help="this host is a GitHub Enterprise Server; may be repeated",
    )
    return parser


def _builds() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("the build")
    group.add_argument(
        "--target",
        action="append",
        metavar="STAGE",
        help="the stage that is published (default: the last one); may be repeated",
    )
    group.add_argument(
        "--build-arg",
        action="append",
        metavar="NAME=VALUE",
        type=_build_arg,
        help="a build argument; NAME alone takes its value from the environment; may be repeated",
    )
    return parser


def _build_arg(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError("a build argument is NAME=VALUE")
    return name, value if equals else None


def _judging() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("what counts")
    group.add_argument("--select", metavar="RULE,…", type=_names, help="only these rules")
    group.add_argument("--ignore", metavar="RULE,…", type=_names, help="all rules but these")
    group.add_argument(
        "--fail-on",
        choices=("note", "warning", "error", "never"),
        default="warning",
        help="the least severity that makes the exit status 1 (default: warning)",
    )
    group.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what the `exclude` setting names even where it is given as PATH",
    )
    group.add_argument("--stdin-filename", metavar="PATH", help="name of what `-` reads")
    return parser


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
