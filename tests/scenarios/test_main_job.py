"""The main job: `check` finds a label missing or wrong, `fix` fixes it, and nothing else moves."""

import re
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

REMOTE = "git@github.com:octo-org/app.git"
SERVER_REMOTE = "ssh://git@github.companyname.com:22/octocat/my-repo.git"
SERVER = "https://github.companyname.com/octocat/my-repo"


def test_a_label_is_inserted(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository(origin="git@github.com:octocat/my-repo.git")
    path = write(root, b"FROM alpine:3.22\nRUN true\n")

    before = dockerlabel(root, "check")
    assert before.status == 1
    assert "missing-source" in before.text
    assert re.search("inherits the one of `alpine:3.22`, if any", before.text)

    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == (
        b"FROM alpine:3.22\n"
        b"LABEL org.opencontainers.image.source=https://github.com/octocat/my-repo\n"
        b"RUN true\n"
    )
    assert dockerlabel(root, "check").status == 0

    stamp = path.stat()
    assert dockerlabel(root, "fix").status == 0
    assert path.stat() == stamp


WRONG = b"https://github.com/someone-else/tool"
RIGHT = b"https://github.com/octo-org/app"

KEPT = {
    "grouped": (
        b"FROM alpine\n"
        b'LABEL org.opencontainers.image.title="tool" \\\n'
        b"    # the comment names org.opencontainers.image.source=%s\n"
        b"\n"
        b'    org.opencontainers.image.source="%s" \\\n'
        b"    org.opencontainers.image.licenses='MIT'\n"
        b'CMD ["sh", "-c", \'echo  hi\']\n'
    )
    % (b"https://example.com", WRONG),
    "crlf": b"FROM alpine\r\nLABEL org.opencontainers.image.source=%s\r\nRUN true\r\n" % WRONG,
    "mixed-line-ends": b"FROM alpine\nLABEL org.opencontainers.image.source='%s'\r\nRUN x\n"
    % WRONG,
    "byte-order-mark": b"\xef\xbb\xbfFROM alpine\nLABEL org.opencontainers.image.source=%s\n"
    % WRONG,
    "escape": (
        b"# escape=`\r\nFROM nano`\r\nserver\r\nLABEL a=C:\\ `\r\n"
        b'  org.opencontainers.image.source="%s" `\r\n  b=c\r\n'
    )
    % WRONG,
    "no-final-newline": b"FROM alpine\nLABEL org.opencontainers.image.source=%s" % WRONG,
    "tabs": b'\tFROM\talpine\n\tLABEL\torg.opencontainers.image.source="%s"\t\ta=b\t\n' % WRONG,
    "latin-1": (
        b"# caf\xe9 \xff\xfe\nFROM alpine\n"
        b'LABEL vendor="Caf\xe9" org.opencontainers.image.source="%s"\n# \xe9\n'
    )
    % WRONG,
    "no-break-and-form-feed": (
        b"FROM alpine\n# a\x0cb\xc2\x85c\xe2\x80\xa8d\nLABEL org.opencontainers.image.source=%s\n"
    )
    % WRONG,
    "quoted-key": b'FROM alpine\nLABEL "org.opencontainers.image.source"="%s"\n' % WRONG,
    "lower-case": b"from alpine\nlabel org.opencontainers.image.source=%s\n" % WRONG,
    "in-the-ancestor": (
        b"FROM alpine AS base\nLABEL org.opencontainers.image.source=%s\nFROM base\nRUN x\n"
    )
    % WRONG,
}


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT)
def test_only_the_value_changes(
    make_repository: MakeRepository, dockerlabel: Program, before: bytes
) -> None:
    root = make_repository(origin=REMOTE)
    path = write(root, before)
    path.chmod(0o640)
    fixed = dockerlabel(root, "fix", "Dockerfile")
    assert path.read_bytes() == before.replace(WRONG, RIGHT)
    assert (fixed.status, fixed.output) == (0, b"")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in root.iterdir() if each.name != ".git"] == ["Dockerfile"]


LINE = b"LABEL org.opencontainers.image.source=https://github.com/octo-org/app"

