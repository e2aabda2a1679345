"""`dockerlabel completion`."""

import os
import sys

from dockerlabel.commands.run import Status

_SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "completions")
"""Where `scripts/generate_completions.py` writes them."""


def completion(shell: str) -> Status:
    """Print the script with which a shell completes command lines."""
    with open(os.path.join(_SCRIPTS, f"dockerlabel.{shell}"), encoding="utf-8") as script:
        sys.stdout.write(script.read())
    return Status.CLEAN
