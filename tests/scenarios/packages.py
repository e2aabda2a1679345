"""The distributions of this checkout, and environments with them in it."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.conftest import PROJECT, git

TOOLS = Path(sys.executable).parent
UV = str(TOOLS / "uv")


class Distributions(NamedTuple):
    """What is uploaded to a package index."""

    wheel: Path
    sdist: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Distributions":
        (wheel,) = folder.glob("*.whl")
        (sdist,) = folder.glob("*.tar.gz")
        return cls(wheel, sdist)


def project_files() -> list[str]:
    """The files of this checkout as they are now, committed or not, relative to it."""
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted({name for name in listed.split("\0") if name and (PROJECT / name).is_file()})


def copy_project(to: Path, *names: str) -> None:
    """Copy these files, or all, into a new folder."""
    for name in names or project_files():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, to / name)


def run(
    *command: str | Path, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> str:
    """What a command prints; its failure is the test's, and shows what it said."""
    ended = subprocess.run(
        [str(each) for each in command],
        check=False,
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def build(
    source: Path, to: Path, *options: str, variables: Mapping[str, str] | None = None
) -> Distributions:
    """Build both distributions, the wheel from the sdist, with the backend that is installed."""
    own = ("--no-build-isolation", "--python", sys.executable)
    run(UV, "build", *own, *options, "--out-dir", to, source, variables=variables)
    return Distributions.in_folder(to)


def make_environment(path: Path, *install: str | Path, python: str = sys.executable) -> None:
    """Make a virtual environment with these packages."""
    run(UV, "venv", "--quiet", "--python", python, path)
    run(UV, "pip", "install", "--quiet", "--python", path / "bin" / "python", *install)
