"""Streams that end, fill up or do not exist: reported in a line, without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import ORG, labelled, write

OTHER = "https://github.com/someone-else/tool"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    for number in range(200):
        write(root, labelled(OTHER), f"{number}/Dockerfile")
    return root


def shell(root: Path, redirected: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in which `dockerlabel` is the program."""
    command = f'dockerlabel() {{ "{sys.executable}" -m dockerlabel "$@"; }}; {redirected}'
    ended = subprocess.run(
        ["sh", "-c", command], cwd=root, check=False, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in ended.stderr, ended.stderr.strip().splitlines()[-1]
    return ended


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_a_closed_pipe_ends_quietly(root: Path, output_format: str) -> None:
    ended = shell(root, f"dockerlabel check --format {output_format} 2>errors | head -1")
    assert len(ended.stdout.splitlines()) == 1
    assert "Error" not in (root / "errors").read_text()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
@pytest.mark.parametrize("command", ["check", "check --format json", "fix --diff", "labels"])
def test_a_full_disk_is_reported(root: Path, command: str) -> None:
    ended = shell(root, f"dockerlabel {command} > /dev/full")
    assert ended.returncode == 2
    assert "no space left on device" in ended.stderr.lower()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
def test_a_formatter_is_reported_of_a_full_disk(root: Path) -> None:
    ended = shell(root, "dockerlabel fix - < 1/Dockerfile > /dev/full")
    assert ended.returncode == 2


@pytest.mark.parametrize(
    ("redirected", "status"),
    [("check >&-", 1), ("fix - <&-", 0), ("check 2>&-", 1), ("fix 2>&-", 0)],
)
def test_streams_that_are_closed(root: Path, redirected: str, status: int) -> None:
    """They count as empty, as if they led to the null device."""
    assert shell(root, f"dockerlabel {redirected}").returncode == status
