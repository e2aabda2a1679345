"""A file is written whole or not at all, keeps what it carried, and the exit code says so."""

import os
import stat
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.privileges import unprivileged
from tests.scenarios.program import ORG, Program, Result, labelled, write
from tests.security.trace import dockerlabel_command, environment, limited

OTHER = "https://github.com/someone-else/tool"
WRONG, RIGHT = labelled(OTHER), labelled(ORG)
SOMEBODY, SOME_GROUP = 12_345, 23_456

ACCESS, DEFAULT = "system.posix_acl_access", "system.posix_acl_default"
_OWNER, _USER, _GROUP, _MASK, _OTHERS, _NOBODY = 1, 2, 4, 16, 32, 0xFFFFFFFF


def access_list(user: int) -> bytes:
    """An access control list as Linux keeps it: one more user may read and write."""
    entries = (
        (_OWNER, 6, _NOBODY),
        (_USER, 6, user),
        (_GROUP, 0, _NOBODY),
        (_MASK, 6, _NOBODY),
        (_OTHERS, 0, _NOBODY),
    )
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


@pytest.fixture
def path(root: Path) -> Path:
    return write(root, WRONG)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def assert_refused(path: Path, ended: Result, told: str, before: bytes = WRONG) -> None:
    """The exit code says so, the message says why, and nothing has changed."""
    assert (ended.status, ended.output) == (2, b"")
    assert f"dockerlabel: Dockerfile: {told}\n" in ended.errors
    assert path.read_bytes() == before
    assert names(path.parent) <= {".git", "Dockerfile", "target"}


def set_attribute(path: Path, name: str, value: bytes) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("Python sets no attributes on this system")
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"the file system of {path} does not know {name}: {error}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("mode", [0o644, 0o600, 0o2755, 0o666], ids=oct)
def test_mode_and_owner_stay(root: Path, path: Path, dockerlabel: Program, mode: int) -> None:
    os.chown(path, SOMEBODY, SOME_GROUP)
    path.chmod(mode)
    assert dockerlabel(root, "fix").status == 0
    status = path.stat()
    assert path.read_bytes() == RIGHT
    assert (status.st_uid, status.st_gid) == (SOMEBODY, SOME_GROUP)
    assert stat.S_IMODE(status.st_mode) == mode


def test_extended_attributes_stay(root: Path, path: Path, dockerlabel: Program) -> None:
    set_attribute(path, "user.comment", b"mine\0\xff")
    set_attribute(path, ACCESS, access_list(SOMEBODY))
    before = path.stat()
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == RIGHT
    assert os.getxattr(path, "user.comment") == b"mine\0\xff"
    assert os.getxattr(path, ACCESS) == access_list(SOMEBODY)
    assert path.stat().st_mode == before.st_mode


