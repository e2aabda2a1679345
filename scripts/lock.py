"""Pins with hashes what dockerlabel needs and what its development needs, each in a file.

Usage: python scripts/lock.py [ARGUMENTS OF uv pip compile]

Needs uv (in the group `dev`) and a package index. Versions that are there stay while they satisfy
pyproject.toml; `--upgrade` takes the newest.
"""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MADE_BY = "# Made by scripts/lock.py; for all systems and every Python that dockerlabel supports.\n"
LOCKS = {
    "requirements.txt": ("# What dockerlabel needs, pinned: action.yml installs it.\n", ()),
    "requirements-dev.txt": (
        '# What development needs, pinned: see "Getting started" in CONTRIBUTING.md.\n',
        ("--group=dev", "--all-extras"),
    ),
}
"""For each file its first line, and what it pins besides the dependencies of the project."""


def lock(path: Path, *arguments: str) -> None:
    """Write the pins; those that are in the file already are kept where they may be."""
    title, more = LOCKS[path.name]
    command = [
        *(sys.executable, "-m", "uv", "--quiet", "pip", "compile", "--output-file", str(path)),
        *("--universal", "--python-version=3.11", "--generate-hashes"),
        # Extras stay: pip before 23.3 takes the pin of `coverage` for none of `coverage[toml]`.
        *("--no-strip-extras", "--no-header", "--no-annotate", *more, "pyproject.toml"),
    ]
    subprocess.run([*command, *arguments], check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
    header = title + MADE_BY
    path.write_text(header + path.read_text("utf-8").removeprefix(header), encoding="utf-8")


if __name__ == "__main__":
    for name in LOCKS:
        lock(PROJECT / name, *sys.argv[1:])
