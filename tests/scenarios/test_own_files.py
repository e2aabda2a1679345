"""The project is its own first user."""

import json

from dockerlabel.rules.rule import PROJECT_URL
from tests.conftest import PROJECT
from tests.scenarios.program import KEY, Program


def test_its_dockerfiles_are_clean(dockerlabel: Program) -> None:
    checked = dockerlabel(PROJECT, "check", "--format=json", "--fail-on=note")
    assert checked.status == 0, checked.text
    assert checked.json["diagnostics"] == []
    summary = checked.json["summary"]
    own = "the fixtures are left out: a Dockerfile and the workflow that releases its image"
    assert (summary["files"], summary["build_definitions"]) == (2, 1), own


def test_its_image_names_its_repository(dockerlabel: Program) -> None:
    labels = json.loads(dockerlabel(PROJECT, "labels", "--format=json", "Dockerfile").text)
    assert labels["labels"][KEY] == PROJECT_URL
    assert labels["unknown"] == {}
