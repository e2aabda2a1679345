"""What fuzzing found, each mended."""

import pytest

from dockerlabel.diagnostic import Applicability
from tests.rules.judge import SOURCE, judge_of

KEY = "org.opencontainers.image.source"
OLD = "https://github.com/octo-org/old"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "FROM scratch\nLABEL team=blue\rsize=L",
            f"FROM scratch\nLABEL team=blue\rsize=L {KEY}={SOURCE}",
            id="pairs that a carriage return parts",
        ),
        pytest.param(
            f"FROM alpine\nARG NAME=old\nLABEL {KEY}=https://github.com/octo-org/${{NAME:?}}\n",
            f"FROM alpine\nARG NAME=old\nLABEL {KEY}={SOURCE}\n",
            id="a value that some builds refuse",
        ),
    ],
)
def test_fix(before: str, after: str) -> None:
    fixed = judge_of({}).fix(before, Applicability.UNSAFE)
    assert (fixed.document.text, fixed.rejected) == (after, "")


def test_a_build_that_failed_elsewhere_must_fail_still() -> None:
    """What another instruction refuses is no matter of a label."""
    text = f"FROM a\nARG NAME=b\nLABEL a=${{NAME:?}}\nLABEL {KEY}={OLD}\n"
    fixed = judge_of({}).fix(text, Applicability.UNSAFE)
    assert (fixed.document.text, fixed.rejected) == (text.replace(OLD, SOURCE), "")
