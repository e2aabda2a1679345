"""Nothing in a repository runs, whatever its configuration, hooks and files say.

Each trap leaves a mark where it is sprung. It is first shown to work: a plain git command, or
Python, springs it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import PROJECT, MakeRepository, git
from tests.scenarios.clones import commit
from tests.scenarios.program import ORG, labelled, write
from tests.security.trace import dockerlabel_command, environment, traced

OTHER = "https://github.com/someone-else/tool"
COMMANDS = ("check", "check Dockerfile", "labels", "source", "fix --unsafe-fixes")


class Trap(NamedTuple):
    """A repository that wants to run `program`, and a plain command that lets it."""

    root: Path
    program: Path
    mark: Path

    def sprung(self) -> bool:
        """Whether the program has run; the mark is taken away."""
        there = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return there

    def configure(self, **settings: str) -> None:
        """Set what git's configuration calls `section.key`, written `section__key` here."""
        for name, value in settings.items():
            git(self.root, "config", name.replace("__", "."), value)

    def run(self, *command: str, folder: Path | None = None) -> None:
        """Run a plain command, at a terminal, as a user would."""
        at_terminal(command, folder or self.root)


def at_terminal(command: tuple[str, ...], folder: Path, **variables: str) -> int:
    """Run a command whose output is a terminal; return its exit code."""
    ours, theirs = os.openpty()
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            env=environment(TERM="xterm", **author(), **variables),
        )
        os.close(theirs)
        while _read(ours):
            pass
        return process.wait(timeout=60)
    finally:
        os.close(ours)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # its other side is closed
        return b""


def author() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("GIT_")}


@pytest.fixture
def trap(make_repository: MakeRepository, tmp_path: Path) -> Trap:
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER))
    write(root, labelled(OTHER), "sub/Dockerfile")
    mark, program = tmp_path / "mark", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n")
    program.chmod(0o755)
    commit(root)
    return Trap(root, program, mark)


Arm = Callable[[Trap], tuple[str, ...]]
"""Arms a trap, and returns the plain command that springs it."""


def fsmonitor(trap: Trap) -> tuple[str, ...]:
    trap.configure(core__fsmonitor=str(trap.program))
    return ("git", "ls-files")


def included(trap: Trap) -> tuple[str, ...]:
    write(trap.root, f"[core]\n\tfsmonitor = {trap.program}\n".encode(), "config")
    trap.configure(include__path="../config")
    return ("git", "ls-files")


def hooks(trap: Trap) -> tuple[str, ...]:
    folder = trap.root / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for name in HOOKS:
        shutil.copy(trap.program, folder / name)
    return ("git", "commit", "--all", "--allow-empty", "--message=x")


def hooks_elsewhere(trap: Trap) -> tuple[str, ...]:
    hooks(trap)
    (trap.root / ".git" / "hooks").rename(trap.root / "hooks")
    trap.configure(core__hooksPath="hooks")
    return ("git", "commit", "--all", "--allow-empty", "--message=x")


HOOKS = (
    "applypatch-msg commit-msg fsmonitor-watchman p4-changelist post-applypatch post-checkout "
    "post-commit post-index-change post-merge post-rewrite pre-applypatch pre-auto-gc pre-commit "
    "pre-merge-commit pre-push pre-rebase prepare-commit-msg reference-transaction"
).split()


def alias(trap: Trap) -> tuple[str, ...]:
    for name in ("config", "ls-files", "own"):
        git(trap.root, "config", f"alias.{name}", f"!{trap.program}")
    return ("git", "own")


def pager(trap: Trap) -> tuple[str, ...]:
    trap.configure(core__pager=str(trap.program))
    for name in ("config", "ls-files", "log"):
        git(trap.root, "config", f"pager.{name}", str(trap.program))
    return ("git", "log")


def text_conversion(trap: Trap) -> tuple[str, ...]:
    write(trap.root, b"* diff=own filter=own\n", ".gitattributes")
    trap.configure(diff__own__textconv=str(trap.program))
    trap.configure(filter__own__clean=str(trap.program), filter__own__smudge=str(trap.program))
    return ("git", "add", "--renormalize", ".")


