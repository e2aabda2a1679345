"""Reads the command line with argparse, and reports what is wrong with it."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.commands import COMMANDS, Command
from dockerlabel.cli.session import STDIN
from dockerlabel.credentials import mask_credentials
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.output.terminal import printable
from dockerlabel.version import __version__

if TYPE_CHECKING:
    from typing import NoReturn

_DESCRIPTION = """\
Check and fix the label that links a container image to its source repository:
org.opencontainers.image.source=https://HOST/OWNER/REPO

Each Dockerfile is read as BuildKit reads it, and the label that the built image
will carry is compared with the git remote of the file's repository.
"""

_EPILOG = """\
examples:
  dockerlabel check                 check all Dockerfiles below this folder
  dockerlabel fix --diff            show what would change
  dockerlabel fix                   change it
  dockerlabel source                show the expected source, and why
  dockerlabel labels Dockerfile     show the labels that the image will carry
  dockerlabel verify app:latest     check the labels of a built image
  dockerlabel config Dockerfile     show the settings and where each is set
  dockerlabel rule wrong-source     explain a rule

dockerlabel COMMAND --help lists the options of a command.

Exit code: 0 no problems found (or none remain), 1 problems found,
2 invalid usage or configuration, or an unreadable file or folder.
"""

_COUNTING = (None, "full", "concise", "json")
"""The formats that `--statistics` has."""

_LIKENESS = 0.7
"""How much a word must be like another to be meant, from 0 to 1."""

_MEANT = {
    "--dry-run": "--diff",
    "--exit-zero": "--fail-on never",
    "--no-color": "--color never",
    "--json": "--output-format json",
    "--sarif": "--output-format sarif",
    "--output": "--output-file",
    "--disable": "--ignore",
    "--enable": "--select",
}
"""What other linters call an option of dockerlabel."""

_OWN_OPTIONS = ("-h", "--help", "-V", "--version")
"""What may come instead of a command."""


def parse_arguments(given: Sequence[str]) -> Arguments:
    """Read the command line; if it is wrong, print why and exit with 2."""
    parser = argument_parser(given[:1])
    if not given:
        parser.print_help(sys.stderr)
        parser.exit(2)
    if given[0] not in COMMANDS and given[0] not in _OWN_OPTIONS:
        parser.error(_unknown_command(given[0], given[1:]))
    arguments, unknown = parser.parse_known_args(given, Arguments())
    usage: argparse.ArgumentParser = vars(arguments).pop("subparser")
    if unknown:
        shown = printable(" ".join(unknown))
        usage.error(f"unrecognized arguments: {shown}{_advice(usage, unknown[0], given=given)}")
    if arguments.stdin_filename and not arguments.paths:
        arguments.paths = [STDIN]
    if STDIN in arguments.paths and len(arguments.paths) > 1:
        usage.error("- (standard input) cannot be combined with other paths")
    if arguments.stdin_filename and STDIN not in arguments.paths:
        usage.error("--stdin-filename requires - (standard input) as the only path")
    if message := _refused_reason(arguments):
        usage.error(f"--add-ignore {message}")
    if arguments.command == "labels" and len(arguments.target or ()) > 1:
        usage.error("labels accepts only one --target")
    if arguments.statistics and arguments.output_format not in _COUNTING:
        usage.error("--statistics requires the format full, concise or json")
    return arguments


def _refused_reason(arguments: Arguments) -> str:
    """Return why no comments can be added for the reason that was given, or an empty text."""
    if arguments.add_ignore is None:
        return ""
    if STDIN in arguments.paths:
        return "cannot be used with - (standard input)"
    if os.path.lexists(arguments.add_ignore):
        return (
            f"requires a reason before the paths, but {printable(arguments.add_ignore)} is a path"
        )
    return ""


def _unknown_command(given: str, others: Sequence[str]) -> str:
    """Return that this is not a command, and what may be meant."""
    shown = printable(given)
    if given.swapcase() in _OWN_OPTIONS:
        return f"unrecognized arguments: {shown}; did you mean {given.swapcase()}?"
    if given.startswith("-"):
        first = next((other for other in others if other in COMMANDS), "COMMAND")
        return f"options must follow the command: dockerlabel {first} {shown}"
    nearest = _nearest(given, (*COMMANDS, *_OWN_OPTIONS))
    if not nearest and os.path.lexists(given):
        return f"unknown command {shown}; did you mean dockerlabel check {shown}?"
    names = ", ".join(COMMANDS)
    return f"unknown command {shown}{nearest or f'; the commands are {names}'}"


def _advice(parser: argparse.ArgumentParser, unknown: str, *, given: Sequence[str]) -> str:
    """Return what is probably meant by an argument that is unknown, or an empty text."""
    option, _, value = unknown.partition("=")
    value = value or "".join(given[given.index(unknown) + 1 :][:1])
    name = option.removeprefix("--")
    if name in COMMANDS:
        return f"; dockerlabel {name} does that"
    if option.startswith("--") and _is_setting(name):
        return f"; set `{name}` in .dockerlabel.yaml"
    known = _options_of(parser)
    meant = _MEANT.get(option, option)
    if meant.partition(" ")[0] in known:
        return f"; did you mean {meant}?"
    having = _commands_with(meant, value) or _commands_with(meant)
    if having:
        *others, last = having
        it = "it" if meant == option else meant
        return f"; {', '.join(others)} and {last} have {it}" if others else f"; {last} has {it}"
    longer = [each for each in known if each.startswith(f"{option}-")]
    if longer:
        return f"; did you mean {longer[0]}?"
    return _nearest(option, known) or f"; see `{parser.prog} --help`"


def _is_setting(name: str) -> bool:
    """Return whether a key of the configuration file has this name, and no option sets it."""
    from dockerlabel.config.keys import FILE  # noqa: PLC0415 - start-up: only for a mistake

    return name in FILE and not _commands_with(f"--{name.removesuffix('s')}")


def _commands_with(meant: str, value: str = "") -> list[str]:
    """Return the commands that have an option, and take a value if one is given."""
    option, _, own = meant.partition(" ")
    value = own or value
    return [
        name
        for name in COMMANDS
        for action in _actions(_command_parser(name))
        if option in action.option_strings and (not value or value in (action.choices or (value,)))
    ]


def _command_parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    for add in COMMANDS[name].parts:
        add(parser)
    return parser


def _options_of(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in _actions(parser) for option in action.option_strings]


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 - argparse has no other list of its options


def _nearest(given: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    nearest = difflib.get_close_matches(given, known, n=1, cutoff=_LIKENESS)
    return f"; did you mean {nearest[0]}?" if nearest else ""


def argument_parser(first: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser; if the first argument is a command, without the other commands."""
    parser = _Parser(
        prog="dockerlabel",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        usage="dockerlabel COMMAND [OPTIONS] [PATH ...]",
        formatter_class=_RawHelp,
        allow_abbrev=False,
        add_help=False,
    )
    version = f"dockerlabel {__version__}"
    _add_help(parser)
    parser.add_argument(
        "-V", "--version", action="version", version=version, help="Print the version and exit"
    )
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog=parser.prog, title="commands"
    )
    for name in COMMANDS.keys() & first or COMMANDS:
        _add_command(subparsers, name)
    return parser


def _add_command(subparsers: "argparse._SubParsersAction[_Parser]", name: str) -> None:
    command = COMMANDS[name]
    parser = subparsers.add_parser(
        name,
        help=command.summary,
        description=command.description,
        epilog=_exit_codes(command),
        usage=f"dockerlabel {name} {command.usage}",
        formatter_class=_Help,
        argument_default=argparse.SUPPRESS,  # `Arguments` has the defaults
        allow_abbrev=False,
        add_help=False,
    )
    parser.set_defaults(subparser=parser)
    _add_help(parser)
    for add in command.parts:
        add(parser)


def _exit_codes(command: Command) -> str | None:
    meanings = [f"{status} {meaning}" for status, meaning in enumerate(command.statuses) if meaning]
    return f"Exit code: {', '.join(meanings)}." if meanings else None


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="Print this help and exit")


class _Parser(argparse.ArgumentParser):
    """A parser whose errors show no secret: what was typed may be a URL with credentials."""

    def error(self, message: str) -> "NoReturn":
        """Print the usage and the message, and exit with 2."""
        if message == "argument --add-ignore: expected one argument":
            message = "--add-ignore requires a reason, such as --add-ignore 'not published'"
        super().error(mask_credentials(message))


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
