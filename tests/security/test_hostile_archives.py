"""Archives of images that strangers made: a clear error, in a second, in little memory."""

import gzip
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import MakeRepository
from tests.security.trace import dockerlabel_command, environment, traced
from tests.unit.images.made import (
    APP,
    CONFIG,
    MANIFEST,
    OTHER,
    Layout,
    docker_save,
    one_platform,
    write_folder,
    write_tar,
)

_GIBIBYTE = 1 << 30


_MEASURED = """\
import re, resource, sys
from pathlib import Path
from dockerlabel.cli.main import main
status = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
most = used.ru_maxrss >> 10  # on macOS; on Linux a program starts with its parent's
if (status_file := Path("/proc/self/status")).exists():
    most = int(re.search(r"VmHWM:\\s+(\\d+)", status_file.read_text())[1])
print(used.ru_utime + used.ru_stime, most >> 10)
sys.exit(status)
"""
"""A run that prints what it has taken: processor time in seconds, and the most memory in MiB."""


class Ended(NamedTuple):
    """How `verify` ended, and what it has taken."""

    status: int
    errors: str
    seconds: float
    memory: int


def verify(path: Path) -> Ended:
    """Verify an archive; nothing is printed but errors and the measures."""
    options = ("verify", "--isolated", "--source", APP, "--output-format", "github", path)
    ran = subprocess.run(
        (sys.executable, "-c", _MEASURED, *options),
        cwd=path.parent,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    seconds, memory = ran.stdout.splitlines()[-1].split()
    return Ended(ran.returncode, ran.stderr, float(seconds), int(memory))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """What a small archive takes."""
    path = write_tar(tmp_path_factory.mktemp("usual") / "image.tar", one_platform())
    return verify(path)


def header(name: str, size: int = 0, *, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    """The header of a member."""
    member = tarfile.TarInfo(name)
    member.size, member.type, member.linkname = size, kind, link
    return member.tobuf(tarfile.GNU_FORMAT)


def ten_gibibytes(path: Path) -> None:
    """A member of that size, which the file system does not store."""
    with path.open("wb") as file:
        file.write(header("index.json", 10 * _GIBIBYTE))
        file.truncate(10 * _GIBIBYTE + 2048)


def ten_gibibytes_of_a_header(path: Path) -> None:
    """A header for the name of the next member, which tarfile reads as a whole."""
    with path.open("wb") as file:
        file.write(header("././@LongLink", 10 * _GIBIBYTE, kind=tarfile.GNUTYPE_LONGNAME))
        file.truncate(10 * _GIBIBYTE + 2048)


def extended_header(path: Path) -> None:
    with path.open("wb") as file:
        file.write(header("pax", 10 * _GIBIBYTE, kind=tarfile.XHDTYPE))
        file.truncate(10 * _GIBIBYTE + 2048)


def many_members(path: Path) -> None:
    path.write_bytes(header("layer.tar") * 100_000)


def headers_of_headers(path: Path) -> None:
    """Each is about the next one."""
    one = header("././@LongLink", 4, kind=tarfile.GNUTYPE_LONGNAME) + b"name".ljust(512, b"\0")
    path.write_bytes(one * 50_000)


def bomb(path: Path) -> None:
    """Two gibibytes of zeros in two megabytes, after the header of a large layer."""
    zeros = gzip.compress(bytes(1 << 23))
    path.write_bytes(gzip.compress(header("layer.tar", 2 * _GIBIBYTE)) + zeros * 256)


def bomb_of_members(path: Path) -> None:
    """Many of the largest that are read, which are of no use."""
    content = b"{".ljust(1 << 22)
    path.write_bytes(gzip.compress(header("a.json", len(content)) + content) * 400)


def truncated(path: Path) -> None:
    write_tar(path, one_platform(), mode="w:gz")
    path.write_bytes(path.read_bytes()[:-40])


def negative(path: Path) -> None:
    data = bytearray(header("index.json", 1))
    data[124:136] = b"\xff" * 12
    path.write_bytes(bytes(data) + bytes(1024))


def deep(path: Path) -> None:
    write_tar(path, {"index.json": b'{"manifests":' + b"[" * 1_000_000})


def many_images(path: Path) -> None:
    files = docker_save()
    (entry,) = json.loads(files["manifest.json"])
    write_tar(path, {**files, "manifest.json": json.dumps([entry] * 50_000).encode()})


def many_images_of_a_layout(path: Path) -> None:
    files = one_platform()
    (entry,) = json.loads(files["index.json"])["manifests"]
    index = json.dumps({"manifests": [entry] * 20_000}).encode()
    write_tar(path, {**files, "index.json": index})


def one_large_configuration(path: Path) -> None:
    """It belongs to each of many manifests."""
    layout = Layout()
    config = layout.add({"config": {}, "rootfs": {}, "history": "x" * 4_000_000}, CONFIG)
    listed = [
        layout.add({"config": config, "layers": [], "number": number}, MANIFEST)
        for number in range(900)
    ]
    write_tar(path, layout.end(layout.index(*listed)))


HOSTILE = (
    ten_gibibytes,
    ten_gibibytes_of_a_header,
    extended_header,
    many_members,
    headers_of_headers,
    bomb,
    bomb_of_members,
    truncated,
    negative,
    deep,
    many_images,
    many_images_of_a_layout,
    one_large_configuration,
)


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_an_error_in_a_second_and_little_memory(
    tmp_path: Path, usual: Ended, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "image.tar"
    make(path)
    ended = verify(path)
    assert ended.status == 2
    assert ended.errors.startswith(f"dockerlabel: {path}: ")
    assert ended.errors.count("\n") == 1
    assert ended.seconds - usual.seconds < 1.5
    assert ended.memory - usual.memory < 90


LINKS = {
    "index.json": header("index.json", kind=tarfile.SYMTYPE, link="/etc/passwd"),
    "manifest.json": header("manifest.json", kind=tarfile.LNKTYPE, link="/etc/passwd"),
    "a-pipe": header("index.json", kind=tarfile.FIFOTYPE),
    "a-device": header("index.json", kind=tarfile.CHRTYPE),
    "a-folder": header("index.json", kind=tarfile.DIRTYPE),
    "outside": header("../index.json"),
    "absolute": header("/index.json"),
}


@pytest.mark.parametrize("name", LINKS)
def test_what_is_no_file_of_the_archive_is_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(LINKS[name] + bytes(1024))
    ended = verify(path)
    assert ended.status == 2
    assert "neither index.json nor manifest.json" in ended.errors


def test_nothing_is_unpacked(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    files = {**one_platform(OTHER), "../outside": b"{}", str(tmp_path / "absolute"): b"{}"}
    path = write_tar(folder / "image.tar", files)
    assert verify(path).status == 1
    assert {each.name for each in folder.iterdir()} == {"image.tar"}
    assert [each.name for each in tmp_path.iterdir()] == ["work"]


def test_a_name_outside_is_a_name_like_any_other(tmp_path: Path) -> None:
    """A configuration of such a name is the member that has it, and never a file of the disk."""
    files = docker_save()
    (tmp_path / "secret.json").write_text('{"config": {"Labels": {}}}')
    manifest = b'[{"Config": "../secret.json"}]'
    folder = tmp_path / "work"
    folder.mkdir()
    ended = verify(write_tar(folder / "image.tar", {**files, "manifest.json": manifest}))
    assert ended.status == 2
    assert "the configuration that manifest.json names is missing" in ended.errors


@pytest.mark.parametrize("name", ["index.json", "blobs"])
def test_a_folder_with_pipes_and_devices(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "oci", one_platform())
    paths = [folder / name] if name == "index.json" else [*(folder / "blobs/sha256").iterdir()]
    for path in paths:
        path.unlink()
        path.symlink_to("/dev/zero")
    ended = verify(folder)
    assert ended.status == 2
    assert "it is not a regular file" in ended.errors


def test_an_archive_that_is_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    os.mkfifo(path)
    assert "it is not a regular file" in verify(path).errors


def test_an_archive_starts_and_sends_nothing(make_repository: MakeRepository) -> None:
    """But git, which is asked for the remotes as for a Dockerfile."""
    root = make_repository(origin=APP)
    write_tar(root / "image.tar", one_platform())
    ended = traced(root, *dockerlabel_command("verify", "image.tar"), calls="execve,%network")
    assert ended.status == 0
    started = [call for call in ended.calls if call.startswith("execve") and "= 0" in call]
    assert len(started) == 2, started
    assert "/git" in started[1]
    assert [call for call in ended.calls if "AF_INET" in call] == []


def test_a_sparse_member(tmp_path: Path, usual: Ended) -> None:
    """GNU's list of its pieces goes on in blocks of their own, as many as the archive has."""
    data = bytearray(header("index.json", kind=tarfile.GNUTYPE_SPARSE))
    data[482] = 1
    block = (b"0" * 11 + b"\0") * 42
    blocks = (block.ljust(504, b"0") + b"\x01").ljust(512, b"\0")
    data[148:156] = b"%06o\0 " % sum(data[:148] + b" " * 8 + data[156:])
    path = tmp_path / "image.tar"
    path.write_bytes(bytes(data) + blocks * 300_000)
    ended = verify(path)
    assert ended.status == 2
    assert ended.memory - usual.memory < 90
