"""Our labels against dockerfile-parse 2.0.1, a second opinion in pure Python.

It agrees on plain files. Where it is known to differ from the builder, a case in
fixtures/conformance/dockerfile-parse.json says how; that ours are the builder's labels in these
cases is tested with the other examples.
"""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conformance._cases import Case, case_of, evaluate, load
from tests.conftest import examples

second_opinion: Any = pytest.importorskip(
    "dockerfile_parse", reason="the package dockerfile-parse is not installed"
)

KNOWN = load("dockerfile-parse")


def theirs(case: Case) -> Mapping[str, str]:
    """Return the labels that dockerfile-parse finds in the last stage."""
    parser = second_opinion.DockerfileParser(fileobj=io.BytesIO(case.data))
    return dict(parser.labels)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in KNOWN])
def test_known_differences(case: Case) -> None:
    """It still differs, in the way that is listed."""
    if "raises" not in case.other:
        assert theirs(case) == case.other["labels"]
        assert theirs(case) != case.expected
        return
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is in the case
        theirs(case)
    assert type(raised.value).__name__ == case.other["raises"]
    assert str(raised.value).startswith(case.other["message"])


KEYS = st.sampled_from(["org.opencontainers.image.source", "team", "com.example.a-b", "X_1"])
WORDS = st.sampled_from(["https://github.com/octo-org/app", "blue", "7", "$A", "${B}", "x-$A.y"])
QUOTED = st.lists(WORDS | st.sampled_from(["two words", "#"]), max_size=3).map(" ".join)
VALUES = st.one_of(
    WORDS,
    QUOTED.map(lambda text: f'"{text}"'),
    QUOTED.map(lambda text: f"'{text}'".replace("$", "")),
)
PAIRS = st.tuples(KEYS, VALUES).map("=".join)
GAPS = st.sampled_from([" ", "  ", " \\\n    ", " \\\n# why\n  "])


@st.composite
def plain_files(draw: st.DrawFn) -> str:
    """Files of one or two stages that do not build on each other, with nothing odd in them."""
    lines = []
    for _ in range(draw(st.integers(1, 2))):
        lines += ["FROM scratch", "ENV A=first", "ARG B=second"]
        for _ in range(draw(st.integers(0, 4))):
            gap, pairs = draw(GAPS), draw(st.lists(PAIRS, min_size=1, max_size=4))
            legacy = draw(st.tuples(KEYS, WORDS).map(" ".join))
            choices = ["# LABEL team=red", "", f"LABEL {gap.join(pairs)}", f"label {legacy}"]
            lines.append(draw(st.sampled_from(choices)))
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])


@examples(150)
@given(text=plain_files())
def test_agreement_on_plain_files(text: str) -> None:
    case = case_of("plain", text)
    assert evaluate(case) == theirs(case)
