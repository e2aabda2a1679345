"""Reports hold to the schemas of their formats; an opt-in suite asks SARIF's own validator."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from rfc3986_validator import validate_rfc3986  # type: ignore[import-untyped] # it ships no types

from dockerlabel.rules.registry import RULES
from tests.conftest import PROJECT, on_request
from tests.scenarios import report_scenarios as scenarios
from tests.scenarios.program import Program

SARIF = json.loads((PROJECT / "fixtures" / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
CHECK = json.loads(files("dockerlabel").joinpath("check-1.schema.json").read_text("utf-8"))

EVERY_SCENARIO = pytest.mark.parametrize("scenario", list(scenarios.SCENARIOS))


def written(scenario: str, file: str) -> Any:  # noqa: ANN401 - JSON
    """A snapshot, which another test holds against what is printed now."""
    return json.loads((scenarios.FOLDER / scenario / file).read_bytes())


def errors(value: object, schema: dict[str, Any]) -> Iterator[str]:
    formats = FormatChecker()
    formats.checks("uri-reference")(lambda text: validate_rfc3986(text, rule="URI_reference"))
    formats.checks("uri")(lambda text: validate_rfc3986(text, rule="URI"))
    for error in Draft202012Validator(schema, format_checker=formats).iter_errors(value):
        yield f"{error.json_path}: {error.message}"


def test_the_schemas_are_schemas() -> None:
    for schema in (SARIF, CHECK):
        Draft202012Validator.check_schema(schema)


@EVERY_SCENARIO
def test_sarif(scenario: str) -> None:
    assert list(errors(written(scenario, "sarif.sarif"), SARIF)) == []


@EVERY_SCENARIO
def test_json(scenario: str) -> None:
    assert list(errors(written(scenario, "json.json"), CHECK)) == []


def test_the_schema_of_json_knows_each_member() -> None:
    """What it does not name it would not check."""
    document = written("everyday", "json.json")
    (fix,) = [each["fix"] for each in document["diagnostics"] if each["rule"] == "wrong-source"]
    definitions = CHECK["$defs"]
    assert set(document) | {"statistics", "repositories"} == set(CHECK["properties"])
    assert set(document["diagnostics"][0]) == set(definitions["diagnostic"]["properties"])
    assert set(fix) == set(definitions["fix"]["properties"])
    assert set(document["summary"]) == set(definitions["summary"]["properties"])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param({"version": 2}, "$.version", id="version"),
        pytest.param({"diagnostics": [{}]}, "$.diagnostics[0]", id="empty"),
        pytest.param({"statistics": []}, "$", id="both"),
        pytest.param({"summary": {"files": -1}}, "$.summary", id="summary"),
    ],
)
def test_the_schema_of_json_refuses(change: dict[str, object], place: str) -> None:
    document = written("everyday", "json.json") | change
    assert any(error.startswith(place) for error in errors(document, CHECK))


def test_statistics(tmp_path: Path, dockerlabel: Program) -> None:
    scenarios.make_scenario(tmp_path / "everyday", "everyday")
    counted = dockerlabel(tmp_path / "everyday", "check", "--statistics", "--format=json").json
    assert list(errors(counted, CHECK)) == []
    summary = counted["summary"]
    told = summary["errors"] + summary["warnings"] + summary["notes"]
    assert sum(each["count"] for each in counted["statistics"]) == told > 0


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, dockerlabel: Program) -> dict[str, Any]:
    """A whole log, with its rules."""
    root = tmp_path_factory.mktemp("log") / "everyday"
    scenarios.make_scenario(root, "everyday")
    log: dict[str, Any] = dockerlabel(root, "check", "--format=sarif").json
    assert list(errors(log, SARIF)) == []
    return log


def test_sarif_has_every_rule(log: dict[str, Any]) -> None:
    driver = log["runs"][0]["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == [rule.name for rule in RULES]
    for rule, its in zip(driver["rules"], RULES, strict=True):
        assert rule["defaultConfiguration"]["level"] == its.severity.name.lower()
        assert rule["helpUri"].endswith(f"/docs/rules/{its.name}.md")
        assert rule["shortDescription"]["text"] == its.summary
        # GitHub cuts what is longer.
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["markdown"].startswith(f"# {its.name}\n")


def test_sarif_fixes_are_the_edits(log: dict[str, Any]) -> None:
    """Taken over by their regions, they make what `fix` makes."""
    results = log["runs"][0]["results"]
    (fix,) = next(each for each in results if each["ruleId"] == "wrong-source")["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    text = scenarios.SCENARIOS["everyday"]["files"]["Dockerfile"]
    lines = text.split("\n")

    def offset(line: int, column: int) -> int:
        return sum(len(each) + 1 for each in lines[: line - 1]) + column - 1

    region = replacement["deletedRegion"]
    start = offset(region["startLine"], region["startColumn"])
    end = offset(region["endLine"], region["endColumn"])
    fixed = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    assert 'source="https://github.com/octo-org/app"' in fixed
    assert fixed.replace("https://github.com/octo-org/app", "…").split("\n")[7:] == lines[9:]


ADVICE = {
    "SARIF2002",  # messages by reference: the text is made for each place
    "SARIF2003",  # version control: GitHub knows which commit it runs for
    "SARIF2006",  # asks the network for each address
    "SARIF2009",  # numbers for rules: ours have names
    "SARIF2010",  # the code itself: it stays in the repository
    "SARIF2011",  # the code around it: the same
}
"""Notes of the validator that do not suit this tool."""


@pytest.mark.network
@on_request("DOCKERLABEL_SARIF", "fetches 100 MB with npm: SARIF's own validator")
def test_sarifs_own_validator(tmp_path: Path, dockerlabel: Program) -> None:
    npm = shutil.which("npm")
    assert npm, "npm is needed"
    package = "@microsoft/sarif-multitool-linux@5"
    install = [npm, "install", "--silent", "--no-save", "--prefix", str(tmp_path), package]
    subprocess.run(install, check=True, timeout=600)
    (tool,) = tmp_path.glob("node_modules/@microsoft/*/Sarif.Multitool")
    for scenario in scenarios.SCENARIOS:
        scenarios.make_scenario(tmp_path / scenario, scenario)
        log = tmp_path / f"{scenario}.sarif"
        options = scenarios.SCENARIOS[scenario].get("options", ())
        dockerlabel(
            tmp_path / scenario, "check", "--format=sarif", f"--output-file={log}", *options
        )
        found = tmp_path / f"{scenario}.found.sarif"
        command = [tool, "validate", log, "--rule-kind", "Sarif;Gh", "-o", found]
        environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        levels = ["--level", "Error;Warning;Note"]
        said = subprocess.run(
            [*map(str, command), *levels], env=environment, check=True, capture_output=True
        )
        assert b"Analysis completed successfully" in said.stdout
        (run,) = json.loads(found.read_text("utf-8-sig"))["runs"]
        told = [(each.get("level", "warning"), each["ruleId"]) for each in run["results"]]
        assert [each for each in told if each[0] != "note" or each[1] not in ADVICE] == []
