"""What must work on Windows: there, and elsewhere in a Python without the calls that it lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlabel import process
from dockerlabel.git import find_repository
from dockerlabel.output import sarif
from dockerlabel.process import Completed
from dockerlabel.project import portable_write
from dockerlabel.project.portable_write import BUSY, put, temporary_name
from dockerlabel.regular_file import FileError
from dockerlabel.server.documents import file_path, file_uri
from tests.conftest import PROJECT, MakeRepository
from tests.scenarios.program import ORG, Result, labelled, write
from tests.server.process import EXIT, SHUTDOWN, Process

OTHER = "https://github.com/someone-else/tool"
WRONG, RIGHT = labelled(OTHER).replace(b"\n", b"\r\n"), labelled(ORG).replace(b"\n", b"\r\n")
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs scripts and links of POSIX")
PROGRAM = (sys.executable, str(Path(__file__).with_name("windows_like.py")))


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


def run(root: Path, *arguments: str, stdin: bytes = b"", **variables: str) -> Result:
    ended = subprocess.run(
        (*PROGRAM, *arguments),
        check=False,
        capture_output=True,
        cwd=root,
        env={**os.environ, **variables},
        input=stdin,
        timeout=60,
    )
    errors = ended.stderr.decode()
    assert "Traceback" not in errors, errors
    return Result(ended.returncode, ended.stdout, errors)


def test_check_and_fix(root: Path) -> None:
    paths = [write(root, WRONG, name) for name in ("Dockerfile", "web/api.Dockerfile")]
    write(root, b"exclude: [old]\n", ".dockerlabel.yaml")
    write(root, WRONG, "old/Dockerfile")
    found = run(root, "check", "--output-format", "json", "--output-file", "report.json")
    assert found.status == 1
    report = Result(0, (root / "report.json").read_bytes(), "")
    assert report.rules == ["wrong-source"] * 2
    assert run(root, "fix", "--fail-on", "never").status == 0
    assert [path.read_bytes() for path in paths] == [RIGHT] * 2
    assert (root / "old" / "Dockerfile").read_bytes() == WRONG
    assert run(root, "check").status == 0
    assert [*root.rglob("*.tmp")] == []


def test_standard_input(root: Path) -> None:
    name = ("--stdin-filename", "Dockerfile", "-")
    assert run(root, "fix", *name, stdin=WRONG).output == RIGHT
    assert f".: {ORG}" in run(root, "source").text.splitlines()
    labels = run(root, "labels", "-", stdin=b"FROM --platform=$TARGETPLATFORM alpine\n")
    assert labels.status == 0
    machine = run(root, "labels", "-", stdin=b"FROM a\n", PROCESSOR_ARCHITECTURE="ARM64")
    assert machine.status == 0


def test_an_image(root: Path) -> None:
    image = PROJECT / "fixtures" / "images" / "docker-image-inspect-20.10.json"
    verified = run(root, "verify", "-", stdin=image.read_bytes())
    assert verified.status == 1
    assert "expected" in verified.text


@posix_only
def test_a_symbolic_link_is_not_written_through(root: Path, tmp_path: Path) -> None:
    outside = write(tmp_path, WRONG, "outside")
    (root / "Dockerfile").symlink_to(outside)
    assert "leads out of the repository" in run(root, "fix", "Dockerfile").errors
    assert outside.read_bytes() == WRONG


@posix_only
@pytest.mark.parametrize(
    ("script", "ended"),
    [
        ("echo out; echo err >&2; exit 3", Completed(3, b"out\n", b"err\n")),
        ("exec sleep 60", Completed(None, failure="git took longer than 0.3 s")),
        ("echo 12345678", Completed(None, failure="git wrote more than 8 bytes")),
    ],
    ids=["ends", "hangs", "writes-too-much"],
)
def test_how_git_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, ended: Completed
) -> None:
    write(tmp_path, f"#!/bin/sh\n{script}\n".encode(), "git").chmod(0o755)
    monkeypatch.delattr(os, "posix_spawn")
    monkeypatch.setattr(process, "TIME_LIMIT", 0.3)
    path = os.pathsep.join((".", str(tmp_path), os.environ["PATH"]))
    assert process.run(("git",), {"PATH": path}, limit=8) == ended


def test_a_git_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_spawn", raising=False)
    ended = process.run(("git",), {"PATH": "."})
    assert ended.failure == "git could not be started: it is not installed, or not on PATH"


def test_the_server(root: Path) -> None:
    uri = (root / "Dockerfile").as_uri()
    item = {"uri": uri, "languageId": "dockerfile", "version": 1, "text": WRONG.decode()}
    with Process(*PROGRAM, "server") as server:
        server.initialize()
        server.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        (found,) = server.receive()["params"]["diagnostics"]
        assert found["code"] == "wrong-source"
        status, _, errors = server.end(SHUTDOWN, EXIT)
    assert (status, errors) == (0, b"")


@pytest.mark.parametrize("left", [None, b"from a run that was killed"], ids=["none", "left"])
def test_a_file_is_replaced(tmp_path: Path, left: bytes | None) -> None:
    path = write(tmp_path, b"before")
    path.chmod(0o640)
    mode = path.stat().st_mode
    if left:
        write(tmp_path, left, temporary_name(path.name))
    put(str(path), [b"af", b"ter"])
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"after"]
    assert path.stat().st_mode == mode


def test_a_file_that_changes_meanwhile_stays(tmp_path: Path) -> None:
    path = write(tmp_path, b"before")
    contents: list[bytes] = []

    def refuse(_status: os.stat_result, content: bytes) -> None:
        contents.append(content)
        if len(contents) == 2:
            raise FileError("it has changed")
        path.write_bytes(b"meanwhile")

    with pytest.raises(FileError, match="it has changed"):
        portable_write.replace(str(path), b"after", refuse=refuse)
    assert contents == [b"before", b"meanwhile"]
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"meanwhile"]


def test_a_file_that_another_run_writes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlink(_path: str) -> None:
        raise PermissionError("as Windows says of a file that is open")

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(OSError, match=BUSY):
        put(str(tmp_path / "Dockerfile"), [b"after"])


def test_paths_have_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    assert find_repository.with_slashes("C:\\app\\web/Dockerfile") == "C:/app/web/Dockerfile"


def test_the_last_folder_is_its_own_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    import ntpath  # noqa: PLC0415

    monkeypatch.setattr(os.path, "dirname", ntpath.dirname)
    assert [*find_repository.folders_up("C:\\app\\web")] == ["C:\\app\\web", "C:\\app", "C:\\"]


def test_uris_have_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlabel.server.documents._ON_WINDOWS", True)
    monkeypatch.setattr(os, "sep", "\\")
    assert file_path("file:///c%3A/app/Docker%20file") == "c:/app/Docker file"
    assert file_path("file:///app/Dockerfile") == "/app/Dockerfile"
    assert file_uri("c:\\app\\Docker file") == "file:///c%3A/app/Docker%20file"


def test_sarif_has_whole_paths_with_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    import ntpath  # noqa: PLC0415

    monkeypatch.setattr(os.path, "isabs", ntpath.isabs)
    assert sarif._artifact("C:/app/Dockerfile") == {"uri": "file:///C%3A/app/Dockerfile"}  # noqa: SLF001
