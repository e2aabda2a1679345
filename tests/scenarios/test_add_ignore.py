"""`check --add-ignore`: a large repository starts today."""

from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

REASON = "before our time"
WRONG = labelled("https://github.com/someone-else/tool")
FORK = labelled("https://github.com/upstream-org/app")
MISSING = b"# syntax=docker/dockerfile:1\n\n# hadolint ignore=DL3006\nFROM alpine\n"
CONTINUED = b"FROM a\nLABEL b=c \\\n    %s=git@github.com:x/y.git\n" % KEY.encode()


def comment(*rules: str) -> bytes:
    return f"# dockerlabel: ignore[{', '.join(rules)}] {REASON}\n".encode()


def below_first_line(data: bytes, line: bytes) -> bytes:
    return data.replace(b"\n", b"\n" + line, 1)


FILES = {
    "right/Dockerfile": labelled(ORG),
    "wrong/Dockerfile": WRONG,
    "crlf/Dockerfile": WRONG.replace(b"\n", b"\r\n"),
    "missing/Dockerfile": MISSING,
    "fork/Dockerfile": FORK,
    "continued/Dockerfile": CONTINUED,
    "latin-1/Dockerfile": b"# caf\xe9\n" + WRONG,
}
WRONG_IGNORED = below_first_line(WRONG, comment("wrong-source"))
IGNORED = {
    "right/Dockerfile": labelled(ORG),
    "wrong/Dockerfile": WRONG_IGNORED,
    "crlf/Dockerfile": WRONG_IGNORED.replace(b"\n", b"\r\n"),
    "missing/Dockerfile": MISSING.replace(b"# had", comment("missing-source") + b"# had"),
    "fork/Dockerfile": below_first_line(FORK, comment("wrong-source")),
    "continued/Dockerfile": CONTINUED.replace(
        b"    ", b"    " + comment("wrong-source", "ssh-source", "git-suffix-in-source") + b"    "
    ),
    "latin-1/Dockerfile": b"# caf\xe9\n" + WRONG_IGNORED,
}


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    folder = make_repository(origin=ORG)
    for name, data in FILES.items():
        write(folder, data, name)
    return folder


def contents(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in FILES}


def test_the_whole_repository(root: Path, dockerlabel: Program) -> None:
    ended = dockerlabel(root, "check", "--add-ignore", f" {REASON} ", "--fail-on", "note")
    assert (ended.status, ended.text) == (0, "")
    assert ended.errors == (
        "1 comment added to continued/Dockerfile\n"
        "1 comment added to crlf/Dockerfile\n"
        "1 comment added to fork/Dockerfile\n"
        "1 comment added to latin-1/Dockerfile\n"
        "1 comment added to missing/Dockerfile\n"
        "1 comment added to wrong/Dockerfile\n"
        "7 Dockerfiles checked: no problems found.\n"
    )
    assert contents(root) == IGNORED


def test_afterwards_all_is_clean_and_nothing_is_fixed(root: Path, dockerlabel: Program) -> None:
    add = ("check", "--quiet", "--add-ignore", REASON)
    assert dockerlabel(root, *add) == (0, b"", "")
    stamps = [(root / name).stat().st_ctime_ns for name in FILES]
    assert dockerlabel(root, "check", "--fail-on", "note", "--quiet") == (0, b"", "")
    assert dockerlabel(root, *add) == (0, b"", "")
    assert dockerlabel(root, "fix", "--unsafe-fixes", "--quiet") == (0, b"", "")
    assert contents(root) == IGNORED
    assert [(root / name).stat().st_ctime_ns for name in FILES] == stamps, (
        "no file was written again"
    )
    assert sorted(path.name for path in root.iterdir()) == sorted(
        {".git", *(name.partition("/")[0] for name in FILES)}
    )


def test_what_cannot_be_ignored_stays(root: Path, dockerlabel: Program) -> None:
    broken = b"FROM alpine\nLABLE a=b\n"
    stale = labelled(ORG).replace(b"\n", b"\n# dockerlabel: ignore[ssh-source] gone\n", 1)
    write(root, broken, "broken/Dockerfile")
    write(root, stale, "stale/Dockerfile")
    ended = dockerlabel(root, "check", "--add-ignore", "x", "--format", "json")
    assert (ended.status, ended.rules) == (1, ["invalid-syntax", "unused-ignore"])
    assert (root / "broken" / "Dockerfile").read_bytes() == broken
    assert (root / "stale" / "Dockerfile").read_bytes() == stale


