"""Remotes, settings and folders that change while an editor is open."""

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types

from tests.conftest import MakeRepository, git
from tests.scenarios.program import KEY, ORG, write
from tests.server.conftest import StartEditor
from tests.server.editor import CODE, EMACS, NEOVIM, NEWER_NEOVIM, PATIENCE, Editor, Kind

pytestmark = [pytest.mark.asyncio, pytest.mark.no_cover]

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
    assert f"expected {OTHER}" in noted(found)


def noted(found: types.Diagnostic) -> str:
    """All that is said, wherever the editor shows it."""
    return "\n".join((found.message, *(each.message for each in found.related_information or ())))


async def test_the_other_buffers_are_seen_to(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(NEOVIM)
    uris = [editor.open((root / name / "Dockerfile").as_uri(), RIGHT) for name in ("a", "b")]
    for uri in uris:
        assert await editor.rules(uri) == []
    git(root, "remote", "set-url", "origin", OTHER)
    editor.save(uris[0])
    told = [await asyncio.wait_for(editor.told.get(), PATIENCE) for _ in uris]
    assert {each.uri: len(each.diagnostics) for each in told} == dict.fromkeys(uris, 1)


async def test_saving_reads_the_builds_again(root: Path, start_editor: StartEditor) -> None:
    """A workflow that sets the label may have come that no watcher reports."""
    editor = await start_editor(NEOVIM)
    uri = editor.open((root / "Dockerfile").as_uri(), "FROM alpine\nRUN true\n")
    assert await editor.rules(uri) == ["missing-source"]
    write(root, BAKE.encode(), "docker-bake.hcl")
    editor.save(uri)
    assert await editor.rules(uri) == []


BAKE = f"""
target "default" {{
  labels = {{ "{KEY}" = "{ORG}" }}
}}
"""


@pytest.mark.parametrize("kind", [CODE, EMACS], ids=lambda kind: kind.name)
async def test_a_watcher_is_asked_for_and_used(
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
    notify(editor, root / ".git" / "config")
    if kind.pulls:
        await asyncio.wait_for(editor.refreshed.get(), PATIENCE)
        assert await editor.rules(uri) == ["wrong-source"]
    else:
        told = await asyncio.wait_for(editor.told.get(), PATIENCE)
        assert [each.code for each in told.diagnostics] == ["wrong-source"]


async def test_a_workflow_that_changes_is_noticed_at_once(
    root: Path, start_editor: StartEditor
) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), "FROM alpine\n")
    assert await editor.rules(uri) == ["missing-source"]
    assert "**/.github/workflows/*" in str(editor.registered[0].register_options)
    notify(editor, write(root, WORKFLOW.encode(), ".github/workflows/image.yaml"))
    await asyncio.wait_for(editor.refreshed.get(), PATIENCE)
    assert await editor.rules(uri) == []


WORKFLOW = f"""
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
    - uses: docker/build-push-action@v6
      with:
        push: true
        tags: ghcr.io/octocat/tool
        labels: {KEY}={ORG}
"""


def notify(editor: Editor, path: Path) -> None:
    event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


@pytest.mark.parametrize("kind", [CODE, NEOVIM, EMACS], ids=lambda kind: kind.name)
async def test_a_broken_configuration_file_is_shown_until_it_is_valid(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    """On the first line of the Dockerfile, and in the file itself."""
    path = write(root, b"ignore: []\nsorce: x\n", ".dockerlabel.yaml")
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), RIGHT)
    (found,), (inner,) = await both(editor, uri, path)
    assert found.range == types.Range(types.Position(0, 0), types.Position(0, 11))
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.message == f"{path}:2: {SORCE}"
    assert inner.message == SORCE
    assert inner.range == types.Range(types.Position(1, 0), types.Position(1, 8))
    assert await editor.actions(uri) == await editor.actions(uri, "source") == []
    write(root, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    editor.change(uri, f"{RIGHT}\n")
    (found,), withdrawn = await both(editor, uri, path)
    assert (found.code, withdrawn) == ("wrong-source", [])
    assert editor.shown.empty()


SORCE = "sorce: unknown key; did you mean 'source'?"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pyproject.toml", "`[tool.dockerlabel]` is not read"),
        ("dockerlabel.yml", "the file is not read; rename it to .dockerlabel.yml"),
    ],
)
async def test_settings_that_nobody_reads_are_shown_until_they_are_gone(
    root: Path, start_editor: StartEditor, name: str, told: str
) -> None:
    path = write(root, b"[tool.dockerlabel]\nfail-on = 'note'\n", name)
    editor = await start_editor(NEOVIM)
    uri = editor.open((root / "sub" / "Dockerfile").as_uri(), RIGHT)
    (found,) = await editor.diagnostics(uri)
    assert (found.code, found.severity) == ("configuration", types.DiagnosticSeverity.Warning)
    assert found.message.startswith(f"{path}: {told}")
    assert found.range == types.Range(types.Position(0, 0), types.Position(0, 11))
    path.unlink()
    editor.change(uri, f"{RIGHT}\n")
    assert await editor.diagnostics(uri) == []


async def both(
    editor: Editor, uri: str, path: Path
) -> tuple[list[types.Diagnostic], list[types.Diagnostic]]:
    """What is said of a buffer, and then of a file that is not open."""
    found = await editor.diagnostics(uri) if editor.kind.pulls else None
    told = await asyncio.wait_for(editor.told.get(), PATIENCE)
    assert told.uri == path.as_uri()
    return found or await editor.diagnostics(uri), list(told.diagnostics)


@pytest.mark.parametrize("kind", [CODE, NEOVIM], ids=lambda kind: kind.name)
async def test_an_empty_dockerfile_is_not_yet_an_error(
    root: Path, start_editor: StartEditor, kind: Kind
) -> None:
    editor = await start_editor(kind)
    uri = editor.open((root / "Dockerfile").as_uri(), "")
    assert await editor.rules(uri) == []
    editor.change(uri, " \n\t\n")
    assert await editor.rules(uri) == []
    editor.change(uri, "RUN true\n")
    assert await editor.rules(uri) == ["invalid-syntax"]


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


async def test_options_that_are_not_valid_are_shown(start_editor: StartEditor) -> None:
    editor = await start_editor(NEOVIM, fixonsave=True)
    shown = await asyncio.wait_for(editor.shown.get(), PATIENCE)
    assert shown.startswith("dockerlabel: initializationOptions: unknown option fixonsave")
