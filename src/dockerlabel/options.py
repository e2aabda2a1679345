"""The commands, and the options of each with their help."""

import argparse
from collections.abc import Callable

from dockerlabel.output.formats import NAMES as FORMATS
from dockerlabel.output.text import printable

_LONGEST_REASON = 1000


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


def _transport(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stdio", action="store_true", help="does nothing: there is no other way")


_DECIDING = (_common, _settings, _builds, _judging)

COMMANDS: dict[str, tuple[str, tuple[Callable[[argparse.ArgumentParser], None], ...]]] = {
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
    "server": ("serve an editor (LSP, on stdio)", (_transport,)),
}
"""What each command does, and its options: functions that add some of them to its parser."""
