"""Every known quirk of BuildKit's reader: our labels and errors are the builder's."""

from collections.abc import Mapping
from typing import Any

import pytest

from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.image import Image
from dockerlabel.dockerfile.image import evaluate as evaluate_targets
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
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


@pytest.mark.parametrize("given", [False, True], ids=["not given", "given"])
@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=entry["name"]) for entry in read_json("unknown-bases")]
)
def test_unknown_base(entry: Mapping[str, Any], *, given: bool) -> None:
    """A plain build ends with `error`, for want of an argument; we read what it gets if given."""
    options = BuildOptions(entry["given"] if given else {})
    [found] = evaluate_targets(parse(Document(entry["dockerfile"])), options, targets=[None])
    assert isinstance(found, Image)
    assert {key: label.value for key, label in found.labels.items()} == entry["labels"]
    assert found.base_unknown == ("" if given else entry["base_unknown"])


@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=entry["name"]) for entry in read_json("frontends")]
)
def test_foreign_frontend(entry: Mapping[str, Any]) -> None:
    """A file that another image reads is distinguished from those that BuildKit reads itself."""
    assert foreign_frontend(entry["dockerfile"]) == entry["frontend"]
