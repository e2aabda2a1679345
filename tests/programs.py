"""The programs that tests use besides Python and git. `scripts/run.py` says which are missing."""

import os
import shutil

USES = {
    "bash": "completion in bash",
    "fish": "completion in fish",
    "nvim": "the language server in Neovim",
    "npm": "the extension for Visual Studio Code (on request)",
    "patch": "diffs that patch applies",
    "ps": "what is left of git when it is stopped",
    "ssh": "aliases of ssh",
    "strace": "what dockerlabel starts, opens, writes and connects to, and interruptions",
    "zsh": "completion in zsh",
}
"""What is tested with each."""

REQUIRE_ALL = "DOCKERLABEL_REQUIRE_ALL"
"""The variable that makes a missing program a failure, as in continuous integration."""


def path_of(name: str) -> str:
    """The path of a program; without it a test is skipped, or fails if all are required."""
    found = shutil.which(name)
    if not found:
        import pytest  # noqa: PLC0415 - scripts/run.py reads this module before it is installed

        give_up = pytest.fail if os.environ.get(REQUIRE_ALL) == "1" else pytest.skip
        give_up(f"{name} is not installed")
    return found


def missing() -> dict[str, str]:
    """The programs that are not installed, and what is not tested without them."""
    return {name: use for name, use in USES.items() if not shutil.which(name)}