def test_the_folders_default_access_list_is_for_new_files_only(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    path.chmod(0o640)
    set_attribute(root, DEFAULT, access_list(SOMEBODY))
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == RIGHT
    assert ACCESS not in os.listxattr(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize(
    ("group", "mode", "after"),
    [(0, 0o664, 0o664), (0, 0o4770, 0o770), (SOME_GROUP, 0o666, 0o666), (SOME_GROUP, 0o676, 0o666)],
    ids=["group", "set-user-id", "neither", "group had more"],
)
def test_who_may_not_give_files_away_gives_no_access_away(
    root: Path, path: Path, dockerlabel: Program, group: int, mode: int, after: int
) -> None:
    os.chown(path, SOMEBODY, group)
    path.chmod(mode)
    assert unprivileged(lambda: dockerlabel(root, "fix")).status == 0
    status = path.stat()
    assert path.read_bytes() == RIGHT
    assert (status.st_uid, status.st_gid) == (os.getuid(), os.getgid())
    assert oct(stat.S_IMODE(status.st_mode)) == oct(after)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_an_access_list_that_would_lock_its_owner_out_is_refused(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    set_attribute(path, ACCESS, access_list(os.getuid()))
    os.chown(path, SOMEBODY, os.getgid())
    path.chmod(0o660)
    ended = unprivileged(lambda: dockerlabel(root, "fix"))
    told = "it could not be written: its access control list would lock its owner out"
    assert_refused(path, ended, told)
    assert path.stat().st_uid == SOMEBODY


def test_a_read_only_file_is_refused(root: Path, path: Path, dockerlabel: Program) -> None:
    path.chmod(0o444)
    assert_refused(path, dockerlabel(root, "fix"), "it is read-only")
    assert_refused(path, unprivileged(lambda: dockerlabel(root, "fix")), "it is read-only")


def test_a_read_only_folder_is_refused(root: Path, path: Path, dockerlabel: Program) -> None:
    root.chmod(0o555)
    ended = unprivileged(lambda: dockerlabel(root, "fix"))
    told = "it could not be written: no file can be created in its folder: permission denied"
    assert_refused(path, ended, told)
    root.chmod(0o755)


def test_a_hard_linked_file_is_refused(root: Path, path: Path, dockerlabel: Program) -> None:
    (root.parent / "other").hardlink_to(path)
    told = "it has other hard links, which rewriting would break; copy it first"
    assert_refused(path, dockerlabel(root, "fix"), told)
    assert (root.parent / "other").samefile(path)


def test_a_link_inside_of_the_repository_is_followed(root: Path, dockerlabel: Program) -> None:
    target = write(root, WRONG, "target")
    (root / "Dockerfile").symlink_to("target")
    assert dockerlabel(root, "fix").status == 0
    assert (root / "Dockerfile").is_symlink()
    assert target.read_bytes() == RIGHT


@pytest.mark.parametrize("place", ["outside", "another repository", "git's own"])
def test_a_link_out_of_the_repository_is_refused(
    root: Path, make_repository: MakeRepository, dockerlabel: Program, place: str
) -> None:
    folders = {
        "outside": root.parent / "outside",
        "another repository": make_repository("app/inner", origin=ORG),
        "git's own": root / ".git" / "hooks",
    }
    target = write(folders[place], WRONG, "target")
    (root / "Dockerfile").symlink_to(target)
    ended = dockerlabel(root, "fix", "Dockerfile")
    assert ended.status == 2
    assert "Dockerfile: it is a symbolic link " in ended.errors
    assert target.read_bytes() == WRONG


def fix_within(root: Path, blocks: int) -> Result:
    """Run `fix` where no file may become larger than so many blocks of 512 bytes."""
    ended = subprocess.run(
        limited(f"-f {blocks}", dockerlabel_command("fix")),
        cwd=root,
        check=False,
        capture_output=True,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),  # it would be cut off, too
        timeout=60,
    )
    return Result(ended.returncode, ended.stdout, ended.stderr.decode())


def test_a_file_that_may_not_grow_is_refused(root: Path) -> None:
    """What a full disk does, as far as it can be shown without mounting one."""
    before = WRONG + b"#" * 5000 + b"\n"
    path = write(root, before)
    assert_refused(path, fix_within(root, 8), "it could not be written: file too large", before)
    assert fix_within(root, 16).status == 0
    assert path.read_bytes() == before.replace(OTHER.encode(), ORG.encode())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB and forty files, with a repository on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ("-t", "tmpfs", "-o", "size=256k,nr_inodes=40", "tmpfs", str(disk))
    mounted = subprocess.run(("mount", *options), check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(
            f"NO DISK CAN BE MOUNTED ({mounted.stderr.strip()}): a full disk is shown by "
            "test_a_file_that_may_not_grow_is_refused only; run the tests as root to see it all"
        )
    try:
        root = disk / "app"
        root.mkdir()
        git(root, "init", "--quiet", "--template=")
        git(root, "remote", "add", "origin", ORG)
        yield root
    finally:
        subprocess.run(("umount", "--lazy", str(disk)), check=True)


def fill(files: list[Path], size: int) -> None:
    for file in files:
        file.write_bytes(b"x" * size)


@pytest.mark.parametrize("full", ["blocks", "inodes"])
def test_a_full_disk_is_reported_and_nothing_is_lost(
    small_disk: Path, dockerlabel: Program, full: str
) -> None:
    before = WRONG + b"#" * 60_000 + b"\n"
    path = write(small_disk, before)
    fillers = [small_disk.parent / f"filler-{number}" for number in range(40)]
    with pytest.raises(OSError, match="No space left on device"):
        fill(fillers, 40_000 if full == "blocks" else 0)
    ended = dockerlabel(small_disk, "fix")
    assert_refused(path, ended, "it could not be written: no space left on device", before)
    for filler in fillers:
        filler.unlink(missing_ok=True)
    assert dockerlabel(small_disk, "fix").status == 0
    assert path.read_bytes() == before.replace(OTHER.encode(), ORG.encode())


def test_a_read_only_file_system_is_reported(small_disk: Path, dockerlabel: Program) -> None:
    path = write(small_disk, WRONG)
    remount = ("mount", "-o", "remount,ro", str(small_disk.parent))
    subprocess.run(remount, check=True, capture_output=True)
    assert_refused(path, dockerlabel(small_disk, "fix"), "it is read-only")


def test_one_refused_file_does_not_stop_the_others(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    path.chmod(0o444)
    others = [write(root, WRONG, f"{name}/Dockerfile") for name in ("a", "z")]
    ended = dockerlabel(root, "fix")
    assert ended.status == 2
    assert path.read_bytes() == WRONG
    assert [other.read_bytes() for other in others] == [RIGHT, RIGHT]


def test_a_file_that_needs_no_change_is_not_touched(
    root: Path, path: Path, dockerlabel: Program
) -> None:
    path.write_bytes(RIGHT)
    before = path.stat()
    assert dockerlabel(root, "fix").status == 0
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )


@pytest.mark.parametrize("command", ["check", "fix --diff", "labels", "source"])
def test_commands_that_only_look_write_nothing(
    root: Path, path: Path, dockerlabel: Program, command: str
) -> None:
    before = {each: each.lstat() for each in root.rglob("*")}
    dockerlabel(root, *command.split())
    after = {each: each.lstat() for each in root.rglob("*")}
    assert path.read_bytes() == WRONG
    assert before.keys() == after.keys()
    for each, status in before.items():
        assert (status.st_ino, status.st_ctime_ns) == (after[each].st_ino, after[each].st_ctime_ns)
