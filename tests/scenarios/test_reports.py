"""Every format on the same files, with names and values that try to break out of it."""

import json
import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest

from dockerlabel.output.terminal import printable, printable_path, storable
from dockerlabel.rules.rule import PROJECT_URL
from tests.scenarios import report_scenarios as scenarios
from tests.scenarios.program import Program
from tests.scenarios.report_readers import (
    Line,
    plain,
    read_command,
    read_commands,
    read_concise,
    read_full,
    read_page,
    strings,
)

SEVERITIES = {"error": "error", "warning": "warning", "notice": "note"}
FAILURES = {"failures": 2}
"""Files that cannot be dealt with, by scenario."""


class Told(NamedTuple):
    """A scenario, what was printed about it, and the diagnostics that it is about."""

    scenario: str
    printed: scenarios.Printed
    diagnostics: list[dict[str, Any]]

    @property
    def failures(self) -> int:
        return FAILURES.get(self.scenario, 0)

    def output(self, name: str) -> str:
        return self.printed.formats[name].output.decode("utf-8")

    def lines(self) -> list[Line]:
        """The diagnostics as people read them, with notes elsewhere."""
        return [self._line(each, each["message"]) for each in self.diagnostics]

    def headlines(self) -> list[Line]:
        """The diagnostics as people read them in formats of one line."""
        return [
            self._line(each, "; ".join((each["message"], *each["notes"][: not _is_safe(each)])))
            for each in self.diagnostics
        ]

    @staticmethod
    def _line(each: Mapping[str, Any], message: str) -> Line:
        start = each["start"]
        kind = each["severity"], each["rule"]
        return Line(each["path"], start["line"], start["column"], *kind, printable(message))


def _is_safe(diagnostic: Mapping[str, Any]) -> bool:
    fix = diagnostic["fix"]
    return fix is not None and fix["applicability"] == "safe"


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory, dockerlabel: Program
) -> Mapping[str, Told]:
    folder = tmp_path_factory.mktemp("scenarios")
    found = {}
    for name in scenarios.SCENARIOS:
        scenarios.make_scenario(folder / name, name)
        printed = scenarios.print_scenario(folder / name, name, dockerlabel)
        document = json.loads(printed.formats["json"].output)
        found[name] = Told(name, printed, document["diagnostics"])
    return found


@pytest.fixture(params=list(scenarios.SCENARIOS))
def told(request: pytest.FixtureRequest, everything: Mapping[str, Told]) -> Told:
    return everything[request.param]


def test_snapshots(told: Told, *, update_cases: bool) -> None:
    folder = scenarios.FOLDER / told.scenario
    printed = scenarios.snapshots(told.printed)
    if update_cases:
        folder.mkdir(exist_ok=True)
        for name, output in printed.items():
            (folder / name).write_bytes(output)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == printed


def test_scenarios_and_folders_agree() -> None:
    folders = [path.name for path in scenarios.FOLDER.iterdir() if path.is_dir()]
    assert sorted(folders) == sorted(scenarios.SCENARIOS)


def test_the_hostile_scenarios_say_something(everything: Mapping[str, Told]) -> None:
    paths = scenarios.SCENARIOS["names"]["paths"]
    assert len(everything["names"].diagnostics) == len(paths)
    assert len(everything["values"].diagnostics) == len(scenarios.SCENARIOS["values"]["files"])


def test_the_exit_code_does_not_depend_on_the_format(told: Told) -> None:
    statuses = {result.status for result in told.printed.formats.values()}
    statuses.add(told.printed.statistics.status)
    expected = 2 if told.failures else int(bool(told.diagnostics))
    assert statuses == {expected}


def test_nothing_moves_the_cursor_or_ends_a_line(told: Told) -> None:
    for name, result in told.printed.formats.items():
        text = result.output.decode("utf-8") + result.errors
        assert [line for line in text.split("\n") if not line.isprintable()] == [], name
    page = told.printed.page.decode("utf-8")
    assert all(line.isprintable() for line in page.split("\n"))


