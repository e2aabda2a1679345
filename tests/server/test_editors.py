"""What each editor gets, by what it says that it is able to do."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import MakeRepository
from tests.e2e.program import KEY, ORG, write
from tests.server.conftest import StartEditor
from tests.server.editor import CODE, EMACS, KINDS, NEOVIM, NEWER_NEOVIM, Editor, Kind

pytestmark = pytest.mark.asyncio

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)

OTHER = "https://github.com/someone-else/tool"
BEFORE = f"FROM alpine\nLABEL x='é😀\f\u2028é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)
FORK = "https://github.com/mona/app"


@each_kind
async def test_diagnostics_and_edits_are_exact(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    """In the client's encoding, behind letters that take more than one unit, and odd blanks."""
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    (found,) = await editor.diagnostics(uri)
    assert editor.edited(uri, [types.TextEdit(found.range, ORG)]) == AFTER
    assert (found.code, found.source) == ("wrong-source", "dockerlabel")
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.code_description is not None
    assert found.code_description.href.endswith("/docs/rules/wrong-source.md")
    (action,) = await editor.actions(uri, place=found.range, listed=(found,))
    assert (action.kind, action.is_preferred) == ("quickfix", True)
    assert list(action.diagnostics or ()) == [found]
    assert editor.applied(uri, action) == AFTER
    (action,) = await editor.actions(uri, "source.fixAll.dockerlabel")
    assert action.kind == "source.fixAll.dockerlabel"
    assert editor.applied(uri, action) == AFTER


@each_kind
async def test_what_is_offered(start_editor: StartEditor, kind: Kind) -> None:
    editor = await start_editor(kind, fixOnSave=True, fixOnFormat=True)
    offered = editor.offered
    assert offered.position_encoding == kind.encoding
    assert (offered.diagnostic_provider is not None) == kind.pulls
    assert offered.hover_provider
    assert offered.document_formatting_provider
    sync = offered.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert sync.change is types.TextDocumentSyncKind.Incremental
    assert sync.open_close
    assert sync.save
    assert bool(sync.will_save_wait_until) == (kind is not NEOVIM)


async def test_fixes_on_saving_and_formatting_are_asked_for(start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    assert not editor.offered.document_formatting_provider
    sync = editor.offered.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert not sync.will_save_wait_until
    actions = editor.offered.code_action_provider
    assert isinstance(actions, types.CodeActionOptions)
    kinds = list(actions.code_action_kinds or ())
    assert kinds == ["quickfix", "source.fixAll.dockerlabel"]


@pytest.mark.parametrize("kind", [CODE, NEWER_NEOVIM, EMACS], ids=lambda kind: kind.name)
async def test_fix_on_save(root: Path, start_editor: StartEditor, kind: Kind) -> None:
    editor = await start_editor(kind, fixOnSave=True)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    edits = await will_save(editor, uri)
    assert editor.edited(uri, edits) == AFTER
    assert await will_save(editor, uri, types.TextDocumentSaveReason.FocusOut) == edits
    # An editor that saves by itself, in the middle of a word, is let alone.
    assert not await will_save(editor, uri, types.TextDocumentSaveReason.AfterDelay)
    editor.change(uri, AFTER)
    assert not await will_save(editor, uri)


async def will_save(
    editor: Editor,
    uri: str,
    reason: types.TextDocumentSaveReason = types.TextDocumentSaveReason.Manual,
) -> list[types.TextEdit]:
    identifier = types.TextDocumentIdentifier(uri)
    params = types.WillSaveTextDocumentParams(identifier, reason)
    return list(await editor.client.text_document_will_save_wait_until_async(params) or ())


@each_kind
async def test_fix_on_format(root: Path, start_editor: StartEditor, kind: Kind) -> None:
    editor = await start_editor(kind, fixOnFormat=True)
    text = "# é😀\f\u2028\r\nFROM alpine\r\nRUN true"
    uri = editor.open((root / "Dockerfile").as_uri(), text)
    edits = await format_(editor, uri)
    after = f"# é😀\f\u2028\r\nFROM alpine\r\nLABEL {KEY}={ORG}\r\nRUN true"
    assert editor.edited(uri, edits) == after
    assert len(edits) == 1
    editor.change(uri, after)
    assert await format_(editor, uri) == []


async def format_(editor: Editor, uri: str) -> list[types.TextEdit]:
    options = types.FormattingOptions(tab_size=4, insert_spaces=True)
    params = types.DocumentFormattingParams(types.TextDocumentIdentifier(uri), options)
    return list(await editor.client.text_document_formatting_async(params) or ())


async def test_only_what_is_asked_for(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    quick, everything = "quickfix", "source.fixAll.dockerlabel"
    assert [each.kind for each in await editor.actions(uri)] == [quick]
    assert [each.kind for each in await editor.actions(uri, "source")] == [everything]
    both = await editor.actions(uri, "quickfix", "source.fixAll")
    assert [each.kind for each in both] == [quick, everything]
    assert await editor.actions(uri, "source.organizeImports", "refactor") == []


async def test_quick_fixes_belong_to_their_place(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    (found,) = await editor.diagnostics(uri)
    elsewhere = types.Range(types.Position(0, 0), types.Position(0, 3))
    assert await editor.actions(uri, place=elsewhere) == []
    # Neovim asks for the cursor's place, and lists what stands anywhere on its line, with columns
    # that count bytes, whatever was agreed on.
    found.range.start.character += 20
    assert len(await editor.actions(uri, place=elsewhere, listed=(found,))) == 1
    found.range.start.character -= 20
    cursor = types.Range(found.range.end, found.range.end)
    assert len(await editor.actions(uri, place=cursor)) == 1


async def test_unsafe_fixes_say_so(
    make_repository: MakeRepository, start_editor: StartEditor
) -> None:
    root = make_repository("fork", origin=FORK)
    editor = await start_editor(CODE)
    text = f"FROM alpine\nLABEL {KEY}={ORG}\n"
    uri = editor.open((root / "Dockerfile").as_uri(), text)
    (found,) = await editor.diagnostics(uri)
    assert (found.code, found.severity) == ("forked-source", types.DiagnosticSeverity.Information)
    (action,) = await editor.actions(uri)
    assert "(unsafe" in action.title
    assert not action.is_preferred
    assert editor.applied(uri, action) == text.replace(ORG, FORK)
    assert await editor.actions(uri, "source.fixAll") == []


@each_kind
async def test_hover(root: Path, start_editor: StartEditor, kind: Kind) -> None:
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    (found,) = await editor.diagnostics(uri)
    hover = await hover_at(editor, uri, found.range.start)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind is types.MarkupKind.Markdown
    assert f"expected to be `{ORG}`" in hover.contents.value
    assert "the remote `origin`" in hover.contents.value
    assert "/docs/rules/wrong-source.md" in hover.contents.value
    assert await hover_at(editor, uri, types.Position(2, 1)) is None


async def hover_at(editor: Editor, uri: str, place: types.Position) -> types.Hover | None:
    params = types.HoverParams(types.TextDocumentIdentifier(uri), place)
    return await editor.client.text_document_hover_async(params)


@each_kind
async def test_the_buffer_counts_and_not_the_disk(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    write(root, AFTER.encode())
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), AFTER)
    assert await editor.rules(uri) == []
    editor.change(uri, BEFORE)
    assert await editor.rules(uri) == ["wrong-source"]
    write(root, BEFORE.encode())
    editor.change(uri, AFTER)
    assert await editor.rules(uri) == []
    assert (root / "Dockerfile").read_bytes() == BEFORE.encode()
