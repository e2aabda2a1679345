"""docs/organisations.md: many repositories in one run, and what carries dockerlabel to them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, MakeRepository, git
from tests.scenarios.clones import commit
from tests.scenarios.packages import TOOLS, run
from tests.scenarios.program import Program, labelled, write
from tests.scenarios.snippets import audit, read_snippets

PAGE = PROJECT / "docs" / "organisations.md"
OWNER = "https://github.com/octo-org"
DOCKERFILES = {
    "api": b"FROM alpine\n",
    "library": None,
    "web": labelled(f"{OWNER}/web"),
    "worker": labelled(f"{OWNER}/worker.git"),
}
"""What each repository of the organization has, if anything."""

pytestmark = pytest.mark.e2e


@pytest.fixture
def clones(tmp_path: Path, make_repository: MakeRepository) -> Path:
    for name, data in DOCKERFILES.items():
        root = make_repository(f"clones/{name}", origin=f"{OWNER}/{name}")
        if data:
            write(root, data)
    return tmp_path / "clones"


def test_each_diagnostic_names_its_repository(clones: Path, dockerlabel: Program) -> None:
    write(clones, b"FROM alpine\nFROM\n", "Dockerfile")
    read = dockerlabel(clones, "check", "--output-format", "json").json
    found = {(each["path"], each["repository"]) for each in read["diagnostics"]}
    assert found >= {
        ("Dockerfile", None),
        ("api/Dockerfile", "api"),
        ("worker/Dockerfile", "worker"),
    }
    assert read["summary"]["repositories"] == 3


@pytest.mark.parametrize(
    ("folder", "path", "repository"),
    [
        (".", "clones/api", "clones/api"),
        ("clones/api", ".", "."),
        ("clones/api", "Dockerfile", "."),
        ("clones/web", "../api", "../api"),
        ("clones", "{clones}/api", "{clones}/api"),
    ],
)
def test_a_repository_is_named_as_the_path_is(
    clones: Path, dockerlabel: Program, folder: str, path: str, repository: str
) -> None:
    given = path.format(clones=clones)
    read = dockerlabel(clones.parent / folder, "check", "--format", "json", given).json
    assert [each["repository"] for each in read["diagnostics"]] == [
        repository.format(clones=clones)
    ]


def test_the_table_by_repository(clones: Path, dockerlabel: Program) -> None:
    lines = dockerlabel(clones, "check", "--statistics").text.split("\n\n")
    assert lines[1] == "Problems by repository:\n1  api     1 fixable\n1  worker  1 fixable\n"
    assert "\n\n" not in dockerlabel(clones / "api", "check", "--statistics").text
    counted = dockerlabel(clones, "check", "--statistics", "--format", "json").json
    assert counted["repositories"] == [
        {"repository": name, "count": 1, "fixable": 1, "unsafe_fixable": 0}
        for name in ("api", "worker")
    ]


def test_all_repos(tmp_path: Path, make_repository: MakeRepository) -> None:
    """The page's files, with repositories on the disk in the place of GitHub's."""
    host = tmp_path / "host"
    for name, data in DOCKERFILES.items():
        root = make_repository(f"made/{name}")
        write(root, data or b"no image\n", "Dockerfile" if data else "README")
        commit(root)
        git(root, "clone", "--quiet", "--bare", ".", str(host / name))
    here = tmp_path / "here"
    sources = {f"octo-org/{name}": f"{OWNER}/{name}" for name in DOCKERFILES}
    write(here, json.dumps(sources).encode(), "repositories.json")
    for name, language in (("all-repos.json", "json"), ("link_images.py", "python")):
        write(here, read_snippets(PAGE, name, language)[0].encode(), name)
        (here / name).chmod(0o600)
    variables = {
        **os.environ,
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{host}/.insteadOf",
        "GIT_CONFIG_VALUE_0": f"{OWNER}/",
    }
    run(TOOLS / "all-repos-clone", folder=here, variables=variables)
    audit = subprocess.run(
        (TOOLS / "dockerlabel", "check", "--format", "json", "clones"),
        check=False,
        capture_output=True,
        cwd=here,
        env=variables,
    )
    found = json.loads(audit.stdout)["diagnostics"]
    assert [each["repository"] for each in found] == [
        f"clones/octo-org/{name}" for name in ("api", "worker")
    ]
    shown = run(sys.executable, "link_images.py", "--dry-run", folder=here, variables=variables)
    added = sorted(line for line in shown.splitlines() if line.startswith("+LABEL"))
    assert added == [
        f"+LABEL org.opencontainers.image.source={OWNER}/{name}" for name in ("api", "worker")
    ]


def test_the_required_workflow_is_valid(tmp_path: Path) -> None:
    (text,) = read_snippets(PAGE, ".github/workflows/dockerlabel.yml")
    path = write(tmp_path, text.encode(), ".github/workflows/dockerlabel.yml")
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", path)
    audit(tmp_path)
