"""The action that verifies images, step by step, as the runner of GitHub Actions runs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT, MakeRepository
from tests.scenarios.action_runner import Action, read_action
from tests.scenarios.program import ORG, Program
from tests.scenarios.report_readers import read_commands
from tests.scenarios.snippets import read_snippets
from tests.unit.images.made import OTHER, docker_save, one_platform, write_tar

TOOLS = Path(sys.executable).parent
INSTALL, VERIFY = 0, 1
"""The steps."""

pytestmark = pytest.mark.e2e
network = pytest.mark.network


@pytest.fixture(scope="session")
def verify_action(tmp_path_factory: pytest.TempPathFactory) -> Action:
    return read_action(PROJECT / "verify", tmp_path_factory.mktemp("runner"))


@pytest.fixture(scope="session")
def ready(verify_action: Action, installed: Action) -> Action:
    """The action in the job in which the other one has installed what both need."""
    return verify_action._replace(temporary=installed.temporary)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write_tar(root / "right image.tar", one_platform())
    write_tar(root / "wrong.tar", docker_save(OTHER))
    return root


def test_it_is_an_action() -> None:
    """By the schema of such files, and an auditor has nothing to say."""
    schema = ("--builtin-schema", "vendor.github-actions", "verify/action.yml")
    subprocess.run((f"{TOOLS}/check-jsonschema", *schema), check=True, cwd=PROJECT)
    audit = ("--offline", "--quiet", "--persona=auditor", "verify/action.yml")
    subprocess.run((f"{TOOLS}/zizmor", *audit), check=True, cwd=PROJECT)


def test_it_installs_what_the_other_action_does(action: Action, verify_action: Action) -> None:
    here = verify_action.steps[INSTALL]
    assert (
        here["run"].replace("/../requirements.txt", "/requirements.txt")
        == (action.steps[INSTALL]["run"])
    )
    assert (PROJECT / "verify/../requirements.txt").exists()


def test_inputs_are_options_of_verify(
    verify_action: Action, tmp_path: Path, dockerlabel: Program
) -> None:
    shown = dockerlabel(tmp_path, "verify", "--help").text
    options = set(re.findall(r"--([a-z-]+)", shown.partition("\noptions:\n")[2]))
    inputs = verify_action.description["inputs"]
    assert set(inputs) - {"image"} <= options
    used = [value for step in verify_action.steps for value in step.get("env", {}).values()]
    assert sorted(used) == sorted(f"${{{{ inputs.{name} }}}}" for name in inputs)
    assert all("${{" not in step["run"] for step in verify_action.steps)


PAGE = PROJECT / "docs" / "verify.md"
HASH = "0123456789abcdef0123456789abcdef01234567"


def test_the_table_of_inputs(verify_action: Action) -> None:
    text = PAGE.read_text("utf-8")
    table = text.partition("<!-- inputs: as in verify/action.yml -->\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", table, re.MULTILINE)
    inputs = verify_action.description["inputs"]
    assert rows == [(name, its["description"]) for name, its in inputs.items()]


def test_the_workflow_of_the_page_is_one(tmp_path: Path) -> None:
    (snippet,) = read_snippets(PAGE, ".github/workflows/image.yml")
    workflow = tmp_path / "image.yml"
    workflow.write_text(f"on: push\n{snippet.replace('@…', f'@{HASH}')}")
    schema = ("--builtin-schema", "vendor.github-workflows", str(workflow))
    subprocess.run((f"{TOOLS}/check-jsonschema", *schema), check=True)


def test_the_steps_of_the_page_are_steps() -> None:
    """Each names an action by a version or a hash, or runs a script without expressions."""
    text = PAGE.read_text("utf-8")
    snippets = re.findall(r"^```yaml\n( +- .*?)^```", text, re.MULTILINE | re.DOTALL)
    steps = [step for snippet in snippets for step in yaml.safe_load(snippet)]
    assert len(steps) == 4
    for step in steps:
        assert "@" in step.get("uses", "@")
        assert "${{" not in step.get("run", "")


@network
def test_annotations_and_a_page(ready: Action, root: Path) -> None:
    ran = ready.run(VERIFY, root, image="right image.tar\n\nwrong.tar\n")
    assert ran.status == 1
    (command,) = read_commands(ran.log)
    assert command.properties == {"title": "dockerlabel: wrong-source"}
    assert command.data.startswith("wrong.tar: wrong-source ")
    assert "2 images verified&#58; 1 error." in ran.page
    assert ran.page.count("| error |") == 1


@network
@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        pytest.param({"image": "right image.tar"}, 0, id="right"),
        pytest.param({"image": "wrong.tar", "source": OTHER}, 0, id="source"),
        pytest.param({"image": "wrong.tar", "fail_on": "never"}, 0, id="fail-on"),
        pytest.param({"image": "wrong.tar", "dockerfile": "tools/Dockerfile"}, 0, id="dockerfile"),
        pytest.param({"image": "wrong.tar", "output_format": "json"}, 1, id="format"),
        pytest.param({"image": ""}, 2, id="no-image"),
        pytest.param({"image": "--help"}, 2, id="no-option"),
        pytest.param({"image": "$(touch run)"}, 2, id="no-script"),
    ],
)
def test_inputs(ready: Action, root: Path, inputs: dict[str, str], status: int) -> None:
    (root / "tools").mkdir()
    override = f"overrides:\n- files: [tools/*]\n  reason: forked\n  source: {OTHER}\n"
    (root / ".dockerlabel.yaml").write_text(override)
    ran = ready.run(VERIFY, root, **inputs)
    assert ran.status == status, ran.log
    assert not (root / "run").exists()
