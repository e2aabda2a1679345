"""Command lines that only name a command and paths, read without argparse.

People type little else, and hooks one flag more. To load and set up argparse takes as long as a
third of Python's own start.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType, SimpleNamespace

DEFAULTS: Mapping[str, object] = MappingProxyType(
    {
        "build_arg": None,
        "color": "auto",
        "config": None,
        "diff": False,
        "exit_non_zero_on_fix": False,
        "fail_on": "warning",
        "force_exclude": False,
        "host": None,
        "ignore": None,
        "isolated": False,
        "output_format": None,
        "platform": None,
        "quiet": False,
        "remote": None,
        "select": None,
        "source": None,
        "stdin_filename": None,
        "target": None,
        "unsafe_fixes": False,
    }
)
"""What each option is that is not given, or that the command does not have."""

FORMATS = {
    "check": ("full", "concise", "json"),
    "fix": (None,),
    "source": ("text", "json"),
    "labels": ("text", "json"),
}
"""The commands, and how each can print; the first of them is the default."""

_HOOK_COMMANDS = frozenset({"check", "fix"})
_HOOK_FLAG = "--force-exclude"


def plain_arguments(given: Sequence[str]) -> SimpleNamespace | None:
    """Return what argparse makes of a command and its paths; None where there is more to read."""
    command, *paths = given or ("",)
    if command not in FORMATS:
        return None
    values = {**DEFAULTS, "command": command, "output_format": FORMATS[command][0]}
    if paths[:1] == [_HOOK_FLAG] and command in _HOOK_COMMANDS:
        values["force_exclude"] = True
        del paths[0]
    if any(path.startswith("-") for path in paths):
        return None
    return SimpleNamespace(**values, paths=paths)
