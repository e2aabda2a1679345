"""Symbolic links: the real path of a file decides on it, and each file is judged once."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.programs import path_of
from tests.scenarios.program import ORG, Program, labelled, write
from tests.scenarios.report_readers import read_commands, read_concise

OTHER = "https://github.com/someone-else/tool"
BASE = "https://github.com/octo-org/base"
WRONG = labelled(OTHER)
SETTINGS = f"""\
exclude: [old/]
overrides:
  - files: [services/api/*]
    source: {BASE}
    reason: published from another repository
"""


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


@pytest.fixture
def work(root: Path, tmp_path: Path) -> Path:
    """A link to a repository with settings, in a folder that has none."""
    write(root, SETTINGS.encode(), ".dockerlabel.yaml")
    write(root, WRONG, "services/api/Dockerfile")
    write(root, WRONG, "old/Dockerfile")
    (tmp_path / "work").symlink_to(root)
    return tmp_path


@pytest.mark.parametrize("path", ["work/services/api/Dockerfile", "work/services/api", "work"])
def test_settings_count_through_a_link_to_a_folder(
    root: Path, work: Path, dockerlabel: Program, path: str
) -> None:
    checked = dockerlabel(work, "check", "--format=concise", path)
    assert [line.path for line in read_concise(checked.text)] == ["work/services/api/Dockerfile"]
    assert "warning" not in checked.errors
    assert dockerlabel(work, "fix", path).status == 0
    assert (root / "services/api/Dockerfile").read_bytes() == labelled(BASE)
    assert (root / "old/Dockerfile").read_bytes() == WRONG


def test_other_commands_take_the_settings_through_a_link(work: Path, dockerlabel: Program) -> None:
    path = "work/services/api/Dockerfile"
    assert dockerlabel(work, "source", path).text.startswith(f"{path}: {BASE}\n")
    assert "matches the override" in dockerlabel(work, "config", path).text
    filtered = dockerlabel(work, "fix", "--stdin-filename", path, "-", stdin=WRONG)
    assert filtered.output == labelled(BASE)


@pytest.mark.parametrize("path", ["work/old/Dockerfile", "linked/Dockerfile", "a.dockerfile"])
def test_a_hook_leaves_out_what_is_excluded_through_a_link(
    root: Path, work: Path, dockerlabel: Program, path: str
) -> None:
    (work / "linked").symlink_to(root / "old")
    (root / "a.dockerfile").symlink_to("old/Dockerfile")
    folder = root if path == "a.dockerfile" else work
    assert dockerlabel(folder, "fix", "--force-exclude", path).status == 0
    named = ("--force-exclude", "--stdin-filename", path, "-")
    assert dockerlabel(folder, "fix", *named, stdin=WRONG).output == WRONG
    assert (root / "old/Dockerfile").read_bytes() == WRONG


def test_folders_above_the_repository_are_of_no_account_through_a_link(
    make_repository: MakeRepository, tmp_path: Path, dockerlabel: Program
) -> None:
    root = make_repository("app", origin=ORG)
    write(root, WRONG)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/app").symlink_to(root)
    checked = dockerlabel(tmp_path, "check", "--force-exclude", "vendor/app/Dockerfile")
    assert checked.status == 1


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param((".",), id="search"),
        pytest.param(("Dockerfile", "images/app.dockerfile"), id="link-first"),
        pytest.param(("images/app.dockerfile", "Dockerfile"), id="target-first"),
        pytest.param(("images", "Dockerfile", "."), id="folders"),
        pytest.param(("linked", "."), id="a-link-to-the-folder"),
    ],
)
def test_a_link_and_its_target_are_judged_and_shown_once(
    root: Path, dockerlabel: Program, paths: tuple[str, ...]
) -> None:
    target = write(root, WRONG, "images/app.dockerfile")
    (root / "Dockerfile").symlink_to("images/app.dockerfile")
    (root / "linked").symlink_to("images")
    checked = dockerlabel(root, "check", "--format=concise", *paths)
    assert len(read_concise(checked.text)) == 1
    assert "1 error in 1 Dockerfile." in checked.errors
    fixed = dockerlabel(root, "fix", *paths)
    assert "1 file fixed." in fixed.errors
    assert target.read_bytes() == labelled(ORG)
    assert (root / "Dockerfile").is_symlink()


@pytest.mark.parametrize("path", [".", "Dockerfile", "./sub/../Dockerfile"])
@pytest.mark.parametrize("name", ["images/app.dockerfile", "images/other", "other"])
@pytest.mark.parametrize("program", ["git apply -", "patch --strip=1"])
def test_a_diff_through_a_link_applies(
    root: Path, dockerlabel: Program, path: str, name: str, program: str
) -> None:
    (root / "sub").mkdir()
    target = write(root, WRONG, name)
    (root / "Dockerfile").symlink_to(name)
    git(root, "add", "--all")
    diff = dockerlabel(root, "fix", "--diff", path)
    assert diff.text.startswith(f"--- a/{name}\n+++ b/{name}\n")
    name_of_program, *options = program.split()
    command = (path_of(name_of_program), *options)
    subprocess.run(command, cwd=root, input=diff.output, check=True)
    assert target.read_bytes() == labelled(ORG)
    assert (root / "Dockerfile").is_symlink()


def test_annotations_are_on_the_file_that_a_link_leads_to(root: Path, dockerlabel: Program) -> None:
    write(root, WRONG, "images/other")
    (root / "Dockerfile").symlink_to("images/other")
    checked = dockerlabel(root, "check", "--format=github")
    assert [each.properties["file"] for each in read_commands(checked.text)] == ["images/other"]


def test_a_linked_folder_does_not_mislead_to_another_file(root: Path, dockerlabel: Program) -> None:
    """`linked/../other` is not `other` where the system looks it up."""
    write(root, WRONG, "a/other")
    write(root, labelled(ORG), "other")
    (root / "a/b").mkdir()
    (root / "a/b/Dockerfile").symlink_to("../other")
    (root / "linked").symlink_to("a/b")
    checked = dockerlabel(root, "check", "--format=concise", "linked/Dockerfile")
    assert [line.path for line in read_concise(checked.text)] == [str(root / "a/other")]


def test_outside_of_a_repository_a_link_stays_a_link(tmp_path: Path, dockerlabel: Program) -> None:
    target = write(tmp_path, b"FROM alpine\n", "target")
    (tmp_path / "Dockerfile").symlink_to("target")
    ended = dockerlabel(tmp_path, "fix", "--source", ORG)
    assert ended.status == 2
    assert "dockerlabel: Dockerfile: it is a symbolic link that leads out" in ended.errors
    assert target.read_bytes() == b"FROM alpine\n"
