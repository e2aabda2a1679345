"""A misspelled key may become the source's, and nothing else may change with it."""

import pytest

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify import verify_edits
from tests.unit.dockerfiles import read

KEY = "org.opencontainers.image.source"
NEAR = "org.opencontainer.image.source"
OTHER = "it would change another label"


def disprove(text: str, *replacements: tuple[str, str]) -> str:
    """Replace all places of each; what is wrong with that."""
    edits = []
    for old, new in replacements:
        place = text.find(old)
        while place >= 0:
            edits.append(Edit(Span(place, place + len(old)), new))
            place = text.find(old, place + 1)
    edits.sort()
    return verify_edits(read(text), read(apply_edits(text, edits)), edits=edits)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x b=1\n", id="one of several"),
        pytest.param(f'FROM a\nLABEL "{NEAR}"="x"\n', id="quotes"),
        pytest.param(f"FROM a\nLABEL {NEAR} x y\n", id="legacy"),
        pytest.param(f"FROM a\nLABEL {NEAR}=x {NEAR}=y\n", id="twice"),
        pytest.param(f"FROM a AS b\nLABEL {NEAR}=x\nFROM b\nLABEL {NEAR}=y\n", id="twice in a row"),
        pytest.param(f"FROM a AS b\nONBUILD LABEL {NEAR}=x\nFROM b\n", id="trigger"),
        pytest.param(f"FROM a AS b\nLABEL {NEAR}=x\nFROM b\nLABEL {KEY}=y\n", id="overridden"),
        pytest.param(f"FROM a\nARG A=1\nLABEL {NEAR}=$A b=$A\n", id="computed value"),
        pytest.param(f"FROM a AS b\nLABEL {NEAR}=x\nFROM a\n", id="stage that no other needs"),
    ],
)
def test_right_renames(text: str) -> None:
    assert disprove(text, (NEAR, KEY)) == ""


@pytest.mark.parametrize(
    "number", [pytest.param(0, id="the first"), pytest.param(1, id="the last")]
)
def test_one_of_two(number: int) -> None:
    """The image then carries the other one, whichever that is."""
    text = f"FROM a\nLABEL {NEAR}=x {NEAR}=y\n"
    start = [text.index(NEAR), text.rindex(NEAR)][number]
    edits = [Edit(Span(start, start + len(NEAR)), KEY)]
    assert verify_edits(read(text), read(apply_edits(text, edits)), edits=edits) == ""


@pytest.mark.parametrize(
    ("text", "replacements", "message"),
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n", [("x", "y")], OTHER, id="value alone"),
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n", [(f"{NEAR}=x", "b=1")], OTHER, id="removal"),
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n", [(NEAR, "b")], OTHER, id="another key"),
        pytest.param("FROM a\nLABEL b=x\n", [("b", KEY)], OTHER, id="key that is not misspelled"),
        pytest.param(
            f"FROM a\nLABEL {NEAR}=x {NEAR}=y\n",
            [(f"{NEAR}=y", f"{KEY}=y")],
            OTHER,
            id="last of two",
        ),
        pytest.param(
            f"FROM a\nLABEL {NEAR}=x b=1\n", [(NEAR, KEY), ("=1", "=2")], OTHER, id="and a value"
        ),
        pytest.param(
            f"FROM a\nLABEL {NEAR}=x\n", [(NEAR, f"b=1 {KEY}")], OTHER, id="and another label"
        ),
        pytest.param(
            f"FROM a\nLABEL {NEAR}=x\nRUN {NEAR}\n",
            [(NEAR, KEY)],
            "it would change another instruction",
            id="and another instruction",
        ),
    ],
)
def test_wrong_renames(text: str, replacements: list[tuple[str, str]], message: str) -> None:
    assert disprove(text, *replacements) == message
