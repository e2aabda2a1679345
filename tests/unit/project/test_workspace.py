"""What a run keeps of folders: it does not grow with the number of files, and is read once."""

import gc
import tracemalloc
from pathlib import Path
from statistics import median

import pytest

from dockerlabel.document import Document
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options, Workspace
from tests.conftest import MakeRepository
from tests.scenarios.program import ORG

FOLDERS = 150


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    for number in range(3 * FOLDERS):
        (root / str(number)).mkdir()
    return root


@pytest.mark.no_cover  # it counts memory, and measuring takes some
def test_folders_are_forgotten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlabel.project.workspace._MOST_FOLDERS", 4)
    pipeline = Pipeline(Options(), {})
    document = Document("FROM alpine:3.22\n")  # caches of texts are larger than this test

    def lint(numbers: range) -> float:
        # What is known of folders is forgotten now and then, and threads of the test runner come
        # and go: the median shows what is kept.
        kept = []
        for number in numbers:
            path = str(root / f"{number}/Dockerfile")
            report = pipeline.report(path, pipeline.analyse(path, document))
            assert report.compared
            if number % 20 == 0:
                gc.collect()
                kept.append(tracemalloc.get_traced_memory()[0])
        return median(kept)

    tracemalloc.start()
    try:
        lint(range(FOLDERS))  # fills what is kept for a while
        once = lint(range(FOLDERS, 2 * FOLDERS))
        twice = lint(range(2 * FOLDERS, 3 * FOLDERS))
    finally:
        tracemalloc.stop()
    assert twice - once < 40 * FOLDERS  # bytes: less than a path for each file, or any object


def test_a_folder_is_looked_into_once_for_all_below_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The repository's top, which is above each of its folders."""
    asked: list[str] = []

    def files_in(folder: str) -> tuple[str, ...]:
        asked.append(folder)
        return ()

    monkeypatch.setattr("dockerlabel.project.workspace.configuration_files", files_in)
    workspace = Workspace(Options(), {})
    for number in range(3):
        workspace.settings(str(root / f"{number}/Dockerfile"))
    assert asked == [str(root / "0"), str(root), str(root / "1"), str(root / "2")]
