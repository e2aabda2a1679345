"""What a run keeps does not grow with the number of its files."""

import gc
import tracemalloc
from pathlib import Path
from statistics import median

import pytest

from dockerlabel.document import Document
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options
from tests.conftest import MakeRepository
from tests.scenarios.program import ORG

FOLDERS = 200


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    for number in range(2 * FOLDERS):
        (root / str(number)).mkdir()
    return root


def test_folders_are_forgotten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlabel.project.workspace._MOST_FOLDERS", 20)
    pipeline = Pipeline(Options(), {})

    def lint(numbers: range) -> float:
        # What is known of folders is forgotten now and then, and threads of the test runner come
        # and go: the median tells what is kept.
        kept = []
        for number in numbers:
            text = f"FROM alpine:3.22\nRUN make image{number}\n"
            path = str(root / f"{number}/Dockerfile")
            report = pipeline.report(path, pipeline.analyse(path, Document(text)))
            assert report.compared
            if number % 10 == 0:
                gc.collect()
                kept.append(tracemalloc.get_traced_memory()[0])
        return median(kept)

    tracemalloc.start()
    try:
        once = lint(range(FOLDERS))
        twice = lint(range(FOLDERS, 2 * FOLDERS))
    finally:
        tracemalloc.stop()
    assert twice - once < 50 * FOLDERS  # bytes: less than a path for each file
