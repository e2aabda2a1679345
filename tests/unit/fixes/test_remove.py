"""A pair that is taken out of its LABEL."""

import pytest

from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.remove import remove_pair
from tests.unit.dockerfiles import read

_SETTERS = {"LABEL", "ONBUILD"}


def remove(label: str, number: int) -> str | None:
    """Remove a pair; what then is between FROM and RUN."""
    text = f"FROM a\n{label}RUN b\n"
    dockerfile = read(text)
    instruction = next(each for each in dockerfile.instructions if each.keyword in _SETTERS)
    pairs = (instruction.trigger or instruction).pairs
    edits = remove_pair(dockerfile, instruction, pair=pairs[number])
    if edits is None:
        return None
    return apply_edits(text, edits).removeprefix("FROM a\n").removesuffix("RUN b\n")


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        pytest.param("LABEL a=1\n", 0, "", id="only pair"),
        pytest.param("LABEL \\\n # x\n a=1\n", 0, "", id="only pair, all lines"),
        pytest.param("LABEL a 1\n", 0, "", id="legacy"),
        pytest.param("LABEL a=1 b=2 c=3\n", 0, "LABEL b=2 c=3\n", id="first"),
        pytest.param("LABEL a=1 b=2 c=3\n", 1, "LABEL a=1 c=3\n", id="middle"),
        pytest.param("LABEL a=1 b=2 c=3\n", 2, "LABEL a=1 b=2\n", id="last"),
        pytest.param(
            "LABEL a=1 \\\n  b=2 \\\n  c=3\n", 0, "LABEL b=2 \\\n  c=3\n", id="first line"
        ),
        pytest.param(
            "LABEL a=1 \\\n  b=2 \\\n  c=3\n", 1, "LABEL a=1 \\\n  c=3\n", id="middle line"
        ),
        pytest.param("LABEL a=1 \\\n  b=2 \\\n  c=3\n", 2, "LABEL a=1 \\\n  b=2\n", id="last line"),
        pytest.param("LABEL a=1 \\\r\n  b=2\r\n", 1, "LABEL a=1\r\n", id="crlf"),
        pytest.param("LABEL -- a=1 b=2\n", 0, "LABEL -- b=2\n", id="after two hyphens"),
        pytest.param("ONBUILD LABEL a=1\n", 0, "", id="trigger"),
        pytest.param("ONBUILD LABEL a=1 b=2\n", 1, "ONBUILD LABEL a=1\n", id="pair of a trigger"),
        pytest.param("LABEL a=1 \\\n b=2 c=3\n", 1, "LABEL a=1 \\\n c=3\n", id="starts a line"),
        pytest.param("LABEL a=1 b=2 \\\n c=3\n", 1, "LABEL a=1 \\\n c=3\n", id="ends a line"),
        pytest.param(
            "LABEL a=1   \\\n b=2 \\\n c=3\n", 1, "LABEL a=1   \\\n c=3\n", id="columns stay"
        ),
        pytest.param(
            "LABEL a=1\\\n b=2 \\\nc=3\n", 1, "LABEL a=1 \\\nc=3\n", id="its blank parts others"
        ),
        pytest.param("LABEL\\\n a=1 \\\nb=2\n", 0, "LABEL\\\n b=2\n", id="so does the first one's"),
        pytest.param("\nLABEL a=1\n\n", 0, "\n", id="between empty lines"),
        pytest.param("\nLABEL a=1\n", 0, "\n", id="below an empty line"),
        pytest.param("LABEL a=1\n \t\n", 0, " \t\n", id="above a blank line"),
        pytest.param("# a\nLABEL a=1\n", 0, "# a\n", id="only pair, comment above it"),
    ],
)
def test_remove(before: str, number: int, after: str) -> None:
    assert remove(before, number) == after


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        pytest.param(
            "LABEL a=1 \\\n  # of b\n  b=2\n", 1, "LABEL a=1\n  # of b\n", id="before the last"
        ),
        pytest.param(
            "LABEL a=1 \\\r\n  # of b\r\n  b=2\r\n", 1, "LABEL a=1\r\n  # of b\r\n", id="crlf"
        ),
        pytest.param(
            "LABEL a=1 \\\n  # of b\n  b=2 \\\n  c=3\n",
            1,
            "LABEL a=1 \\\n  # of b\n  c=3\n",
            id="before one in the middle",
        ),
        pytest.param(
            "LABEL a=1 \\\n  # of b\n  b=2\n",
            0,
            "LABEL \\\n  # of b\n  b=2\n",
            id="after the first",
        ),
        pytest.param(
            "LABEL \\\n  # of a\n  a=1 \\\n  # of b\n  b=2\n",
            0,
            "LABEL \\\n  # of a\n  # of b\n  b=2\n",
            id="around the first",
        ),
        pytest.param(
            "LABEL a=1 \\\r\n  # of b\n  \\\n\n  b=2\r\n",
            1,
            "LABEL a=1\r\n  # of b\n\n",
            id="lines of all kinds",
        ),
    ],
)
def test_comments_survive(before: str, number: int, after: str) -> None:
    assert remove(before, number) == after


@pytest.mark.parametrize(
    ("label", "number"),
    [
        pytest.param('LABEL a="x\\\n# c\ny" b=2\n', 0, id="in the value"),
        pytest.param("# check=skip=all\nLABEL a=1\n", 0, id="for the builder"),
        pytest.param("# hadolint ignore=DL1\n\n# c\nLABEL a=1\n", 0, id="for a linter, further up"),
        pytest.param("LABEL \\\n# hadolint ignore=DL1\n a=1\n", 0, id="inside of the LABEL"),
        pytest.param("# renovate: datasource=docker\nLABEL a=1\n", 0, id="for Renovate"),
        pytest.param("LABEL a=1 \\\n# kics-scan ignore-line\n b=2\n", 1, id="above the last"),
        pytest.param("LABEL \\\n# noqa: ignore\n a=1 \\\n b=2\n", 0, id="above the first"),
        pytest.param("LABEL a=1\\\n# c\n b=2 \\\nc=3\n", 1, id="nothing would part the others"),
    ],
)
def test_a_comment_is_in_the_way(label: str, number: int) -> None:
    assert remove(label, number) is None


def test_what_a_continuation_swallows_at_the_end_stays() -> None:
    """The last pair goes, and its continuation with it; the only one does not."""
    text = "FROM a\nLABEL a=1 \\\n # c\n b=2 \\\n\n# end"
    dockerfile = read(text)
    _, label = dockerfile.instructions
    edits = remove_pair(dockerfile, label, pair=label.pairs[1])
    assert edits is not None
    assert apply_edits(text, edits) == "FROM a\nLABEL a=1\n # c\n\n# end"
    dockerfile = read("FROM a\nLABEL a=1 \\\n# end")
    _, label = dockerfile.instructions
    assert remove_pair(dockerfile, label, pair=label.pairs[0]) is None


def test_an_empty_comment_cuts_the_tie() -> None:
    assert remove("# hadolint ignore=DL1\n#\nLABEL a=1\n", 0) == "# hadolint ignore=DL1\n#\n"
