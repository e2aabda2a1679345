"""Diagnostics as clients get them."""

import pytest
from lsprotocol import types

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.document import Span
from dockerlabel.server.client import Client
from dockerlabel.server.features import diagnostic_of
from tests.server.wire import structured, target

TEXT = "FROM a\nLABEL k=v\n"
PLACE = Span(15, 16)
FOUND = Diagnostic("wrong-source", Severity.ERROR, PLACE, "a message")


def shown(found: Diagnostic = FOUND, client: Client = Client()) -> types.Diagnostic:  # noqa: B008 - it never changes
    return structured(diagnostic_of(found, target(TEXT, client)), types.Diagnostic)


@pytest.mark.parametrize(
    ("rule", "severity", "expected"),
    [
        ("wrong-source", Severity.ERROR, types.DiagnosticSeverity.Error),
        ("wrong-source", Severity.WARNING, types.DiagnosticSeverity.Warning),
        ("forked-source", Severity.NOTE, types.DiagnosticSeverity.Information),
        # It is about the surroundings, and would be on every file's first line.
        ("unknown-remote", Severity.NOTE, types.DiagnosticSeverity.Hint),
        ("unknown-remote", Severity.ERROR, types.DiagnosticSeverity.Error),
    ],
)
def test_severities(rule: str, severity: Severity, expected: types.DiagnosticSeverity) -> None:
    assert shown(FOUND._replace(rule=rule, severity=severity)).severity is expected


def test_what_has_no_effect_is_faded() -> None:
    (tag,) = shown(FOUND._replace(rule="overridden-source")).tags or ()
    assert tag is types.DiagnosticTag.Unnecessary
    assert shown().tags is None


def test_what_a_file_says_moves_no_cursor() -> None:
    found = FOUND._replace(message="`\x1b[2J\u202e` a\nb", notes=("\x1b",))
    assert shown(found).message == "`\\x1b[2J\\u202e` a\\nb\n\\x1b"


def test_notes_are_beside_the_message_if_the_client_shows_them_there() -> None:
    found = FOUND._replace(notes=("expected w", "a \x1b"))
    assert shown(found).message == "a message\nexpected w\na \\x1b"
    assert shown(found).related_information is None
    related = shown(found, Client(relates=True))
    assert related.message == "a message"
    assert [each.message for each in related.related_information or ()] == [
        "expected w",
        "a \\x1b",
    ]
    assert {each.location.uri for each in related.related_information or ()} == {
        "file:///app/Dockerfile"
    }


def test_the_fix_goes_along() -> None:
    fix = Fix("write `w`", (Edit(PLACE, "w"),), Applicability.DISPLAY_ONLY)
    start, end = {"line": 1, "character": 8}, {"line": 1, "character": 9}
    assert shown(FOUND._replace(fix=fix)).data == {
        "title": "write `w`",
        "applicability": "display-only",
        "edits": [{"range": {"start": start, "end": end}, "newText": "w"}],
    }
    assert shown().data is None
