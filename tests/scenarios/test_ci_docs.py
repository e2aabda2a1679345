"""docs/ci.md: its snippets hold to their schemas, and what they run is run."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
import yaml

from dockerlabel.output.formats import NAMES
from tests.conftest import PROJECT, MakeRepository, on_request
from tests.scenarios.action_runner import Action
from tests.scenarios.packages import TOOLS, UV, Distributions, run
from tests.scenarios.program import ORG, labelled, write
from tests.scenarios.report_readers import read_commands
from tests.scenarios.snippets import HASH, audit, read_snippets

CHECK = 1
"""The step of the action that checks."""

PATH = PROJECT / "docs" / "ci.md"
PAGE = PATH.read_text(encoding="utf-8")
FROM_GIT = f"git+https://github.com/dockerlabel/dockerlabel@{HASH}"
OTHER = "https://github.com/someone-else/tool"

pytestmark = pytest.mark.e2e
network = pytest.mark.network
replay = on_request("DOCKERLABEL_REPLAYS", "installs dockerlabel as other systems do")


def snippets(name: str, language: str = "yaml") -> list[str]:
    """The snippets of the page that are a file of this name."""
    return read_snippets(PATH, name, language)


WORKFLOWS = snippets(".github/workflows/dockerlabel.yml")
PLAIN, ALERTS, BY_HAND = WORKFLOWS


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER))
    return root


class Job(NamedTuple):
    """A job with some programs, and the wheel in the place where git has the project."""

    action: Action
    wheel: Path

    def run(self, root: Path, *command: str, tools: Path = TOOLS, **variables: str) -> str:
        given = self.action.variables()
        ended = subprocess.run(
            [each.replace(FROM_GIT, str(self.wheel)) for each in command],
            check=False,
            cwd=root,
            env=given | {"PATH": f"{tools}:{given['PATH']}"} | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        assert ended.returncode in {0, 1}, ended.stdout
        return ended.stdout


@pytest.fixture
def job(action: Action, distributions: Distributions) -> Job:
    return Job(action, distributions.wheel)


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        pytest.param("vendor.github-workflows", PLAIN, id="plain"),
        pytest.param("vendor.github-workflows", ALERTS, id="alerts"),
        pytest.param("vendor.github-workflows", BY_HAND, id="by-hand"),
        pytest.param("vendor.gitlab-ci", snippets(".gitlab-ci.yml")[0], id="gitlab"),
    ],
)
def test_snippets_hold_to_their_schemas(tmp_path: Path, schema: str, text: str) -> None:
    path = tmp_path / "snippet.yml"
    path.write_text(text)
    command = (f"{TOOLS}/check-jsonschema", "--builtin-schema", schema, str(path))
    checked = subprocess.run(command, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_an_auditor_has_nothing_to_say_of_the_workflows(tmp_path: Path) -> None:
    for number, text in enumerate(WORKFLOWS):
        write(tmp_path, text.encode(), f".github/workflows/{number}.yml")
    audit(tmp_path)


def steps(workflow: str) -> list[dict[str, Any]]:
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


@network
def test_the_plain_workflow(installed: Action, root: Path) -> None:
    _, step = steps(PLAIN)
    assert step == {"uses": f"dockerlabel/dockerlabel@{HASH}"}
    ran = installed.run(CHECK, root)
    assert (ran.status, len(read_commands(ran.log))) == (1, 1)


@network
def test_the_workflow_with_alerts(installed: Action, root: Path) -> None:
    _, step, upload = steps(ALERTS)
    ran = installed.run(
        CHECK, root, **{key.replace("-", "_"): step["with"][key] for key in step["with"]}
    )
    assert ran.status == 0
    log = json.loads((root / upload["with"]["sarif_file"]).read_text())
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == ["wrong-source"]


@network
@replay
def test_the_workflow_by_hand(job: Job, root: Path, tmp_path: Path) -> None:
    script = steps(BY_HAND)[1]["run"]
    log = job.run(root, "bash", "-e", "-c", script, RUNNER_TEMP=str(tmp_path))
    assert [each.name for each in read_commands(log)] == ["error"]


@network
@replay
def test_gitlab(job: Job, make_repository: MakeRepository, tmp_path: Path) -> None:
    image = tmp_path / "image"
    run(UV, "venv", "--quiet", "--seed", "--python", sys.executable, image)
    root = make_repository(origin="https://gitlab.example/octo-org/app.git")
    write(root, labelled(OTHER))
    write(root, snippets(".dockerlabel.yaml")[0].encode(), ".dockerlabel.yaml")
    (described,) = yaml.safe_load(snippets(".gitlab-ci.yml")[0]).values()
    on_path = image / "bin"
    for line in described["script"]:
        shell = ("sh", "-e", "-c", line)
        job.run(root, *shell, tools=on_path, GITHUB_ACTIONS="", GITLAB_CI="true")
    report = json.loads((root / described["artifacts"]["reports"]["codequality"]).read_text())
    assert [each["check_name"] for each in report] == ["wrong-source"]


@network
@replay
def test_jenkins(job: Job, root: Path, tmp_path: Path) -> None:
    (pipeline,) = snippets("Jenkinsfile", "groovy")
    (script,) = re.findall(r"sh '''(.*?)'''", pipeline, re.DOTALL)
    (report,) = re.findall(r"junit '(.*)'", pipeline)
    assert pipeline.count("{") == pipeline.count("}")
    temporary = str(tmp_path / "app@tmp")
    job.run(root, "sh", "-xe", "-c", script, GITHUB_ACTIONS="", WORKSPACE_TMP=temporary)
    assert ET.parse(root / report).getroot().attrib["failures"] == "1"  # noqa: S314 - our own


def test_pre_commit(tmp_path: Path) -> None:
    """The hooks themselves are run by tests of their own."""
    (text,) = snippets(".pre-commit-config.yaml")
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(text)
    subprocess.run((f"{TOOLS}/pre-commit", "validate-config", str(path)), check=True)
    (repo,) = yaml.safe_load(text)["repos"]
    manifest = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in manifest}


def test_every_snippet_is_tested() -> None:
    languages = re.findall(r"^```(\S+)\n(.*)\n", PAGE, re.MULTILINE)
    files = {first.lstrip("#/ ") for language, first in languages if language != "console"}
    assert files == {
        ".github/workflows/dockerlabel.yml",
        ".dockerlabel.yaml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        ".pre-commit-config.yaml",
    }


def test_the_table_of_formats() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(NAMES)


def test_the_table_of_inputs() -> None:
    inputs = yaml.safe_load((PROJECT / "action.yml").read_text())["inputs"]
    table = PAGE.partition("<!-- inputs: as in action.yml -->\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", table, re.MULTILINE)
    assert rows == [(name, its["description"]) for name, its in inputs.items()]
