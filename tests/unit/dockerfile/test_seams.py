"""Empty places at the edge of two physical lines."""

import pytest

from dockerlabel.document import Span
from tests.unit.dockerfiles import only, read


@pytest.mark.parametrize(
    ("label", "before"),
    [
        pytest.param("LABEL a=\\\n  b=1", "LABEL a=", id="end of the first line"),
        pytest.param("LABEL \\\n  a=\\\n  b=1", "LABEL \\\n  a=", id="end of the second line"),
        pytest.param("LABEL a=\\\n# why\n  b=1", "LABEL a=", id="comment below"),
        pytest.param("LABEL a= b=1", "LABEL a=", id="within a line"),
        pytest.param("LABEL a=", "LABEL a=", id="end of the text"),
        pytest.param("  LABEL a=\\\r\n  b=1", "  LABEL a=", id="blanks before it, crlf"),
    ],
)
def test_empty_value(label: str, before: str) -> None:
    """It ends the line that it is written in."""
    text = f"FROM x\n{label}"
    instruction = only(read(text))
    pair = instruction.pairs[0]
    span = instruction.line.span(pair.value_start, pair.end)
    assert span == Span(len(f"FROM x\n{before}"), len(f"FROM x\n{before}"))


def test_empty_place_at_the_start() -> None:
    assert only(read("FROM x\nLABEL a=1")).line.span(0, 0) == Span(7, 7)
