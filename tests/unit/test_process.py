"""How programs are started and ended, whatever they do and whatever surrounds us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dockerlabel import process
from dockerlabel.git.client import run_git
from dockerlabel.process import Completed
from tests.programs import path_of

FD_FOLDER = Path("/proc/self/fd")
needs_proc = pytest.mark.skipif(not FD_FOLDER.exists(), reason="a folder of Linux")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of git, first on PATH; tests write it."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    path = tmp_path / "git"
    path.touch(0o755)
    return path


def run(program: Path, script: str) -> Completed:
    program.write_text(f"#!/bin/sh\n{script}\n")
    return run_git(str(program.parent), ())


def test_output_and_errors_beyond_what_a_pipe_holds(program: Path) -> None:
    lines = "i=0; while [ $i -lt 40000 ]; do echo some output; echo an error >&2; i=$((i+1)); done"
    ended = run(program, lines)
    assert ended.status == 0
    assert ended.output == b"some output\n" * 40_000
    assert ended.errors == b"an error\n" * 40_000


@pytest.mark.parametrize(
    ("script", "status"),
    [("exit 3", 3), ("kill -9 $$", -9), ("exec >&- 2>&-; sleep 0.2; exit 4", 4)],
    ids=["status", "signal", "closed-output"],
)
def test_how_it_ends(program: Path, script: str, status: int) -> None:
    assert run(program, script) == Completed(status)


def test_it_is_no_part_of_our_process_group(program: Path) -> None:
    """What the terminal sends to us does not reach it, and all of it can be stopped at once."""
    ended = run(program, f"{path_of('ps')} -o pgid= -p $$; echo $$")
    group, own = ended.output.split()
    assert group == own


@needs_proc
def test_it_gets_no_other_open_file(program: Path, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w"):
        ended = run(program, "for each in /proc/$$/fd/*; do readlink $each; done")
    opened = ended.output.decode().splitlines()
    assert str(program) in opened
    assert str(tmp_path / "secret") not in opened


@pytest.mark.parametrize(
    "script",
    ["sleep 60", "exec >&- 2>&-; sleep 60", "while :; do echo more; done", "sleep 60 & exit 0"],
    ids=["silent", "closed-output", "endless", "child"],
)
def test_what_takes_too_long_is_stopped(
    program: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(process, "TIME_LIMIT", 0.3)
    started = time.monotonic()
    assert run(program, script) == Completed(None, failure="git took longer than 0.3 s")
    assert time.monotonic() - started < 3


def test_an_interrupt_stops_it(program: Path) -> None:
    pid_file = program.with_name("pid")
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(program, f'echo $$ >"{pid_file}"; exec sleep 60')
    finally:
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


@needs_proc
def test_nothing_is_left_behind(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TIME_LIMIT", 0.1)
    before, children = sorted(FD_FOLDER.iterdir()), own_children()
    for script in ("true", "sleep 60"):
        run(program, script)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert run(program, "true").status is None
    assert sorted(FD_FOLDER.iterdir()) == before
    assert own_children() == children


def own_children() -> str:
    """The processes that we have started; other tests may have left some that still serve them."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


@pytest.mark.parametrize(
    ("make", "failure"),
    [
        pytest.param("touch git; chmod 644 git", "permission denied", id="no-permission"),
        pytest.param("mkdir git", "permission denied", id="a-folder"),
        pytest.param("echo '#!/no/such/shell' >git; chmod 755 git", "not on PATH", id="no-shell"),
    ],
)
def test_why_it_cannot_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: str, failure: str
) -> None:
    subprocess.run(["sh", "-c", make], cwd=tmp_path, check=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run_git(str(tmp_path), ())
    assert ended.status is None
    assert failure in ended.failure.lower().replace("path", "PATH")


def test_the_next_folder_of_the_path_has_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").mkdir()
    (tmp_path / "file").touch()
    folders = (str(tmp_path / "nowhere"), str(tmp_path / "file"), str(tmp_path), os.environ["PATH"])
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    assert run_git(str(tmp_path), ("--version",)).output.startswith(b"git version")


@pytest.mark.parametrize(
    "setup",
    [
        pytest.param("os.closerange(0, 3)", id="closed-streams"),
        pytest.param("os.close(1)", id="closed-output"),
        pytest.param("signal.signal(signal.SIGCHLD, signal.SIG_IGN)", id="children-vanish"),
    ],
)
def test_odd_surroundings(tmp_path: Path, setup: str) -> None:
    answer = tmp_path / "answer"
    code = (
        f"import os, signal\n{setup}\nfrom dockerlabel.git.client import run_git\n"
        f"ended = run_git('.', ('--version',))\n"
        f"open({str(answer)!r}, 'wb').write(b'%d ' % ended.status + ended.output + ended.errors)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    assert answer.read_bytes().startswith(b"0 git version")
