"""Archives of images: those that real programs have written, and others."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from dockerlabel.images.archive import read_archive
from dockerlabel.images.model import Carried, ImageError, Index
from tests.unit.images.made import (
    APP,
    OTHER,
    RECORDED,
    docker_save,
    one_platform,
    two_platforms,
    write_tar,
)

FLAG = "https://github.com/octo-org/flag"
AMD64, ARM64 = Carried("linux/amd64", APP), Carried("linux/arm64", APP)


@pytest.mark.parametrize(
    ("name", "index", "platforms"),
    [
        ("oci-layout-multi", Index(None, 2), (AMD64, ARM64)),
        ("oci-layout-index-annotation", Index(APP, 1), (AMD64,)),
        ("docker-archive-buildx", None, (Carried("linux/amd64", FLAG),)),
        ("docker-save-20.10", None, (AMD64,)),
    ],
)
def test_recorded(name: str, index: Index | None, platforms: tuple[Carried, ...]) -> None:
    path = str(RECORDED / f"{name}.tar")
    (found,) = read_archive(path)
    assert (found.name, found.image_index, found.platforms) == (path, index, platforms)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("before", ["", "./"])
def test_compressed_or_not_and_with_paths_of_the_folder(
    tmp_path: Path, mode: str, before: str
) -> None:
    path = write_tar(tmp_path / "image", two_platforms(), mode=mode, before=before)
    assert read_archive(str(path))[0].platforms == (AMD64, ARM64)


def test_of_two_layouts_in_one_archive_the_one_of_oci_counts(tmp_path: Path) -> None:
    """Docker writes both from version 25 on."""
    path = write_tar(tmp_path / "image.tar", {**docker_save(OTHER), **one_platform()})
    assert read_archive(str(path))[0].platforms == (AMD64,)


def test_several_images_of_docker(tmp_path: Path) -> None:
    one, other = docker_save(APP, tag="app:1"), docker_save(OTHER, tag="app:2")
    listed = [*json.loads(one["manifest.json"]), *json.loads(other["manifest.json"])]
    files = {**one, **other, "manifest.json": json.dumps(listed).encode()}
    path = str(write_tar(tmp_path / "image.tar", files))
    assert [(each.name, each.platforms[0].label) for each in read_archive(path)] == [
        (f"{path}: app:1", APP),
        (f"{path}: app:2", OTHER),
    ]


def test_what_is_no_json_is_skipped(tmp_path: Path) -> None:
    """However large, and whatever it is called."""
    layer = b"\0" * (1 << 23)
    files = {"blobs/sha256/layer": layer, **one_platform(), "layer.tar": layer, "empty": b""}
    path = write_tar(tmp_path / "image.tar", files)
    assert read_archive(str(path))[0].platforms == (AMD64,)


def blob_of(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("blobs/"))


@pytest.mark.parametrize("files", [one_platform(), docker_save()], ids=["oci", "docker"])
def test_a_document_with_another_digest(tmp_path: Path, files: dict[str, bytes]) -> None:
    changed = {
        name: data.replace(b"octo-org", b"hexa-org") if "json" not in name[:14] else data
        for name, data in files.items()
    }
    assert changed != files
    path = write_tar(tmp_path / "image.tar", changed)
    with pytest.raises(ImageError, match=r"sha256:[0-9a-f]{64} has another digest"):
        read_archive(str(path))


def test_two_members_of_one_name(tmp_path: Path) -> None:
    """One reader would take the first, another the last."""
    path = write_tar(tmp_path / "image.tar", docker_save())
    with tarfile.open(path, "a") as tar:
        for data in (b"[]", b"[ ]"):
            member = tarfile.TarInfo("manifest.json")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    with pytest.raises(ImageError, match=r"two different members `manifest\.json`"):
        read_archive(str(path))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        pytest.param({}, "neither index.json nor manifest.json", id="empty"),
        pytest.param({"index.json": b"{"}, "index.json is not JSON", id="half"),
        pytest.param({"manifest.json": b"[]"}, "lists no image", id="no-image"),
        pytest.param({"manifest.json": b"{}"}, "lists no image", id="no-list"),
        pytest.param({"manifest.json": b"[1]"}, "is not an object", id="a-number"),
        pytest.param({"manifest.json": b'[{"Config": 1}]'}, "is missing", id="no-name"),
        pytest.param(
            {"manifest.json": b'[{"Config": "/etc/passwd"}]'}, "is missing", id="another-path"
        ),
        pytest.param(
            {"manifest.json": b'[{"Config": "a"}]', "a": b"[]"}, "is not an object", id="a-list"
        ),
    ],
)
def test_what_is_no_image(tmp_path: Path, files: dict[str, bytes], reason: str) -> None:
    path = write_tar(tmp_path / "image.tar", files)
    with pytest.raises(ImageError, match=reason):
        read_archive(str(path))


@pytest.mark.parametrize("data", [b"", b"no tar", b"\x1f\x8b\x08\0", b"BZh91AY", b"\0" * 1024])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(data)
    with pytest.raises(ImageError, match="not an archive of an image"):
        read_archive(str(path))


def test_an_archive_that_is_cut_off(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "image.tar", one_platform())
    path.write_bytes(path.read_bytes()[:1600])
    with pytest.raises(ImageError):
        read_archive(str(path))
