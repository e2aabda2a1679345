import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlabel import process
from dockerlabel.git import client
from dockerlabel.git.client import read_repository, resolve_ssh_alias
from dockerlabel.git.repository import Remote, Repository, Rewrite
from dockerlabel.sources.expected import expected_source
from tests.programs import path_of

Git = Callable[..., None]
Program = Callable[[str, str], dict[str, str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "global.gitconfig").touch()
    return {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(tmp_path / "global.gitconfig"),
    }


@pytest.fixture
def git(environment: dict[str, str]) -> Git:
    def run(directory: Path, *arguments: str) -> None:
        subprocess.run(("git", *arguments), cwd=directory, check=True, env=environment)

    return run


@pytest.fixture
def clone(tmp_path: Path, git: Git) -> Path:
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "--quiet")
    git(root, "config", "remote.origin.url", "git@github.com:octo-org/app.git")
    return root


@pytest.fixture
def program(tmp_path: Path, environment: dict[str, str]) -> Program:
    """A program of one's own in the place of git or ssh, first on PATH."""

    def make(name: str, script: str) -> dict[str, str]:
        directory = tmp_path / "bin"
        directory.mkdir(exist_ok=True)
        (directory / name).write_text(f"#!/bin/sh\n{script}\n")
        (directory / name).chmod(0o755)
        return environment | {"PATH": f"{directory}:{environment['PATH']}"}

    return make


ORIGIN = Remote("origin", ("git@github.com:octo-org/app.git",))


def test_remotes_of_a_clone(clone: Path, git: Git, environment: dict[str, str]) -> None:
    git(clone, "config", "remote.Up.Stream.url", "gh:octo-org/app")
    git(clone, "config", "remote.Up.Stream.gh-resolved", "base")
    git(clone, "config", "--global", "url.https://github.com/.insteadOf", "gh:")
    assert read_repository(str(clone), environment) == Repository(
        str(clone),
        str(clone / ".git"),
        (ORIGIN, Remote("Up.Stream", ("gh:octo-org/app",), (), "base")),
        (Rewrite("https://github.com/", "gh:"),),
    )


def test_no_remotes(clone: Path, git: Git, environment: dict[str, str]) -> None:
    git(clone, "config", "--unset", "remote.origin.url")
    assert read_repository(str(clone), environment) == Repository(str(clone), str(clone / ".git"))


def test_linked_worktree_and_submodule(
    clone: Path, tmp_path: Path, git: Git, environment: dict[str, str]
) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t.example")
    git(clone, *identity, "commit", "--quiet", "--allow-empty", "--message", "first")
    git(clone, "worktree", "add", "--quiet", "../linked")
    linked = read_repository(str(tmp_path / "linked"), environment)
    assert (linked.git_dir, linked.remotes) == (str(clone / ".git"), (ORIGIN,))
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../clone", "in")
    inner = read_repository(str(outer / "in"), environment)
    assert inner.git_dir == str(outer / ".git" / "modules" / "in")
    assert inner.remotes[0].urls == (str(clone),)


