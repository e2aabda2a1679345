"""Archives that are damaged anywhere: an image, or an error that says that it is none."""

import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.images.archive import read_archive
from dockerlabel.images.model import ImageError
from tests.conftest import examples
from tests.unit.images.made import RECORDED

ARCHIVES = {path.stem: path.read_bytes() for path in RECORDED.glob("*.tar")}


def read(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "image.tar"
        path.write_bytes(data)
        try:
            found = read_archive(str(path))
        except ImageError:
            return
        assert all(each.platforms for each in found)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ARCHIVES)
@given(
    damage=st.lists(st.tuples(st.integers(0, 37), st.integers(0, 511), st.integers(0, 255))),
    end=st.integers(0, 20_000),
)
@examples(100)
def test_a_damaged_tar(name: str, damage: list[tuple[int, int, int]], end: int) -> None:
    """Bytes of any of its blocks are others, and it may end early."""
    data = bytearray(ARCHIVES[name])
    for block, place, value in damage:
        data[(512 * block + place) % len(data)] = value
    read(bytes(data[:end] if end < len(data) else data))


HEADER_FIELDS = {"size": (124, 12), "kind": (156, 1), "magic": (257, 8), "sparse": (386, 110)}


@given(
    field=st.sampled_from(sorted(HEADER_FIELDS)),
    block=st.integers(0, 37),
    value=st.binary(min_size=1, max_size=110),
)
@examples(300)
def test_a_header_with_another_field(field: str, block: int, value: bytes) -> None:
    """Its checksum is right, so that the field is read."""
    data = bytearray(ARCHIVES["docker-archive-buildx"])
    start = 512 * (block % (len(data) // 512))
    place, length = HEADER_FIELDS[field]
    data[start + place : start + place + length] = value[:length].ljust(length, b"\0")
    rest = data[start : start + 148] + b" " * 8 + data[start + 156 : start + 512]
    data[start + 148 : start + 156] = b"%06o\0 " % sum(rest)
    read(bytes(data))


@given(place=st.integers(0, 3000), value=st.integers(0, 255), end=st.integers(1, 3000))
@examples(200)
def test_a_damaged_gzip(place: int, value: int, end: int) -> None:
    data = bytearray(gzip.compress(ARCHIVES["docker-save-20.10"], mtime=0))
    data[place % len(data)] = value
    read(bytes(data[:end]))
    read(bytes(data))
