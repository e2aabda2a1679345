"""From diagnostics and edits to what the protocol calls them, as plain functions."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lsprotocol import types

from dockerlabel.diagnostic import Diagnostic, Edit, Fix, Severity
from dockerlabel.output.text import printable
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import page_url
from dockerlabel.server.positions import Positions

NAME = "dockerlabel"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


class Target(NamedTuple):
    """The buffer that edits are for; `versioned` says whether the client takes versions."""

    uri: str
    version: int
    positions: Positions
    versioned: bool


def diagnostics_of(
    found: Iterable[Diagnostic], positions: Positions
) -> tuple[types.Diagnostic, ...]:
    """Return diagnostics as the client is told them."""
    return tuple(diagnostic_of(each, positions) for each in found)


def diagnostic_of(found: Diagnostic, positions: Positions) -> types.Diagnostic:
    """Return a diagnostic as the client is told it; `data` holds its fix."""
    return types.Diagnostic(
        range=positions.range(found.span),
        message="\n".join(map(printable, (found.message, *found.notes))),
        severity=_severity(found),
        code=found.rule,
        code_description=types.CodeDescription(page_url(found.rule)),
        source=NAME,
        tags=[types.DiagnosticTag.Unnecessary] if RULE_BY_NAME[found.rule].unnecessary else None,
        data=_data(found.fix, positions) if found.fix else None,
    )


def text_edits(edits: Iterable[Edit], positions: Positions) -> list[types.TextEdit]:
    """Return edits as the client makes them: all of them on the same text."""
    return [types.TextEdit(positions.range(edit.span), edit.replacement) for edit in edits]


def workspace_edit(edits: Iterable[Edit], target: Target) -> types.WorkspaceEdit:
    """Return edits of one buffer, with its version where the client looks at that."""
    changes = text_edits(edits, target.positions)
    if not target.versioned:
        return types.WorkspaceEdit(changes={target.uri: changes})
    identifier = types.OptionalVersionedTextDocumentIdentifier(target.uri, target.version)
    # The protocol's lists are invariant: their types must be those of the field.
    items: Sequence[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = changes
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, items)])


def _severity(found: Diagnostic) -> types.DiagnosticSeverity:
    if RULE_BY_NAME[found.rule].once_per_repository and found.severity is Severity.NOTE:
        # It is about the surroundings of the file: as quiet as an editor can be.
        return types.DiagnosticSeverity.Hint
    return _SEVERITIES[found.severity]


def _data(fix: Fix, positions: Positions) -> dict[str, Any]:
    return {
        "title": printable(fix.title),
        "applicability": fix.applicability.name.lower().replace("_", "-"),
        "edits": [
            {"range": _plain(positions.range(edit.span)), "newText": edit.replacement}
            for edit in fix.edits
        ],
    }


def _plain(place: types.Range) -> dict[str, dict[str, int]]:
    """Return a range as JSON: the converter leaves alone what stands in `data`."""
    return {
        name: {"line": position.line, "character": position.character}
        for name, position in (("start", place.start), ("end", place.end))
    }
