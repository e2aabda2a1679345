"""OCI layouts in folders, whatever lies in the place of their files."""

import os
from pathlib import Path

import pytest

from dockerlabel.images.model import Carried, ImageError, Index
from dockerlabel.images.read import read_layout
from tests.unit.images.made import APP, two_platforms, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "oci", two_platforms(annotation=APP))


def test_a_layout(folder: Path) -> None:
    (found,) = read_layout(str(folder))
    assert found.image_index == Index(APP, 2)
    assert found.platforms == (Carried("linux/amd64", APP), Carried("linux/arm64", APP))


def test_links_are_followed(folder: Path, tmp_path: Path) -> None:
    """As Bazel makes them: what they lead to has its digest or is refused."""
    (folder / "blobs").rename(tmp_path / "blobs")
    (folder / "blobs").symlink_to(tmp_path / "blobs")
    assert len(read_layout(str(folder))[0].platforms) == 2


@pytest.mark.parametrize("pattern", ["index.json", "blobs/*/*"])
def test_pipes_are_not_waited_for(folder: Path, pattern: str) -> None:
    for path in [*folder.glob(pattern)]:
        path.unlink()
        os.mkfifo(path)
    with pytest.raises(ImageError, match="it is not a regular file"):
        read_layout(str(folder))


def test_a_document_with_another_digest(folder: Path) -> None:
    for path in (folder / "blobs/sha256").iterdir():
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ImageError, match="has another digest: the layout is damaged"):
        read_layout(str(folder))


def test_a_document_that_is_too_large(folder: Path) -> None:
    (folder / "index.json").write_bytes(b" " * (1 << 22) + b"{}")
    with pytest.raises(ImageError, match=r"index\.json is too large"):
        read_layout(str(folder))


def test_a_folder_that_is_no_layout(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"not an OCI layout: it has no index\.json"):
        read_layout(str(tmp_path))
