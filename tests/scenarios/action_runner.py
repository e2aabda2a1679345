"""Runs a composite action of shell steps as the runner of GitHub Actions does."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")


class Ran(NamedTuple):
    """How a step ended: its exit code, its log and what it added to the page of the step."""

    status: int
    log: str
    page: str


class Action(NamedTuple):
    """An action's folder, its description, and the job that it runs in."""

    folder: Path
    description: dict[str, Any]
    temporary: Path

    @property
    def steps(self) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = self.description["runs"]["steps"]
        return steps

    def run(self, number: int, workspace: Path, /, **inputs: str) -> Ran:
        """Run one step in a workspace; what is no input of the action is refused."""
        step = self.steps[number]
        known = self.description["inputs"]
        values = {name: str(its.get("default", "")) for name, its in known.items()}
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(known)
        values |= given
        page = self.temporary / "page.md"
        page.write_text("")
        script = self.temporary / "step.sh"
        script.write_text(step["run"])
        assert step["shell"] == "bash"
        ended = subprocess.run(
            ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)),
            check=False,
            cwd=workspace,
            env=self.variables()
            | {"GITHUB_STEP_SUMMARY": str(page)}
            | {
                name: _INPUT.sub(lambda found: values[found[1]], text)
                for name, text in step.get("env", {}).items()
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        return Ran(ended.returncode, ended.stdout.decode(), page.read_text())

    def variables(self) -> dict[str, str]:
        """The environment of a job."""
        kept = {"PATH", "TMPDIR", "LANG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"}
        kept.add("REQUESTS_CA_BUNDLE")  # a proxy may have a certificate of its own
        index = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        return index | {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.folder),
            "HOME": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
        }


def read_action(folder: Path, temporary: Path) -> Action:
    """The action of a folder, in a job with a temporary folder of its own."""
    description = yaml.safe_load((folder / "action.yml").read_text("utf-8"))
    return Action(folder, description, temporary)
