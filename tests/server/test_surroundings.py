"""Remotes, settings and folders that change while an editor is open."""

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import MakeRepository, git
from tests.scenarios.program import KEY, ORG, write
from tests.server.conftest import StartEditor
from tests.server.editor import CODE, EMACS, NEOVIM, NEWER_NEOVIM, PATIENCE, Editor, Kind

pytestmark = pytest.mark.asyncio

OTHER = "https://github.com/someone-else/tool"
RIGHT = f"FROM alpine\nLABEL {KEY}={ORG}\n"


@pytest.mark.parametrize("kind", [CODE, NEOVIM, NEWER_NEOVIM], ids=lambda kind: kind.name)
async def test_a_remote_that_changes_is_noticed_at_the_next_change(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    """Without a word from a watcher, which not every editor has."""
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    assert await editor.rules(uri) == []
    git(root, "remote", "set-url", "origin", OTHER)
    editor.change(uri, f"{RIGHT}\n")
    (found,) = await editor.diagnostics(uri)
    assert f"this is {OTHER}" in found.message


async def test_the_other_buffers_are_seen_to(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(NEOVIM)
    uris = [editor.open((root / name / "Dockerfile").as_uri(), RIGHT) for name in ("a", "b")]
    for uri in uris:
        assert await editor.rules(uri) == []
    git(root, "remote", "set-url", "origin", OTHER)
    editor.save(uris[0])
    told = [await asyncio.wait_for(editor.told.get(), PATIENCE) for _ in uris]
    assert {each.uri: len(each.diagnostics) for each in told} == dict.fromkeys(uris, 1)


@pytest.mark.parametrize("kind", [CODE, EMACS], ids=lambda kind: kind.name)
async def test_a_watcher_is_asked_for_and_heeded(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    assert await editor.rules(uri) == []
    (registered,) = editor.registered
    assert registered.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    assert "**/.git/config" in str(registered.register_options)
    assert "**/.dockerlabel.yaml" in str(registered.register_options)
    git(root, "remote", "set-url", "origin", OTHER)
    tell_of(editor, root / ".git" / "config")
    if kind.pulls:
        await asyncio.wait_for(editor.refreshed.get(), PATIENCE)
        assert await editor.rules(uri) == ["wrong-source"]
    else:
        told = await asyncio.wait_for(editor.told.get(), PATIENCE)
        assert [each.code for each in told.diagnostics] == ["wrong-source"]


def tell_of(editor: Editor, path: Path) -> None:
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


async def test_configuration_that_can_not_be_taken_is_shown_once(
    root: Path, start_editor: StartEditor
) -> None:
    write(root, b"sorce: x\n", ".dockerlabel.yaml")
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    assert await editor.rules(uri) == []
    shown = await asyncio.wait_for(editor.shown.get(), PATIENCE)
    assert shown.startswith("dockerlabel: ")
    assert ".dockerlabel.yaml:1: sorce: unknown key; did you mean 'source'?" in shown
    editor.change(uri, f"{RIGHT}\n")
    assert await editor.actions(uri, "source") == []
    assert await editor.rules(uri) == []
    assert editor.shown.empty()
    write(root, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    assert await editor.rules(uri) == ["wrong-source"]
    write(root, b"sorce: x\n", ".dockerlabel.yaml")
    assert await editor.rules(uri) == []
    assert await asyncio.wait_for(editor.shown.get(), PATIENCE) == shown


async def test_many_roots_and_none(
    root: Path, make_repository: MakeRepository, start_editor: StartEditor
) -> None:
    """Each file belongs to its own repository, whatever folders are open."""
    other = make_repository("other", origin=OTHER)
    outside = make_repository("outside", origin=OTHER)
    editor = await start_editor(CODE, folders=(root, other))
    for folder, rules in ((root, []), (other, ["wrong-source"]), (outside, ["wrong-source"])):
        uri = editor.open((folder / "Dockerfile").as_uri(), RIGHT)
        assert await editor.rules(uri) == rules
    nowhere = editor.open((root.parent / "Dockerfile").as_uri(), RIGHT)
    (found,) = await editor.diagnostics(nowhere)
    assert (found.code, found.severity) == ("unknown-remote", types.DiagnosticSeverity.Hint)


async def test_untitled_buffers_belong_to_the_first_folder(
    root: Path, make_repository: MakeRepository, start_editor: StartEditor
) -> None:
    other = make_repository("other", origin=OTHER)
    editor = await start_editor(CODE, folders=(other, root), fixOnFormat=True)
    uri = editor.open("untitled:Untitled-1", RIGHT)
    assert await editor.rules(uri) == ["wrong-source"]
    (action,) = await editor.actions(uri, "source.fixAll")
    assert editor.applied(uri, action) == RIGHT.replace(ORG, OTHER)
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    event = types.WorkspaceFoldersChangeEvent(added=[], removed=[folder])
    editor.client.workspace_did_change_workspace_folders(
        types.DidChangeWorkspaceFoldersParams(event)
    )
    assert await editor.rules(uri) == []


async def test_a_closed_buffer_has_no_diagnostics(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(NEOVIM)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT.replace(ORG, OTHER))
    assert await editor.rules(uri) == ["wrong-source"]
    editor.close(uri)
    told = await asyncio.wait_for(editor.told.get(), PATIENCE)
    assert (told.uri, list(told.diagnostics)) == (uri, [])
    assert await editor.actions(uri) == []
    editor.open(uri, RIGHT)
    assert await editor.rules(uri) == []


async def test_settings_of_the_editor_that_change_renew_all(
    root: Path, start_editor: StartEditor
) -> None:
    """Some editors send them at the start; this server has none, and minds that little."""
    editor = await start_editor(NEOVIM)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    assert await editor.rules(uri) == []
    params = types.DidChangeConfigurationParams({})
    editor.client.workspace_did_change_configuration(params)
    assert await editor.rules(uri) == []


async def test_wishes_that_are_not_understood_are_shown(start_editor: StartEditor) -> None:
    editor = await start_editor(NEOVIM, fixonsave=True)
    shown = await asyncio.wait_for(editor.shown.get(), PATIENCE)
    assert shown.startswith("dockerlabel: initializationOptions: there is no fixonsave")
