"""`dockerlabel config`: the settings in force, and where each is set."""

import json
from pathlib import Path
from typing import Any

import pytest

from dockerlabel.config.keys import SETTINGS
from tests.conftest import MakeRepository
from tests.scenarios.program import ORG, Program, write

BASE = "https://github.com/octo-org/base"
TEXT = f"""\
remote: origin
build-args: {{URL: "https://mona:hunter2@example.org/x"}}
overrides:
  - files: [images/base/]
    source: {BASE}
    reason: published from another repository
  - files: [images/old/]
    fail-on: never
"""


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, TEXT.encode(), ".dockerlabel.yaml")
    write(root, b"FROM a\n", "images/base/Dockerfile")
    return root


def rows(text: str) -> dict[str, str]:
    """The lines of the table, by key."""
    lines = (line.split(" = ") for line in text.splitlines() if " = " in line)
    return {key.strip(): rest for key, rest in lines}


def test_text(root: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(root, "config", "--fail-on=note", "images/base/Dockerfile")
    assert (shown.status, shown.errors) == (0, "")
    first, *_, fits, does_not = shown.text.splitlines()
    assert first == "images/base/Dockerfile (.dockerlabel.yaml)"
    table = rows(shown.text)
    assert list(table) == list(SETTINGS)
    place = ".dockerlabel.yaml"
    assert table["source"] == f"{BASE}  (override at {place}:5: published from another repository)"
    assert table["remote"] == f"origin  ({place}:1)"
    assert table["hosts"] == "[]  (default)"
    assert table["targets"] == "the last stage of a file  (default)"
    assert table["fail-on"] == "note  (option)"
    assert table["build-args"] == f'{{"URL": "https://***@example.org/x"}}  ({place}:2)'
    assert fits == (
        f"  matches the override at {place}:4: images/base/: published from another repository"
    )
    assert does_not == f"  does not match the override at {place}:7: images/old/"


def test_a_folder_means_its_dockerfile(root: Path, dockerlabel: Program) -> None:
    assert BASE in rows(dockerlabel(root, "config", "images/base").text)["source"]
    assert "taken from git" in rows(dockerlabel(root, "config").text)["source"]
    outside = dockerlabel(root / "images", "config").text.splitlines()[0]
    assert outside == f". ({root}/.dockerlabel.yaml)"


def test_without_a_file(root: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(root, "config", "--isolated").text.splitlines()
    assert shown[0] == ". (no configuration file)"
    assert all(line.endswith("  (default)") for line in shown[1:])


def test_another_file(root: Path, dockerlabel: Program) -> None:
    write(root, b"remote: fork\n", "other.yaml")
    shown = dockerlabel(root, "config", "--config", "other.yaml").text
    assert shown.startswith(". (other.yaml)\n")
    assert rows(shown)["remote"] == "fork  (other.yaml:1)"


def test_json(root: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(
        root, "config", "--format=json", "--select=wrong-source", "images/base", "."
    )
    base, top = map(json.loads, shown.text.splitlines())
    assert (base["path"], base["configuration"]) == ("images/base", ".dockerlabel.yaml")
    settings: dict[str, Any] = base["settings"]
    assert list(settings) == list(SETTINGS)
    assert settings["source"] == {
        "value": BASE,
        "origin": "override",
        "line": 5,
        "reason": "published from another repository",
    }
    assert settings["remote"] == {"value": "origin", "origin": "file", "line": 1, "reason": None}
    assert settings["ssh-aliases"] == {
        "value": True,
        "origin": "default",
        "line": None,
        "reason": None,
    }
    assert settings["select"]["value"] == ["wrong-source"]
    assert settings["select"]["origin"] == "option"
    assert "hunter2" not in shown.text
    assert base["overrides"] == [
        {
            "line": 4,
            "files": ["images/base/"],
            "reason": "published from another repository",
            "fits": True,
        },
        {"line": 7, "files": ["images/old/"], "reason": None, "fits": False},
    ]
    assert [each["fits"] for each in top["overrides"]] == [False, False]
    assert top["settings"]["source"]["value"] is None


def test_a_path_that_does_not_exist(root: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(root, "config", "nowhere", "images/base")
    assert shown.status == 2
    assert "nowhere: no such file or folder" in shown.errors
    assert shown.text.startswith("images/base (")


def test_a_mistake_in_the_file(root: Path, dockerlabel: Program) -> None:
    write(root, b"remote: ''\n", ".dockerlabel.yaml")
    shown = dockerlabel(root, "config")
    assert (shown.status, shown.output) == (2, b"")
    assert ".dockerlabel.yaml:1: remote: must be a remote's name" in shown.errors


def test_what_a_repository_says_does_not_leave_its_line(root: Path, dockerlabel: Program) -> None:
    write(
        root,
        b'build-args: {A: "x\\e[31m\\ny"}\n'
        b'overrides: [{files: ["\\u202e*"], reason: "a\\nb\\e[2J", fail-on: note}]\n',
        ".dockerlabel.yaml",
    )
    shown = dockerlabel(root, "config").text
    assert len(shown.splitlines()) == 1 + len(SETTINGS) + 1
    assert not set(shown) & {"\x1b", "\u202e"}
