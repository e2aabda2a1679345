import os
import subprocess
from pathlib import Path

import pytest

from dockerlabel.git.find_repository import common_directory, find_repository, git_directory
from tests.privileges import unprivileged


def git(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "init.defaultBranch=m")
    allowed = ("-c", "protocol.file.allow=always")
    subprocess.run(("git", *identity, *allowed, *arguments), cwd=directory, check=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    (root / "deep" / "er").mkdir(parents=True)
    git(root, "init", "--quiet")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "first")
    return root


@pytest.mark.parametrize("place", [".", "deep", "deep/er/Dockerfile", "deep/not/yet/Dockerfile"])
def test_nearest_repository(clone: Path, place: str) -> None:
    assert find_repository(str(clone / place)) == str(clone)


def test_no_repository(tmp_path: Path) -> None:
    assert find_repository(str(tmp_path / "Dockerfile")) is None


def test_inner_repository_goes_first(clone: Path) -> None:
    git(clone / "deep", "init", "--quiet")
    assert find_repository(str(clone / "deep" / "er")) == str(clone / "deep")
    assert find_repository(str(clone)) == str(clone)


def test_answers_are_remembered(clone: Path) -> None:
    known: dict[str, str | None] = {}
    find_repository(str(clone / "deep" / "er"), known)
    assert set(known) == {str(clone), str(clone / "deep"), str(clone / "deep" / "er")}
    (clone / ".git").rename(clone / "gone")
    assert find_repository(str(clone / "deep" / "Dockerfile"), known) == str(clone)
    assert find_repository(str(clone / "deep" / "Dockerfile")) is None


def test_linked_worktree_shares_the_configuration(clone: Path, tmp_path: Path) -> None:
    git(clone, "worktree", "add", "--quiet", "../linked")
    root = find_repository(str(tmp_path / "linked" / "Dockerfile"))
    assert root == str(tmp_path / "linked")
    assert git_directory(root) == str(clone / ".git" / "worktrees" / "linked")
    assert common_directory(str(clone / ".git" / "worktrees" / "linked")) == str(clone / ".git")


@pytest.mark.usefixtures("clone")
def test_submodule_is_a_repository_of_its_own(tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "submodule", "--quiet", "add", "../clone", "part")
    root = find_repository(str(outer / "part" / "Dockerfile"))
    assert root == str(outer / "part")
    assert git_directory(root) == str(outer / ".git" / "modules" / "part")
    assert common_directory(str(outer / ".git" / "modules" / "part")).endswith("modules/part")


def test_git_file_that_leads_nowhere_is_a_repository_still(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: gone/modules/x\n")
    assert find_repository(str(tmp_path)) == str(tmp_path)
    assert git_directory(str(tmp_path)) == str(tmp_path / "gone/modules/x")


def test_what_may_not_be_read_is_not_a_repository(clone: Path) -> None:
    (clone / ".git").rename(clone / "real")
    (clone / ".git").write_text("gitdir: real\n")
    (clone / ".git").chmod(0)
    assert unprivileged(lambda: find_repository(str(clone))) is None


@pytest.mark.parametrize("kind", ["empty directory", "FIFO", "other text", "no target", "dangling"])
def test_what_is_not_a_repository_for_git_is_passed_over(clone: Path, kind: str) -> None:
    path = clone / "deep" / ".git"
    match kind:
        case "empty directory":
            path.mkdir()
        case "FIFO":
            os.mkfifo(path)
        case "other text":
            path.write_text("hello\n")
        case "no target":
            path.write_text("gitdir: \n")
        case _:
            path.symlink_to("gone")
    assert find_repository(str(clone / "deep")) == str(clone)


def test_links_to_files_stay_and_links_to_directories_are_followed(
    clone: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "Dockerfile").touch()
    (clone / "Dockerfile").symlink_to(tmp_path / "elsewhere" / "Dockerfile")
    (clone / "docker").symlink_to(tmp_path / "elsewhere")
    assert find_repository(str(clone / "Dockerfile")) == str(clone)
    assert find_repository(str(clone / "docker" / "Dockerfile")) is None


def test_relative_path(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(clone / "deep")
    assert find_repository("Dockerfile") == str(clone)
    assert find_repository("../Dockerfile") == str(clone)
