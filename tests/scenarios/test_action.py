"""The action, step by step, as the runner of GitHub Actions runs it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlabel import __version__
from tests.conftest import PROJECT, MakeRepository
from tests.scenarios.action_runner import Action
from tests.scenarios.program import ORG, Program, labelled, write
from tests.scenarios.report_readers import read_commands

OTHER = "https://github.com/someone-else/tool"
TOOLS = Path(sys.executable).parent

INSTALL, CHECK = 0, 1
"""The steps."""

pytestmark = pytest.mark.e2e
network = pytest.mark.network


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER))
    write(root, labelled(ORG), "clean/Dockerfile")
    write(root, b"FROM alpine\nRUN true\n", "sub/Dockerfile")
    return root


def test_it_is_an_action() -> None:
    """By the schema of such files."""
    command = [
        f"{TOOLS}/check-jsonschema",
        "--builtin-schema",
        "vendor.github-actions",
        "action.yml",
    ]
    subprocess.run(command, check=True, cwd=PROJECT, capture_output=True)


def test_an_auditor_has_nothing_to_say() -> None:
    command = [f"{TOOLS}/zizmor", "--offline", "--quiet", "--persona=auditor", "action.yml"]
    audited = subprocess.run(command, check=False, cwd=PROJECT, capture_output=True, text=True)
    assert audited.returncode == 0, audited.stdout


def test_no_input_is_part_of_a_script(action: Action) -> None:
    for step in action.steps:
        assert "${{" not in step["run"]
        assert "uses" not in step
    used = [value for step in action.steps for value in step.get("env", {}).values()]
    assert sorted(used) == sorted(
        f"${{{{ inputs.{name} }}}}" for name in action.description["inputs"]
    )


def test_inputs_are_the_options_of_check(
    action: Action, tmp_path: Path, dockerlabel: Program
) -> None:
    """But those that make no sense in a job."""
    shown = dockerlabel(tmp_path, "check", "--help").text
    options = set(re.findall(r"--([a-z-]+)", shown.partition("\noptions:\n")[2]))
    aside = {"help", "quiet", "color", "stdin-filename", "format", "add-ignore"}
    expected = (options - aside) | {"paths", "working-directory"}
    assert set(action.description["inputs"]) == expected


@network
def test_it_runs_from_the_checkout(installed: Action, root: Path) -> None:
    """Nothing is built: installed is what is pinned by hash, and nothing else."""
    ran = installed.run(CHECK, root, output_format="sarif")
    (report,) = json.loads(ran.log)["runs"]
    assert report["tool"]["driver"]["semanticVersion"] == __version__
    python = installed.temporary / "dockerlabel" / "bin" / "python"
    frozen = subprocess.run(
        (python, "-I", "-m", "pip", "freeze"), check=True, capture_output=True, text=True
    ).stdout
    pins = re.findall(r"(?m)^\S+==\S+", (PROJECT / "requirements.txt").read_text())
    assert frozen.lower().split() == pins


def test_what_it_installs_is_pinned(action: Action) -> None:
    (install,) = re.findall(r"pip install(?:.*\\\n)*.*\n", action.steps[INSTALL]["run"])
    for option in ("--no-deps", "--only-binary :all:", "--require-hashes", "--requirement"):
        assert option in install
    assert install.rstrip().endswith(' "$GITHUB_ACTION_PATH/requirements.txt"')


@network
def test_annotations_and_a_page(installed: Action, root: Path) -> None:
    ran = installed.run(CHECK, root)
    assert ran.status == 1
    commands = read_commands(ran.log)
    assert [each.properties["file"] for each in commands] == ["Dockerfile", "sub/Dockerfile"]
    assert "1 error, 1 warning in 3 Dockerfiles." in ran.log
    assert ran.page.startswith("### dockerlabel\n")
    assert ran.page.count("| error |") == 1


@network
def test_a_clean_run(installed: Action, root: Path) -> None:
    ran = installed.run(CHECK, root, paths="clean")
    assert ran.status == 0
    assert "1 Dockerfile checked: no problems found." in ran.log
    assert "no problems found." in ran.page


@network
@pytest.mark.parametrize(
    ("inputs", "status", "files"),
    [
        pytest.param({"paths": "sub\n\nclean\n"}, 1, ["sub/Dockerfile"], id="paths"),
        pytest.param({"working_directory": "sub"}, 1, ["sub/Dockerfile"], id="folder"),
        pytest.param({"select": "wrong-source"}, 1, ["Dockerfile"], id="select"),
        pytest.param({"select": "wrong-source\nssh-source"}, 1, ["Dockerfile"], id="lines"),
        pytest.param({"ignore": "wrong-source, missing-source"}, 0, [], id="ignore"),
        pytest.param({"fail_on": "never"}, 0, ["Dockerfile", "sub/Dockerfile"], id="fail-on"),
        pytest.param({"source": OTHER}, 1, ["clean/Dockerfile", "sub/Dockerfile"], id="source"),
        pytest.param({"config": "settings.yaml"}, 1, ["Dockerfile"], id="config"),
        pytest.param({"isolated": "true"}, 1, ["Dockerfile", "sub/Dockerfile"], id="isolated"),
        pytest.param({"isolated": "false", "paths": "sub"}, 1, ["sub/Dockerfile"], id="false"),
        pytest.param({"paths": "vendor/Dockerfile"}, 1, ["vendor/Dockerfile"], id="named"),
        pytest.param(
            {"paths": "vendor/Dockerfile", "force_exclude": "true"}, 0, [], id="force-exclude"
        ),
        pytest.param({"select": "nonsense"}, 2, [], id="wrong"),
    ],
)
def test_inputs(
    installed: Action, root: Path, inputs: dict[str, str], status: int, files: list[str]
) -> None:
    write(root, b"ignore: [missing-source]\n", "settings.yaml")
    write(root, labelled(OTHER), "vendor/Dockerfile")
    ran = installed.run(CHECK, root, **inputs)
    assert [each.properties["file"] for each in read_commands(ran.log)] == files
    assert ran.status == status


@network
def test_other_formats(installed: Action, root: Path) -> None:
    ran = installed.run(CHECK, root, output_format="sarif", output_file="a b.sarif")
    assert ran.status == 1
    assert len(json.loads((root / "a b.sarif").read_text())["runs"][0]["results"]) == 2
    assert (read_commands(ran.log), ran.page) == ([], "")
    ran = installed.run(CHECK, root, statistics="true")
    assert ran.log.startswith("1  missing-source")


@network
def test_builds(installed: Action, root: Path) -> None:
    write(
        root,
        b"FROM alpine AS api\nARG REPO\nLABEL org.opencontainers.image.source=https://github.com/$REPO\n"
        b"FROM alpine AS dev\n",
        "sub/Dockerfile",
    )
    ran = installed.run(CHECK, root, paths="sub", target="api", build_arg="REPO=octo-org/app")
    assert (ran.status, read_commands(ran.log)) == (0, [])
    ran = installed.run(CHECK, root, paths="sub", target="api\ndev", build_arg="REPO=x/y")
    assert len(read_commands(ran.log)) == 2


@network
@pytest.mark.parametrize(
    "name", ["paths", "select", "source", "config", "working_directory", "host"]
)
def test_an_input_is_never_run(installed: Action, root: Path, name: str) -> None:
    for text in (
        "$(touch run)",
        "`touch run`",
        '"; touch run; "',
        "'; touch run; '",
        "x & touch run",
    ):
        ran = installed.run(CHECK, root, **{name: text})
        assert ran.status in {1, 2}, ran.log
    assert not list(root.rglob("run"))


@network
def test_a_path_is_no_option(installed: Action, root: Path) -> None:
    write(root, labelled(OTHER), "--help/Dockerfile")
    ran = installed.run(CHECK, root, paths="--help")
    assert [each.properties["file"] for each in read_commands(ran.log)] == ["--help/Dockerfile"]


def test_an_old_python_is_reported(
    action: Action, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With advice as an annotation."""
    bash = shutil.which("bash")
    assert bash
    (tmp_path / "bash").symlink_to(bash)
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = action.run(INSTALL, tmp_path)
    assert ran.status == 1
    (command,) = read_commands(ran.log)
    assert "actions/setup-python" in command.data
