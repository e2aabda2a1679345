"""The arguments of a command line, and the lines that hooks use, read without argparse.

To load and set up argparse takes as long as a third of Python's own start, and hooks start often.
"""

from collections.abc import Sequence

from dockerlabel.lazy import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlabel.dockerfile.platforms import Platform

_COMMANDS = ("check", "fix")
_FLAG = "--force-exclude"


class Arguments:
    """What a command line says.

    An attribute of the class is what an option is that is not given, or that the command lacks.
    """

    command: str
    paths: Sequence[str] = ()
    names: Sequence[str] = ()
    shell: str
    platform: "Platform"
    add_ignore: str | None = None
    build_arg: Sequence[tuple[str, str | None]] = ()
    color: str = "auto"
    config: str | None = None
    diff: bool = False
    dockerfile: str | None = None
    exit_non_zero_on_fix: bool = False
    fail_on: str | None = None
    force_exclude: bool = False
    host: list[str] | None = None
    ignore: list[str] | None = None
    isolated: bool = False
    output_file: str | None = None
    output_format: str | None = None
    quiet: bool = False
    remote: str | None = None
    select: list[str] | None = None
    source: str | None = None
    show_notes: bool = False
    statistics: bool = False
    stdin_filename: str | None = None
    target: list[str] | None = None
    unsafe_fixes: bool = False


def hook_arguments(given: Sequence[str]) -> Arguments | None:
    """Return what argparse makes of `check|fix [--force-exclude] PATH…`; None for other lines."""
    command, *paths = given or ("",)
    arguments = Arguments()
    if paths[:1] == [_FLAG]:
        arguments.force_exclude = True
        del paths[0]
    if command not in _COMMANDS or any(path.startswith("-") for path in paths):
        return None
    arguments.command = command
    arguments.paths = paths
    return arguments