@pytest.mark.parametrize("key", [KEY, "org.opencontainer.image.source"])
def test_a_comment_that_hides_credentials_brings_a_warning(
    root: Path, dockerlabel: Program, key: str
) -> None:
    """Also if another rule is reported for the same label."""
    data = labelled("https://mona:hunter2@github.com/octo-org/app")
    write(root, data.replace(KEY.encode(), key.encode()), "secret/Dockerfile")
    ended = dockerlabel(root, "check", "--add-ignore", REASON)
    warning = "a comment hides credentials, which are still in the file"
    assert ended.status == 0
    assert f"dockerlabel: warning: secret/Dockerfile: {warning}\n" in ended.errors
    assert ended.errors.count("warning") == 1
    assert "warning" not in dockerlabel(root, "check", "--add-ignore", REASON).errors


def test_only_what_is_selected(root: Path, dockerlabel: Program) -> None:
    ended = dockerlabel(root, "check", "--add-ignore", REASON, "--select", "missing-source")
    assert ended.status == 0
    changed = [name for name, data in contents(root).items() if data != FILES[name]]
    assert changed == ["missing/Dockerfile"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("-",), "--add-ignore cannot be used with -", id="stdin"),
        pytest.param(
            ("--stdin-filename", "x"), "--add-ignore cannot be used with -", id="name of stdin"
        ),
        pytest.param(("--add-ignore", ""), "one line of visible text", id="no reason"),
        pytest.param(("--add-ignore", " \t"), "one line of visible text", id="blanks"),
        pytest.param(("--add-ignore", "a\nFROM b"), "one line of visible text", id="two lines"),
        pytest.param(("--add-ignore", "a\rb"), "one line of visible text", id="CR"),
        pytest.param(("--add-ignore", "a\x1b[2J"), "one line of visible text", id="escape"),
        pytest.param(("--add-ignore", "\u202ea"), "one line of visible text", id="direction"),
        pytest.param(("--add-ignore", "right"), "right is a path", id="path"),
        pytest.param(("--add-ignore", "x" * 1001), "at most 1000 characters", id="long"),
    ],
)
def test_what_is_refused(
    root: Path, dockerlabel: Program, arguments: tuple[str, ...], message: str
) -> None:
    ended = dockerlabel(root, "check", "--add-ignore", "x", *arguments)
    assert (ended.status, ended.output) == (2, b"")
    assert message in ended.errors
    assert contents(root) == FILES


def test_a_fix_takes_no_reason(root: Path, dockerlabel: Program) -> None:
    assert dockerlabel(root, "fix", "--add-ignore", "x").status == 2
    assert contents(root) == FILES


def test_a_file_that_must_not_be_written(root: Path, dockerlabel: Program) -> None:
    """The others are done; it keeps its mode."""
    wrong = root / "wrong" / "Dockerfile"
    wrong.chmod(0o444)
    (root / "crlf" / "Dockerfile").chmod(0o640)
    ended = dockerlabel(root, "check", "--add-ignore", REASON)
    assert ended.status == 2
    assert "dockerlabel: wrong/Dockerfile: it is read-only" in ended.errors
    assert contents(root) == {**IGNORED, "wrong/Dockerfile": WRONG}
    assert (root / "crlf" / "Dockerfile").stat().st_mode & 0o777 == 0o640


def test_without_a_repository(tmp_path: Path, dockerlabel: Program) -> None:
    """That there is nothing to compare with is said of no file."""
    ssh = labelled("git@github.com:octo-org/app")
    path = write(tmp_path, ssh)
    ended = dockerlabel(tmp_path, "check", "--add-ignore", "x", "--format", "json")
    assert (ended.status, ended.rules) == (0, ["unknown-remote"])
    assert path.read_bytes() == ssh.replace(b"\n", b"\n# dockerlabel: ignore[ssh-source] x\n", 1)
