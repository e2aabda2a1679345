import os
from pathlib import Path

import pytest

from dockerlabel.server.documents import Documents


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        pytest.param("file:///app/Dockerfile", "/app/Dockerfile", id="plain"),
        pytest.param("file://localhost/app/Dockerfile", "/app/Dockerfile", id="host"),
        pytest.param("file:///a%20b/%C3%A9%23%3F;x", "/a b/é#?;x", id="escaped"),
        pytest.param("file:///caf%E9/Dockerfile", "/caf\udce9/Dockerfile", id="no-utf-8"),
        pytest.param("untitled:Untitled-1", "/first/Dockerfile", id="untitled"),
        pytest.param("git:/app/Dockerfile?x", "/first/Dockerfile", id="another-scheme"),
        pytest.param("file:///%00", "/first/Dockerfile", id="null-byte"),
        pytest.param("file:///app/a%00b", "/first/Dockerfile", id="null-byte-in-a-name"),
        pytest.param("file:///\ud800", "/first/Dockerfile", id="lone-surrogate"),
        pytest.param("file://[/Dockerfile", "/first/Dockerfile", id="no-uri"),
    ],
)
def test_paths(uri: str, path: str) -> None:
    folders = ("vscode-vfs://x/y", "file:///first", "file:///second")
    assert Documents("utf-16", folders).path(uri) == path


def test_without_folders_the_working_directory_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Documents().path("untitled:x") == os.path.join(tmp_path, "Dockerfile")  # noqa: PTH118 - a string
