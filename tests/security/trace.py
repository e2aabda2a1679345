"""What a program asks of the system, by `strace`: what it starts, opens, writes and connects to."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.programs import path_of

KEPT = ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")


class Traced(NamedTuple):
    """How a traced program ended, and the calls that it and its children made, one a line."""

    status: int
    output: str
    errors: str
    calls: tuple[str, ...]


def strace() -> str:
    """The path of strace."""
    if sys.platform != "linux":
        pytest.skip("strace is a program of Linux")
    return path_of("strace")


def environment(**variables: str) -> dict[str, str]:
    """A user's environment with nothing in it that changes what dockerlabel does."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {"LC_ALL": "C.UTF-8", **kept, **variables}


_FOLLOWED = ("-ff", "--seccomp-bpf")
"""Children, too, and the kernel lets the calls that are not asked for pass: half of the time."""


def traced(
    folder: Path, *command: str, calls: str, options: tuple[str, ...] = (), **variables: str
) -> Traced:
    """Run a command under strace and return its calls of the given kinds."""
    logs = Path(tempfile.mkdtemp(dir=folder.parent))  # one for each process: no call is split
    watched = ("-qq", "-y", "-s", "4096", "-o", f"{logs}/log", "-e", f"trace={calls}")
    ended = subprocess.run(
        (strace(), *_FOLLOWED, *watched, *options, "--", *command),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(**variables),
    )
    lines = tuple(line for log in sorted(logs.iterdir()) for line in log.read_text().splitlines())
    return Traced(ended.returncode, ended.stdout, ended.stderr, lines)


def dockerlabel_command(*arguments: str) -> tuple[str, ...]:
    """The command line of the program that is tested."""
    return (sys.executable, "-m", "dockerlabel", *arguments)


IMPATIENCE = 1
"""Seconds that git may take where the program does not wait as long as it usually does."""


def impatient_command(*arguments: str) -> tuple[str, ...]:
    """The same program with less patience for git, so that the tests need not wait."""
    code = "; ".join(
        (
            f"import dockerlabel.process as process; process.TIME_LIMIT = {IMPATIENCE}",
            "from dockerlabel.__main__ import main; main()",
        )
    )
    return (sys.executable, "-P", "-c", code, *arguments)


def limited(limit: str, command: tuple[str, ...]) -> tuple[str, ...]:
    """A command under a limit of the shell's `ulimit`, such as `-n 12`."""
    return ("sh", "-c", f'ulimit {limit} && exec "$@"', "sh", *command)
