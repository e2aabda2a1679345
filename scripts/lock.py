"""Pins what development needs, with hashes, in requirements-dev.txt.

Usage: python scripts/lock.py [ARGUMENTS OF uv pip compile]

Needs uv (in the group `dev`) and a package index. Versions that are there stay while they satisfy
pyproject.toml; `--upgrade` takes the newest.
"""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements-dev.txt"
HEADER = """\
# What development needs, pinned: see "Getting started" in CONTRIBUTING.md.
# Made by scripts/lock.py; for all systems and every Python that dockerlabel supports.
"""


def lock(path: Path, *arguments: str) -> None:
    """Write the pins; those that are in the file already are kept where they may be."""
    command = [
        *(sys.executable, "-m", "uv", "--quiet", "pip", "compile", "--output-file", str(path)),
        *("--universal", "--python-version=3.11", "--generate-hashes"),
        # Extras stay: pip before 23.3 takes the pin of `coverage` for none of `coverage[toml]`.
        *("--no-strip-extras", "--no-header", "--no-annotate"),
        *("--group=dev", "--all-extras", "pyproject.toml"),
    ]
    subprocess.run([*command, *arguments], check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
    pins = path.read_text(encoding="utf-8").removeprefix(HEADER)
    path.write_text(HEADER + pins, encoding="utf-8")


if __name__ == "__main__":
    lock(LOCK, *sys.argv[1:])