def test_credentials_are_masked(told: Told) -> None:
    for result in told.printed.formats.values():
        assert b"hunter2" not in result.output
        assert "hunter2" not in result.errors
    assert b"hunter2" not in told.printed.page


def test_only_annotations_are_commands_of_the_runner(told: Told) -> None:
    for name, result in told.printed.formats.items():
        commands = read_commands(result.errors)
        if name != "github":
            commands += read_commands(result.output.decode("utf-8"))
        assert commands == [], name


def test_json(told: Told) -> None:
    document = json.loads(told.printed.formats["json"].output)
    assert document["version"] == 1
    summary = document["summary"]
    counted = [summary[f"{kind}s"] for kind in ("error", "warning", "note")]
    assert sum(counted) == len(told.diagnostics)
    if told.scenario == "names":
        paths = {os.fsencode(each["path"]) for each in told.diagnostics}
        assert paths == {
            scenarios.path_bytes(path) for path in scenarios.SCENARIOS["names"]["paths"]
        }


def test_concise(told: Told) -> None:
    expected = [line._replace(path=printable_path(line.path)) for line in told.headlines()]
    assert read_concise(told.output("concise")) == expected


def test_full(told: Told) -> None:
    expected = [line._replace(path=printable(line.path)) for line in told.lines()]
    assert read_full(told.output("full")) == expected
    notes = [f"note: {printable(note)}" for each in told.diagnostics for note in each["notes"]]
    assert re.findall(r"^ += (note: .*)$", told.output("full"), re.MULTILINE) == notes


def test_github(told: Told) -> None:
    output = told.output("github")
    commands = read_commands(output)
    assert len(commands) == len(output.splitlines()) == len(told.diagnostics) + told.failures
    found = []
    for command in commands:
        if "line" not in command.properties:
            assert command.name == "error"
            continue
        path, rule = command.properties["file"], command.properties["title"].split(": ")[1]
        place = re.escape(printable(path)) + rf":(\d+):(\d+): {rule} (.*)"
        parts = re.match(place, command.data)
        assert parts, command.data
        assert parts[1] == command.properties["line"]
        kind = SEVERITIES[command.name]
        found.append(Line(path, int(parts[1]), int(parts[2]), kind, rule, parts[3]))
    exact = [line._replace(path=_but_line_ends(line.path)) for line in told.headlines()]
    assert found == exact


def _but_line_ends(path: str) -> str:
    """Line ends are kept: a command has escapes for them."""
    return "".join(map(_shown, re.split("([\r\n])", path)))


def _shown(piece: str) -> str:
    return piece if piece in {"\r", "\n"} else printable(piece)


def test_the_page_of_the_step(told: Told) -> None:
    page = read_page(told.printed.page.decode("utf-8"))
    assert page.tags <= {*"h3 p table thead tbody tr th td code a".split()}
    assert all(link.startswith(f"{PROJECT_URL}/blob/main/docs/rules/") for link in page.links)
    assert [len(row) for row in page.rows] == [4] * (len(told.diagnostics) + told.failures)
    expected = [
        [
            f"{printable(line.path)}:{line.line}:{line.column}".strip(),
            line.severity,
            line.rule,
            plain(line.message),
        ]
        for line in told.headlines()
    ]
    rows = [
        [row[0].strip(), row[1], row[2], row[3].replace("`", "")] for row in page.rows if row[2]
    ]
    assert rows == expected


def test_gitlab(told: Told) -> None:
    entries = json.loads(told.printed.formats["gitlab"].output)
    expected = [
        (storable(line.path), line.line, line.rule, line.message) for line in told.headlines()
    ]
    assert [
        (
            each["location"]["path"],
            each["location"]["lines"]["begin"],
            each["check_name"],
            each["description"],
        )
        for each in entries
    ] == expected
    assert {each["severity"] for each in entries} <= {"info", "minor", "major"}
    fingerprints = [each["fingerprint"] for each in entries]
    assert len(set(fingerprints)) == len(fingerprints)
    assert [text for text in strings(entries) if text != storable(text)] == []


