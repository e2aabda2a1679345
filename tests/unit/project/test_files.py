import os
import stat
from pathlib import Path

import pytest

from dockerlabel.document import Document
from dockerlabel.project.files import read_file, write_file
from dockerlabel.regular_file import FileError
from tests.conftest import git
from tests.privileges import unprivileged

AFTER = Document("FROM b\udce9\r\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "root" / "Dockerfile"
    path.parent.mkdir()
    path.write_bytes(b"FROM a\n")
    git(path.parent, "init", "--quiet")
    return path


def refused(path: Path) -> str:
    """Why a file is not written; it then is as it was."""
    file = read_file(str(path))
    before = path.read_bytes()
    with pytest.raises(FileError) as error:
        write_file(file, AFTER)
    assert path.read_bytes() == before
    return str(error.value)


def test_bytes_are_read_as_they_are(path: Path) -> None:
    data = bytes(range(256)) + "\ufeffé\u2028😀".encode()
    path.write_bytes(data)
    assert read_file(str(path)).document.to_bytes() == data


def test_bytes_are_written_as_they_are(path: Path) -> None:
    write_file(read_file(str(path)), AFTER)
    assert path.read_bytes() == b"FROM b\xe9\r\n"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664], ids=oct)
def test_the_mode_stays(path: Path, mode: int) -> None:
    path.chmod(mode)
    write_file(read_file(str(path)), AFTER)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_nothing_else_is_left_in_the_folder(path: Path) -> None:
    write_file(read_file(str(path)), AFTER)
    assert sorted(each.name for each in path.parent.iterdir()) == [".git", "Dockerfile"]


def test_whoever_has_the_old_file_open_reads_the_old_text(path: Path) -> None:
    with path.open("rb") as old:
        write_file(read_file(str(path)), AFTER)
        assert old.read() == b"FROM a\n"


@pytest.mark.parametrize("change", ["content", "time", "replaced", "gone"])
def test_a_file_that_changed_since_is_not_written(path: Path, change: str) -> None:
    file = read_file(str(path))
    modified = path.stat().st_mtime_ns
    match change:
        case "content":
            path.write_bytes(b"FROM other\n")
        case "time":
            os.utime(path, ns=(0, modified + 1))
        case "replaced":
            new = path.with_name("new")
            new.write_bytes(b"FROM a\n")
            os.utime(new, ns=(0, modified))
            new.replace(path)
        case _:
            path.unlink()
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(FileError, match=r"changed since|could not be written: no such file"):
        write_file(file, AFTER)
    assert (path.read_bytes() if path.exists() else None) == before
    assert len(list(path.parent.iterdir())) == (1 if before is None else 2)


def test_a_read_only_file_is_not_written(path: Path) -> None:
    path.chmod(0o444)
    assert refused(path) == "it is read-only"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_a_file_with_other_hard_links_is_not_written(path: Path) -> None:
    os.link(path, path.with_name("other"))
    assert "hard links" in refused(path)
    assert path.with_name("other").read_bytes() == b"FROM a\n"


def test_a_link_is_followed_inside_of_the_repository(path: Path) -> None:
    link = path.with_name("link.dockerfile")
    link.symlink_to("Dockerfile")
    write_file(read_file(str(link)), AFTER)
    assert link.is_symlink()
    assert path.read_bytes() == AFTER.to_bytes()


@pytest.mark.parametrize("kind", ["outside", "chain", "sibling", "inner", "git"])
def test_a_link_out_of_the_repository_is_not_followed(
    path: Path, tmp_path: Path, kind: str
) -> None:
    places = {
        "sibling": tmp_path / "root-2",
        "inner": path.parent / "submodule",
        "git": path.parent / ".git" / "hooks",
    }
    target = places.get(kind, tmp_path / "elsewhere") / "Dockerfile"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(b"FROM a\n")
    if kind == "inner":
        git(target.parent, "init", "--quiet")
    link = path.with_name("link.dockerfile")
    if kind == "chain":
        path.with_name("middle").symlink_to(target)
        link.symlink_to("middle")
    else:
        link.symlink_to(target)
    told = "it is a symbolic link that leads out of the repository"
    with pytest.raises(FileError, match=told):
        read_file(str(link))
    with pytest.raises(FileError, match=told):
        write_file(read_file(str(target))._replace(path=str(link)), AFTER)
    assert target.read_bytes() == b"FROM a\n"


def test_outside_of_a_repository_a_link_is_read_but_not_written(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM a\n")
    (tmp_path / "link").symlink_to("Dockerfile")
    assert refused(tmp_path / "link").endswith("fix its target")


def test_the_repository_itself_may_be_reached_by_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(path.parent)
    link = path.with_name("link.dockerfile")
    link.symlink_to(tmp_path / "alias" / "Dockerfile")
    write_file(read_file(str(link)), AFTER)
    assert path.read_bytes() == AFTER.to_bytes()


def test_a_folder_that_may_not_be_written(path: Path) -> None:
    path.parent.chmod(0o500)
    why = unprivileged(lambda: refused(path))
    assert why == "it could not be written: no file can be created in its folder: permission denied"
    path.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("absent", "no such file or directory"),
        ("folder", "it is a directory"),
        ("FIFO", "it is not a regular file"),
        ("device", "it is not a regular file"),
        ("loop", "too many levels of symbolic links"),
        ("NUL", "invalid file name"),
        ("surrogate", "invalid file name"),
        ("below a file", "not a directory"),
        ("long", "file name too long"),
    ],
    ids=lambda value: value.replace(" ", "-"),
)
def test_what_cannot_be_read(tmp_path: Path, kind: str, message: str) -> None:
    file = tmp_path / "Dockerfile"
    path = str(file)
    match kind:
        case "folder":
            file.mkdir()
        case "FIFO":
            os.mkfifo(path)
        case "device":
            path = os.devnull
        case "loop":
            file.symlink_to("Dockerfile")
        case "NUL":
            path += "\0"
        case "surrogate":
            path += "\ud800"
        case "below a file":
            file.touch()
            path += "/Dockerfile"
        case "long":
            path += "x" * 300
    with pytest.raises(FileError) as error:
        read_file(path)
    assert str(error.value) == message
