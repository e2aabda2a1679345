"""`fix --diff`: a diff that git takes, and that does what `fix` does."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.programs import path_of
from tests.scenarios.program import KEY, ORG, Program, labelled, write

OTHER = "https://github.com/someone-else/tool"

TEXTS = {
    "replaced": labelled(OTHER),
    "inserted": b"FROM alpine\nRUN true\n",
    "crlf": labelled(OTHER).replace(b"\n", b"\r\n"),
    "latin-1": b"# \xe9\n" + labelled(OTHER),
    "no-final-newline": labelled(OTHER).rstrip(),
    "last-line-of-two": b"FROM alpine\nRUN \x0c true\nLABEL %s=%s" % (KEY.encode(), OTHER.encode()),
    "far-apart": (
        labelled(OTHER).replace(b"3.22", b"3.22 AS base")
        + b"RUN true\n" * 20
        + b"FROM base\nLABEL %s=%s\n" % (KEY.encode(), OTHER.encode())
    ),
}


NAMES = (
    "a b/Dockerfile",
    "caf\udce9.dockerfile",
    'quoted"\\.dockerfile',
    'quoted" and blank.dockerfile',
    "tab\t.dockerfile",
)

CASES = {
    **{case: ("Dockerfile", text) for case, text in TEXTS.items()},
    **{ascii(name): (name, TEXTS["replaced"]) for name in NAMES},
}


@pytest.mark.parametrize(("name", "before"), CASES.values(), ids=CASES)
def test_git_applies_the_diff(
    make_repository: MakeRepository, dockerlabel: Program, before: bytes, name: str
) -> None:
    root = make_repository(origin=ORG)
    path = write(root, before, name)
    diff = dockerlabel(root, "fix", "--diff")
    assert diff.status == 1
    assert path.read_bytes() == before
    assert dockerlabel(root, "fix").status == 0
    after = path.read_bytes()
    path.write_bytes(before)
    subprocess.run(["git", "apply", "-"], cwd=root, input=diff.output, check=True)
    assert path.read_bytes() == after


@pytest.mark.parametrize(("name", "before"), CASES.values(), ids=CASES)
def test_gnu_patch_applies_the_diff(
    make_repository: MakeRepository, dockerlabel: Program, before: bytes, name: str
) -> None:
    root = make_repository(origin=ORG)
    path = write(root, before, name)
    diff = dockerlabel(root, "fix", "--diff").output
    assert dockerlabel(root, "fix").status == 0
    after = path.read_bytes()
    path.write_bytes(before)
    subprocess.run([path_of("patch"), "--strip=1", "--binary"], cwd=root, input=diff, check=True)
    assert path.read_bytes() == after


def test_the_diff_of_several_files(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository(origin=ORG)
    for name in ("b/Dockerfile", "a/Dockerfile", "c/Dockerfile"):
        write(root, labelled(ORG if name.startswith("b") else OTHER), name)
    diff = dockerlabel(root, "fix", "--diff")
    assert diff.text == (
        "--- a/a/Dockerfile\n"
        "+++ b/a/Dockerfile\n"
        "@@ -1,2 +1,2 @@\n"
        " FROM alpine:3.22\n"
        f"-LABEL {KEY}={OTHER}\n"
        f"+LABEL {KEY}={ORG}\n"
        "--- a/c/Dockerfile\n"
        "+++ b/c/Dockerfile\n"
        "@@ -1,2 +1,2 @@\n"
        " FROM alpine:3.22\n"
        f"-LABEL {KEY}={OTHER}\n"
        f"+LABEL {KEY}={ORG}\n"
    )
    assert "2 files would be fixed." in diff.errors


def test_what_remains_is_reported_beside_the_diff(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=ORG)
    write(root, b"FROM alpine\nLABLE a=b\n")
    diff = dockerlabel(root, "fix", "--diff")
    assert (diff.status, diff.output) == (1, b"")
    assert "Dockerfile:2:1: error invalid-syntax " in diff.errors


def test_a_secret_is_not_shown(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository(origin=ORG)
    secret = "hunter2"  # noqa: S105 - no one's
    path = write(root, labelled(f"https://mona:{secret}@github.com/someone-else/tool"))
    diff = dockerlabel(root, "fix", "--diff")
    assert secret not in diff.text + diff.errors
    assert f"-LABEL {KEY}=https://***@github.com/someone-else/tool\n" in diff.text
    assert "this does not apply; use `dockerlabel fix`" in diff.text
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == labelled(ORG)


def test_colors_match_git(make_repository: MakeRepository, dockerlabel: Program) -> None:
    """A line that looks like the head of another diff has the colour of what happens to it."""
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER) + b"RUN a \\\n-- b\n" * 2)
    plain = dockerlabel(root, "fix", "--diff").output
    diff = dockerlabel(root, "fix", "--diff", "--color", "always")
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", diff.output) == plain
    mine = f"LABEL {KEY}="
    assert diff.text.splitlines()[:6] == [
        "\x1b[1m--- a/Dockerfile\x1b[0m",
        "\x1b[1m+++ b/Dockerfile\x1b[0m",
        "\x1b[1;34m@@ -1,5 +1,5 @@\x1b[0m",
        " FROM alpine:3.22",
        f"\x1b[31m-{mine}{OTHER}\x1b[0m",
        f"\x1b[32m+{mine}{ORG}\x1b[0m",
    ]


def test_a_folder_elsewhere(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    write(make_repository(origin=ORG), labelled(OTHER))
    diff = dockerlabel(tmp_path, "fix", "--diff", "app")
    assert diff.text.startswith("--- a/app/Dockerfile\n+++ b/app/Dockerfile\n")
