"""The program as a user runs it: a process of its own in an environment that the test knows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.e2e.action_runner import Action, read_action
from tests.e2e.program import Program, Result

_KEPT = ("PATH", "PYTHONPATH", "PYTHONSAFEPATH", "TMPDIR", "LANG", "GIT_CONFIG_GLOBAL")
_KEPT_BEGINNINGS = ("COVERAGE_",)  # the lines that the program runs are measured, too


@pytest.fixture(scope="session")
def dockerlabel(tmp_path_factory: pytest.TempPathFactory) -> Program:
    home = tmp_path_factory.mktemp("home")

    def run(folder: Path, /, *arguments: str, stdin: bytes | str = b"", **variables: str) -> Result:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)
        }
        known = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
        ended = subprocess.run(
            (sys.executable, "-m", "dockerlabel", *arguments),
            check=False,
            capture_output=True,
            cwd=folder,
            env=kept | known | variables,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            timeout=60,
        )
        errors = ended.stderr.decode()
        crashed = "Traceback" in errors
        assert not crashed, errors.strip().splitlines()[-1]
        return Result(ended.returncode, ended.stdout, errors)

    return run


@pytest.fixture(scope="session")
def action(tmp_path_factory: pytest.TempPathFactory) -> Action:
    return read_action(PROJECT, tmp_path_factory.mktemp("runner"))


@pytest.fixture(scope="session")
def installed(action: Action, tmp_path_factory: pytest.TempPathFactory) -> Action:
    """The action after its first step, in a workspace that would like to be run."""
    workspace = tmp_path_factory.mktemp("hostile")
    for name in ("venv", "pip", "ensurepip", "dockerlabel", "subprocess"):
        (workspace / f"{name}.py").write_text("raise SystemExit('I was run')\n")
    ran = action.run(0, workspace)
    assert (ran.status, ran.log) == (0, "")
    return action
