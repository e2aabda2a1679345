"""An environment as users have it, and a repository to check in, for the benches."""

import os
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ORIGIN = "https://github.com/octo-org/app"


def install(folder: Path, *others: str) -> Path:
    """Install this checkout, not editable, and other packages into a new environment.

    Returns its `bin`. A package index is needed.
    """
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    quietly = ("install", "--quiet", "--disable-pip-version-check", str(PROJECT), *others)
    subprocess.run([programs / "python", "-m", "pip", *quietly], check=True)
    return programs


def make_repository(folder: Path) -> None:
    """Make a repository whose remote is `ORIGIN`."""
    for arguments in (("init", "-q"), ("remote", "add", "origin", ORIGIN)):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def machine() -> str:
    """Return in a few words what is measured on."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Python {python}, {os.cpu_count()} processors"
