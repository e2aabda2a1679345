"""Every known quirk of BuildKit's reader: our labels and errors are the builder's."""

from collections.abc import Mapping
from typing import Any

import pytest

from dockerlabel.dockerfile.directives import foreign_frontend
from tests.conformance._cases import EXAMPLES, RECORDED, Case, evaluate, load, read_json

CASES = [case for stem in (*EXAMPLES, *RECORDED) for case in load(stem)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_outcome(case: Case) -> None:
    """Labels are equal, names and values; an error has the builder's own message."""
    assert evaluate(case) == case.expected


def test_names_are_unique() -> None:
    """A name leads to one case."""
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=entry["name"]) for entry in read_json("frontends")]
)
def test_foreign_frontend(entry: Mapping[str, Any]) -> None:
    """A file that another image reads is told apart from those that BuildKit reads itself."""
    assert foreign_frontend(entry["dockerfile"]) == entry["frontend"]
