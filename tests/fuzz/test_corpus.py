"""The corpus that fuzzing left, held to the properties that were fuzzed."""

import pytest

from tests.fuzz.corpus import CORPUS, read_corpus
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_corpus(name: str) -> None:
    inputs = read_corpus(name)
    assert inputs
    for data in inputs:
        _hold(name, data)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """A fuzzer that begins with a finding never gets to look for others."""
    seeds = [*TARGETS[name].seeds()]
    assert seeds
    for data in seeds:
        _hold(name, data)


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {f"{name}.jsonl" for name in TARGETS}
    assert sum(path.stat().st_size for path in CORPUS.iterdir()) < 400_000


def _hold(name: str, data: bytes) -> None:
    try:
        TARGETS[name].properties(data)
    except Exception as error:
        error.add_note(repr(data))
        raise
