"""The hooks, run by the real pre-commit and the real prek from a clone of this project."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.conftest import MakeRepository, git, on_request
from tests.scenarios.clones import add_submodule, commit
from tests.scenarios.once import once
from tests.scenarios.packages import TOOLS, copy_project
from tests.scenarios.program import KEY, ORG, labelled, write

pytestmark = [pytest.mark.e2e, pytest.mark.network]

OTHER = "https://github.com/someone-else/tool"


class Runner(NamedTuple):
    """A program that runs hooks, and its environment, with a place for what it builds."""

    program: Path
    environment: dict[str, str]

    def __call__(self, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            (self.program, *arguments, "--color=never"),
            check=False,
            capture_output=True,
            cwd=folder,
            env=self.environment,
            text=True,
            timeout=240,
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files of this checkout as they are now, committed or not."""
    return once(tmp_path_factory, "dockerlabel", make_project)


def make_project(root: Path) -> None:
    copy_project(root)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=all")
    git(root, "tag", "v0")


RUNNERS = (
    "pre-commit",
    pytest.param("prek", marks=on_request("DOCKERLABEL_REPLAYS", "runs the hooks under prek, too")),
)


@pytest.fixture(scope="module", params=RUNNERS)
def runner(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Each runner, which keeps what it builds for all tests."""
    name: str = request.param
    home = str(once(tmp_path_factory, f"{name}-home"))
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return Runner(
        TOOLS / name,
        kept
        | {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
        | {"PRE_COMMIT_HOME": home, "PREK_HOME": home},
    )


def use_hook(root: Path, project: Path, hook: str) -> None:
    """Write the configuration that the README shows, for a local clone."""
    repository = {"repo": str(project), "rev": "v0", "hooks": [{"id": hook}]}
    write(root, yaml.safe_dump({"repos": [repository]}).encode(), ".pre-commit-config.yaml")
    git(root, "add", "--all")


def test_the_manifest_is_valid(project: Path, runner: Runner) -> None:
    assert runner(project, "validate-manifest", ".pre-commit-hooks.yaml").returncode == 0


@on_request("DOCKERLABEL_REPLAYS", "tries the hook as pre-commit does without configuration")
def test_try_repo(make_repository: MakeRepository, project: Path, runner: Runner) -> None:
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

    tried = runner(root, "try-repo", str(project), "dockerlabel", "--all-files", "--verbose")
    assert tried.returncode == 1, tried.stdout + tried.stderr
    lines = [line.split() for line in tried.stdout.splitlines()]
    arrows = [words[1] for words in lines if words[:1] == ["-->"]]
    assert sorted(arrows) == [
        "Containerfile:2:39",
        "Dockerfile-dev:2:39",
        "Dockerfile:2:39",
        "Dockerfile_dev:2:39",
        "dockerfile:2:39",
        "web/Dockerfile.dev:2:39",
        "web/api.dockerfile:2:39",
    ]
    assert f"`{OTHER}` points to a different repository" in tried.stdout


def test_check_and_fix(make_repository: MakeRepository, project: Path, runner: Runner) -> None:
    root = make_repository(origin=ORG)
    path = write(root, b"FROM alpine:3.22\n")
    use_hook(root, project, "dockerlabel")
    checked = runner(root, "run", "--all-files")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "dockerlabel (check)" in checked.stdout
    assert "warning[missing-source]" in checked.stdout
    assert path.read_bytes() == b"FROM alpine:3.22\n"

    use_hook(root, project, "dockerlabel-fix")
    fixed = runner(root, "run", "--all-files")
    assert fixed.returncode == 1
    assert "files were modified by this hook" in fixed.stdout
    assert path.read_bytes() == labelled(ORG)
    git(root, "add", "--all")
    assert runner(root, "run", "--all-files").returncode == 0
    use_hook(root, project, "dockerlabel")
    assert runner(root, "run", "--all-files").returncode == 0


def test_a_workflow_that_no_longer_sets_the_label_stops_the_commit(
    make_repository: MakeRepository, project: Path, runner: Runner
) -> None:
    root = make_repository(origin=ORG)
    write(root, b"FROM alpine:3.22\n")
    head = "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
    push, label = "          push: true\n", f"          labels: {KEY}={ORG}\n"
    path = write(root, f"{head}{push}{label}".encode(), ".github/workflows/docker.yml")
    use_hook(root, project, "dockerlabel")
    commit(root)
    assert runner(root, "install").returncode == 0
    path.write_text(f"{head}{push}")
    git(root, "add", "--all")
    command = ["git", "commit", "--message=no label"]
    stopped = subprocess.run(
        command, cwd=root, check=False, env=runner.environment, capture_output=True, text=True
    )
    assert stopped.returncode == 1
    assert "error[missing-source]" in stopped.stdout + stopped.stderr
    assert ".github/workflows/docker.yml:4 publishes" in stopped.stdout + stopped.stderr


@pytest.mark.parametrize(
    "kind",
    [
        "repository",
        pytest.param("worktree", marks=on_request("DOCKERLABEL_REPLAYS", "commits there, too")),
        pytest.param("submodule", marks=on_request("DOCKERLABEL_REPLAYS", "commits there, too")),
    ],
)
def test_a_commit_through_the_installed_hook(
    make_repository: MakeRepository,
    project: Path,
    runner: Runner,
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
    assert runner(root, "install").returncode == 0

    def committed() -> int:
        git(root, "add", "--all")
        command = ["git", "commit", "--quiet", "--message=label"]
        return subprocess.run(command, cwd=root, check=False, env=runner.environment).returncode

    assert committed() == 1, "the hook changes the file and stops the commit"
    assert path.read_text() == f"FROM alpine:3.22\nLABEL {KEY}={ORG}\n"
    assert committed() == 0
    assert git(root, "show", "HEAD:Dockerfile").endswith(f"LABEL {KEY}={ORG}\n")
