"""`dockerlabel rule`: pages at the terminal, and the table of all rules."""

import json
from pathlib import Path

from dockerlabel.rules.registry import RULES
from tests.conftest import PROJECT
from tests.scenarios.program import Program

NAMES = [rule.name for rule in RULES]


def page(name: str) -> str:
    return (PROJECT / "docs" / "rules" / f"{name}.md").read_text("utf-8")


def test_a_page(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path, "rule", "wrong-source")
    assert (shown.status, shown.errors) == (0, "")
    assert shown.text == page("wrong-source")


def test_pages_are_parted_by_a_line(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path, "rule", "wrong-source", "missing-source")
    assert shown.text == f"{page('wrong-source')}\n{page('missing-source')}"


def test_without_a_name_all_rules_in_a_table(tmp_path: Path, dockerlabel: Program) -> None:
    head, *rows = dockerlabel(tmp_path, "rule").text.splitlines()
    assert head.split() == ["rule", "severity", "fix", "reports"]
    assert [row.split()[0] for row in rows] == NAMES
    for rule, row in zip(RULES, rows, strict=True):
        assert row.endswith(rule.summary)
        assert row.index(rule.summary) == head.index("reports")


def test_json(tmp_path: Path, dockerlabel: Program) -> None:
    lines = dockerlabel(tmp_path, "rule", "--format=json").text.splitlines()
    rules = [json.loads(line) for line in lines]
    assert [rule["name"] for rule in rules] == NAMES
    assert rules[0] == {
        "name": "invalid-syntax",
        "severity": "error",
        "fix": None,
        "since": "0.1.0",
        "summary": "The file does not build.",
        "url": "https://github.com/dockerlabel/dockerlabel/blob/main/docs/rules/invalid-syntax.md",
        "page": page("invalid-syntax"),
    }
    one = dockerlabel(tmp_path, "rule", "--format=json", "forked-source").json
    assert (one["name"], one["fix"]) == ("forked-source", "unsafe")


def test_an_unknown_name(tmp_path: Path, dockerlabel: Program) -> None:
    shown = dockerlabel(tmp_path, "rule", "wrong_source", "ssh-source")
    assert shown.status == 2
    assert shown.errors == ("dockerlabel: unknown rule wrong_source; did you mean wrong-source?\n")
    assert shown.text == page("ssh-source"), "the others are printed"
    far = dockerlabel(tmp_path, "rule", "\x1b[31m")
    assert (far.status, far.output) == (2, b"")
    assert "unknown rule \\x1b[31m; `dockerlabel rule` lists them\n" in far.errors