INSERTED = {
    "crlf": (b"FROM alpine\r\nRUN true\r\n", b"FROM alpine\r\n" + LINE + b"\r\nRUN true\r\n"),
    "byte-order-mark": (
        b"\xef\xbb\xbfFROM a\nRUN x\n",
        b"\xef\xbb\xbfFROM a\n" + LINE + b"\nRUN x\n",
    ),
    "no-final-newline": (b"FROM alpine", b"FROM alpine\n" + LINE),
    "no-final-newline-crlf": (b"# x\r\nFROM alpine", b"# x\r\nFROM alpine\r\n" + LINE),
    "escape": (
        b"# escape=`\nFROM a`\nlpine\nRUN dir C:\\\nRUN y\n",
        b"# escape=`\nFROM a`\nlpine\n" + LINE + b"\nRUN dir C:\\\nRUN y\n",
    ),
    "latin-1": (b"# \xe9\nFROM a\nRUN x\n", b"# \xe9\nFROM a\n" + LINE + b"\nRUN x\n"),
    "last-stage": (
        b"FROM go AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\n",
        b"FROM go AS build\nRUN go build\nFROM scratch\n" + LINE + b"\nCOPY --from=build /a /a\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), INSERTED.values(), ids=INSERTED)
def test_one_line_is_inserted(
    make_repository: MakeRepository, dockerlabel: Program, before: bytes, after: bytes
) -> None:
    root = make_repository(origin=REMOTE)
    path = write(root, before)
    assert dockerlabel(root, "fix", "Dockerfile").status == 0
    assert path.read_bytes() == after
    assert dockerlabel(root, "check", "Dockerfile").status == 0


@pytest.mark.parametrize(
    ("before", "rule"),
    [
        pytest.param(b"FROM alpine\n", "missing-source", id="absent"),
        pytest.param(
            labelled("https://containers.github.companyname.com/octocat/my-repo"),
            "registry-host-in-source",
            id="registry",
        ),
        pytest.param(labelled(SERVER + ".git"), "git-suffix-in-source", id="git-suffix"),
        pytest.param(
            labelled("git@github.companyname.com:octocat/my-repo.git"), "ssh-source", id="ssh"
        ),
        pytest.param(
            labelled("https://github.com/octocat/my-repo"), "wrong-source", id="other-host"
        ),
    ],
)
def test_github_enterprise_server(
    make_repository: MakeRepository, dockerlabel: Program, before: bytes, rule: str
) -> None:
    root = make_repository(origin=SERVER_REMOTE)
    path = write(root, before)
    checked = dockerlabel(root, "check", "--format", "json")
    assert (checked.status, checked.rules) == (1, [rule])
    assert dockerlabel(root, "fix").status == 0
    assert f"LABEL {KEY}={SERVER}\n" in path.read_text()


NOT_CARRIED = {
    "builder-only": (
        f"FROM golang AS build\nLABEL {KEY}={ORG}\nFROM scratch\nCOPY --from=build /a /a\n",
        "discarded-source",
    ),
    "heredoc": (f"FROM alpine\nRUN <<EOF\nLABEL {KEY}={ORG}\nEOF\n", "missing-source"),
    "comment": (f"FROM alpine\n# LABEL {KEY}={ORG}\n", "missing-source"),
    "onbuild": (f"FROM alpine\nONBUILD LABEL {KEY}={ORG}\n", "discarded-source"),
}


@pytest.mark.parametrize(("text", "rule"), NOT_CARRIED.values(), ids=NOT_CARRIED)
def test_a_label_that_is_not_the_images(
    make_repository: MakeRepository, dockerlabel: Program, text: str, rule: str
) -> None:
    root = make_repository(origin=REMOTE)
    path = write(root, text.encode())
    checked = dockerlabel(root, "check", "--format", "json")
    assert (checked.status, checked.found) == (1, [("Dockerfile", rule, "warning")])
    labels = dockerlabel(root, "labels", "--format", "json", "Dockerfile")
    assert (labels.status, labels.json["labels"]) == (0, {})
    assert dockerlabel(root, "fix").status == 0
    fixed = dockerlabel(root, "labels", "--format", "json", "Dockerfile")
    assert fixed.json["labels"] == {KEY: ORG}
    added = [line for line in path.read_text().splitlines() if line not in text.splitlines()]
    assert added in ([], [f"LABEL {KEY}={ORG}"])


def test_a_label_of_the_stage_below_is_the_images(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=REMOTE)
    write(root, f"FROM alpine AS base\nLABEL {KEY}={ORG}\nFROM base\nRUN true\n".encode())
    checked = dockerlabel(root, "check")
    assert (checked.status, checked.output) == (0, b"")
    labels = dockerlabel(root, "labels", "--format", "json", "Dockerfile").json
    assert labels == {
        "path": "Dockerfile",
        "stage": {"index": 1, "name": None},
        "base": "alpine",
        "labels": {KEY: ORG},
        "set_by": {KEY: {"line": 2, "column": 7, "stage": 0}},
        "unknown": {},
        "builds": [],
    }


def test_a_copied_dockerfile_is_fixed(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    root = make_repository(origin=REMOTE)
    path = write(root, labelled("https://github.com/someone-else/tool"))
    checked = dockerlabel(root, "check", "--format", "json")
    assert (checked.status, checked.found) == (1, [("Dockerfile", "wrong-source", "error")])
    assert dockerlabel(tmp_path, "fix", str(path)).status == 0
    assert path.read_bytes() == labelled(ORG)
