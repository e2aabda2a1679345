"""The options of the commands, with their help: functions that add some of them to a parser."""

import argparse
import os

from dockerlabel.dockerfile.platforms import DEFAULT_PLATFORM, Platform, parse_platform
from dockerlabel.output.formats import NAMES as FORMATS
from dockerlabel.output.terminal import printable

SHELLS = ("bash", "zsh", "fish")
"""What `dockerlabel completion` has scripts for."""

_LONGEST_REASON = 1000
_FORMAT = ("--output-format", "--format")

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
    _paths(parser, "Files or folders to search (default: .); - reads stdin")


def add_asked(parser: argparse.ArgumentParser) -> None:
    """Add paths that are not searched."""
    _paths(parser, "Files or folders (default: .); - is standard input")


def _paths(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help=what)


def _flag(group: "argparse._ActionsContainer", name: str, *, what: str) -> None:
    group.add_argument(name, action="store_true", help=what)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options of all commands that read files."""
    configuration = parser.add_mutually_exclusive_group()
    configuration.add_argument("--config", metavar="FILE", help="Use this configuration file")
    _flag(configuration, "--isolated", what="Ignore all configuration files")
    parser.add_argument("-q", "--quiet", action="store_true", help="Print only results and errors")
    what = "Set when to use color (default: auto, at a terminal)"
    parser.add_argument("--color", choices=("auto", "always", "never"), help=what)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the options of the expected source."""
    group = parser.add_argument_group("the expected source")
    what = "Expect this URL, such as https://github.com/OWNER/REPO"
    group.add_argument("--source", metavar="URL", help=what)
    group.add_argument("--remote", metavar="NAME", help="Expect the repository of this git remote")
    what = "Treat HOST as a GitHub Enterprise Server (repeatable)"
    group.add_argument("--host", action="append", metavar="HOST", help=what)


def add_builds(parser: argparse.ArgumentParser) -> None:
    """Add the options of the build."""
    group = parser.add_argument_group("the build")
    what = "Check STAGE instead of the published ones (repeatable)"
    group.add_argument("--target", action="append", metavar="STAGE", help=what)
    _build_args(group)


def add_judging(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose rules and what makes the run fail."""
    _judging(parser, "Run only these rules and invalid-syntax (repeatable)")


def add_judging_images(parser: argparse.ArgumentParser) -> None:
    """Add the same options for images that are built."""
    _judging(parser, "Run only these rules (repeatable)")


def _judging(parser: argparse.ArgumentParser, select: str) -> None:
    group = parser.add_argument_group("what counts")
    group.add_argument("--select", metavar="RULE,…", type=_names, action="extend", help=select)
    what = "Skip these rules (repeatable)"
    group.add_argument("--ignore", metavar="RULE,…", type=_names, action="extend", help=what)
    what = "Fail from this severity on (default: warning)"
    group.add_argument("--fail-on", choices=("note", "warning", "error", "never"), help=what)


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose files."""
    group = parser.add_argument_group("which files")
    what = "Apply exclusions even to files named on the command line"
    _flag(group, "--force-exclude", what=what)
    _stdin_filename(group)


def add_ignore(parser: argparse.ArgumentParser) -> None:
    """Add `--add-ignore`."""
    what = "Add comments that ignore all problems, with this reason"
    parser.add_argument("--add-ignore", metavar="REASON", type=_reason, help=what)


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Add the options of the report."""
    names = f"{', '.join(FORMATS[:-1])} and {FORMATS[-1]}"
    group = parser.add_argument_group("the report", f"formats: {names}")
    what = "Set the format (default: full; github in GitHub Actions)"
    group.add_argument(*_FORMAT, metavar="FORMAT", type=_report_format, choices=FORMATS, help=what)
    what = "Write the report to FILE when finished"
    group.add_argument("--output-file", metavar="FILE", help=what)
    _flag(group, "--show-notes", what="List every note in `full`, not one line for each folder")
    add_statistics(group)


def add_fixing(parser: argparse.ArgumentParser) -> None:
    """Add the options of fixing."""
    _flag(parser, "--diff", what="Show the diff without writing files")
    _flag(parser, "--unsafe-fixes", what="Apply also fixes that you should review")
    _flag(parser, "--exit-non-zero-on-fix", what="Exit with 1 if a file was changed")


def add_statistics(group: "argparse._ActionsContainer") -> None:
    """Add `--statistics`."""
    _flag(group, "--statistics", what="Count problems by rule instead of listing them")


def add_image(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose an image."""
    group = parser.add_argument_group("the build")
    what = "Show the image of STAGE (default: all published ones)"
    group.add_argument("--target", action="append", metavar="STAGE", help=what)
    _build_args(group)
    what = "Build for this platform (default: this machine's)"
    own = _machine_platform()
    group.add_argument("--platform", type=_platform, default=own, metavar="OS/ARCH", help=what)
    _stdin_filename(parser)


def _stdin_filename(group: "argparse._ActionsContainer") -> None:
    what = "Treat standard input as the text of this file"
    group.add_argument("--stdin-filename", metavar="PATH", help=what)


def _build_args(group: "argparse._ActionsContainer") -> None:
    what = "Set a build argument; NAME alone reads the environment"
    group.add_argument(
        "--build-arg", action="append", metavar="NAME=VALUE", type=_build_arg, help=what
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add `--output-format` of a command that prints text or JSON."""
    what = "Set the output format (default: text)"
    parser.add_argument(*_FORMAT, type=_text_or_json, choices=("text", "json"), help=what)


def add_images(parser: argparse.ArgumentParser) -> None:
    """Add the images to verify."""
    what = "A file, folder, local image or docker://NAME; - is JSON"
    parser.add_argument("paths", nargs="+", metavar="IMAGE", help=what)


def add_verifying(parser: argparse.ArgumentParser) -> None:
    """Add the options of `verify`."""
    what = "Use the settings and repository of this Dockerfile"
    parser.add_argument("--dockerfile", metavar="PATH", help=what)
    what = "Set the format (default: text; github in GitHub Actions)"
    parser.add_argument(*_FORMAT, choices=("text", "json", "github"), help=what)


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add the names of rules."""
    what = "A rule's name (default: list all rules)"
    parser.add_argument("names", nargs="*", metavar="NAME", help=what)


def add_shell(parser: argparse.ArgumentParser) -> None:
    """Add the shell to print a script for."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def add_transport(parser: argparse.ArgumentParser) -> None:
    """Add the transport that some editors name."""
    _flag(parser, "--stdio", what="Accepted for compatibility; stdio is the only transport")


def _text_or_json(name: str) -> str:
    if name in FORMATS and name != "json":
        raise argparse.ArgumentTypeError(f"only dockerlabel check has {name}; use text or json")
    return name


def _report_format(name: str) -> str:
    if name == "text":
        raise argparse.ArgumentTypeError("text is not a format of reports; use full or concise")
    return name


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
        raise argparse.ArgumentTypeError("a rule's name is required")
    return names


def _platform(text: str) -> Platform:
    found = parse_platform(text, machine=_machine_platform())
    if isinstance(found, str):
        raise argparse.ArgumentTypeError(printable(found))
    return found


def _machine_platform() -> Platform:
    """Return the platform that a build on this machine is for: containers run on Linux."""
    known = hasattr(os, "uname")  # not on Windows, which says AMD64 or ARM64
    machine = os.uname().machine if known else os.environ.get("PROCESSOR_ARCHITECTURE", "").lower()
    found = parse_platform(f"linux/{_ARCHITECTURES.get(machine, machine)}")
    return DEFAULT_PLATFORM if isinstance(found, str) else found
