import pytest

from dockerlabel.diagnostic import Severity
from dockerlabel.output.concise import concise
from tests.unit.reports import COLORED, HOSTILE_NAMES, PLAIN, diagnostic, report

TEXT = "FROM alpine\n\x0cLABEL a=é😀\u2028b x=y\r\n"


def test_nothing_found_prints_nothing() -> None:
    assert list(concise(report(TEXT), PLAIN)) == []


def test_one_line_each() -> None:
    found = report(
        TEXT,
        diagnostic(TEXT, "FROM alpine", severity=Severity.NOTE),
        diagnostic(TEXT, "x=y", severity=Severity.WARNING),
        diagnostic(TEXT, "LABEL"),
    )
    assert list(concise(found, PLAIN)) == [
        "Dockerfile:1:1: note a-rule a message",
        "Dockerfile:2:15: warning a-rule a message",
        "Dockerfile:2:2: error a-rule a message",
    ]


def test_the_end_of_the_file() -> None:
    empty = report("", diagnostic("", ""))
    assert list(concise(empty, PLAIN)) == ["Dockerfile:1:1: error a-rule a message"]


def test_colors() -> None:
    lines = list(concise(report(TEXT, diagnostic(TEXT)), COLORED))
    assert lines == [
        "\x1b[1mDockerfile:1:1:\x1b[0m \x1b[1;31merror\x1b[0m \x1b[1ma-rule\x1b[0m a message"
    ]


@pytest.mark.parametrize(("name", "shown"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_names_and_messages_are_data(name: str, shown: str) -> None:
    found = report(TEXT, diagnostic(TEXT, message=f"says {name}!"), path=f"dir/{name}")
    assert list(concise(found, PLAIN)) == [f"dir/{shown}:1:1: error a-rule says {shown}!"]
