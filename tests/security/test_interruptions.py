"""Killed, interrupted, twice at once, or overtaken: the file is the old one or the new one.

`strace` holds the program where it matters: it delays the call that puts the new file on the disk,
so that the test can act between the first look at the old file and the renaming.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest

from dockerlabel.cli.main import main
from dockerlabel.document import Document
from dockerlabel.project.files import read_file, write_file
from dockerlabel.regular_file import FileError
from tests.conftest import MakeRepository
from tests.scenarios.program import ORG, Program, labelled, write
from tests.security.trace import dockerlabel_command, environment, strace, traced

OTHER = "https://github.com/someone-else/tool"
WRONG, RIGHT = labelled(OTHER), labelled(ORG)
TEMPORARY = ".dockerlabel-5624fad4.tmp"
"""The temporary file of a `Dockerfile`."""

SECOND = 1_000_000


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


@pytest.fixture
def path(root: Path) -> Path:
    return write(root, WRONG)


def temporaries(root: Path) -> list[str]:
    return [each.name for each in root.rglob(".dockerlabel-*")]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not come so far"
        time.sleep(0.005)


@contextmanager
def held(root: Path, *, seconds: int = 1) -> Iterator["subprocess.Popen[str]"]:
    """A `fix` that has written its temporary file and waits before it renames it."""
    options = ("-D", "-qq", "-o", os.devnull, "-e", "trace=fsync")
    process = subprocess.Popen(
        (
            *(strace(), *options, "-e", f"inject=fsync:delay_enter={seconds * SECOND}", "--"),
            *dockerlabel_command("fix"),
        ),
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    with process:
        try:
            temporary = root / TEMPORARY
            wait_for(lambda: temporary.exists() and temporary.stat().st_size > 0)
            yield process
        finally:
            process.kill()


CHANGE = """
import os, sys
from dockerlabel.cli.main import main

def change(urls, begins):
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os.write(begins, b".")
        while True:
            for url in urls:
                status = main(["fix", "--source", url])
                if status:
                    os._exit(status)
    except KeyboardInterrupt:  # between two of its runs
        os._exit(130)
    finally:
        os._exit(99)

main(["fix", "--quiet", "--source", sys.argv[1]])  # Python loses an interrupt during an import
begun, begins = os.pipe()
for line in sys.stdin:
    child = os.fork()
    if not child:
        change(line.split(), begins)
    os.read(begun, 1)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""For each line of two URLs: starts a process that changes all files again and again, by the