def test_variables_of_a_surrounding_hook_do_not_count(
    clone: Path, tmp_path: Path, git: Git, environment: dict[str, str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    hook = {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_CONFIG": str(other / ".git" / "config"),
        "GIT_CONFIG_PARAMETERS": "'remote.evil.url'='https://github.com/evil/app'",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "remote.evil.url",
        "GIT_CONFIG_VALUE_0": "https://github.com/evil/app",
    }
    assert read_repository(str(clone), environment | hook).remotes == (ORIGIN,)


def test_every_variable_that_git_lists_is_taken_out() -> None:
    listed = subprocess.run(
        ("git", "rev-parse", "--local-env-vars"), check=True, capture_output=True, text=True
    )
    assert set(listed.stdout.split()) <= client.LOCAL_VARIABLES


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_directory_of_another_owner(clone: Path, environment: dict[str, str]) -> None:
    os.chown(clone, 12345, 12345)
    os.chown(clone / ".git", 12345, 12345)
    assert read_repository(str(clone), environment).remotes == (ORIGIN,)


def test_broken_configuration(clone: Path, environment: dict[str, str]) -> None:
    (clone / ".git" / "config").write_text("[core\n")
    repository = read_repository(str(clone), environment)
    assert repository.remotes == ()
    assert "bad config line 1" in repository.failure


def test_git_file_that_leads_nowhere(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / ".git").write_text("gitdir: gone\n")
    repository = read_repository(str(tmp_path), environment)
    assert repository.failure == f".git points to {str(tmp_path / 'gone')!r}, which does not exist"


def test_a_repository_around_it_does_not_answer(clone: Path, environment: dict[str, str]) -> None:
    inner = clone / "inner"
    (inner / ".git" / "objects").mkdir(parents=True)
    (inner / ".git" / "HEAD").write_text("not a head\n")
    assert read_repository(str(inner), environment).remotes == ()


def test_git_absent(clone: Path, tmp_path: Path) -> None:
    repository = read_repository(str(clone), {"PATH": str(tmp_path)})
    assert repository.failure == "git could not be started: it is not installed, or not on PATH"
    assert repository.remotes == ()


def test_credentials_do_not_leave_with_an_error(clone: Path, program: Program) -> None:
    script = "echo 'fatal: https://u:s3cret@h.example/x broke' >&2; exit 128"
    repository = read_repository(str(clone), program("git", script))
    assert repository.failure == "https://***@h.example/x broke"


def test_silent_failure(clone: Path, program: Program) -> None:
    assert read_repository(str(clone), program("git", "exit 3")).failure == "git gave no reason"


def test_one_process_with_closed_input(clone: Path, tmp_path: Path, program: Program) -> None:
    log = tmp_path / "log"
    read_repository(str(clone), program("git", f'readlink /proc/self/fd/0 >>"{log}"'))
    if Path("/proc/self/fd").exists():
        assert log.read_text() == "/dev/null\n"


def test_hanging_git_is_stopped(
    clone: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TIME_LIMIT", 0.3)
    os.mkfifo(clone / "fifo")
    (clone / ".git" / "config").write_text("[include]\n\tpath = ../fifo\n")
    started = time.monotonic()
    repository = read_repository(str(clone), environment)
    assert repository.failure == "git took longer than 0.3 s"
    assert time.monotonic() - started < 3


def test_children_are_stopped_too(
    clone: Path, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "TIME_LIMIT", 0.5)
    pid_file = tmp_path / "pid"
    read_repository(str(clone), program("git", f'sleep 60 & echo $! >"{pid_file}"; wait'))
    stopped = time.monotonic() + 5
    while _runs(int(pid_file.read_text())):
        assert time.monotonic() < stopped


def _runs(pid: int) -> bool:
    state = subprocess.run(
        (path_of("ps"), "-o", "stat=", "-p", str(pid)), check=False, capture_output=True, text=True
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def test_alias_of_ssh(tmp_path: Path, program: Program) -> None:
    config = tmp_path / "ssh_config"
    config.write_text("Host Work\n  HostName ssh.github.com\nHost *.corp\n  HostName %h.example\n")
    environment = program("ssh", f'exec {path_of("ssh")} -F "{config}" "$@"')
    assert resolve_ssh_alias("Work", environment) == "ssh.github.com"
    assert resolve_ssh_alias("git.corp", environment) == "git.corp.example"
    assert resolve_ssh_alias("unknown", environment) == "unknown"


def test_ssh_is_asked_in_the_documented_way(tmp_path: Path, program: Program) -> None:
    log = tmp_path / "log"
    resolve_ssh_alias("Work", program("ssh", f'echo "$@" >"{log}"'))
    assert log.read_text() == "-G -o CanonicalizeHostname=no -- Work\n"


@pytest.mark.parametrize(
    "host", ["-oProxyCommand=x", "", "a b", "a;b", "a/b", "a@b", "$(x)", "ä", "a\n", "[::1]"]
)
def test_odd_hosts_never_reach_ssh(host: str, tmp_path: Path, program: Program) -> None:
    log = tmp_path / "log"
    assert resolve_ssh_alias(host, program("ssh", f'echo "hostname x" | tee "{log}"')) is None
    assert not log.exists()


@pytest.mark.parametrize(
    "script", ["exit 255", "echo 'hostname '", "true"], ids=["failure", "no name", "silence"]
)
def test_ssh_that_does_not_say(script: str, program: Program) -> None:
    assert resolve_ssh_alias("work", program("ssh", script)) is None


def test_ssh_absent(tmp_path: Path) -> None:
    assert resolve_ssh_alias("work", {"PATH": str(tmp_path)}) is None


def test_from_clone_to_expected_source(clone: Path, environment: dict[str, str]) -> None:
    expectation = expected_source(read_repository(str(clone), environment))
    assert expectation.source is not None
    assert expectation.source.url == "https://github.com/octo-org/app"
