"""Our labels are on the images that a real builder makes. Opt-in: it needs root and a builder.

    DOCKERLABEL_ENGINE=docker pytest tests/conformance/test_engine.py
    DOCKERLABEL_ENGINE=buildah pytest tests/conformance/test_engine.py

`docker` starts a daemon of its own, without network, all of its state in a temporary directory;
`DOCKERLABEL_ENGINE_HOST=unix:///…` takes one that runs instead. Where a builder is known to differ
from the BuildKit that we follow, fixtures/conformance/engine-differences.json says why, under the
builder's name and version, and the test fails once it no longer differs.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from tests.conformance._cases import EXAMPLES, RECORDED, Case, Outcome, case_of, evaluate, load
from tests.conformance.engine import Engine, differences, running
from tests.properties.strategies import plain_dockerfiles

NAME = os.environ.get("DOCKERLABEL_ENGINE", "")

if not NAME:
    pytest.skip("opt-in: set DOCKERLABEL_ENGINE to docker or buildah", allow_module_level=True)

CASES = [case for stem in (*EXAMPLES, *RECORDED) for case in load(stem)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running(NAME, tmp_path_factory.mktemp("engine")) as started:
        yield started


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_same_labels_as_the_builder(case: Case, engine: Engine) -> None:
    difference = differences(engine.version).get(case.name)
    if difference is not None and difference.skip:
        pytest.skip(difference.reason)
    same = _comparable(engine, engine.build(case)) == _comparable(engine, evaluate(case))
    assert same == (difference is None), difference


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in load("unknown-bases")]
)
def test_a_plain_build_cannot_have_an_unknown_base(case: Case, engine: Engine) -> None:
    assert _comparable(engine, engine.build(case)) == _comparable(engine, case.expected)


@settings(max_examples=100, deadline=None)
@given(text=plain_dockerfiles(modern=False))
def test_random_files(text: str, engine: Engine) -> None:
    if engine.version.startswith("buildah"):
        pytest.skip("buildah differs in scopes of ARG and in escapes, which most files have")
    case = case_of("random", text)
    outcome = evaluate(case)
    assert not isinstance(outcome, str), outcome
    assert engine.build(case) == outcome


def _comparable(engine: Engine, outcome: Outcome) -> Outcome:
    """Buildah's messages are its own: only whether there is an error can be compared."""
    failed = isinstance(outcome, str)
    return "an error" if failed and engine.version.startswith("buildah") else outcome
