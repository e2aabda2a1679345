"""Command lines that only name a command and paths, read without argparse.

People type little else, and hooks one flag more. To load and set up argparse takes as long as a
third of Python's own start.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType, SimpleNamespace

DEFAULTS: Mapping[str, object] = MappingProxyType(
    {
        "add_ignore": None,
        "build_arg": None,
        "color": "auto",
        "config": None,
        "diff": False,
        "exit_non_zero_on_fix": False,
        "fail_on": None,
        "force_exclude": False,
        "host": None,
        "ignore": None,
        "isolated": False,
        "names": (),
        "output_file": None,
        "output_format": None,
        "paths": (),
        "platform": None,
        "quiet": False,
        "remote": None,
        "select": None,
        "shell": None,
        "source": None,
        "statistics": False,
        "stdin_filename": None,
        "target": None,
        "unsafe_fixes": False,
    }
)
"""What each option is that is not given, or that the command does not have."""

FORMATS: Mapping[str, str | None] = MappingProxyType(
    {
        "check": None,
        "fix": None,
        "source": "text",
        "labels": "text",
        "config": "text",
        "rule": "text",
    }
)
"""The commands, and the format of each where none is asked for."""

_HOOK_COMMANDS = frozenset({"check", "fix"})
_HOOK_FLAG = "--force-exclude"


def plain_arguments(given: Sequence[str]) -> SimpleNamespace | None:
    """Return what argparse makes of a command and its paths; None where there is more to read."""
    command, *others = given or ("",)
    if command not in FORMATS:
        return None
    values = {**DEFAULTS, "command": command, "output_format": FORMATS[command]}
    if others[:1] == [_HOOK_FLAG] and command in _HOOK_COMMANDS:
        values["force_exclude"] = True
        del others[0]
    if any(each.startswith("-") for each in others):
        return None
    values["names" if command == "rule" else "paths"] = others
    return SimpleNamespace(**values)
