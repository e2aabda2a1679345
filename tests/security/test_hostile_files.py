"""Files that are none, lead elsewhere, never end or unfold: reported, in little time and memory."""

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.scenarios.program import ORG, Program, Result, labelled, write
from tests.security.trace import (
    IMPATIENCE,
    dockerlabel_command,
    environment,
    impatient_command,
    limited,
)

OTHER = "https://github.com/someone-else/tool"
FORM = labelled("git@github.com:octo-org/app.git")
"""Something to find, whatever the repository is."""

MEBIBYTE = 1 << 20
LIMIT = 5
"""Seconds that a program of git may take."""

TOO_SLOW = f"git took longer than {IMPATIENCE} s"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, FORM)
    return root


def run(
    root: Path,
    *arguments: str,
    seconds: float = LIMIT,
    memory: int = 300,
    program: Callable[..., tuple[str, ...]] = dockerlabel_command,
) -> Result:
    """Run it within so many seconds after its start, and so many mebibytes."""
    started = time.monotonic()
    ended = subprocess.run(
        limited(f"-v {memory * 1024}", program(*arguments)),
        cwd=root,
        check=False,
        capture_output=True,
        timeout=60,
        env=environment(),
    )
    assert time.monotonic() - started < seconds + 5
    errors = ended.stderr.decode()
    assert "Traceback" not in errors, errors
    assert max(map(len, errors.splitlines()), default=0) < 8192
    return Result(ended.returncode, ended.stdout, errors)


def git_file(text: str) -> Callable[[Path], None]:
    """Make `.git` a file."""

    def make(root: Path) -> None:
        shutil.rmtree(root / ".git")
        (root / ".git").write_bytes(text.encode())

    return make


def link(target: str) -> Callable[[Path], None]:
    """Make `.git` a symbolic link."""

    def make(root: Path) -> None:
        shutil.rmtree(root / ".git")
        (root / ".git").symlink_to(target)

    return make


def pipe(root: Path) -> None:
    shutil.rmtree(root / ".git")
    os.mkfifo(root / ".git")


def chain(root: Path) -> None:
    git_file("gitdir: a")(root)
    for name, following in pairwise(("a", "b", "c", ".git")):
        (root / name).write_text(f"gitdir: {following}\n")


GIT_FILES: dict[str, Callable[[Path], None]] = {
    "itself": git_file("gitdir: .git\n"),
    "its folder": git_file("gitdir: .\n"),
    "root": git_file("gitdir: /\n"),
    "nowhere": git_file("gitdir: gone/modules/x\n"),
    "device": git_file("gitdir: /dev/zero\n"),
    "null byte": git_file("gitdir: a\0b\n"),
    "long": git_file(f"gitdir: {'x' * 60_000}\n"),
    "huge": git_file("gitdir: " + "x" * 100 * MEBIBYTE),
    "chain": chain,
    "pipe": pipe,
    "link to itself": link(".git"),
    "link to a device": link("/dev/zero"),
    "link to a file": link("/etc/passwd"),
}


@pytest.mark.parametrize("kind", GIT_FILES)
def test_a_git_file_that_leads_astray(root: Path, kind: str) -> None:
    """There is nothing to compare with, which is said; the form is judged all the same."""
    GIT_FILES[kind](root)
    checked = run(root, "check", "--format", "json", seconds=1)
    assert (checked.status, sorted(checked.rules)) == (1, ["ssh-source", "unknown-remote"])
    assert run(root, "fix", seconds=1).status == 0
    assert (root / "Dockerfile").read_bytes() == labelled(ORG)


def test_a_git_file_that_leads_to_another_repository(
    root: Path, make_repository: MakeRepository
) -> None:
    """It is that repository for git, and so it is here; nothing is written to it."""
    elsewhere = make_repository("elsewhere", origin=OTHER)
    git_file(f"gitdir: {elsewhere}/.git\n")(root)
    before = {each: each.lstat().st_ctime_ns for each in elsewhere.rglob("*")}
    (root / "Dockerfile").write_bytes(labelled(ORG))
    assert git(root, "remote", "get-url", "origin").strip() == OTHER
    assert run(root, "fix").status == 0
    assert (root / "Dockerfile").read_bytes() == labelled(OTHER)
    assert {each: each.lstat().st_ctime_ns for each in elsewhere.rglob("*")} == before


HANGING = ("HEAD", "config", "commondir", "index", "info/exclude")
"""Files of git that make it wait for ever where they are a FIFO."""


@pytest.mark.parametrize("name", HANGING)
def test_git_that_waits_for_ever_is_stopped(root: Path, name: str) -> None:
    path = root / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    # Only the list of files comes from an index and from what is ignored: it is asked for the files
    # to check, and again for those that may suggest a fork. Of all else one question is enough.
    paths = () if name in {"index", "info/exclude"} else ("Dockerfile",)
    checked = run(root, "check", "--format", "json", *paths, program=impatient_command)
    assert checked.status == 1
    assert "ssh-source" in checked.rules
    assert TOO_SLOW in checked.errors + checked.text


def test_an_included_pipe_is_waited_for_five_seconds(root: Path) -> None:
    os.mkfifo(root / "pipe")
    git(root, "config", "--add", "include.path", "../pipe")
    checked = run(root, "check", "--format", "json", "Dockerfile", seconds=LIMIT)
    assert sorted(checked.rules) == ["ssh-source", "unknown-remote"]
    assert "git took longer than 5 s" in checked.text


