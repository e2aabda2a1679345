"""The server as editors start it: the real program, on standard input and output."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.conftest import MakeRepository
from tests.scenarios.program import ORG
from tests.server.editor import CODE, Editor, Kind

SERVER = (sys.executable, "-m", "dockerlabel", "server")

StartEditor = Callable[..., Awaitable[Editor]]


@pytest_asyncio.fixture
async def start_editor(root: Path) -> AsyncIterator[StartEditor]:
    """Starts editors of a kind; each must end its server well when the test is over."""
    editors: list[Editor] = []

    async def start(
        kind: Kind = CODE,
        *,
        folders: tuple[Path, ...] | None = None,
        command: tuple[str, ...] = SERVER,
        **options: Any,  # noqa: ANN401 - JSON
    ) -> Editor:
        editor = Editor(kind, folders=(root,) if folders is None else folders)
        editors.append(editor)
        await editor.start(*command, **options)
        return editor

    yield start
    assert [await editor.stop() for editor in editors] == [0] * len(editors)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)
