"""The options of the command line and their help."""

import argparse
from collections.abc import Sequence

from dockerlabel import __version__
from dockerlabel.commands.run import STDIN

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

_ABSENT = {
    "build_arg": None,
    "fail_on": "warning",
    "force_exclude": False,
    "host": None,
    "ignore": None,
    "paths": (),
    "remote": None,
    "select": None,
    "source": None,
    "stdin_filename": None,
    "target": None,
}
"""What options are that a command does not have."""

_EXIT_STATUS = """\
Exit status: 0 nothing found (or nothing left), 1 something found,
2 wrong usage, wrong configuration, or a file that could not be read.
"""


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; where it can not be read, say why and exit with 2."""
    arguments, unknown = _argument_parser().parse_known_args(argv)
    usage: argparse.ArgumentParser = arguments.subparser
    if unknown:
        usage.error(f"unrecognized arguments: {' '.join(unknown)}{_advice(usage, unknown[0])}")
    if arguments.stdin_filename and not arguments.paths:
        arguments.paths = [STDIN]
    if STDIN in arguments.paths and len(arguments.paths) > 1:
        usage.error("- (standard input) stands alone: it can not be combined with other paths")
    if arguments.stdin_filename and STDIN not in arguments.paths:
        usage.error("--stdin-filename names what - (standard input) reads: pass - instead of paths")
    if arguments.command == "labels" and len(arguments.target or ()) > 1:
        usage.error("labels takes one --target at a time")
    return arguments


def _advice(parser: argparse.ArgumentParser, unknown: str) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    options = [option for action in parser._actions for option in action.option_strings]  # noqa: SLF001 - argparse tells its options nowhere else
    nearest = difflib.get_close_matches(unknown.partition("=")[0], options, n=1)
    return f"; did you mean {nearest[0]}?" if nearest else ""


def _argument_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dockerlabel",
        description=_DESCRIPTION,
        epilog=f"{_EPILOG}\n{_EXIT_STATUS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dockerlabel {__version__}")
    parser.set_defaults(**_ABSENT)
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
    summary = "print the expected source and where it is from"
    source = _command(subparsers, "source", parents=[_common(), _settings()], summary=summary)
    _add_format(source, ("text", "json"))
    summary = "print the labels that the image will carry"
    labels = _command(subparsers, "labels", parents=[_common(), _builds()], summary=summary)
    labels.add_argument(
        "--platform", metavar="OS/ARCH", help="platform of the build (default: this machine's)"
    )
    labels.add_argument("--stdin-filename", metavar="PATH", help="name of what `-` reads")
    _add_format(labels, ("text", "json"))
    server = _command(subparsers, "server", parents=[], summary="serve an editor (LSP, on stdio)")
    server.add_argument("--stdio", action="store_true", help="does nothing: there is no other way")
    return parser


def _command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    *,
    parents: list[argparse.ArgumentParser],
    summary: str,
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=_EXIT_STATUS,
        parents=parents,
        allow_abbrev=False,
    )
    parser.set_defaults(subparser=parser)
    return parser


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
    configuration = parser.add_mutually_exclusive_group()
    configuration.add_argument("--config", metavar="FILE", help="take this configuration file")
    configuration.add_argument("--isolated", action="store_true", help="take no configuration file")
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
    group.add_argument(
        "--select", metavar="RULE,…", type=_names, action="extend", help="only these rules"
    )
    group.add_argument(
        "--ignore", metavar="RULE,…", type=_names, action="extend", help="all rules but these"
    )
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
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("no rule is named")
    return names