def ssh_command(trap: Trap) -> tuple[str, ...]:
    trap.configure(core__sshCommand=str(trap.program))
    trap.configure(remote__origin__url="git@github.com:octo-org/app.git")
    return ("git", "fetch")


def upload_pack(trap: Trap) -> tuple[str, ...]:
    trap.configure(remote__origin__url=str(trap.root), remote__origin__uploadpack=str(trap.program))
    return ("git", "fetch")


def external_transport(trap: Trap) -> tuple[str, ...]:
    git(trap.root, "config", f"url.ext::{trap.program} .insteadOf", "https://github.com/")
    trap.configure(protocol__ext__allow="always")
    return ("git", "fetch")


def proxy(trap: Trap) -> tuple[str, ...]:
    trap.configure(core__gitProxy=str(trap.program))
    trap.configure(remote__origin__url="git://github.com/octo-org/app.git")
    return ("git", "fetch")


def credential_helper(trap: Trap) -> tuple[str, ...]:
    trap.configure(credential__helper=str(trap.program), core__askPass=str(trap.program))
    return ("sh", "-c", "printf 'protocol=https\\nhost=github.com\\n\\n' | git credential fill")


def editor(trap: Trap) -> tuple[str, ...]:
    trap.configure(core__editor=str(trap.program), sequence__editor=str(trap.program))
    return ("git", "commit", "--allow-empty")


def signature(trap: Trap) -> tuple[str, ...]:
    trap.configure(gpg__program=str(trap.program), commit__gpgSign="true")
    return ("git", "commit", "--allow-empty", "--message=x")


def missing_object(trap: Trap) -> tuple[str, ...]:
    """An index that names a tree that does not exist: git fetches it, from whom the file says."""
    make_sparse(trap.root)
    return ssh_command(trap) and ("git", "ls-files")


def missing_object_elsewhere(trap: Trap) -> tuple[str, ...]:
    make_sparse(trap.root)
    return external_transport(trap) and ("git", "ls-files")


def missing_object_here(trap: Trap) -> tuple[str, ...]:
    make_sparse(trap.root)
    return upload_pack(trap) and ("git", "ls-files")


def make_sparse(root: Path) -> None:
    """Make a repository look like a partial clone with a sparse index, its tree `sub` missing."""
    git(root, "sparse-checkout", "init", "--cone", "--sparse-index")
    lose_tree(root)
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")


def lose_tree(root: Path) -> None:
    """Take an object away that a sparse index names; git makes it anew where it has failed."""
    if (root / ".git" / "info" / "sparse-checkout").exists():
        tree = git(root, "rev-parse", "HEAD:sub").strip()
        (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink(missing_ok=True)


def program_here(trap: Trap) -> tuple[str, ...]:
    for name in ("git", "ssh"):
        shutil.copy(trap.program, trap.root / name)
    return ("env", f"PATH=.:{os.environ['PATH']}", "git", "status")


TRAPS: tuple[Arm, ...] = (
    fsmonitor,
    included,
    hooks,
    hooks_elsewhere,
    alias,
    pager,
    text_conversion,
    ssh_command,
    upload_pack,
    external_transport,
    proxy,
    credential_helper,
    editor,
    signature,
    missing_object,
    missing_object_elsewhere,
    missing_object_here,
    program_here,
)


@pytest.mark.parametrize("arm", TRAPS, ids=lambda arm: arm.__name__)
def test_nothing_of_a_repository_runs(trap: Trap, arm: Arm) -> None:
    plain = arm(trap)
    trap.sprung()
    trap.run(*plain)
    assert trap.sprung(), "the trap does not work"
    path = f".::{os.environ['PATH']}"  # the working directory first, in both of its spellings
    for command in COMMANDS:
        lose_tree(trap.root)
        at_terminal(dockerlabel_command(*command.split()), trap.root, PATH=path)
        assert not trap.sprung(), command
    lose_tree(trap.root)
    (trap.root / "below").mkdir()
    at_terminal(dockerlabel_command("check"), trap.root / "below", PATH=path)
    assert not trap.sprung(), "below"


def test_a_clone_that_holds_a_bare_repository(trap: Trap, tmp_path: Path) -> None:
    """Git reads the configuration of a folder that looks like one, and a clone can bring it."""
    bare = trap.root / "library"
    git(trap.root, "init", "--quiet", "--bare", "--template=", "library")
    write(bare, labelled(OTHER))
    for name in ("refs/kept", "objects/kept"):
        write(bare, b"", name)
    write(bare, b"*\n", "info/exclude")  # used, it would hide the Dockerfile
    for key, value in (("bare", "false"), ("worktree", "."), ("fsmonitor", str(trap.program))):
        git(bare, "config", f"--file={bare}/config", f"core.{key}", value)
    commit(trap.root)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(trap.root), str(clone))
    git(clone, "remote", "set-url", "origin", ORG)

    trap.run("git", "ls-files", folder=clone / "library")
    assert trap.sprung(), "the trap does not work"
    for command in COMMANDS:
        at_terminal(dockerlabel_command(*command.split()), clone / "library")
        assert not trap.sprung(), command
    assert (clone / "library" / "Dockerfile").read_bytes() == labelled(ORG)


