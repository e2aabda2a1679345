"""docs/hooks.md: what it shows for each runner of hooks works."""

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT, MakeRepository, git, on_request
from tests.scenarios.clones import commit
from tests.scenarios.packages import TOOLS, run
from tests.scenarios.program import ORG, Program, labelled, write
from tests.scenarios.snippets import read_snippets

PAGE = PROJECT / "docs" / "hooks.md"
OTHER = "https://github.com/someone-else/tool"
NAMES = (
    *("Dockerfile", "Dockerfile.dev", "api.dockerfile", "containerfile"),
    *("deep/er/Dockerfile", "deep/web.Dockerfile", "deep/Containerfile.dev"),
)
FIXES = {
    "lefthook": ("lefthook.yml", "yaml"),
    "lint-staged": (".lintstagedrc.json", "json"),
}
"""The configuration file of each runner that is not asked for by default, and its language."""

pytestmark = pytest.mark.e2e
asked_for = on_request("DOCKERLABEL_HOOKS", "fetches runners with npm")


def test_pre_commit_and_prek(tmp_path: Path) -> None:
    """The hooks themselves are run by tests of their own."""
    (text,) = read_snippets(PAGE, ".pre-commit-config.yaml")
    path = write(tmp_path, text.encode(), ".pre-commit-config.yaml")
    for runner in ("pre-commit", "prek"):
        run(TOOLS / runner, "validate-config", path)
    (repo,) = yaml.safe_load(text)["repos"]
    manifest = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in manifest}


def test_nothing_to_compare_with_fails_if_the_settings_say_so(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository()
    write(root, b"FROM scratch\n")
    assert dockerlabel(root, "check", "--force-exclude", "Dockerfile").status == 0
    write(root, read_snippets(PAGE, ".dockerlabel.yaml")[0].encode(), ".dockerlabel.yaml")
    assert dockerlabel(root, "check", "--force-exclude", "Dockerfile").status == 1


@pytest.mark.parametrize("runner", FIXES)
def test_snippets_can_be_read(runner: str) -> None:
    name, language = FIXES[runner]
    (text,) = read_snippets(PAGE, name, language)
    read = json.loads(text) if language == "json" else yaml.safe_load(text)
    assert "dockerlabel fix --force-exclude" in str(read)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both runners, from npm.

    Without their scripts: lefthook's puts hooks into the repository that npm is started in.
    """
    folder = tmp_path_factory.mktemp("npm")
    run("npm", "install", "--silent", "--ignore-scripts", *FIXES, folder=folder)
    return folder / "node_modules" / ".bin"


@asked_for
@pytest.mark.network
@pytest.mark.parametrize("runner", FIXES)
def test_a_commit_is_fixed(make_repository: MakeRepository, packages: Path, runner: str) -> None:
    root = make_repository(origin=ORG)
    name, language = FIXES[runner]
    write(root, read_snippets(PAGE, name, language)[0].encode(), name)
    settings = "".join(read_snippets(PAGE, ".dockerlabel.yaml"))
    write(root, settings.encode(), ".dockerlabel.yaml")
    commit(root)
    environment = os.environ | {"PATH": f"{packages}:{TOOLS}:{os.environ['PATH']}", "CI": ""}
    if runner == "lefthook":
        run("lefthook", "install", folder=root, variables=environment)
    else:
        hook = write(root, b"#!/bin/sh\nexec lint-staged\n", ".git/hooks/pre-commit")
        hook.chmod(0o755)

    for path in (*NAMES, "Dockerfile.j2", "README.md"):
        write(root, labelled(OTHER), path)
    git(root, "add", "--all")
    run("git", "commit", "--message=labels", folder=root, variables=environment)
    for path in NAMES:
        assert git(root, "show", f"HEAD:{path}").encode() == labelled(ORG), path
    for path in ("Dockerfile.j2", "README.md"):
        assert git(root, "show", f"HEAD:{path}").encode() == labelled(OTHER), path

    write(root, b"FROM\n")
    git(root, "add", "--all")
    command = ["git", "commit", "--message=broken"]
    stopped = subprocess.run(command, check=False, cwd=root, env=environment, capture_output=True)
    assert stopped.returncode == 1
    assert b"invalid-syntax" in stopped.stdout + stopped.stderr
