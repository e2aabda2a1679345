"""Where reports go: the format of a place, files, counts, the page of a step."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EXHAUSTIVE, MakeRepository, git
from tests.scenarios.program import ORG, Program, labelled, write
from tests.scenarios.report_readers import read_commands, read_concise

OTHER = "https://github.com/someone-else/tool"
ACTIONS = {"GITHUB_ACTIONS": "true"}


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER))
    write(root, labelled(ORG), "clean/Dockerfile")
    write(root, b"FROM alpine\nRUN true\n", "sub/Dockerfile")
    return root


def test_github_actions_get_annotations(root: Path, dockerlabel: Program) -> None:
    page = root.parent / "page.md"
    page.write_text("# before\n")
    checked = dockerlabel(root, "check", **ACTIONS, GITHUB_STEP_SUMMARY=str(page))
    assert checked.status == 1
    assert [each.properties["file"] for each in read_commands(checked.text)] == [
        "Dockerfile",
        "sub/Dockerfile",
    ]
    assert "1 error, 1 warning in 3 Dockerfiles." in checked.errors
    assert page.read_text().startswith("# before\n### dockerlabel\n")
    assert "1 error, 1 warning in 3 Dockerfiles." in page.read_text()


@pytest.mark.parametrize("value", ["", "false", "1"])
def test_other_places_get_code_frames(root: Path, dockerlabel: Program, value: str) -> None:
    checked = dockerlabel(root, "check", GITHUB_ACTIONS=value, GITHUB_STEP_SUMMARY="page.md")
    assert checked.text.startswith("error[wrong-source]: ")
    assert not (root / "page.md").exists()


@pytest.mark.parametrize(
    ("options", "beginning"),
    [
        pytest.param(("--format=concise",), "Dockerfile:2:39: error", id="format"),
        pytest.param(("--statistics",), "1  missing-source", id="statistics"),
    ],
)
def test_what_is_asked_for_counts_in_github_actions(
    root: Path, dockerlabel: Program, options: tuple[str, ...], beginning: str
) -> None:
    checked = dockerlabel(root, "check", *options, **ACTIONS, GITHUB_STEP_SUMMARY="page.md")
    assert checked.text.startswith(beginning)
    assert not (root / "page.md").exists()


def test_a_page_that_cannot_be_written_is_reported_and_no_failure(
    root: Path, dockerlabel: Program
) -> None:
    checked = dockerlabel(
        root, "check", "--fail-on=never", **ACTIONS, GITHUB_STEP_SUMMARY="no/page.md"
    )
    assert checked.status == 0
    assert "dockerlabel: no/page.md: the summary could not be added: no such" in checked.errors


def test_paths_of_annotations_are_those_in_the_repository(root: Path, dockerlabel: Program) -> None:
    (root.parent / "link").symlink_to(root)
    for folder, paths in ((root / "sub", ["..", "."]), (root.parent / "link", ["."])):
        checked = dockerlabel(folder, "check", "--format=github", *paths)
        names = {each.properties["file"] for each in read_commands(checked.text)}
        assert names == {"Dockerfile", "sub/Dockerfile"}
        concise = dockerlabel(folder, "check", "--format=concise", *paths)
        assert {line.path for line in read_concise(concise.text)} != {"Dockerfile"}


def test_paths_outside_of_the_repository_that_the_run_is_in(
    root: Path, make_repository: MakeRepository, tmp_path: Path, dockerlabel: Program
) -> None:
    """A file has the path in its own repository, or its whole path where there is none."""
    other = make_repository("other", origin=ORG)
    write(other, labelled(OTHER), "a/Dockerfile")
    lone = write(tmp_path, labelled("git@github.com:x/y"), "lone/Dockerfile")
    results = dockerlabel(root, "check", "--format=sarif", "../other", str(lone)).json["runs"][0]
    places = [
        each["locations"][0]["physicalLocation"]["artifactLocation"] for each in results["results"]
    ]
    assert {"uri": "a/Dockerfile", "uriBaseId": "%SRCROOT%"} in places
    assert {"uri": f"file://{lone}"} in places


def test_standard_input_has_a_path_in_the_repository(root: Path, dockerlabel: Program) -> None:
    for option, name in (
        ((), "sub/<stdin>"),
        (("--stdin-filename=x/Dockerfile",), "sub/x/Dockerfile"),
    ):
        checked = dockerlabel(
            root / "sub", "check", "--format=gitlab", *option, "-", stdin=labelled(OTHER)
        )
        assert [each["location"]["path"] for each in checked.json] == [name]


@pytest.mark.parametrize("name", ["full", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_a_file_takes_the_place_of_the_output(root: Path, dockerlabel: Program, name: str) -> None:
    printed = dockerlabel(root, "check", f"--format={name}", FORCE_COLOR="")
    path = root.parent / "report"
    checked = dockerlabel(root, "check", f"--format={name}", f"--output-file={path}")
    assert (checked.status, checked.output) == (1, b"")
    assert path.read_bytes() == printed.output
    assert checked.errors == (
        "1 error, 1 warning in 3 Dockerfiles.\n2 fixable with `dockerlabel fix`.\n"
    )


def test_quiet_leaves_the_terminal_alone(root: Path, dockerlabel: Program) -> None:
    checked = dockerlabel(root, "check", "--quiet", "--output-file=report")
    assert (checked.status, checked.output, checked.errors) == (1, b"", "")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("no/report", "no such file or directory", id="no-folder"),
        pytest.param("sub", "it is a directory", id="folder"),
    ],
)
def test_a_file_that_cannot_be_written(
    root: Path, dockerlabel: Program, name: str, reason: str
) -> None:
    checked = dockerlabel(root, "check", "--fail-on=never", f"--output-file={name}")
    assert checked.status == 2
    assert checked.errors == f"dockerlabel: --output-file: {name}: {reason}\n"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("Dockerfile", (), id="found"),
        pytest.param("sub/Dockerfile", ("clean", "sub/Dockerfile"), id="named"),
        pytest.param("link", (".",), id="a-link-to-it"),
        pytest.param("Dockerfile", ("--stdin-filename=Dockerfile", "-"), id="standard-input"),
    ],
)
def test_a_report_does_not_replace_a_file_to_check(
    root: Path, dockerlabel: Program, name: str, arguments: tuple[str, ...]
) -> None:
    (root / "link").symlink_to("Dockerfile")
    before = (root / name).read_bytes()
    checked = dockerlabel(root, "check", f"--output-file={name}", *arguments, stdin=before)
    assert (checked.status, checked.output) == (2, b"")
    assert checked.errors == (
        f"dockerlabel: --output-file: {name}: it is one of the files to check\n"
    )
    assert (root / name).read_bytes() == before


def test_a_report_through_a_committed_link_is_refused(root: Path, dockerlabel: Program) -> None:
    precious = root.parent / "precious"
    precious.write_text("mine\n")
    (root / "report").symlink_to(precious)
    checked = dockerlabel(root, "check", "--output-file=report")
    assert (checked.status, checked.output) == (2, b"")
    assert checked.errors.startswith(
        "dockerlabel: --output-file: report: a symbolic link leads out"
    )
    assert precious.read_text() == "mine\n"


def test_a_failed_file_leaves_a_report_of_the_others(root: Path, dockerlabel: Program) -> None:
    checked = dockerlabel(root, "check", "--format=json", "--output-file=report", "nowhere", ".")
    assert checked.status == 2
    assert "dockerlabel: nowhere: no such file or folder\n" in checked.errors
    assert (root / "report").read_text().count('"rule"') == 2


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit"])
def test_formats_that_cannot_count(root: Path, dockerlabel: Program, name: str) -> None:
    checked = dockerlabel(root, "check", "--statistics", f"--format={name}")
    assert (checked.status, checked.output) == (2, b"")
    assert "--statistics" in checked.errors


def test_what_remains_is_counted(root: Path, dockerlabel: Program) -> None:
    write(root, b"FROM a\nNONSENSE\n", "broken/Dockerfile")
    fixed = dockerlabel(root, "fix", "--statistics")
    assert fixed.text == "1  invalid-syntax\n"
    diffed = dockerlabel(root, "fix", "--statistics", "--diff")
    assert diffed.output == b""
    assert diffed.errors.startswith("1  invalid-syntax\n")
    piped = dockerlabel(root, "fix", "--statistics", "-", stdin="FROM a\nNONSENSE\n")
    assert piped.text == "FROM a\nNONSENSE\n"
    assert piped.errors == "1  invalid-syntax\n"


FILES, MOST_BYTES = (1_500, 400) if EXHAUSTIVE else (150, 2_500)
"""How many files are added, and what each may take: the fewer there are, the more takes the list of
their names, and, for the page of a step, as many rows as fit there. A file has 5,000 bytes."""


@pytest.mark.no_cover  # it counts memory, and measuring takes some
@pytest.mark.parametrize("name", ["full", "concise", "github"] if EXHAUSTIVE else ["full"])
def test_memory_does_not_grow_with_the_number_of_files(
    make_repository: MakeRepository, name: str
) -> None:
    """Formats that stream keep nothing of a file."""
    root = make_repository(origin=ORG)
    git(root, "config", "core.untrackedCache", "false")
    some, many = (peak(root, number=number, name=name) for number in (FILES, 2 * FILES))
    assert many - some < FILES * MOST_BYTES


def peak(root: Path, *, number: int, name: str) -> int:
    """The most memory, in bytes, that a run over that many wrong files takes."""
    for at in range(number):
        data = labelled(OTHER) + b"# a comment of some length\n" * 200
        write(root, data, f"{at}.dockerfile")
    code = (
        "import sys, tracemalloc; from dockerlabel.cli.main import main; tracemalloc.start(); "
        "status = main(sys.argv[1:]); print(tracemalloc.get_traced_memory()[1], file=sys.stderr); "
        "sys.exit(status)"
    )
    ran = subprocess.run(
        (sys.executable, "-c", code, "check", "--quiet", f"--format={name}"),
        cwd=root,
        env=os.environ | {"GITHUB_STEP_SUMMARY": str(root.parent / "page.md")},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 1, ran.stderr
    return int(ran.stderr.split()[-1])
