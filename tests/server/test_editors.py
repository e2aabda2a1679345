"""What each editor gets, by what it says that it is able to do: one server, many repositories."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.scenarios.program import KEY, ORG, write
from tests.server.conftest import SERVER
from tests.server.editor import KINDS, NEOVIM, Editor

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.no_cover]

OTHER = "https://github.com/someone-else/tool"
BEFORE = f"FROM alpine\nLABEL x='é😀\f\u2028é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=KINDS, ids=lambda kind: kind.name
)
async def editor(request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    editor = Editor(request.param, folders=())
    await editor.start(*SERVER, fixOnSave=True, fixOnFormat=True)
    yield editor
    assert await editor.stop() == 0


async def test_diagnostics_and_edits_are_exact(root: Path, editor: Editor) -> None:
    """In the client's encoding, after letters that take more than one unit, and odd blanks."""
    uri = editor.open((root / "Dockerfile").as_uri(), BEFORE)
    (found,) = await editor.diagnostics(uri)
    assert editor.edited(uri, [types.TextEdit(found.range, ORG)]) == AFTER
    assert (found.code, found.source) == ("wrong-source", "dockerlabel")
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.code_description is not None
    assert found.code_description.href.endswith("/docs/rules/wrong-source.md")
    action, ignore = await editor.actions(uri, place=found.range, listed=(found,))
    assert (action.kind, action.is_preferred) == ("quickfix", True)
    assert (ignore.kind, ignore.is_preferred) == ("quickfix", False)
    assert list(action.diagnostics or ()) == list(ignore.diagnostics or ()) == [found]
    assert editor.applied(uri, action) == AFTER
    ignored = editor.applied(uri, ignore)
    assert "# dockerlabel: ignore[wrong-source] REASON\n" in ignored
    assert ignored.replace("# dockerlabel: ignore[wrong-source] REASON\n", "") == BEFORE
    (action,) = await editor.actions(uri, "source.fixAll.dockerlabel")
    assert action.kind == "source.fixAll.dockerlabel"
    assert editor.applied(uri, action) == AFTER


async def test_what_is_offered(editor: Editor) -> None:
    offered = editor.offered
    assert offered.position_encoding == editor.kind.encoding
    assert (offered.diagnostic_provider is not None) == editor.kind.pulls
    assert offered.hover_provider
    assert offered.document_formatting_provider
    sync = offered.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert sync.change is types.TextDocumentSyncKind.Incremental
    assert sync.open_close
    assert sync.save
    assert bool(sync.will_save_wait_until) == (editor.kind is not NEOVIM)


async def test_fix_on_format(root: Path, editor: Editor) -> None:
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


async def test_hover(root: Path, editor: Editor) -> None:
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


async def test_the_buffer_counts_and_not_the_disk(root: Path, editor: Editor) -> None:
    write(root, AFTER.encode())
    uri = editor.open((root / "Dockerfile").as_uri(), AFTER)
    assert await editor.rules(uri) == []
    editor.change(uri, BEFORE)
    assert await editor.rules(uri) == ["wrong-source"]
    write(root, BEFORE.encode())
    editor.change(uri, AFTER)
    assert await editor.rules(uri) == []
    assert (root / "Dockerfile").read_bytes() == BEFORE.encode()
