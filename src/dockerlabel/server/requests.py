"""What the client asks, and the answers."""

from lsprotocol import types

from dockerlabel.server.actions import FIX_ALL, QUICK_FIX, fix_all, is_asked_for, quick_fixes
from dockerlabel.server.hover import hovered, plain
from dockerlabel.server.protocol import diagnostics_of, text_edits
from dockerlabel.server.service import Service
from dockerlabel.server.session import Session


async def diagnostics(
    service: Service, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """Answer a client that pulls: what is wrong with a buffer."""
    outcome = await service.lint(params.text_document.uri)
    if outcome is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    snapshot, linted = outcome
    found = diagnostics_of(linted.diagnostics, service.positions(snapshot))
    return types.RelatedFullDocumentDiagnosticReport(found)


async def code_actions(service: Service, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Answer what can be done at a place, and where it is asked for, with the whole buffer."""
    only = params.context.only
    actions: list[types.CodeAction] = []
    uri = params.text_document.uri
    if is_asked_for(QUICK_FIX, only) and (linted := await service.lint(uri, Session.offer)):
        snapshot, found = linted
        actions += quick_fixes(found, params, target=service.target(snapshot))
    if is_asked_for(FIX_ALL, only) and (mended := await service.fix(uri)):
        snapshot, outcome = mended
        actions += fix_all(outcome.edits, service.target(snapshot))
    return actions


async def formatting(
    service: Service, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """Answer an editor that formats: the edits of all safe fixes."""
    return await _safe_fixes(service, params.text_document.uri)


async def will_save(
    service: Service, params: types.WillSaveTextDocumentParams
) -> list[types.TextEdit] | None:
    """Answer an editor that is about to save; one that saves by itself leaves the text alone."""
    if params.reason == types.TextDocumentSaveReason.AfterDelay:
        return None
    return await _safe_fixes(service, params.text_document.uri)


async def hover(service: Service, params: types.HoverParams) -> types.Hover | None:
    """Answer what a label must be."""
    outcome = await service.use(params.text_document.uri, Session.look)
    if outcome is None or outcome[1] is None:
        return None
    snapshot, (linted, expectation) = outcome[0], outcome[1]
    positions = service.positions(snapshot)
    offset = positions.offset(params.position)
    shown = hovered(snapshot.text, offset, found=linted.diagnostics, expectation=expectation)
    if shown is None:
        return None
    span, markdown = shown
    contents = (
        types.MarkupContent(types.MarkupKind.Markdown, markdown)
        if service.client.markdown
        else types.MarkupContent(types.MarkupKind.PlainText, plain(markdown))
    )
    return types.Hover(contents, positions.range(span))


async def _safe_fixes(service: Service, uri: str) -> list[types.TextEdit] | None:
    outcome = await service.fix(uri)
    if outcome is None:
        return None
    snapshot, mended = outcome
    return text_edits(mended.edits, service.positions(snapshot))
