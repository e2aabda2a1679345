"""The hooks, run by the real pre-commit from a clone of this project."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT, MakeRepository, git
from tests.e2e.clones import add_submodule, commit
from tests.e2e.program import KEY, ORG, labelled, write

pytestmark = [pytest.mark.e2e, pytest.mark.network]

OTHER = "https://github.com/someone-else/tool"

PreCommit = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files of this checkout as they are now, committed or not."""
    root = tmp_path_factory.mktemp("project") / "dockerlabel"
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, root / name)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=all")
    git(root, "tag", "v0")
    return root


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """pre-commit keeps what it builds, once for all tests of this module."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
    }


@pytest.fixture(scope="module")
def pre_commit(environment: dict[str, str]) -> PreCommit:
    def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            (sys.executable, "-m", "pre_commit", *arguments, "--color=never"),
            check=False,
            capture_output=True,
            cwd=folder,
            env=environment,
            text=True,
            timeout=240,
        )

    return run


def use_hook(root: Path, project: Path, hook: str) -> None:
    """Write the configuration that the README shows, for a local clone."""
    repository = {"repo": str(project), "rev": "v0", "hooks": [{"id": hook}]}
    write(root, yaml.safe_dump({"repos": [repository]}).encode(), ".pre-commit-config.yaml")
    git(root, "add", "--all")


def test_the_manifest_is_valid(project: Path) -> None:
    command = (sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert subprocess.run(command, check=False, cwd=project).returncode == 0


def test_try_repo(make_repository: MakeRepository, project: Path, pre_commit: PreCommit) -> None:
    root = make_repository(origin="git@github.com:octo-org/app.git")
    for name in (
        *("Dockerfile", "web/Dockerfile.dev", "web/api.dockerfile", "Containerfile", "dockerfile"),
        *("Dockerfile-dev", "Dockerfile_dev"),
    ):
        write(root, labelled(OTHER), name)
    for name in ("Dockerfile.j2", "dockerfile.go", "Dockerfile.dockerignore", "README.md"):
        write(root, labelled(OTHER), name)
    write(root, labelled(OTHER), "excluded/Dockerfile")
    write(root, b"exclude: [excluded/]\n", ".dockerlabel.yaml")
    git(root, "add", "--all")

    tried = pre_commit(root, "try-repo", str(project), "dockerlabel", "--all-files", "--verbose")
    assert tried.returncode == 1, tried.stdout + tried.stderr
    arrows = [line.split()[1] for line in tried.stdout.splitlines() if line.startswith(" -->")]
    assert sorted(arrows) == [
        "Containerfile:2:39",
        "Dockerfile-dev:2:39",
        "Dockerfile:2:39",
        "Dockerfile_dev:2:39",
        "dockerfile:2:39",
        "web/Dockerfile.dev:2:39",
        "web/api.dockerfile:2:39",
    ]
    assert f"`{OTHER}` names another repository" in tried.stdout


def test_check_and_fix(
    make_repository: MakeRepository, project: Path, pre_commit: PreCommit
) -> None:
    root = make_repository(origin=ORG)
    path = write(root, b"FROM alpine:3.22\n")
    use_hook(root, project, "dockerlabel")
    checked = pre_commit(root, "run", "--all-files")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "dockerlabel (check)" in checked.stdout
    assert "error[missing-source]" in checked.stdout
    assert path.read_bytes() == b"FROM alpine:3.22\n"

    use_hook(root, project, "dockerlabel-fix")
    fixed = pre_commit(root, "run", "--all-files")
    assert fixed.returncode == 1
    assert "files were modified by this hook" in fixed.stdout
    assert path.read_bytes() == labelled(ORG)
    git(root, "add", "--all")
    assert pre_commit(root, "run", "--all-files").returncode == 0
    use_hook(root, project, "dockerlabel")
    assert pre_commit(root, "run", "--all-files").returncode == 0


@pytest.mark.parametrize("kind", ["repository", "worktree", "submodule"])
def test_a_commit_through_the_installed_hook(
    make_repository: MakeRepository,
    project: Path,
    pre_commit: PreCommit,
    environment: dict[str, str],
    kind: str,
) -> None:
    root = make_repository(origin=ORG)
    write(root, b"", "README.md")
    commit(root)
    if kind == "submodule":
        outer = make_repository("outer", origin=OTHER)
        root = add_submodule(outer, root, name="inner")
    elif kind == "worktree":
        git(root, "worktree", "add", "--quiet", str(root.parent / "linked"))
        root = root.parent / "linked"
    path = write(root, labelled(OTHER))
    use_hook(root, project, "dockerlabel-fix")
    assert pre_commit(root, "install").returncode == 0

    def committed() -> int:
        git(root, "add", "--all")
        command = ["git", "commit", "--quiet", "--message=label"]
        return subprocess.run(command, cwd=root, check=False, env=environment).returncode

    assert committed() == 1, "the hook changes the file and stops the commit"
    assert path.read_text() == f"FROM alpine:3.22\nLABEL {KEY}={ORG}\n"
    assert committed() == 0
    assert git(root, "show", "HEAD:Dockerfile").endswith(f"LABEL {KEY}={ORG}\n")
