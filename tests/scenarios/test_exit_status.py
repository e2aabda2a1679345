"""The exit codes of each command, for what it finds and for what it cannot do."""

import os
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.privileges import unprivileged
from tests.scenarios.program import KEY, ORG, Program, labelled, write

OTHER = "https://github.com/someone-else/tool"
UNFIXABLE = b"FROM alpine\nLABLE a=b\n"
FORKED = "https://github.com/mona/app"

FILES = {
    "right": labelled(ORG),
    "wrong": labelled(OTHER),
    "unfixable": UNFIXABLE,
    "unsafe": b"ARG A=x\nARG B=y\nFROM a\nARG O=octo\nARG N=x\nLABEL %s=https://github.com/$O/$N\n"
    % KEY.encode(),
}


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    folder = make_repository(origin=ORG)
    for name, data in FILES.items():
        write(folder, data, f"{name}/Dockerfile")
    return folder


CASES = [
    # command, paths, status
    ("check", "right", 0),
    ("check", "wrong", 1),
    ("check", "unfixable", 1),
    ("check", "note", 0),
    ("check", "unsafe", 1),
    ("check", "right wrong note", 1),
    ("check", "not-there", 2),
    ("check", "wrong not-there", 2),
    ("check --fail-on note", "note", 1),
    ("check --fail-on note", "right", 0),
    ("check --fail-on never", "wrong unfixable", 0),
    ("check --fail-on error", "wrong", 1),
    ("check --fail-on never", "not-there", 2),
    ("check --ignore wrong-source", "wrong", 0),
    ("check --select missing-source", "wrong", 0),
    ("check --select missing-source", "unfixable", 1),
    ("check --ignore invalid-syntax", "unfixable", 0),
    ("check --format json", "wrong", 1),
    ("check --format concise", "wrong", 1),
    ("check --quiet", "wrong", 1),
    ("check --no-such-option", "right", 2),
    ("check --select no-such-rule", "right", 2),
    ("check --source nonsense", "right", 2),
    ("check --config not-there", "right", 2),
    ("fix", "right", 0),
    ("fix", "wrong", 0),
    ("fix", "unfixable", 1),
    ("fix", "unfixable wrong", 1),
    ("fix", "note", 0),
    ("fix", "unsafe", 1),
    ("fix --unsafe-fixes", "unsafe note", 0),
    ("fix", "not-there wrong", 2),
    ("fix --exit-non-zero-on-fix", "wrong", 1),
    ("fix --exit-non-zero-on-fix", "right", 0),
    ("fix --fail-on never", "unfixable", 0),
    ("fix --diff", "right", 0),
    ("fix --diff", "wrong", 1),
    ("fix --diff --fail-on never", "wrong", 1),
    ("fix --diff", "unfixable", 1),
    ("fix --diff", "note", 0),
    ("fix --diff", "wrong not-there", 2),
    ("fix --ignore no-such-rule", "right", 2),
    ("labels", "right wrong", 0),
    ("labels", "right unfixable", 1),
    ("labels --format json", "unfixable", 1),
    ("labels --target nowhere", "right", 1),
    ("labels", "unfixable not-there", 2),
    ("labels --no-such-option", "right", 2),
    ("source", "right", 0),
    ("source", ". right/Dockerfile", 0),
    ("source", "..", 1),
    ("source --remote nowhere", "right", 2),
    ("check --remote nowhere", "right", 2),
    ("fix --remote nowhere", "right", 2),
    ("source", "not-there right", 2),
    ("source --source nonsense", "right", 2),
    ("no-such-command", "right", 2),
]


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("command", "paths", "status"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES]
)
def test_status(root: Path, dockerlabel: Program, command: str, paths: str, status: int) -> None:
    if "note" in paths:  # where it is, it suggests a fork: no other file's fix is safe
        write(root, labelled(FORKED), "note/Dockerfile")
    ended = dockerlabel(root, *command.split(), *paths.split())
    assert ended.status == status, ended
    for name, data in FILES.items():
        if not command.startswith("fix") or "--diff" in command:
            assert (root / name / "Dockerfile").read_bytes() == data
    if status == 2:
        assert ended.errors, "it says why"


@pytest.mark.parametrize("command", ["check", "fix"])
def test_files_that_failed_are_summed_up_if_others_were_done(
    root: Path, dockerlabel: Program, command: str
) -> None:
    summed_up = "Some files could not be processed; see the errors above."
    assert summed_up in dockerlabel(root, command, "right", "not-there").errors
    for alone in (["--remote", "nowhere", "right"], ["not-there"]):
        errors = dockerlabel(root, command, *alone).errors
        assert errors.startswith("dockerlabel: ")
        assert errors.count("\n") == 1


def test_without_a_command_the_usage_is_shown(root: Path, dockerlabel: Program) -> None:
    ended = dockerlabel(root)
    assert (ended.status, ended.output) == (2, b"")
    assert "COMMAND" in ended.errors


@pytest.mark.parametrize("command", ["check", "fix", "labels"])
def test_no_dockerfile_is_a_warning(tmp_path: Path, dockerlabel: Program, command: str) -> None:
    write(tmp_path, b"", "README.md")
    ended = dockerlabel(tmp_path, command)
    assert (ended.status, ended.output) == (0, b"")
    assert ended.errors == "dockerlabel: warning: no Dockerfile found\n"


