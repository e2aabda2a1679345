"""Faults of what surrounds the program: home, locale, git, clocks, limits, working directory."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.privileges import unprivileged
from tests.programs import path_of
from tests.scenarios.clones import commit
from tests.scenarios.program import ORG, Program, Result, labelled, write
from tests.security.trace import (
    IMPATIENCE,
    dockerlabel_command,
    environment,
    impatient_command,
    limited,
)

OTHER = "https://github.com/someone-else/tool"
WRONG, RIGHT = labelled(OTHER), labelled(ORG)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, WRONG)
    return root


def run(
    root: Path,
    *arguments: str,
    env: dict[str, str],
    program: Callable[..., tuple[str, ...]] = dockerlabel_command,
) -> Result:
    """Run it with exactly this environment."""
    ended = subprocess.run(
        program(*arguments),
        cwd=root,
        check=False,
        capture_output=True,
        timeout=60,
        env=env,
    )
    errors = ended.stderr.decode("utf-8", "surrogateescape")
    assert "Traceback" not in errors, errors
    return Result(ended.returncode, ended.stdout, errors)


def without_home() -> dict[str, str]:
    """An environment in which git looks for its configuration where a user has it."""
    known = environment()
    known.pop("GIT_CONFIG_GLOBAL")
    return known


@pytest.mark.parametrize(
    "kind", ["absent", "empty", "nowhere", "a file", "read-only", "closed", "/"]
)
def test_any_home_will_do(root: Path, tmp_path: Path, kind: str) -> None:
    home = tmp_path / "home"
    match kind:
        case "a file":
            home.touch()
        case "read-only":
            home.mkdir(mode=0o500)
        case "closed":
            home.mkdir(mode=0)
    homes = {"empty": "", "/": "/"}
    known = without_home()
    if kind != "absent":
        known["HOME"] = homes.get(kind, str(home))
    checked = unprivileged(lambda: run(root, "check", "--format", "json", env=known))
    assert (checked.status, checked.rules, checked.errors) == (1, ["wrong-source"], "")
    assert unprivileged(lambda: run(root, "fix", env=known)).status == 0
    assert (root / "Dockerfile").read_bytes() == RIGHT
    assert kind != "read-only" or list(home.iterdir()) == []


LOCALES = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "none": {"LC_ALL": "", "LANG": ""},
    "unknown": {"LC_ALL": "xx_YY.ISO-8859-1"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII output": {"PYTHONIOENCODING": "ascii"},
    "strict ASCII": {
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii:strict",
    },
    "UTF-16 output": {"PYTHONIOENCODING": "latin-1"},
    "German": {"LC_ALL": "C.UTF-8", "LANGUAGE": "de"},
}
NAMES = (b"caf\xc3\xa9.dockerfile", b"latin\xe9.dockerfile", "\N{WHALE}/Dockerfile".encode())


@pytest.mark.parametrize("locale", LOCALES)
def test_any_name_in_any_locale(root: Path, locale: str) -> None:
    """Every file is found, read, shown in some way, and fixed."""
    paths = [os.path.join(os.fsencode(root), name) for name in NAMES]  # noqa: PTH118 - bytes
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        Path(os.fsdecode(path)).write_bytes(WRONG)
    env = environment() | LOCALES[locale]
    checked = run(root, "check", "--format", "concise", env=env)
    assert checked.status == 1
    assert checked.output.count(b"wrong-source") == len(NAMES) + 1
    assert run(root, "check", "--format", "json", env=env).status == 1
    for command in ("labels", "source", "fix --diff"):
        assert run(root, *command.split(), env=env).status == (command == "fix --diff")
    named = subprocess.run(
        (*dockerlabel_command("check", "--quiet"), *NAMES), cwd=root, env=env, check=False
    )
    assert named.returncode == 1
    assert run(root, "fix", env=env).status == 0
    assert [Path(os.fsdecode(path)).read_bytes() for path in paths] == [RIGHT] * len(NAMES)


def test_git_is_understood_in_any_language(root: Path) -> None:
    """Its messages are read, so it is asked to speak English."""
    (root / ".git" / "config").write_text("[core\n")
    env = environment(LC_ALL="C.UTF-8", LANGUAGE="de")
    plain = subprocess.run(
        ("git", "ls-files"), cwd=root, env=env, capture_output=True, text=True, check=False
    )
    if "Schwerwiegend" not in plain.stderr and "schwerwiegend" not in plain.stderr:
        pytest.skip("this git speaks English only")
    assert "bad config line 1" in run(root, "check", env=env).text


def test_modes_do_not_depend_on_the_mask(root: Path, dockerlabel: Program) -> None:
    for mask in (0, 0o077, 0o777):
        for mode in (0o644, 0o600, 0o775):
            (root / "Dockerfile").write_bytes(WRONG)
            (root / "Dockerfile").chmod(mode)
            before = os.umask(mask)
            try:
                assert dockerlabel(root, "fix").status == 0
            finally:
                os.umask(before)
            assert (root / "Dockerfile").stat().st_mode & 0o7777 == mode


@pytest.mark.parametrize("seconds", [-5_000_000, 0, 2**31 + 5, 4_102_444_800])
def test_times_of_files_do_not_matter(root: Path, dockerlabel: Program, seconds: int) -> None:
    os.utime(root / "Dockerfile", (seconds, seconds))
    assert dockerlabel(root, "fix").status == 0
    assert (root / "Dockerfile").read_bytes() == RIGHT


@pytest.mark.parametrize("zone", ["", "Nowhere/Nothing", ":", "XXX+99:99", "\udcff\udcfe"])
def test_time_zones_do_not_matter(root: Path, dockerlabel: Program, zone: str) -> None:
    usual = dockerlabel(root, "fix", "--diff", TZ="UTC")
    assert dockerlabel(root, "fix", "--diff", TZ=zone) == usual
    assert dockerlabel(root, "fix", TZ=zone).status == 0


def in_the_place_of_git(tmp_path: Path, script: str) -> dict[str, str]:
    """An environment in which `git` is this script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return environment(PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")


FORM = labelled("git@github.com:octo-org/app.git")


def test_a_git_that_hangs_is_stopped(root: Path, tmp_path: Path) -> None:
    (root / "Dockerfile").write_bytes(FORM)
    pids = tmp_path / "pids"
    env = in_the_place_of_git(tmp_path, f"echo $$ >>{pids}; sleep 600 & wait")
    started = time.monotonic()
    fixed = run(root, "fix", "--fail-on", "never", env=env, program=impatient_command)
    assert 2 * IMPATIENCE <= time.monotonic() - started < 12, "it is asked two questions"
    assert fixed.status == 0
    too_slow = f"git took longer than {IMPATIENCE} s"
    told = f"git could not list the files, so .gitignore does not apply: {too_slow}"
    assert f"dockerlabel: warning: .: {told}\n" in fixed.errors
    assert f"the remotes could not be read: {too_slow}" in fixed.text
    assert (root / "Dockerfile").read_bytes() == RIGHT, "the form needs no git"
    assert all(has_ended(int(pid)) for pid in pids.read_text().split())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_git_that_hangs_does_not_outlive_us(
    root: Path, tmp_path: Path, number: signal.Signals
) -> None:
    pids = tmp_path / "pids"
    env = in_the_place_of_git(tmp_path, f"echo $$ >>{pids}; sleep 600 & echo $! >>{pids}; wait")
    process = subprocess.Popen(
        dockerlabel_command("check"), cwd=root, env=env, stderr=subprocess.PIPE, text=True
    )
    with process:
        wait_until(lambda: pids.exists() and len(pids.read_text().splitlines()) == 2)
        time.sleep(0.5)  # it is known to hang by then
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert errors == ""
    for pid in pids.read_text().split():
        wait_until(partial(has_ended, int(pid)))


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, -signal.SIGTERM),
        (signal.SIGHUP, -signal.SIGHUP),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_report_that_is_cut_short_leaves_nothing(
    root: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    report = root / "report"
    report.write_text("of the last run\n")
    begun = tmp_path / "begun"
    env = in_the_place_of_git(tmp_path, f"touch {begun}; exec sleep 20")
    command = dockerlabel_command("check", "--output-file", "report")
    process = subprocess.Popen(command, cwd=root, env=env, stderr=subprocess.PIPE, text=True)
    with process:
        wait_until(begun.exists)
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (status, "")
    assert report.read_text() == "of the last run\n"
    assert {each.name for each in root.iterdir()} == {".git", "Dockerfile", "report"}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def has_ended(pid: int) -> bool:
    state = subprocess.run(
        (path_of("ps"), "-o", "stat=", "-p", str(pid)), check=False, capture_output=True, text=True
    ).stdout.strip()
    return not state or state.startswith("Z")


GARBAGE = {
    "nothing": "exit 0",
    "failure": "exit 77",
    "noise": "head -c 100000 /dev/urandom",
    "noise on both": "head -c 100000 /dev/urandom; head -c 100000 /dev/urandom >&2; exit 1",
    "endless": "exec cat /dev/zero",
    "endless errors": "exec cat /dev/zero >&2",
    "zeros": "printf '\\0\\0\\0\\0'",
    "half": "printf 'remote.origin.url'",
    "signal": "kill -9 $$",
    "help": "exec git --help-of-no-git 1>&2",
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_a_git_that_answers_nonsense(root: Path, tmp_path: Path, kind: str) -> None:
    """It is no worse than no git: the form is judged, in bounded memory."""
    (root / "Dockerfile").write_bytes(FORM)
    env = in_the_place_of_git(tmp_path, GARBAGE[kind].replace("exec git", "echo no such"))
    checked = run(root, "check", "--format", "json", "Dockerfile", env=env)
    assert checked.status == 1
    assert sorted(checked.rules) == ["ssh-source", "unknown-remote"]
    assert len(checked.output) < 100_000
    searched = run(root, "check", env=env)
    assert searched.status in {0, 1}
    assert run(root, "fix", "Dockerfile", env=env).status == 0
    assert (root / "Dockerfile").read_bytes() == RIGHT


def test_no_git_and_no_ssh(root: Path, tmp_path: Path) -> None:
    (root / "Dockerfile").write_bytes(FORM)
    checked = run(root, "check", env={"PATH": str(tmp_path)})
    assert checked.status == 1
    told = "git could not be started: it is not installed, or not on PATH"
    assert told in checked.text
    assert f"warning: .: git could not list the files, so .gitignore does not apply: {told}" in (
        checked.errors
    )


def test_a_working_directory_that_is_gone(root: Path) -> None:
    gone = root / "gone"
    gone.mkdir()
    script = f"rmdir {gone} && exec {sys.executable} -P -m dockerlabel check {root}"
    ended = subprocess.run(
        ("sh", "-c", script),
        cwd=gone,
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "dockerlabel: the working directory no longer exists\n"


def test_a_working_directory_that_may_not_be_read(root: Path, dockerlabel: Program) -> None:
    closed = root / "closed"
    closed.mkdir()
    write(closed, WRONG)

    def in_it(mode: int, *arguments: str) -> Result:
        closed.chmod(0o755)
        script = f"chmod {mode:o} . && exec {sys.executable} -P -m dockerlabel " + (
            " ".join(arguments)
        )
        ended = subprocess.run(
            ("sh", "-c", script), cwd=closed, capture_output=True, check=False, env=environment()
        )
        return Result(ended.returncode, ended.stdout, ended.stderr.decode())

    for command in ("check", "fix", "labels", "check Dockerfile"):
        ended = unprivileged(partial(in_it, 0, *command.split()))
        assert (ended.status, ended.output) == (2, b""), command
        assert ": permission denied\n" in ended.errors
    assert unprivileged(lambda: in_it(0o100, "check", "Dockerfile")).status == 1
    closed.chmod(0o755)
    assert (closed / "Dockerfile").read_bytes() == WRONG
    assert dockerlabel(closed, "fix").status == 0


LONG = "x" * 200


def test_paths_longer_than_the_system_takes(root: Path) -> None:
    """What cannot be reached is reported; what can be, from the working directory, is done."""
    folder = os.open(root, os.O_RDONLY)
    before = os.getcwd()  # noqa: PTH109 - a path that pathlib cannot follow
    try:
        os.fchdir(folder)
        for _ in range(25):
            os.mkdir(LONG)  # noqa: PTH102 - as above
            os.chdir(LONG)
        Path("Dockerfile").write_bytes(WRONG)
        ended = subprocess.run(
            dockerlabel_command("check", "--source", ORG, "Dockerfile"),
            check=False,
            capture_output=True,
            env=environment(),
        )
        assert ended.returncode == 1
        assert b"Traceback" not in ended.stderr
    finally:
        os.chdir(before)
        os.close(folder)
    searched = run(root, "check", env=environment())
    assert (searched.status, searched.text.count("[wrong-source]")) == (1, 1)
    shutil.rmtree(root / ".git")
    walked = run(root, "check", env=environment())
    assert walked.status == 2
    assert "file name too long" in walked.errors
    path = "x/" * 3000 + "Dockerfile"
    named = run(root, "check", path, env=environment())
    assert named.status == 2
    assert f"dockerlabel: {path}: file name too long\n" in named.errors
    shutil.rmtree(root / LONG)


@pytest.mark.parametrize("limit", [4, 5, 6, 8, 12])
def test_few_open_files(root: Path, limit: int) -> None:
    """As many files as one likes with a handful of descriptors; with fewer, it is reported."""
    paths = [write(root, WRONG, f"{number}/Dockerfile") for number in range(30)]
    ended = subprocess.run(
        limited(f"-n {limit}", dockerlabel_command("fix", "--quiet")),
        cwd=root,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    told = "too many open files" in (ended.stdout + ended.stderr).lower()
    after = {path.read_bytes() for path in paths}
    assert "dockerlabel-" not in "".join(each.name for each in root.rglob(".d*"))
    if limit >= 12:
        assert (ended.returncode, after, told) == (0, {RIGHT}, False)
    elif after != {RIGHT}:
        assert told or ended.returncode == 1, ended  # Python itself needs some to start


def test_little_memory(root: Path) -> None:
    large = b"FROM a\n" + b"RUN true\n" * 2_000_000
    write(root, large, "z/Dockerfile")
    ended = subprocess.run(
        limited("-v 200000", dockerlabel_command("fix")),
        cwd=root,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "dockerlabel: out of memory\n" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (root / "Dockerfile").read_bytes() == RIGHT
    assert (root / "z" / "Dockerfile").read_bytes() == large


def test_an_interrupt_while_it_waits_for_input(root: Path) -> None:
    process = subprocess.Popen(
        dockerlabel_command("fix", "-"),
        cwd=root,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdin
        process.stdin.write(b"FROM a\n")
        process.stdin.flush()
        time.sleep(1)  # it has started, and reads
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (130, b"", b"")


def test_a_repository_of_another_owner(root: Path, dockerlabel: Program) -> None:
    """Its remotes are read, which runs nothing; its files are walked, as git refuses to list."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository away")
    commit(root)
    for each in (root, *root.rglob("*")):
        os.chown(each, 12345, 12345)
    checked = dockerlabel(root, "check", "--format", "json")
    assert (checked.status, checked.rules) == (1, ["wrong-source"])
    assert "git could not list the files, so .gitignore does not apply: detected dubious" in (
        checked.errors
    )
