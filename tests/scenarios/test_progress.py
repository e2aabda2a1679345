"""The bar of a long run, on a real terminal."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlabel.output.progress import bar
from tests.conftest import MakeRepository
from tests.scenarios.program import ORG, labelled, write
from tests.scenarios.terminal import COLUMNS, Terminal

BAR = re.compile(r"^\[=*>? *\] (\d+)/(\d+) Dockerfiles$")
WRONG = "https://github.com/somebody/else"
MANY = 24


@pytest.fixture
def slow(tmp_path: Path) -> dict[str, str]:
    """An environment whose git, the real one, takes a tenth of a second longer."""
    programs = tmp_path / "programs"
    programs.mkdir()
    slow_git = programs / "git"
    slow_git.write_text(f'#!/bin/sh\nsleep 0.1\nexec {shutil.which("git")} "$@"\n')
    slow_git.chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def folder(make_repository: MakeRepository, tmp_path: Path) -> Path:
    """Many repositories, every second one with a wrong label."""
    for number in range(MANY):
        root = make_repository(f"all/{number:02}", origin=ORG)
        write(root, labelled(WRONG if number % 2 else ORG))
    return tmp_path / "all"


def on_terminal(
    folder: Path, slow: dict[str, str], *arguments: str, output: int | None = None
) -> Terminal:
    command = (sys.executable, "-m", "dockerlabel", *arguments)
    return Terminal(command, folder=folder, environment=slow, output=output)


class Watch:
    """What the screen showed at each look."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.bars: list[tuple[int, int]] = []

    def __call__(self) -> None:
        """Look: there is one bar at most, below everything else, and no line is torn."""
        lines = self._terminal.lines
        bars = [line for line in lines if "Dockerfiles" in line and "/" in line.split()[-2]]
        assert bars in ([], lines[-1:])
        for line in bars:
            found = BAR.match(line)
            assert found, line
            self.bars.append((int(found[1]), int(found[2])))


PATHS = tuple(f"{number:02}/Dockerfile:2:39" for number in range(1, MANY, 2))


def test_a_bar_comes_and_goes(folder: Path, slow: dict[str, str]) -> None:
    with on_terminal(folder, slow, "check", "--format", "concise") as terminal:
        watch = Watch(terminal)
        assert terminal.finish(watch) == 1
        shown = [line for line in terminal.lines if line.startswith(PATHS)]
        assert [line.partition(": ")[0] for line in shown] == list(PATHS)
        assert terminal.lines[-2].startswith("12 errors in 24 Dockerfiles.")
    assert watch.bars == sorted(watch.bars)
    assert {total for _, total in watch.bars} == {MANY}
    assert len({done for done, _ in watch.bars}) > 1
    assert min(done for done, _ in watch.bars) > 2, "it took a second"


def test_the_output_is_elsewhere(folder: Path, slow: dict[str, str], tmp_path: Path) -> None:
    with (
        open(tmp_path / "report", "wb") as report,  # noqa: PTH123 - its number is passed on
        on_terminal(folder, slow, "check", "--format", "json", output=report.fileno()) as terminal,
    ):
        watch = Watch(terminal)
        assert terminal.finish(watch) == 1
        assert terminal.lines == []
    assert watch.bars
    assert (tmp_path / "report").read_text().startswith('{"version": 1')
    assert "\x1b" not in (tmp_path / "report").read_text()


def test_each_difference_is_whole(folder: Path, slow: dict[str, str]) -> None:
    with on_terminal(folder, slow, "fix", "--diff", "--color", "never") as terminal:
        watch = Watch(terminal)
        assert terminal.finish(watch) == 1
        shown = re.sub(rb"\r\[[^\x1b]*\x1b\[K|\r\x1b\[K", b"", terminal.raw).decode()
    assert watch.bars
    assert re.findall(r"^\+\+\+ b/(.*)\r$", shown, re.MULTILINE) == [
        path.partition(":")[0] for path in PATHS
    ]
    assert shown.count(f"+LABEL org.opencontainers.image.source={ORG}\r\n") == MANY // 2


def never(terminal: Terminal) -> Callable[[], None]:
    def look() -> None:
        assert b"\r\x1b[K" not in terminal.raw
        assert b"/8 Dockerfiles" not in terminal.raw

    return look


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param(("check", "--quiet"), {}, id="quiet"),
        pytest.param(("check",), {"TERM": "dumb"}, id="a-terminal-that-erases-nothing"),
        pytest.param(("check", "00", "01"), {}, id="a-short-run"),
    ],
)
def test_no_bar(
    folder: Path, slow: dict[str, str], arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    with on_terminal(folder, slow | variables, *arguments) as terminal:
        assert terminal.finish(never(terminal)) == 1


def test_no_bar_without_a_terminal(folder: Path, slow: dict[str, str]) -> None:
    line = f'exec "$0" -m dockerlabel check 2> {folder}/errors'
    command = ("sh", "-c", line, sys.executable)
    with Terminal(command, folder=folder, environment=slow) as terminal:
        assert terminal.finish(never(terminal)) == 1
    assert "\x1b" not in (folder / "errors").read_text()


def test_an_interrupt_takes_it_away(folder: Path, slow: dict[str, str]) -> None:
    with on_terminal(folder, slow, "check", "--format", "concise") as terminal:
        watch = Watch(terminal)
        terminal.wait(lambda: bool(terminal.lines) and bool(BAR.match(terminal.lines[-1])))
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.finish() == 130
        watch()
        assert watch.bars == []


@pytest.mark.parametrize("columns", [1, 5, 12, 22, 40, 60, COLUMNS, 500])
def test_it_fits_the_terminal(columns: int) -> None:
    drawn = [bar(done, 130, columns=columns) for done in range(130)]
    assert max(map(len, drawn)) < max(columns, 1) or columns == 1
    assert len({len(each) for each in drawn[100:]}) == 1
