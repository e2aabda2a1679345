"""The scenarios of fixtures/reports: files in a clone, and what each format prints about them."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.conftest import PROJECT, git
from tests.scenarios.program import Program, Result, write

FOLDER = PROJECT / "fixtures" / "reports"
_TOLD: dict[str, Any] = yaml.safe_load((FOLDER / "scenarios.yaml").read_text(encoding="utf-8"))
SCENARIOS: Mapping[str, Mapping[str, Any]] = _TOLD["scenarios"]

FORMATS = {
    "full": "full.txt",
    "concise": "concise.txt",
    "json": "json.json",
    "sarif": "sarif.sarif",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
}
"""The file that holds what a format prints."""

PAGE = "page.md"
STATISTICS = "statistics.txt"


class Printed(NamedTuple):
    """What the program says of a scenario: by format, on the page of the step, and counted."""

    root: Path
    formats: Mapping[str, Result]
    page: bytes
    statistics: Result


def make_scenario(root: Path, name: str) -> None:
    """Write the files of a scenario into a new clone."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "remote", "add", "origin", "git@github.com:octo-org/app.git")
    scenario = SCENARIOS[name]
    alike = dict.fromkeys(scenario.get("paths", ()), scenario.get("each", ""))
    texts = alike | scenario.get("files", {})
    for path, text in texts.items():
        write(root, path_bytes(text), os.fsdecode(path_bytes(path)))


def print_scenario(root: Path, name: str, program: Program) -> Printed:
    """Run the program once for each format."""
    arguments = (f"--select={','.join(_TOLD['select'])}", *SCENARIOS[name].get("options", ()))
    page = root.parent / f"{name}.md"

    def check(*options: str, **variables: str) -> Result:
        return program(root, "check", *options, *arguments, **variables)

    formats = {
        each: check(f"--output-format={each}", GITHUB_STEP_SUMMARY=str(page)) for each in FORMATS
    }
    return Printed(root, formats, page.read_bytes(), check("--statistics"))


def snapshots(printed: Printed) -> Mapping[str, bytes]:
    """What the folder of a scenario holds, by file name.

    The rules in a SARIF log are the same in all, and have tests of their own.
    """
    outputs = {FORMATS[name]: result.output for name, result in printed.formats.items()}
    log = json.loads(outputs["sarif.sarif"])
    del log["runs"][0]["tool"]["driver"]["rules"]
    outputs["sarif.sarif"] = json.dumps(log, indent=2).encode() + b"\n"
    outputs |= {PAGE: printed.page, STATISTICS: printed.statistics.output}
    root = bytes(printed.root)
    return {name: output.replace(root, b"/clone") for name, output in outputs.items()}


def path_bytes(text: str) -> bytes:
    """What a text of the scenarios means."""
    return re.sub(r"\\x([89a-f][0-9a-f])", _byte, text).encode("utf-8", "surrogateescape")


def _byte(found: re.Match[str]) -> str:
    return chr(0xDC00 + int(found[1], 16))
