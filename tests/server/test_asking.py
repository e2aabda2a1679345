"""What an editor gets depends on what it, or its user, asks for."""

from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG
from tests.server.conftest import StartEditor
from tests.server.editor import CODE, EMACS, NEWER_NEOVIM, Editor, Kind

pytestmark = [pytest.mark.asyncio, pytest.mark.no_cover]

OTHER = "https://github.com/someone-else/tool"
BEFORE = f"FROM alpine\nLABEL x='é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)
FORK = "https://github.com/mona/app"


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
    # An editor that saves by itself, in the middle of a word, is left alone.
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


async def test_only_what_is_asked_for(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    quick, everything = "quickfix", "source.fixAll.dockerlabel"
    assert [each.kind for each in await editor.actions(uri)] == [quick, quick]
    assert [each.kind for each in await editor.actions(uri, "source")] == [everything]
    both = await editor.actions(uri, "quickfix", "source.fixAll")
    assert [each.kind for each in both] == [quick, quick, everything]
    assert await editor.actions(uri, "source.organizeImports", "refactor") == []


async def test_quick_fixes_belong_to_their_place(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    (found,) = await editor.diagnostics(uri)
    elsewhere = types.Range(types.Position(0, 0), types.Position(0, 3))
    assert await editor.actions(uri, place=elsewhere) == []
    # Neovim asks for the cursor's place, and lists what is anywhere on its line, with columns
    # that count bytes, whatever was agreed on.
    found.range.start.character += 20
    assert len(await editor.actions(uri, place=elsewhere, listed=(found,))) == 2
    found.range.start.character -= 20
    cursor = types.Range(found.range.end, found.range.end)
    assert len(await editor.actions(uri, place=cursor)) == 2


async def test_a_buffer_that_is_not_open_has_nothing(root: Path, start_editor: StartEditor) -> None:
    """An editor may ask late, when the buffer is closed already."""
    editor = await start_editor(CODE, fixOnSave=True)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    editor.close(uri)
    assert await editor.diagnostics(uri) == []
    assert await editor.actions(uri, "quickfix", "source") == []
    assert await will_save(editor, uri) == []
    params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 30))
    assert await editor.client.text_document_hover_async(params) is None


async def test_unsafe_fixes_say_so(
    make_repository: MakeRepository, start_editor: StartEditor
) -> None:
    root = make_repository("fork", origin=FORK)
    editor = await start_editor(CODE)
    text = f"FROM alpine\nLABEL {KEY}={ORG}\n"
    uri = editor.open((root / "Dockerfile").as_uri(), text)
    (found,) = await editor.diagnostics(uri)
    assert (found.code, found.severity) == ("forked-source", types.DiagnosticSeverity.Information)
    action, _ = await editor.actions(uri)
    assert "(unsafe" in action.title
    assert not action.is_preferred
    assert editor.applied(uri, action) == text.replace(ORG, FORK)
    assert await editor.actions(uri, "source.fixAll") == []


async def test_what_is_ignored_is_not_found_any_more(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    _, ignore = await editor.actions(uri)
    ignored = editor.open((root / "sub" / "Dockerfile").as_uri(), editor.applied(uri, ignore))
    assert await editor.diagnostics(ignored) == []
    assert await editor.actions(ignored) == []
