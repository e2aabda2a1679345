"""The options of the commands, with their help: functions that add some of them to a parser."""

import argparse
import os

from dockerlabel.dockerfile.platforms import DEFAULT_PLATFORM, Platform, parse_platform
from dockerlabel.output.formats import NAMES as FORMATS
from dockerlabel.output.text import printable

SHELLS = ("bash", "zsh", "fish")
"""What `dockerlabel completion` has scripts for."""

_LONGEST_REASON = 1000

_ARCHITECTURES = {
    "armv5tel": "arm/v5",
    "armv6l": "arm/v6",
    "armv7l": "arm/v7",
    "armv8l": "arm/v8",
    "i486": "386",
    "i586": "386",
    "i686": "386",
    "loongarch64": "loong64",
}
"""What the builder calls the machines that its own aliases leave out."""


def add_searched(parser: argparse.ArgumentParser) -> None:
    """Add paths that are searched for Dockerfiles."""
    _paths(parser, "files, or folders to search for Dockerfiles")


def add_asked(parser: argparse.ArgumentParser) -> None:
    """Add paths that are not searched."""
    _paths(parser, "files or folders")


def _paths(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help=f"{what} (default: the working directory); - is standard input",
    )


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options of all commands that read files."""
    configuration = parser.add_mutually_exclusive_group()
    configuration.add_argument("--config", metavar="FILE", help="take this configuration file")
    configuration.add_argument("--isolated", action="store_true", help="take no configuration file")
    parser.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="print the result and errors only: no summary, warnings or progress",
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        help="when to colour (default: auto, at a terminal; NO_COLOR and FORCE_COLOR count)",
    )


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the options of the expected source."""
    group = parser.add_argument_group("the expected source")
    group.add_argument("--source", metavar="URL", help="expect this URL: https://HOST/OWNER/REPO")
    group.add_argument("--remote", metavar="NAME", help="expect the repository of this git remote")
    group.add_argument(
        "--host",
        action="append",
        metavar="HOST",
        help="this host is a GitHub Enterprise Server; may be repeated",
    )


def add_builds(parser: argparse.ArgumentParser) -> None:
    """Add the options of the build."""
    group = parser.add_argument_group("the build")
    group.add_argument(
        "--target",
        action="append",
        metavar="STAGE",
        help="the stage that is published (default: the last one); may be repeated",
    )
    _build_args(group)


def add_judging(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose rules and what makes the run fail."""
    group = parser.add_argument_group("what counts")
    group.add_argument(
        "--select",
        metavar="RULE,…",
        type=_names,
        action="extend",
        help="only these rules, and invalid-syntax; may be repeated",
    )
    group.add_argument(
        "--ignore",
        metavar="RULE,…",
        type=_names,
        action="extend",
        help="leave these rules out; may be repeated",
    )
    group.add_argument(
        "--fail-on",
        choices=("note", "warning", "error", "never"),
        help="the least severity that makes the exit status 1 (default: warning)",
    )


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose files."""
    group = parser.add_argument_group("which files")
    group.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what a search leaves out (`exclude`, vendor and the like) even where it is "
        "given as PATH, as hooks do",
    )
    group.add_argument(
        "--stdin-filename", metavar="PATH", help="the file that - (standard input) is the text of"
    )


def add_ignore(parser: argparse.ArgumentParser) -> None:
    """Add `--add-ignore`."""
    parser.add_argument(
        "--add-ignore",
        metavar="REASON",
        type=_reason,
        help="write comments into the files that ignore all that is found, for this reason",
    )


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Add the options of the report."""
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
    group.add_argument(
        "--show-notes",
        action="store_true",
        help="in `full`, list each of the notes that files have in common",
    )
    add_statistics(group)


def add_fixing(parser: argparse.ArgumentParser) -> None:
    """Add the options of fixing."""
    parser.add_argument("--diff", action="store_true", help="print a diff and write nothing")
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="also make fixes that may not be what you mean"
    )
    parser.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 where a file was changed"
    )


def add_statistics(group: "argparse._ActionsContainer") -> None:
    """Add `--statistics`."""
    group.add_argument(
        "--statistics", action="store_true", help="count by rule instead of telling each"
    )


def add_image(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose an image."""
    group = parser.add_argument_group("the build")
    group.add_argument(
        "--target",
        action="append",
        metavar="STAGE",
        help="the stage whose image is shown (default: the published ones)",
    )
    _build_args(group)
    group.add_argument(
        "--platform",
        type=_platform,
        default=_machine_platform(),
        metavar="OS/ARCH",
        help="platform of the build (default: this machine's)",
    )
    parser.add_argument(
        "--stdin-filename", metavar="PATH", help="the file that - (standard input) is the text of"
    )


def _build_args(group: "argparse._ActionsContainer") -> None:
    group.add_argument(
        "--build-arg",
        action="append",
        metavar="NAME=VALUE",
        type=_build_arg,
        help="a build argument; NAME alone takes its value from the environment; may be repeated",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add `--output-format` of a command that prints text or JSON."""
    parser.add_argument(
        "--output-format",
        "--format",
        choices=("text", "json"),
        help="how to print (default: text)",
    )


def add_images(parser: argparse.ArgumentParser) -> None:
    """Add the images to verify."""
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="IMAGE",
        help="a file, a folder, docker://NAME, or a local image; - is JSON on standard input",
    )


def add_verifying(parser: argparse.ArgumentParser) -> None:
    """Add the options of `verify`."""
    parser.add_argument(
        "--dockerfile", metavar="PATH", help="use the settings and repository of this Dockerfile"
    )
    parser.add_argument(
        "--output-format",
        "--format",
        choices=("text", "json", "github"),
        help="how to print (default: text, or github in GitHub Actions)",
    )


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add the names of rules."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="a rule's name (default: a table)")


def add_shell(parser: argparse.ArgumentParser) -> None:
    """Add the shell to print a script for."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def add_transport(parser: argparse.ArgumentParser) -> None:
    """Add the transport that some editors name."""
    parser.add_argument("--stdio", action="store_true", help="does nothing: there is no other way")


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > _LONGEST_REASON or printable(reason) != reason:
        raise argparse.ArgumentTypeError(
            f"a reason is one line of visible text, of at most {_LONGEST_REASON} characters"
        )
    return reason


def _build_arg(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError("a build argument is NAME=VALUE")
    return name, value if equals else None


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("no rule is named")
    return names


def _platform(text: str) -> Platform:
    found = parse_platform(text, machine=_machine_platform())
    if isinstance(found, str):
        raise argparse.ArgumentTypeError(printable(found))
    return found


def _machine_platform() -> Platform:
    """Return the platform that a build on this machine is for: containers run on Linux."""
    machine = os.uname().machine
    found = parse_platform(f"linux/{_ARCHITECTURES.get(machine, machine)}")
    return DEFAULT_PLATFORM if isinstance(found, str) else found
