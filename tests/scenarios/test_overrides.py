"""Settings for some files of a real repository, as its users meet them."""

from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.scenarios.program import KEY, ORG, PLAIN, RUN, Program, labelled, write

BASE = "https://github.com/octo-org/base"
STAGES = f"FROM a AS release\nLABEL {KEY}={ORG}\nFROM a AS test\nRUN x\n".encode()
UNUSED = "`files` matches no Dockerfile"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


def configure(root: Path, text: str) -> None:
    write(root, text.encode(), ".dockerlabel.yaml")


def test_another_source_for_some_files(root: Path, dockerlabel: Program) -> None:
    configure(
        root, f"overrides:\n- files: [images/base/]\n  source: {BASE}\n  reason: its own project\n"
    )
    for name in ("Dockerfile", "images/base/Dockerfile", "images/base/deep/Dockerfile"):
        write(root, PLAIN, name)
    assert dockerlabel(root, "fix").status == 0
    assert (root / "Dockerfile").read_bytes() == labelled(ORG) + RUN
    for name in ("images/base/Dockerfile", "images/base/deep/Dockerfile"):
        assert (root / name).read_bytes() == labelled(BASE) + RUN
    assert dockerlabel(root, "source", "images/base").text.startswith(f"images/base: {BASE}\n")
    moved = dockerlabel(root, "fix", "--source", "https://github.com/new-org/app")
    assert moved.status == 0
    assert (root / "images/base/Dockerfile").read_bytes() == (
        labelled("https://github.com/new-org/app") + RUN
    )


