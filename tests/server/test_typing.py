"""Fast fingers: many changes, and only the last text counts."""

import asyncio
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from dockerlabel.document import Document
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options
from dockerlabel.server.client import client_of
from dockerlabel.server.features import diagnostic_of
from tests.scenarios.program import KEY, ORG
from tests.server.conftest import SERVER, StartEditor
from tests.server.editor import CODE, KINDS, NEOVIM, PATIENCE, Editor, Kind
from tests.server.model import lines_of
from tests.server.wire import plain, structured, target

OTHER = "https://github.com/someone-else/tool"
RIGHT = f"FROM alpine\nLABEL {KEY}={ORG}\n"

pieces = st.sampled_from(
    [
        f"LABEL {KEY}={OTHER}",
        f"LABEL {KEY}={ORG}",
        "FROM a",
        "\n",
        "\r\n",
        "\f",
        "é😀",
        "\u2028 ",
        "#",
    ]
)
texts = st.lists(pieces, max_size=6).map("".join)


@pytest.mark.no_cover
@pytest.mark.asyncio
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_ten_quick_changes_end_with_the_last_text(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    place = types.Range(types.Position(1, len(f"LABEL {KEY}=")), types.Position(1, 999))
    for number in range(9):
        editor.change(uri, f"https://github.com/typing/{number}", place)
    editor.change(uri, OTHER, place)
    (found,) = await editor.diagnostics(uri)
    assert OTHER in found.message
    assert editor.text(uri) == RIGHT.replace(ORG, OTHER)
    assert editor.told.empty()


@pytest.mark.asyncio
async def test_work_for_texts_that_are_typed_over_is_not_done(
    root: Path, start_editor: StartEditor
) -> None:
    """Of what is published, hardly anything is about a text in between: only if keys are slow."""
    editor = await start_editor(NEOVIM)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    assert await editor.rules(uri) == []
    for number in range(50):
        editor.change(uri, f"FROM a\nLABEL {KEY}=https://github.com/typing/{number}\n")
    versions: list[int | None] = []
    while 51 not in versions:
        told = await asyncio.wait_for(editor.told.get(), PATIENCE)
        versions.append(told.version)
    assert "typing/49" in told.diagnostics[0].message
    assert len(versions) < 10


@pytest.mark.asyncio
async def test_a_cancelled_request_is_answered(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE)
    text = RIGHT + "RUN true \\\n  && true\n" * 50_000
    uri = editor.open((root / "Dockerfile").as_uri(), text)
    identifier = types.TextDocumentIdentifier(uri)
    params = types.DocumentDiagnosticParams(identifier)
    requests = [
        asyncio.ensure_future(
            editor.client.protocol.send_request_async(  # type: ignore[no-untyped-call] # pytest-lsp
                types.TEXT_DOCUMENT_DIAGNOSTIC, params, msg_id=f"pull-{number}"
            )
        )
        for number in range(3)
    ]
    await asyncio.sleep(0)
    editor.client.cancel_request(types.CancelParams("pull-1"))
    done = await asyncio.wait_for(asyncio.gather(*requests, return_exceptions=True), PATIENCE)
    assert [isinstance(each, Exception) for each in done] == [False, True, False]


def test_random_changes_against_a_model(root: Path) -> None:
    """After each, the server says what the command line would say of the model's text."""
    uri = (root / "Dockerfile").as_uri()
    with asyncio.Runner() as runner:
        editor = Editor(CODE, folders=(root,))
        runner.run(editor.start(*SERVER))

        @settings(max_examples=50)
        @given(st.data())
        def run(data: st.DataObject) -> None:
            editor.open(uri, data.draw(texts))
            for _ in range(data.draw(st.integers(0, 8))):
                positions = lines_of(editor.text(uri), CODE.encoding).positions()
                ends = sorted(data.draw(st.tuples(*[st.sampled_from(positions)] * 2)))
                editor.change(uri, data.draw(texts), types.Range(*ends))
            assert runner.run(editor.diagnostics(uri)) == expected(root, editor.text(uri))
            editor.close(uri)

        run()
        assert runner.run(editor.stop()) == 0


def expected(root: Path, text: str) -> list[types.Diagnostic]:
    """What the command line's pipeline says of a text; of one that is empty, nothing."""
    path = root / "Dockerfile"
    pipeline = Pipeline(Options(), {"PATH": os.environ["PATH"]})
    analysis = pipeline.analyse(str(path), Document(text))
    client = client_of(plain(types.InitializeParams(CODE.capabilities)))
    buffer = target(text, client, uri=path.as_uri())
    found = [diagnostic_of(each, buffer) for each in analysis.diagnostics] if text.strip() else []
    return structured(found, list[types.Diagnostic])