command `fix`, says its number, and how it ended."""


class Changing:
    """Processes that change all files of a folder until they are ended, one at a time."""

    def __init__(self, root: Path) -> None:
        self._parent = subprocess.Popen(
            (sys.executable, "-c", CHANGE, ORG),
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parent.communicate(timeout=20)

    def end_one(self, number: signal.Signals, *, after: float) -> int:
        """Start one, and send it a signal; return its status, negative for a signal."""
        assert self._parent.stdin
        assert self._parent.stdout
        print(ORG, OTHER, file=self._parent.stdin, flush=True)
        child = int(self._parent.stdout.readline())
        time.sleep(after)
        os.kill(child, number)
        return int(self._parent.stdout.readline())


def moments(root: Path, number: int) -> list[float]:
    """Seconds after the begin of a run, before its end."""
    started = time.monotonic()
    for url in (ORG, OTHER):
        assert main(["fix", "--quiet", "--source", url, str(root)]) == 0
    longest = time.monotonic() - started
    chance = random.Random(20)  # noqa: S311 - the same moments in each run, as far as clocks allow
    return [chance.uniform(0, longest) for _ in range(number)]


LARGE = (b"#" * 5_000 + b"\n") * 100
"""Half a megabyte, so that a file takes long to write; few lines, so that it is read at once."""


def test_killed_at_a_hundred_random_moments(root: Path) -> None:
    """`kill -9`: no file is lost or mixed, and the next run clears up."""
    files = [write(root, WRONG + LARGE, f"{name}/Dockerfile") for name in "abc"]
    whole = {WRONG + LARGE, RIGHT + LARGE}
    seen: set[bytes] = set()
    left = 0
    with Changing(root) as changing:
        for moment in moments(root, 100):
            assert changing.end_one(signal.SIGKILL, after=moment) == -signal.SIGKILL
            contents = [file.read_bytes() for file in files]
            assert set(contents) <= whole
            seen.update(contents)
            left += bool(temporaries(root))
            assert set(temporaries(root)) <= {TEMPORARY}
    assert seen == whole, "it was killed before it began"
    assert left, "it was never killed in the middle of a file"
    for url in (OTHER, ORG):
        assert main(["fix", "--quiet", "--source", url, str(root)]) == 0
    assert [file.read_bytes() for file in files] == [RIGHT + LARGE] * 3
    assert temporaries(root) == []


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_signal_lets_the_file_be_finished(
    root: Path, path: Path, number: signal.Signals, status: int
) -> None:
    second = write(root, WRONG, "z/Dockerfile")
    with held(root) as process:
        process.send_signal(number)
        assert path.read_bytes() == WRONG
        output, errors = process.communicate(timeout=20)
    assert process.returncode == status
    assert "Traceback" not in output + errors
    assert path.read_bytes() == RIGHT
    assert second.read_bytes() == WRONG, "it ends after the file that it was at"
    assert temporaries(root) == []


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_signals_at_random_moments_leave_no_temporary_file(
    root: Path, number: signal.Signals, status: int
) -> None:
    files = [write(root, WRONG + LARGE, f"{name}/Dockerfile") for name in "abc"]
    with Changing(root) as changing:
        for moment in moments(root, 25):
            assert changing.end_one(number, after=moment) == status
            assert {file.read_bytes() for file in files} <= {WRONG + LARGE, RIGHT + LARGE}
            assert temporaries(root) == []


def test_what_a_kill_leaves_behind_the_next_run_clears_away(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    with held(root) as process:
        process.kill()
        process.wait(timeout=20)
    assert path.read_bytes() == WRONG
    assert temporaries(root) == [TEMPORARY]
    assert dockerlabel(root, "check").status == 1
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == RIGHT
    assert temporaries(root) == []


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_in_the_temporary_files_place_is_not_followed(
    root: Path, path: Path, dockerlabel: Program, kind: str
) -> None:
    victim = root.parent / "victim"
    victim.write_bytes(b"precious\n")
    match kind:
        case "link":
            (root / TEMPORARY).symlink_to(victim)
        case "folder":
            (root / TEMPORARY).mkdir()
        case "pipe":
            os.mkfifo(root / TEMPORARY)
    ended = dockerlabel(root, "fix")
    assert ended.status == 2
    assert f"Dockerfile: it could not be written: {TEMPORARY} is in its way: " in ended.errors
    assert victim.read_bytes() == b"precious\n"
    assert path.read_bytes() == WRONG
    assert temporaries(root) == [TEMPORARY]


def test_of_two_runs_on_one_file_the_second_is_refused(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    with held(root, seconds=5) as first:
        second = dockerlabel(root, "fix", "--source", "https://github.com/octo-org/second")
        assert second.status == 2
        told = "it could not be written: another run of dockerlabel is writing it"
        assert f"dockerlabel: Dockerfile: {told}" in second.errors
        assert path.read_bytes() == WRONG
        first.communicate(timeout=20)
    assert first.returncode == 0
    assert path.read_bytes() == RIGHT
    assert temporaries(root) == []


LOOP = """
import sys
from dockerlabel.cli.main import main
statuses = {main(["fix", "--quiet", "--source", sys.argv[1]]) for _ in range(60)}
print(*sorted(statuses))
"""


def test_many_runs_at_once_never_mix(root: Path) -> None:
    urls = [f"https://github.com/octo-org/{'x' * length}" for length in (1, 40, 80)]
    path = write(root, WRONG + LARGE)
    runs = [
        subprocess.Popen(
            (sys.executable, "-c", LOOP, url),
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for url in urls
    ]
    whole = {labelled(url) + LARGE for url in (OTHER, *urls)}
    while any(run.poll() is None for run in runs):
        assert path.read_bytes() in whole
    for run in runs:
        output, errors = run.communicate(timeout=60)
        assert "Traceback" not in errors, errors
        assert set(output.split()) <= {"0", "2"}, output
    assert path.read_bytes() in whole
    assert temporaries(root) == []


def overtake(path: Path, how: str) -> bytes:
    """Let somebody else change a file; return what it holds then."""
    changed = WRONG.replace(b"alpine", b"debian")
    match how:
        case "written":
            path.write_bytes(changed)
        case "written, with the old time":
            before = path.stat()
            path.write_bytes(changed)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "replaced":
            path.with_name("new").write_bytes(changed)
            path.with_name("new").replace(path)
        case "removed":
            path.unlink()
            return b""
        case "made a link":
            path.unlink()
            path.symlink_to(write(path.parent, changed, "target").name)
        case "linked":
            path.with_name("other").hardlink_to(path)
            return WRONG
        case "made read-only":
            path.chmod(0o444)
            return WRONG
    return changed


OVERTAKEN = {
    "written": "it has changed since it was read; run dockerlabel again",
    "written, with the old time": "it has changed since it was read; run dockerlabel again",
    "replaced": "it has changed since it was read; run dockerlabel again",
    "removed": "it could not be written: no such file or directory",
    "made a link": "it has changed since it was read; run dockerlabel again",
    "linked": "it has other hard links, which rewriting would break; copy it first",
    "made read-only": "it is read-only",
}


@pytest.mark.parametrize("how", OVERTAKEN)
def test_what_somebody_else_changed_meanwhile_stays(root: Path, path: Path, how: str) -> None:
    """Between the first look and the renaming: the last look comes after the disk has it all."""
    with held(root) as process:
        after = overtake(path, how)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output) == (2, "")
    assert f"dockerlabel: Dockerfile: {OVERTAKEN[how]}\n" in errors
    assert (path.read_bytes() if path.exists() else b"") == after
    assert path.is_symlink() == (how == "made a link")
    assert temporaries(root) == []


def test_a_stamp_that_shows_nothing_is_not_enough(path: Path) -> None:
    """Two writes within one tick of the clock may leave the same size and times."""
    read = read_file(str(path))
    other = read._replace(document=Document(read.document.text.replace("alpine", "debian")))
    with pytest.raises(FileError, match="it has changed since it was read"):
        write_file(other, Document("FROM a\n"))
    assert path.read_bytes() == WRONG
    assert temporaries(path.parent) == []


def test_the_last_look_comes_right_before_the_renaming(root: Path, path: Path) -> None:
    ended = traced(root, *dockerlabel_command("fix"), calls="%file,%desc")
    assert ended.status == 0
    renaming = next(n for n, call in enumerate(ended.calls) if call.startswith("rename"))
    assert TEMPORARY in ended.calls[renaming]
    looking = ended.calls[renaming - 1]
    assert '"Dockerfile"' in looking
    assert "AT_SYMLINK_NOFOLLOW" in looking
    assert "stat" in looking.partition("(")[0]
    synced = next(n for n, call in enumerate(ended.calls) if call.startswith("fsync"))
    assert TEMPORARY in ended.calls[synced]
    assert synced < renaming - 1
    assert path.read_bytes() == RIGHT


FAULTS = {
    "sync": ("fsync:error=EIO", "input/output error"),
    "space at the sync": ("fsync:error=ENOSPC", "no space left on device"),
    "quota": ("fsync:error=EDQUOT", "disk quota exceeded"),
    "rename": ("renameat,rename,renameat2:error=EACCES", "permission denied"),
    "attributes": ("fsetxattr:error=ENOSPC", "its extended attribute user.comment cannot be kept"),
    "mode": ("fchmod:error=EPERM", "operation not permitted"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_system_changes_nothing(root: Path, path: Path, fault: str) -> None:
    if fault == "attributes":
        strace()  # its systems have attributes
        os.setxattr(path, "user.comment", b"mine")
    injection, told = FAULTS[fault]
    calls = injection.partition(":")[0]
    ended = traced(
        root, *dockerlabel_command("fix"), calls=calls, options=("-e", f"inject={injection}")
    )
    assert (ended.status, ended.output) == (2, "")
    assert f"dockerlabel: Dockerfile: it could not be written: {told}" in ended.errors
    assert path.read_bytes() == WRONG
    assert temporaries(root) == []


def test_a_file_system_without_locks_is_written_too(root: Path, path: Path) -> None:
    injection = ("-e", "inject=flock:error=ENOLCK")
    ended = traced(root, *dockerlabel_command("fix"), calls="flock", options=injection)
    assert (ended.status, ended.output) == (0, "")
    assert path.read_bytes() == RIGHT
    (root / TEMPORARY).touch()
    path.write_bytes(WRONG)
    ended = traced(root, *dockerlabel_command("fix"), calls="flock", options=injection)
    assert ended.status == 2
    assert f"or has left {TEMPORARY}" in ended.errors
    assert path.read_bytes() == WRONG
