"""The program as a user runs it: a process of its own in an environment that the test knows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
