"""What a fix may bring up: something in the instruction that it edits, and nothing elsewhere."""

import pytest

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Severity, fix_of
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import FixResult
from tests.unit.dockerfiles import fixed_by

KEY = "org.opencontainers.image.source"
NEAR = "org.opencontainer.image.source"


def run(text: str, then: str) -> FixResult:
    """Rename the key; afterwards something is said of `then`."""

    def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        now = dockerfile.document.text
        if NEAR not in now:
            start = now.index(then)
            return (Diagnostic("later", Severity.NOTE, Span(start, start + len(then)), "later"),)
        place = Span(now.index(NEAR), now.index(NEAR) + len(NEAR))
        mend = fix_of("rename", [Edit(place, KEY)], applicability=Applicability.SAFE)
        return (Diagnostic("first", Severity.ERROR, place, "first", mend),)

    return fixed_by(lint, text)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n", "x", id="value"),
        pytest.param(f"FROM a\nLABEL {NEAR} \\\n  x\n", "x", id="value in the next line"),
        pytest.param(f"FROM a\nLABEL b=1 {NEAR}=x", "b=1", id="pair before it"),
        pytest.param(f"FROM a AS b\nONBUILD LABEL {NEAR}=x\nFROM b", "x", id="trigger"),
    ],
)
def test_in_the_same_instruction(text: str, then: str) -> None:
    fixed = run(text, then)
    assert fixed.rejected == ""
    assert fixed.document.text == text.replace(NEAR, KEY)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x\nRUN b\n", "RUN", id="instruction behind it"),
        pytest.param(f"FROM a\nLABEL c=1\nLABEL {NEAR}=x\n", "c=1", id="instruction before it"),
        pytest.param(f"# why\nFROM a\nLABEL {NEAR}=x\n", "FROM", id="first instruction"),
    ],
)
def test_elsewhere(text: str, then: str) -> None:
    fixed = run(text, then)
    assert fixed.rejected == "it would bring up later: later"
    assert fixed.document.text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"# why\nFROM a\nLABEL {NEAR}=x\n", id="at the top"),
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n# why\n", id="behind it"),
    ],
)
def test_of_a_comment(text: str) -> None:
    """What a comment ignored may have been mended: then it is of no more use."""
    fixed = run(text, "# why")
    assert fixed.rejected == ""
    assert fixed.document.text == text.replace(NEAR, KEY)
