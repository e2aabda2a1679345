"""Reads the command line with argparse, and says what is wrong with it."""

import argparse
import os
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace

from dockerlabel.commands.run import STDIN
from dockerlabel.options import COMMANDS
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
    for name in COMMANDS.keys() & first or COMMANDS:
        summary, parts = COMMANDS[name]
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
