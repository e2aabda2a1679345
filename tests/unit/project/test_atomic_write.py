"""A report's file is complete or not there; what was there before stays until then."""

import os
import stat
import threading
from pathlib import Path

import pytest

from dockerlabel.project.atomic_write import append, output_file
from dockerlabel.regular_file import FileError
from tests.conftest import MakeRepository


def write(path: Path, text: str = "new\n") -> None:
    with output_file(str(path)) as file:
        file.write(text)


def test_it_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "report"
    with output_file(str(path)) as file:
        file.write("é\udce9\n")
        assert not path.exists()
    assert path.read_bytes() == "é\\udce9\n".encode()
    assert os.listdir(tmp_path) == ["report"]  # noqa: PTH208 - names


def test_what_was_there_stays_until_then(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(0o640)
    with output_file(str(path)) as file:
        file.write("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    """Whoever collects reports need not be who wrote them."""
    umask = os.umask(0o022)
    try:
        write(tmp_path / "report")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o644


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError], ids=lambda kind: kind.__name__)
def test_an_end_before_the_end_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "report"
    path.write_text("old")

    def interrupted() -> None:
        with output_file(str(path)) as file:
            file.write("half")
            raise error

    with pytest.raises(error):
        interrupted()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report"]  # noqa: PTH208 - names


def test_a_long_report_has_no_name_before_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "report"
    with output_file(str(path)) as file:
        file.write("0123456789\n" * 200_000)
        assert os.listdir(tmp_path) == []  # noqa: PTH208 - names
    assert path.read_text() == "0123456789\n" * 200_000


def test_what_a_kill_left_behind_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".dockerlabel-c42f7784.tmp").write_text("half")
    write(tmp_path / "report")
    assert os.listdir(tmp_path) == ["report"]  # noqa: PTH208 - names


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("report")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "report").read_text() == "new\n"


@pytest.mark.parametrize("name", ["link", "linked/report", "chain", "linked/../linked/report"])
@pytest.mark.parametrize("place", ["outside", "app/inner", "app/.git"])
def test_a_link_out_of_a_repository_is_refused(
    make_repository: MakeRepository, name: str, place: str
) -> None:
    """Whoever commits it would choose the file that is overwritten."""
    root = make_repository("app")
    make_repository("app/inner")
    target = root.parent / place
    target.mkdir(exist_ok=True)
    (target / "report").write_text("precious")
    (root / "link").symlink_to(target / "report")
    (root / "linked").symlink_to(target)
    (root / "chain").symlink_to("link")
    with pytest.raises(FileError, match="leads out of the repository; name its target"):
        write(root / name)
    assert (target / "report").read_text() == "precious"


def test_a_link_within_a_repository_is_followed(make_repository: MakeRepository) -> None:
    root = make_repository("app")
    (root / "sub").mkdir()
    (root / "linked").symlink_to("sub")
    write(root / "linked/report")
    assert (root / "sub/report").read_text() == "new\n"


def test_a_link_to_a_repository_is_followed(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    root = make_repository("app")
    (tmp_path / "work").symlink_to("app")
    write(tmp_path / "work/report")
    assert (root / "report").read_text() == "new\n"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("no/such/report", "no such file or directory", id="no-folder"),
        pytest.param("folder", "it is a directory", id="folder"),
        pytest.param("file/report", "not a directory", id="below-a-file"),
    ],
)
def test_places_where_nothing_can_be_written(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=reason):
        write(tmp_path / name)


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write(pipe)
    reader.join(timeout=10)
    assert read == ["new\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_stays_one() -> None:
    write(Path(os.devnull))
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)  # noqa: PTH116 - a device


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
def test_a_full_disk_is_reported() -> None:
    with pytest.raises(FileError, match="no space left on device"):
        write(Path("/dev/full"))
    with pytest.raises(FileError, match="no space left on device"):
        append("/dev/full", "new")


def test_text_is_added(tmp_path: Path) -> None:
    path = tmp_path / "page"
    append(str(path), "one\n")
    append(str(path), "two\udce9\n")
    assert path.read_text() == "one\ntwo\\udce9\n"


def test_text_that_cannot_be_added(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "no/page", "."):
        with pytest.raises(FileError):
            append(str(tmp_path / name), "text")
