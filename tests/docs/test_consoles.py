"""Every command of the documentation is run, and prints what is below it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import PROJECT, git
from tests.docs.consoles import Block, Step, blocks_of, fits, write_outputs

SCENARIOS = PROJECT / "fixtures" / "docs"
PAGES = tuple(
    path
    for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md"))
    if blocks_of(path) and path.name != "CHANGELOG.md"
)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)


class Stage:
    """Plays the blocks of a page, each scenario in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        home = folder / "home"
        home.mkdir()
        own = str(Path(sys.executable).parent)
        self._environment = {
            "PATH": os.pathsep.join((own, os.environ["PATH"])),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "100",
            **{name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")},
            **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
        }

    def run(self, scenario: str, step: Step) -> str:
        """What a command prints."""
        ran = subprocess.run(
            ["bash", "-c", step.command],
            check=False,
            cwd=self._copy(scenario),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return ran.stdout.decode()

    def _copy(self, scenario: str) -> Path:
        copy = self._folder / scenario
        if not copy.exists():
            shutil.copytree(SCENARIOS / scenario, copy)
            settings = yaml.safe_load((copy / ".scenario.yaml").read_text())
            (copy / ".scenario.yaml").unlink()
            if "configuration" in settings:
                (copy / ".dockerlabel.yaml").write_text(settings["configuration"])
            clones = settings.get("clones") or {".": settings["remotes"]}
            for name, remotes in clones.items():
                _commit(copy / name, remotes)
        return copy


def _commit(root: Path, remotes: dict[str, str]) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    for name, url in remotes.items():
        git(root, "remote", "add", name, url)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "All")


def _played(page: Path, folder: Path) -> list[tuple[Step, str]]:
    stage = Stage(folder)
    return [
        (step, stage.run(block.scenario, step))
        for block in blocks_of(page)
        if block.scenario
        for step in block.steps
    ]


@every_page
def test_commands(page: Path, tmp_path: Path, *, update_cases: bool) -> None:
    played = _played(page, tmp_path)
    if update_cases:
        write_outputs(page, iter([output for _, output in played]))
        return
    for step, output in played:
        assert fits(step.output, output), f"{step.command} prints:\n{output}"


@every_page
def test_each_block_says_where_it_runs(page: Path) -> None:
    def is_described(block: Block) -> bool:
        return bool(block.scenario) or block.note.startswith("not run: ")

    assert [block.steps for block in blocks_of(page) if not is_described(block)] == []
    assert all(block.steps for block in blocks_of(page))


def test_every_scenario_is_played() -> None:
    played = {block.scenario for page in PAGES for block in blocks_of(page)} - {""}
    assert played == {path.name for path in SCENARIOS.iterdir()}


@pytest.mark.parametrize(
    ("expected", "output"),
    [("", ""), ("a\n", "a\n"), ("…\nb\n", "a\na\nb\n"), ("a\n…\n", "a\n"), ("…\n", "")],
)
def test_what_fits(expected: str, output: str) -> None:
    assert fits(expected, output)


@pytest.mark.parametrize(
    ("expected", "output"),
    [("", "a\n"), ("a\n", ""), ("a.\n", "ab\n"), ("…\nb\n", "a\n"), ("…\n", "no line end")],
)
def test_what_does_not_fit(expected: str, output: str) -> None:
    assert not fits(expected, output)