def lay_modules(folder: Path, mark: Path, names: frozenset[str]) -> None:
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'w').close()\n")


THIRD_PARTY = frozenset({"yaml", "sitecustomize", "usercustomize", "dockerlabel"})


def test_python_files_of_a_repository_are_not_imported(trap: Trap) -> None:
    write(trap.root, b"remote: origin\nexclude: [x]\n", ".dockerlabel.yaml")
    lay_modules(trap.root, trap.mark, sys.stdlib_module_names | THIRD_PARTY)
    trap.run(sys.executable, "-c", "import yaml")
    assert trap.sprung(), "the trap does not work"
    script = shutil.which("dockerlabel", path=str(Path(sys.executable).parent))
    assert script, "install dockerlabel where the tests run"
    for command in COMMANDS:
        for program in ((script,), (sys.executable, "-P", "-m", "dockerlabel")):
            at_terminal((*program, *command.split()), trap.root)
            assert not trap.sprung(), (program, command)


OWN_IMPORTS = frozenset({"yaml", "argparse", "json", "select", "signal", "difflib"})
"""What dockerlabel imports; `python -m` itself looks for others in the working directory, before
any program can say anything."""


def test_a_module_run_by_python_does_not_import_them_either(trap: Trap) -> None:
    write(trap.root, b"remote: origin\nexclude: [x]\n", ".dockerlabel.yaml")
    lay_modules(trap.root, trap.mark, OWN_IMPORTS)
    for command in COMMANDS:
        at_terminal(dockerlabel_command(*command.split()), trap.root)
        assert not trap.sprung(), command


REMOTES = r"^(remote\\..*\\.(url|pushurl|gh-resolved)|url\\..*\\.(insteadof|pushinsteadof))$"
"""As strace shows it, which escapes backslashes."""


def documented(folder: Path) -> set[str]:
    """The questions to git that docs/trust.md shows."""
    lines = (PROJECT / "docs" / "trust.md").read_text(encoding="utf-8").splitlines()
    questions = {line.strip() for line in lines if line.startswith("  git -C FOLDER ")}
    assert len(questions) == 2
    return {line.replace("FOLDER", str(folder)).replace("PATTERN", REMOTES) for line in questions}


def started(calls: tuple[str, ...]) -> set[str]:
    """The programs that were started, with their arguments, without the one that was traced."""
    commands = {
        call.partition("[")[2].partition("]")[0].replace('", "', " ").strip('"')
        for call in calls
        if call.startswith("execve(") and call.endswith("= 0")
    }
    return {command for command in commands if not command.startswith(sys.executable)}


@pytest.mark.parametrize("command", COMMANDS)
def test_only_two_questions_to_git_are_started(trap: Trap, command: str) -> None:
    for arm in TRAPS:
        if arm not in {program_here, text_conversion} and not arm.__name__.startswith("missing"):
            arm(trap)
    trap.configure(remote__origin__url=ORG)
    ended = traced(trap.root, *dockerlabel_command(*command.split()), calls="execve")
    assert started(ended.calls) <= documented(trap.root)
    assert not trap.sprung()
