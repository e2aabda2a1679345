import json

import pytest

from dockerlabel.diagnostic import Applicability, Edit, Fix, Severity
from dockerlabel.document import Span
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import JsonDocument
from tests.unit.reports import HOSTILE_NAMES, diagnostic, replacement, report

TEXT = "FROM alpine\r\nLABEL a=é😀 b=c\n"


def as_json(reports: list[Report], summary: Summary) -> str:
    document = JsonDocument()
    assert [document.report(report) for report in reports] == [()] * len(reports)
    return "\n".join(document.end(summary))


def test_nothing_found() -> None:
    assert json.loads(as_json([report(TEXT)], Summary().add(report(TEXT)))) == {
        "version": 1,
        "diagnostics": [],
        "summary": {
            "files": 1,
            "build_definitions": 0,
            "repositories": 0,
            "not_compared": 0,
            "not_checked": 0,
            "by_build": 0,
            "errors": 0,
            "warnings": 0,
            "notes": 0,
        },
    }


def test_everything_is_there() -> None:
    fix = Fix(
        "fix it",
        (Edit(Span(0, 4), "from"), Edit(Span(13, 13), "LABEL x=y\r\n")),
        Applicability.UNSAFE,
    )
    found = report(
        TEXT, diagnostic(TEXT, "b=c", severity=Severity.WARNING, fix=fix, notes=("one", "two"))
    )._replace(repository=".")
    assert json.loads(as_json([found], Summary().add(found))) == {
        "version": 1,
        "diagnostics": [
            {
                "path": "Dockerfile",
                "repository": ".",
                "rule": "a-rule",
                "severity": "warning",
                "message": "a message",
                "notes": ["one", "two"],
                "help": "fix it",
                "start": {"line": 2, "column": 12},
                "end": {"line": 2, "column": 15},
                "fix": {
                    "title": "fix it",
                    "applicability": "unsafe",
                    "edits": [
                        {
                            "start": {"line": 1, "column": 1},
                            "end": {"line": 1, "column": 5},
                            "replacement": "from",
                        },
                        {
                            "start": {"line": 2, "column": 1},
                            "end": {"line": 2, "column": 1},
                            "replacement": "LABEL x=y\r\n",
                        },
                    ],
                },
                "url": "https://github.com/dockerlabel/dockerlabel/blob/main/docs/rules/a-rule.md",
            }
        ],
        "summary": {
            "files": 1,
            "build_definitions": 0,
            "repositories": 1,
            "not_compared": 0,
            "not_checked": 0,
            "by_build": 0,
            "errors": 0,
            "warnings": 1,
            "notes": 0,
        },
    }


@pytest.mark.parametrize(
    ("applicability", "word"),
    [
        (Applicability.SAFE, "safe"),
        (Applicability.UNSAFE, "unsafe"),
        (Applicability.DISPLAY_ONLY, "display-only"),
    ],
    ids=str,
)
def test_applicability(applicability: Applicability, word: str) -> None:
    fix = replacement(Span(0, 0), "x", applicability=applicability)
    found = as_json([report(TEXT, diagnostic(TEXT, fix=fix))], Summary())
    assert json.loads(found)["diagnostics"][0]["fix"]["applicability"] == word


def test_files_come_in_order() -> None:
    reports = [report(TEXT, diagnostic(TEXT), path=path) for path in ("b", "a")]
    found = json.loads(as_json(reports, Summary()))
    assert [each["path"] for each in found["diagnostics"]] == ["b", "a"]


@pytest.mark.parametrize("name", [name for name, _ in HOSTILE_NAMES.values()], ids=HOSTILE_NAMES)
def test_names_survive(name: str) -> None:
    """Python's own reader gives the very name back, undecodable bytes included."""
    found = as_json([report(TEXT, diagnostic(TEXT, message=name), path=name)], Summary())
    assert found.isascii()
    assert all(line.isprintable() for line in found.split("\n"))
    diagnostics = json.loads(found)["diagnostics"]
    assert (diagnostics[0]["path"], diagnostics[0]["message"]) == (name, name)
