"""Diagnostics as clients are told them."""

import pytest
from lsprotocol import types

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.document import Span
from dockerlabel.server.positions import Positions
from dockerlabel.server.protocol import diagnostic_of

POSITIONS = Positions("FROM a\nLABEL k=v\n", types.PositionEncodingKind.Utf16)
PLACE = Span(15, 16)


def told(rule: str = "wrong-source", severity: Severity = Severity.ERROR) -> types.Diagnostic:
    return diagnostic_of(Diagnostic(rule, severity, PLACE, "a message"), POSITIONS)


@pytest.mark.parametrize(
    ("rule", "severity", "expected"),
    [
        ("wrong-source", Severity.ERROR, types.DiagnosticSeverity.Error),
        ("wrong-source", Severity.WARNING, types.DiagnosticSeverity.Warning),
        ("forked-source", Severity.NOTE, types.DiagnosticSeverity.Information),
        # It is about the surroundings, and would stand on every file's first line.
        ("unknown-remote", Severity.NOTE, types.DiagnosticSeverity.Hint),
        ("unknown-remote", Severity.ERROR, types.DiagnosticSeverity.Error),
    ],
)
def test_severities(rule: str, severity: Severity, expected: types.DiagnosticSeverity) -> None:
    assert told(rule, severity).severity is expected


def test_what_has_no_effect_is_faded() -> None:
    assert told("overridden-source").tags == [types.DiagnosticTag.Unnecessary]
    assert told().tags is None


def test_what_a_file_says_moves_no_cursor() -> None:
    found = Diagnostic("wrong-source", Severity.ERROR, PLACE, "`\x1b[2J\u202e` a\nb")
    assert diagnostic_of(found, POSITIONS).message == "`\\x1b[2J\\u202e` a\\nb"


def test_the_fix_goes_along() -> None:
    fix = Fix("write `w`", (Edit(PLACE, "w"),), Applicability.DISPLAY_ONLY)
    found = Diagnostic("wrong-source", Severity.ERROR, PLACE, "a message", fix)
    start, end = {"line": 1, "character": 8}, {"line": 1, "character": 9}
    assert diagnostic_of(found, POSITIONS).data == {
        "title": "write `w`",
        "applicability": "display-only",
        "edits": [{"range": {"start": start, "end": end}, "newText": "w"}],
    }
    assert told().data is None