def test_junit(told: Told) -> None:
    root = ET.fromstring(told.printed.formats["junit"].output)  # noqa: S314 - our own output
    cases = [(suite, case) for suite in root for case in suite]
    assert int(root.attrib["tests"]) == len(cases)
    for kind in ("failure", "error"):
        found = root.findall(f".//{kind}")
        assert len(found) == int(root.attrib[f"{kind}s"])
    assert len(root.findall(".//error")) == told.failures
    tests = [
        (suite.attrib["name"], case.attrib["classname"], case.attrib["name"], outcome)
        for suite, case in cases
        for outcome in case
        if outcome.tag != "error"
    ]
    assert [(suite, name) for suite, _, name, _ in tests] == [
        (printable(line.path), f"{line.rule} at {line.line}:{line.column}")
        for line in told.headlines()
    ]
    assert all(suite == case for suite, case, _, _ in tests)
    for (_, _, _, outcome), line in zip(tests, told.headlines(), strict=True):
        first, *rest = (outcome.text or "").splitlines()
        place = f"{printable(line.path)}:{line.line}:{line.column}"
        assert first == f"{place}: {line.severity} {line.rule} {line.message}"
        assert all(each.startswith("help: ") for each in rest)
        assert (outcome.tag == "failure") is (line.severity != "note")


def test_sarif(told: Told) -> None:
    (run,) = json.loads(told.printed.formats["sarif"].output)["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is not bool(told.failures)
    assert len(invocation["toolExecutionNotifications"]) == told.failures
    found, explained = [], []
    for result in run["results"]:
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        path = os.fsdecode(unquote_to_bytes(place["artifactLocation"]["uri"]))
        start = place["region"]["startLine"], place["region"]["startColumn"]
        level, (message, *others) = result["level"], result["message"]["text"].split("\n")
        found.append(Line(path, *start, level, result["ruleId"], message))
        explained.append(others)
    assert found == told.lines()
    assert explained == [
        [
            *(f"note: {printable(note)}" for note in each["notes"]),
            *([f"help: {printable(each['help'])}"] if each["help"] else []),
        ]
        for each in told.diagnostics
    ]


def test_statistics(told: Told) -> None:
    rows = [line.split()[:2] for line in told.printed.statistics.text.splitlines()]
    rules = [each["rule"] for each in told.diagnostics]
    assert {rule: int(number) for number, rule in rows} == {
        rule: rules.count(rule) for rule in rules
    }
    counts = [int(number) for number, _ in rows]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("::error file=a,line=1::x", "error"),
        ("  ::add-mask::x", "add-mask"),
        ("text ##[add-mask]x", "add-mask"),
        ("text ::error::x", None),
        ("::error", None),
        ("#\\x23[add-mask]x", None),
    ],
)
def test_the_reader_of_commands_is_no_softer_than_the_runner(line: str, name: str | None) -> None:
    command = read_command(line)
    assert (command and command.name) == name


def test_escapes_of_commands() -> None:
    command = read_command("::error file=a%3Ab%2Cc%250A,title=%0A::x%250A%0Ay%3A")
    assert command is not None
    assert command.properties == {"file": "a:b,c%0A", "title": "\n"}
    assert command.data == "x%0A\ny%3A"


def test_the_scenarios_have_every_kind_of_name(everything: Mapping[str, Told]) -> None:
    names = "".join(each["path"] for each in everything["names"].diagnostics)
    for mark in (
        "\n",
        "\r",
        "::",
        "##[",
        "%0A",
        "\x1b",
        "]]>",
        "|",
        "`",
        "\udce9",
        "\u202e",
        "\ufffe",
    ):
        assert mark in names
