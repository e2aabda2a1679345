"""The program as a user runs it: a process of its own in an environment that the test knows."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.scenarios.action_runner import Action, read_action
from tests.scenarios.once import once
from tests.scenarios.packages import Distributions, build, make_environment
from tests.scenarios.preloaded import Preloaded
from tests.scenarios.program import Program, Result

_KEPT = ("PATH", "PYTHONPATH", "PYTHONSAFEPATH", "TMPDIR", "LANG", "GIT_CONFIG_GLOBAL")
_KEPT_BEGINNINGS = ("COVERAGE_",)  # the lines that the program runs are measured, too

_Run = Callable[
    [Path, tuple[str, ...], Mapping[str, str], bytes], "subprocess.CompletedProcess[bytes]"
]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def dockerlabel(home: Path) -> Iterator[Program]:
    """The program, forked from a process that has imported it; on Windows it is started."""
    if not hasattr(os, "fork"):
        yield _program(home, _start)
        return
    preloaded = Preloaded()
    yield _program(home, preloaded.run)
    preloaded.end()


@pytest.fixture(scope="session")
def started_dockerlabel(home: Path) -> Program:
    """The program in a process that is started, with what it inherits from the test."""
    return _program(home, _start)


def _program(home: Path, run: _Run) -> Program:
    def program(
        folder: Path, /, *arguments: str, stdin: bytes | str = b"", **variables: str
    ) -> Result:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ended = run(folder, arguments, _environment(home, variables), given)
        errors = ended.stderr.decode()
        crashed = "Traceback" in errors
        assert not crashed, errors.strip().splitlines()[-1]
        return Result(ended.returncode, ended.stdout, errors)

    return program


def _environment(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)
    }
    known = {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    return kept | known | dict(variables)


def _start(
    folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str], stdin: bytes
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        (sys.executable, "-m", "dockerlabel", *arguments),
        check=False,
        capture_output=True,
        cwd=folder,
        env=environment,
        input=stdin,
        timeout=60,
    )


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """The wheel and the sdist of this checkout."""
    folder = once(tmp_path_factory, "distributions", lambda path: build(PROJECT, path))
    return Distributions.in_folder(folder)


@pytest.fixture(scope="session")
def wheel_environment(
    distributions: Distributions, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A virtual environment in which the wheel is, and what it needs to run."""
    return once(
        tmp_path_factory,
        "wheel-environment",
        lambda path: make_environment(path, distributions.wheel),
    )


@pytest.fixture(scope="session")
def action(tmp_path_factory: pytest.TempPathFactory) -> Action:
    return read_action(PROJECT, tmp_path_factory.mktemp("runner"))


@pytest.fixture(scope="session")
def installed(action: Action, tmp_path_factory: pytest.TempPathFactory) -> Action:
    """The action after its first step, in a workspace that would like to be run."""
    job = once(tmp_path_factory, "job", lambda folder: _install(action, folder))
    (action.temporary / "dockerlabel").symlink_to(job / "dockerlabel")
    return action


def _install(action: Action, folder: Path) -> None:
    workspace = folder / "hostile"
    workspace.mkdir(parents=True)
    for name in ("venv", "pip", "ensurepip", "dockerlabel", "subprocess"):
        (workspace / f"{name}.py").write_text("raise SystemExit('I was run')\n")
    ran = action._replace(temporary=folder).run(0, workspace)
    assert (ran.status, ran.log) == (0, "")