def test_an_ignore_file_that_is_a_pipe_is_reported(root: Path) -> None:
    """What git does not list within its time is walked without `.gitignore`: not in silence."""
    os.mkfifo(root / ".gitignore")
    checked = run(root, "check", "--format", "json", program=impatient_command)
    assert checked.rules == ["ssh-source"]
    warning = f"git could not list the files, so .gitignore does not apply: {TOO_SLOW}"
    assert f"dockerlabel: warning: .: {warning}\n" in checked.errors


def test_a_git_configuration_that_never_ends(root: Path) -> None:
    (root / ".git" / "config").unlink()
    (root / ".git" / "config").symlink_to("/dev/zero")
    checked = run(root, "check", "--format", "json", seconds=2 * LIMIT)
    assert sorted(checked.rules) == ["ssh-source", "unknown-remote"]


@pytest.mark.parametrize(
    ("size", "told"),
    [(12, "git wrote more than 4194304 bytes"), (100, "git ")],
    ids=["12 MB", "100 MB"],
)
def test_a_git_configuration_full_of_remotes(root: Path, size: int, told: str) -> None:
    """It takes git's time, and none of our memory."""
    remote = '[remote "%d"]\n\turl = https://github.com/octo-org/app.git\n'
    count = size * MEBIBYTE // len(remote)
    with (root / ".git" / "config").open("a") as file:
        file.writelines(remote % number for number in range(count))
    checked = run(root, "check", "--format", "json", "Dockerfile")
    assert sorted(checked.rules) == ["ssh-source", "unknown-remote"]
    assert told in checked.text


ALIASES = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    + [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise("abcdefghijklmnop")]
)

CONFIGURATIONS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "is not a regular file"),
    "folder": (Path.mkdir, "it is a directory"),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "leads out of the repository"),
    "link out": (lambda path: path.symlink_to("/proc/self/environ"), "leads out of the repository"),
    "100 MB": (lambda path: path.write_bytes(b"#" * 100 * MEBIBYTE), "is larger than 65536"),
    "tag": (
        lambda path: path.write_text("remote: !!python/object/apply:os.system ['touch mark']\n"),
        "tags are not allowed",
    ),
    "aliases": (lambda path: path.write_text(ALIASES), "an alias (*name) repeats this value"),
    "depth": (lambda path: path.write_text("[" * 60_000), "is nested too deeply"),
    "keys": (
        lambda path: path.write_text("".join(f"k{n}: x\n" for n in range(3_000))),
        "unknown key",
    ),
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_a_configuration_file_that_is_none(root: Path, kind: str) -> None:
    make, told = CONFIGURATIONS[kind]
    make(root / ".dockerlabel.yaml")
    for command in ("check", "fix", "source"):
        ended = run(root, command, seconds=15)
        assert (ended.status, ended.output) == (2, b"")
        assert "/.dockerlabel.yaml:" in ended.errors
        assert told in ended.errors
    assert (root / "Dockerfile").read_bytes() == FORM
    assert not (root / "mark").exists()


SECRET = "s3cret-of-the-machine"  # noqa: S105 - nobody's


@pytest.mark.parametrize("name", ["Dockerfile", ".dockerlabel.yaml"])
def test_nothing_is_shown_of_files_outside_of_the_repository(root: Path, name: str) -> None:
    secret = root.parent / "secret"
    secret.write_text(f"{SECRET}: {SECRET}\n")
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to(secret)
    for command in ("check", "check Dockerfile", "fix --diff", "fix", "labels", "source"):
        ended = run(root, *command.split())
        assert SECRET not in ended.text + ended.errors
        assert "symbolic link that leads out of the repository" in ended.errors or (
            command == "source" and name == "Dockerfile"
        )


def falsify_index(root: Path, name: bytes, instead: bytes) -> None:
    """Let an index list another path of the same length, as no git would write it."""
    index = root / ".git" / "index"
    entries = index.read_bytes()[:-20].replace(name, instead)
    index.write_bytes(entries + hashlib.sha1(entries, usedforsecurity=False).digest())


@pytest.mark.parametrize("kind", ["upwards", "link"])
def test_an_index_that_lists_files_of_others(
    root: Path, make_repository: MakeRepository, kind: str
) -> None:
    victim = write(make_repository("victim", origin=OTHER), FORM)
    if kind == "upwards":
        write(root, FORM, "xx/victim/Dockerfile")
        git(root, "add", "--all")
        falsify_index(root, b"xx/victim/", b"../victim/")
        listed = "../victim/Dockerfile"
    else:
        write(root, FORM, "sub/Dockerfile")
        git(root, "add", "--all")
        shutil.rmtree(root / "sub")
        (root / "sub").symlink_to(victim.parent)
        listed = "sub/Dockerfile"
    assert listed in git(root, "ls-files").splitlines(), "the trap does not work"
    fixed = run(root, "fix")
    assert fixed.status == 2
    told = "it is outside the repository that was searched"
    assert f"dockerlabel: {listed}: {told}\n" in fixed.errors
    assert victim.read_bytes() == FORM
    assert (root / "Dockerfile").read_bytes() == labelled(ORG)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "socket"])
def test_a_dockerfile_that_is_no_file(root: Path, dockerlabel: Program, kind: str) -> None:
    path = root / "Dockerfile"
    path.unlink()
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "socket":
            subprocess.run(["sh", "-c", f"cd {root}; exec {SOCKET}"], check=True)
    for command in ("check", "fix", "labels"):
        named = dockerlabel(root, command, "Dockerfile")
        assert named.status == (0 if kind == "folder" else 2)
        searched = dockerlabel(root, command)
        assert (searched.status, searched.output) == (0, b"")
        assert "no Dockerfile found" in searched.errors


SOCKET = """python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("Dockerfile")'"""
