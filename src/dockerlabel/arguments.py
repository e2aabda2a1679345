"""The options of the command line and their help."""

import argparse
import os
from collections.abc import Callable, Sequence
from functools import cache
from types import SimpleNamespace

from dockerlabel.commands.run import STDIN
from dockerlabel.output.formats import NAMES as FORMATS
from dockerlabel.output.text import printable
from dockerlabel.plain_arguments import DEFAULTS
from dockerlabel.version import __version__

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
  dockerlabel config Dockerfile     the settings in force, and where each is set
  dockerlabel rule wrong-source     what a rule finds, and why that is bad
"""

_LONGEST_REASON = 1000

_COUNTING = (None, "full", "concise", "json")
"""The formats that --statistics has."""

_EXIT_STATUS = """\
Exit status: 0 nothing found (or nothing left), 1 something found,
2 wrong usage, wrong configuration, or a file that could not be read.
"""


def parse_arguments(given: Sequence[str]) -> SimpleNamespace:
    """Read the command line; where it can not be read, say why and exit with 2."""
    arguments = SimpleNamespace()
    _, unknown = _argument_parser(given[:1]).parse_known_args(given, arguments)
    usage: argparse.ArgumentParser = arguments.subparser
    if unknown:
        usage.error(f"unrecognized arguments: {' '.join(unknown)}{_advice(usage, unknown[0])}")
    if arguments.stdin_filename and not arguments.paths:
        arguments.paths = [STDIN]
    if STDIN in arguments.paths and len(arguments.paths) > 1:
        usage.error("- (standard input) stands alone: it can not be combined with other paths")
    if arguments.stdin_filename and STDIN not in arguments.paths:
        usage.error("--stdin-filename names what - (standard input) reads: pass - instead of paths")
    if arguments.add_ignore and STDIN in arguments.paths:
        usage.error("--add-ignore writes into files: name them instead of - (standard input)")
    if arguments.command == "labels" and len(arguments.target or ()) > 1:
        usage.error("labels takes one --target at a time")
    if arguments.statistics and arguments.output_format not in _COUNTING:
        usage.error("--statistics counts as full, concise or json only")
    return arguments


def _advice(parser: argparse.ArgumentParser, unknown: str) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    options = [option for action in parser._actions for option in action.option_strings]  # noqa: SLF001 - argparse tells its options nowhere else
    nearest = difflib.get_close_matches(unknown.partition("=")[0], options, n=1)
    return f"; did you mean {nearest[0]}?" if nearest else ""


def _argument_parser(first: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; where the first argument is a command, the others are not made."""
    parser = argparse.ArgumentParser(
        prog="dockerlabel",
        description=_DESCRIPTION,
        epilog=f"{_EPILOG}\n{_EXIT_STATUS}",
        formatter_class=_RawHelp,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dockerlabel {__version__}")
    parser.set_defaults(**DEFAULTS)
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog=parser.prog
    )
    for name in _COMMANDS.keys() & first or _COMMANDS:
        summary, parts = _COMMANDS[name]
        command = subparsers.add_parser(
            name,
            help=summary,
            description=summary[0].upper() + summary[1:] + ".",
            epilog=_EXIT_STATUS,
            formatter_class=_Help,
            allow_abbrev=False,
        )
        command.set_defaults(subparser=command)
        for add in parts:
            add(command)
    return parser


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal.

    argparse makes a formatter for each option, and each would ask shutil for the width, whose
    import takes longer than all options together.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


class _RawHelp(_Help, argparse.RawDescriptionHelpFormatter):
    """The same, with the lines of the description as they are."""


@cache
def _width() -> int:
    """Return the columns that help may take, by the rules of shutil.get_terminal_size."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) - 2
    try:
        return os.get_terminal_size().columns - 2
    except OSError:
        return 78


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output-format",
        "--format",
        choices=("text", "json"),
        default="text",
        help="how to print (default: text)",
    )


def _add_ignore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--add-ignore",
        metavar="REASON",
        type=_reason,
        help="write comments into the files that ignore all that is found, for this reason",
    )


def _fixing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--diff", action="store_true", help="print a diff and write nothing")
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="make fixes that may be wrong, too"
    )
    parser.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 where a file was changed"
    )


def _image(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--platform", metavar="OS/ARCH", help="platform of the build (default: this machine's)"
    )
    parser.add_argument("--stdin-filename", metavar="PATH", help="name of what `-` reads")


def _rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="a rule's name (default: a table)")


def _reports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the report")
    group.add_argument(
        "--output-format",
        "--format",
        metavar="FORMAT",
        choices=FORMATS,
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]} (default: full, or github in GitHub "
        "Actions, where a summary is added to GITHUB_STEP_SUMMARY, too)",
    )
    group.add_argument(
        "--output-file",
        metavar="FILE",
        help="write it to FILE, which appears when all is done (default: standard output)",
    )
    _statistics(group)


def _statistics(group: "argparse._ActionsContainer") -> None:
    group.add_argument(
        "--statistics", action="store_true", help="count by rule instead of telling each"
    )


def _common(parser: argparse.ArgumentParser) -> None:
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


def _settings(parser: argparse.ArgumentParser) -> None:
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


def _builds(parser: argparse.ArgumentParser) -> None:
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


def _build_arg(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError("a build argument is NAME=VALUE")
    return name, value if equals else None


def _judging(parser: argparse.ArgumentParser) -> None:
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
        help="the least severity that makes the exit status 1 (default: warning)",
    )


def _files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which files")
    group.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what the `exclude` setting names even where it is given as PATH",
    )
    group.add_argument("--stdin-filename", metavar="PATH", help="name of what `-` reads")


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > _LONGEST_REASON or printable(reason) != reason:
        raise argparse.ArgumentTypeError(
            f"a reason is one line of visible text, of at most {_LONGEST_REASON} characters"
        )
    return reason


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("no rule is named")
    return names


_DECIDING = (_common, _settings, _builds, _judging)

_COMMANDS: dict[str, tuple[str, tuple[Callable[[argparse.ArgumentParser], None], ...]]] = {
    "check": (
        "say what is wrong with source labels",
        (*_DECIDING, _files, _add_ignore, _reports),
    ),
    "fix": ("mend source labels in place", (*_DECIDING, _files, _fixing, _statistics)),
    "source": ("print the expected source and where it is from", (_common, _settings, _format)),
    "labels": (
        "print the labels that the image will carry",
        (_common, _builds, _image, _format),
    ),
    "config": ("print the settings in force and where each is set", (*_DECIDING, _format)),
    "rule": ("explain rules, or list them all", (_rules, _format)),
}
"""What each command does, and its options: functions that add some of them to its parser."""