def test_a_committed_override_holds_in_a_linked_worktree(
    root: Path, dockerlabel: Program, tmp_path: Path
) -> None:
    configure(root, f"overrides:\n- {{files: [base/], source: {BASE}, reason: x}}\n")
    write(root, labelled(BASE), "base/Dockerfile")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=all")
    git(root, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert dockerlabel(tmp_path / "tree" / "base", "check", ".").status == 0
    assert dockerlabel(tmp_path / "tree", "check", "--isolated").status == 1


def test_standard_input_fits_by_its_name(root: Path, dockerlabel: Program) -> None:
    configure(root, f"overrides:\n- {{files: [base/], source: {BASE}, reason: x}}\n")
    for name, url in (("base/Dockerfile", BASE), ("Dockerfile", ORG)):
        fixed = dockerlabel(root, "fix", "--stdin-filename", name, "-", stdin=PLAIN)
        assert fixed.output == labelled(url) + RUN


def test_rules_and_severities_for_some_files(root: Path, dockerlabel: Program) -> None:
    configure(
        root,
        "severity: {missing-source: warning}\n"
        "overrides:\n"
        "- {files: [a/], ignore: [missing-source]}\n"
        "- {files: [b/], severity: {missing-source: note}}\n",
    )
    for name in ("a/Dockerfile", "b/Dockerfile", "c/Dockerfile"):
        write(root, PLAIN, name)
    assert dockerlabel(root, "check", "--format=json").found == [
        ("b/Dockerfile", "missing-source", "note"),
        ("c/Dockerfile", "missing-source", "warning"),
    ]


def test_a_severity_of_what_is_said_of_a_repository(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository()
    write(root, PLAIN)
    assert dockerlabel(root, "check").status == 0
    configure(root, "severity: {unknown-remote: error}\n")
    checked = dockerlabel(root, "check", "--format=json")
    assert checked.found == [("Dockerfile", "unknown-remote", "error")]
    assert checked.status == 1


def test_what_fails_is_decided_for_each_file(root: Path, dockerlabel: Program) -> None:
    configure(
        root,
        "fail-on: never\noverrides:\n- {files: [strict/], fail-on: note}\n",
    )
    write(root, PLAIN, "lax/Dockerfile")
    assert dockerlabel(root, "check", "lax").status == 0
    assert dockerlabel(root, "check", "--fail-on=warning", "lax").status == 1
    write(root, labelled(ORG), "strict/Dockerfile")
    assert dockerlabel(root, "check").status == 0
    write(root, PLAIN, "strict/Dockerfile")
    assert dockerlabel(root, "check").status == 1
    assert dockerlabel(root, "check", "--fail-on=never").status == 0
    assert dockerlabel(root, "fix", "--diff", "strict").status == 1


def test_a_target_that_an_override_names_must_be_there(root: Path, dockerlabel: Program) -> None:
    write(root, STAGES, "api/Dockerfile")
    write(root, PLAIN, "other/Dockerfile")
    configure(root, "targets: [release, worker]\n")
    assert dockerlabel(root, "check", "api").status == 0
    told = "/.dockerlabel.yaml:1: targets: no Dockerfile has a stage `worker`\n"
    assert told not in dockerlabel(root, "check", "api").errors
    assert told in dockerlabel(root, "check").errors
    configure(root, "overrides:\n- files: [api/]\n  targets:\n  - release\n  - worker\n")
    told = "targets: api/Dockerfile has no stage `worker` (its stages: `release`, `test`)"
    for command in ("check", "fix", "labels"):
        ended = dockerlabel(root, command)
        assert ended.status == 2, command
        assert f".dockerlabel.yaml:3: {told}\n" in ended.errors
    assert (root / "other/Dockerfile").read_bytes() == labelled(ORG) + RUN, "the others are done"
    assert (root / "api/Dockerfile").read_bytes() == STAGES
    given = dockerlabel(root, "check", "--target", "worker", "api")
    assert given.status == 1, "an option overrides it, and is skipped if it does not exist"
    told = "dockerlabel: warning: --target: no Dockerfile has a stage `worker`\n"
    assert told in given.errors
    write(root, b"FROM alpine:3.22 AS worker\nRUN true\n", "worker/Dockerfile")
    assert told not in dockerlabel(root, "check", "--target", "worker", "api", "worker").errors
    stdin = dockerlabel(root, "fix", "--stdin-filename", "api/Dockerfile", "-", stdin=STAGES)
    assert (stdin.status, stdin.output) == (2, b"")


def test_a_file_that_does_not_build_is_a_finding_all_the_same(
    root: Path, dockerlabel: Program
) -> None:
    configure(root, "overrides:\n- {files: [Dockerfile], targets: [worker]}\n")
    for text in (b"FROM a AS b\nLABLE x=y\n", b"FROM a AS b c\n"):
        write(root, text)
        checked = dockerlabel(root, "check", "--format=json")
        assert (checked.status, checked.rules) == (1, ["invalid-syntax"])
    write(root, b"# syntax=example.org/frontend\nFROM a AS b\n")
    assert dockerlabel(root, "check").status == 0


def test_unused_overrides_are_warned_of(root: Path, dockerlabel: Program) -> None:
    write(root, labelled(ORG))
    configure(root, "overrides:\n- {files: [gone/], fail-on: note}\n")
    for command in ("check", "fix", "labels"):
        ended = dockerlabel(root, command)
        assert ended.status == 0
        assert f".dockerlabel.yaml:2: overrides[0]: {UNUSED}\n" in ended.errors
    as_json = dockerlabel(root, "check", "--format=json")
    assert as_json.json["diagnostics"] == []
    assert UNUSED in as_json.errors
    assert UNUSED not in dockerlabel(root, "check", "--quiet").errors
    assert UNUSED not in dockerlabel(root, "check", "Dockerfile").errors
    write(root, labelled(ORG), "gone/Dockerfile")
    assert UNUSED not in dockerlabel(root, "check").errors


def test_nothing_is_said_of_overrides_where_a_file_could_not_be_read(
    root: Path, dockerlabel: Program
) -> None:
    write(root, labelled(ORG))
    configure(root, "overrides:\n- {files: [gone/], fail-on: note}\n")
    ended = dockerlabel(root, "check", ".", "nowhere")
    assert ended.status == 2
    assert UNUSED not in ended.errors


def test_a_mistake_far_inside_is_reported(root: Path, dockerlabel: Program) -> None:
    write(root, labelled(ORG))
    configure(root, "overrides:\n- files: [a]\n  severty: {}\n- files: [b]\n  source: x\n")
    ended = dockerlabel(root, "check")
    assert ended.status == 2
    assert ".dockerlabel.yaml:3: overrides[0].severty: unknown key; did you mean 'severity'?" in (
        ended.errors
    )
    assert ".dockerlabel.yaml:5: overrides[1].source: must be an https URL" in ended.errors
    assert ".dockerlabel.yaml:5: overrides[1].source: must have a `reason`" in ended.errors