def spoil(path: Path, kind: str) -> None:
    """Put something in the place of a file that cannot be read."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "dangling link":
            path.symlink_to("nowhere")
        case "endless link":
            path.symlink_to(path.name)
        case "forbidden":
            path.write_bytes(labelled(OTHER))
            path.chmod(0)


SPOILT = {
    "absent": "no such file or folder",
    "pipe": "it is not a regular file",
    "dangling link": "no such file or directory",
    "endless link": "too many levels of symbolic links",
    "forbidden": "permission denied",
}


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", SPOILT)
def test_an_unreadable_file_wins_and_the_others_are_done(
    root: Path, started_dockerlabel: Program, kind: str
) -> None:
    spoil(root / "bad" / "Dockerfile", kind)
    paths = ("wrong/Dockerfile", "bad/Dockerfile", "right/Dockerfile")
    message = f"dockerlabel: bad/Dockerfile: {SPOILT[kind]}\n"

    checked = unprivileged(lambda: started_dockerlabel(root, "check", "--format", "json", *paths))
    assert (checked.status, checked.rules) == (2, ["wrong-source"])
    assert message in checked.errors
    assert checked.json["summary"]["files"] == 2
    labels = unprivileged(lambda: started_dockerlabel(root, "labels", "--format", "json", *paths))
    assert (labels.status, len(labels.text.splitlines())) == (2, 2)
    assert message in labels.errors
    fixed = unprivileged(lambda: started_dockerlabel(root, "fix", *paths))
    assert fixed.status == 2
    assert message in fixed.errors
    assert (root / "wrong" / "Dockerfile").read_bytes() == labelled(ORG)


REFUSED = {
    "read-only": "it is read-only",
    "hard link": "it has other hard links",
    "link": "it is a symbolic link that leads out of the repository",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_must_not_be_written_is_reported(
    root: Path, dockerlabel: Program, kind: str
) -> None:
    path = root / "wrong" / "Dockerfile"
    match kind:
        case "read-only":
            path.chmod(0o444)
        case "hard link":
            (root.parent / "other").hardlink_to(path)
        case "link":
            path.rename(root.parent / "other")
            path.symlink_to(root.parent / "other")
    write(root, labelled(OTHER), "zzz/Dockerfile")
    fixed = dockerlabel(root, "fix", "wrong", "zzz")
    assert fixed.status == 2
    assert f"dockerlabel: wrong/Dockerfile: {REFUSED[kind]}" in fixed.errors
    assert path.read_bytes() == labelled(OTHER)
    assert (root / "zzz" / "Dockerfile").read_bytes() == labelled(ORG)
    # A file that needs no change may be as it likes, but a link out of it is not even read.
    status = 2 if kind == "link" else 0
    assert dockerlabel(root, "fix", "--ignore", "wrong-source", "wrong").status == status


@pytest.mark.parametrize("command", ["check", "fix", "labels"])
@pytest.mark.parametrize("in_repository", [True, False], ids=["repository", "plain"])
def test_a_closed_folder_wins_and_the_others_are_done(
    root: Path, started_dockerlabel: Program, command: str, *, in_repository: bool
) -> None:
    if not in_repository:
        (root / ".git").rename(root.parent / "git")
    closed = root / "closed"
    closed.mkdir(mode=0)
    source = () if command == "labels" else ("--source", ORG)
    ended = unprivileged(lambda: started_dockerlabel(root, command, *source, "--quiet"))
    closed.chmod(0o755)
    assert ended.status == 2
    assert ended.errors == "dockerlabel: closed: permission denied\n"
    assert "unfixable" in ended.text
    assert (labelled(ORG) == (root / "wrong/Dockerfile").read_bytes()) is (command == "fix")


@pytest.mark.parametrize("command", ["source", "config"])
def test_a_file_in_a_closed_folder(root: Path, started_dockerlabel: Program, command: str) -> None:
    closed = root / "closed"
    write(root, labelled(ORG), "closed/Dockerfile")
    closed.chmod(0)
    ended = unprivileged(lambda: started_dockerlabel(root, command, "closed/Dockerfile"))
    closed.chmod(0o755)
    assert ended.status == 2
    assert ended.errors == "dockerlabel: closed/Dockerfile: permission denied\n"


@pytest.mark.no_cover
@pytest.mark.parametrize("in_repository", [True, False], ids=["repository", "plain"])
@pytest.mark.parametrize("name", ["vendor", "data/postgres", "old"])
def test_a_closed_folder_that_is_left_out_is_nothing(
    root: Path, started_dockerlabel: Program, name: str, *, in_repository: bool
) -> None:
    settings = f"source: {ORG}\nexclude: [data/, /old]\n"
    write(root, settings.encode(), ".dockerlabel.yaml")
    if not in_repository:
        (root / ".git").rename(root.parent / "git")
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).mkdir(mode=0)
    config = ("--config", ".dockerlabel.yaml")  # outside of a repository none above a file counts
    ended = unprivileged(lambda: started_dockerlabel(root, "check", "--quiet", *config))
    (root / name).chmod(0o755)
    assert (ended.status, ended.errors) == (1, "")
