"""The corpus that fuzzing left, held to the laws that were fuzzed."""

import pytest

from tests.fuzz.targets import FIXTURES, TARGETS

CORPUS = FIXTURES / "fuzz"


@pytest.mark.parametrize("name", TARGETS)
def test_corpus(name: str) -> None:
    inputs = sorted((CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        try:
            TARGETS[name].laws(path.read_bytes())
        except Exception as error:
            error.add_note(str(path))
            raise


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """A fuzzer that begins with a finding never gets to look for others."""
    seeds = [*TARGETS[name].seeds()]
    assert seeds
    for data in seeds:
        TARGETS[name].laws(data)


def test_nothing_else_is_kept() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {*TARGETS}
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]
    assert sum(sizes) < 400_000
