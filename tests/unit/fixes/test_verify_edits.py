"""What edits may do, and what they must not."""

import re

import pytest

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify_edits import verify_edits
from tests.unit.dockerfiles import read

KEY = "org.opencontainers.image.source"
NEAR = "org.opencontainer.image.source"
OTHER = "it would change another label"
INSTRUCTION = "it would change another instruction"


def verify(text: str, *replacements: tuple[str, str]) -> str | None:
    """Replace all places of each; what is wrong with that."""
    found = [(re.finditer(re.escape(old), text), new) for old, new in replacements]
    return _verify(
        text, [Edit(Span(*place.span()), new) for places, new in found for place in places]
    )


def verify_insertion(text: str, behind: str, new: str) -> str | None:
    place = text.index(behind) + len(behind)
    return _verify(text, [Edit(Span(place, place), new)])


def _verify(text: str, edits: list[Edit]) -> str | None:
    edits.sort()
    return verify_edits(read(text), read(apply_edits(text, edits)), edits=edits)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        pytest.param(f"FROM a\nLABEL {KEY}=x\n", "x", "y", id="value"),
        pytest.param(f"FROM a\nLABEL {KEY}=x", "x", "y", id="value at the end"),
        pytest.param(f"FROM a\nLABEL b=1 {KEY}=x c=2\n", "=x", "=y", id="one of several"),
        pytest.param(f"FROM a\nLABEL {KEY}=x {KEY}=y\n", f"{KEY}=x ", "", id="removal"),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x\nLABEL {KEY}=y\n", f"LABEL {KEY}=x\n", "", id="whole LABEL"
        ),
        pytest.param(f"FROM a\nLABEL {KEY} x\n", " x", "=x", id="legacy form"),
        pytest.param(
            f"FROM a\nLABEL \\\n# why\n {KEY}=x\nLABEL {KEY}=y\n",
            f"LABEL \\\n# why\n {KEY}=x\n",
            "",
            id="whole LABEL with its comment",
        ),
        pytest.param(f"FROM a\nARG S=x\nLABEL {KEY}=$S\n", "=x", "=y", id="default"),
        pytest.param(f"FROM a\nONBUILD LABEL {KEY}=x\n", "=x", "=y", id="trigger"),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=x/${{S:?}}\nLABEL b=${{S:?}}\n",
            "x/${S:?}",
            "y",
            id="value that fails before another one",
        ),
    ],
)
def test_right_edits(text: str, old: str, new: str) -> None:
    assert verify(text, (old, new)) is None


@pytest.mark.parametrize(
    ("text", "behind", "new"),
    [
        pytest.param("FROM a\nRUN b\n", "FROM a\n", f"LABEL {KEY}=x\n", id="new LABEL"),
        pytest.param("FROM a\n", "FROM a\n", f"LABEL {KEY}=x\n", id="last line"),
        pytest.param("FROM a", "FROM a", f"\nLABEL {KEY}=x", id="no line end"),
        pytest.param("FROM a\r\nRUN b", "RUN b", f"\r\nLABEL {KEY}=x", id="no line end, crlf"),
        pytest.param("FROM a\nLABEL b=1\n", "b=1", f" {KEY}=x", id="new pair"),
        pytest.param("FROM a\nLABEL b=1", "b=1", f" {KEY}=x", id="new pair at the end"),
        pytest.param("FROM a\nLABEL b=1", "b=1", f" \\\n {KEY}=x", id="continued at the end"),
        pytest.param(f"FROM a\nLABEL {KEY}=$S\n", "FROM a\n", "ARG S\n", id="new argument"),
    ],
)
def test_right_insertions(text: str, behind: str, new: str) -> None:
    assert verify_insertion(text, behind, new) is None


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        pytest.param(f"FROM a\nLABEL {KEY}=x b=1\n", "b=1", "b=2", OTHER, id="value"),
        pytest.param(f"FROM a\nLABEL {KEY}=x b=1\n", " b=1", "", OTHER, id="removal"),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=$S b=$S\n",
            "=x",
            "=y",
            INSTRUCTION,
            id="default used twice",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nARG T=x$S\nLABEL {KEY}=$S b=$T\n",
            "S=x",
            "S=y",
            INSTRUCTION,
            id="default of another",
        ),
        pytest.param(
            f"FROM a AS one\nLABEL b=1 {KEY}=x\nFROM scratch\n",
            "b=1",
            "b=2",
            OTHER,
            id="stage that no other needs",
        ),
        pytest.param(
            f"FROM a\nARG S\nLABEL {KEY}=x b=$S\n", "=$S", "=", OTHER, id="only with arguments"
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x\nRUN b\n",
            "=x",
            "=y \\",
            "the build would fail: "
            'Syntax error - can\'t find = in "RUN". Must be of the form: name=value',
            id="syntax",
        ),
        pytest.param(f"FROM a\nLABEL b=1 {KEY}=x\n", "=x", '="y', OTHER, id="quote"),
        pytest.param(
            f"FROM a\nLABEL b=1 {KEY}=x\n",
            f" {KEY}=x",
            "",
            "it would remove the source label",
            id="the only source",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x {KEY}=y\n",
            f" {KEY}=y",
            "",
            "it would expose a different source label",
            id="the source that counts",
        ),
        pytest.param(
            f"FROM a AS b\nLABEL {KEY}=x\nFROM b\nLABEL {KEY}=y\n",
            f"LABEL {KEY}=y\n",
            "",
            "it would expose a different source label",
            id="the parent stage's",
        ),
        pytest.param(
            f"FROM a\nONBUILD ARG S=x\nLABEL {KEY}=x\n",
            "S=x",
            "S=y",
            INSTRUCTION,
            id="argument of a trigger",
        ),
        pytest.param(
            f"FROM a\nARG S\nLABEL {KEY}=$S\n",
            "ARG S",
            "ARG T",
            INSTRUCTION,
            id="name of an argument",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=y\nWORKDIR $S\n",
            "S=x",
            "S=z",
            INSTRUCTION,
            id="default for another instruction",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=$S\nRUN printenv S\n",
            "=x",
            "=y",
            INSTRUCTION,
            id="default that RUN sees",
        ),
        pytest.param(
            f"FROM a\nENV K={KEY}\nLABEL $K=$S\n",
            "LABEL",
            "ARG S\nLABEL",
            INSTRUCTION,
            id="new argument for a key from a variable",
        ),
        pytest.param(
            f"FROM a\nARG S=x T=1\nLABEL {KEY}=$S\n",
            "x T",
            "y z T",
            INSTRUCTION,
            id="one more argument",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x\nARG S\nLABEL {KEY}=y\n",
            f"LABEL {KEY}=x\nARG S\n",
            "",
            INSTRUCTION,
            id="argument below the label",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=$S {KEY}=$T\n",
            f" {KEY}=$T",
            "",
            "it would expose a different source label",
            id="the source that counts, without a value",
        ),
        pytest.param(
            f"FROM a\nENV K={KEY}\nLABEL $K=x\n", "=x", "=y", OTHER, id="key from a variable"
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x \\\n # why\n b=1\n",
            " \\\n # why\n",
            "",
            "it would lose a comment",
            id="comment inside of a LABEL",
        ),
        pytest.param(
            f"ARG S=x\nFROM $S\nLABEL {KEY}=x\n",
            "S=x",
            "S=",
            INSTRUCTION,
            id="argument before FROM",
        ),
        pytest.param(
            f"ARG S=x\nFROM a\nARG S\nLABEL {KEY}=$S\n",
            "=x",
            "=${T:?}",
            "it would change another stage",
            id="argument before FROM that fails",
        ),
        pytest.param(
            f"FROM a AS b\nARG S=x\nLABEL {KEY}=${{S:?}} c=1\nFROM a\n",
            "S=x",
            "S=",
            OTHER,
            id="stage that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x b=${{S:?}}\n",
            "S:?",
            "T:?",
            OTHER,
            id="another label that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=${{S:?}} c=1\nLABEL b=${{T:?}}\n",
            "${S:?} c=1",
            "x",
            OTHER,
            id="label after one that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=${{T:?}} c=1\n",
            f"${{S:?}}\nLABEL {KEY}=${{T:?}} c=1",
            "x",
            OTHER,
            id="label in one that fails, too",
        ),
        pytest.param(
            f"FROM a AS b\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=x\nFROM a\n",
            f"LABEL {KEY}=${{S:?}}\n",
            "",
            OTHER,
            id="stage that failed",
        ),
    ],
)
def test_wrong_edits(text: str, old: str, new: str, message: str) -> None:
    assert verify(text, (old, new)) == message


@pytest.mark.parametrize(
    ("text", "behind", "new", "message"),
    [
        pytest.param(
            "FROM a\nCMD b \\\n",
            "CMD b \\\n",
            f"LABEL {KEY}=x\n",
            INSTRUCTION,
            id="into a continuation",
        ),
        pytest.param(
            "FROM a\nRUN <<E\nE\n",
            "RUN <<E\n",
            f"LABEL {KEY}=x\n",
            INSTRUCTION,
            id="into a here-document",
        ),
        pytest.param(
            "# escape=`\nFROM a\nRUN b `\n c\n",
            "# escape=`\n",
            "\n# x\n",
            None,
            id="below the directives",
        ),
        pytest.param("\n# escape=`\nFROM a\nLABEL b=`c\n", "b=", "x", OTHER, id="another value"),
        pytest.param(
            "FROM a",
            "FROM a",
            f"LABEL {KEY}=x",
            "the build would fail: FROM requires either one or three arguments",
            id="no line end before it",
        ),
        pytest.param(
            "FROM a\nLABEL b=1\n",
            "FROM a\n",
            f"LABEL {KEY}=x",
            INSTRUCTION,
            id="no line end after it",
        ),
        pytest.param(
            "FROM a\nARG b=\n", "b=", f"LABEL {KEY}=x", INSTRUCTION, id="into an argument"
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=$S\n", "FROM a\n", "ARG S T\n", INSTRUCTION, id="unused argument"
        ),
        pytest.param(
            "FROM a\nRUN b", "RUN b", f"LABEL {KEY}=x", INSTRUCTION, id="into the last line"
        ),
    ],
)
def test_wrong_insertions(text: str, behind: str, new: str, message: str | None) -> None:
    assert verify_insertion(text, behind, new) == message


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
    assert verify(text, (NEAR, KEY)) is None


@pytest.mark.parametrize(
    "number", [pytest.param(0, id="the first"), pytest.param(1, id="the last")]
)
def test_one_of_two(number: int) -> None:
    """The image then carries the other one, whichever that is."""
    text = f"FROM a\nLABEL {NEAR}=x {NEAR}=y\n"
    start = [text.index(NEAR), text.rindex(NEAR)][number]
    assert _verify(text, [Edit(Span(start, start + len(NEAR)), KEY)]) is None


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
            INSTRUCTION,
            id="and another instruction",
        ),
    ],
)
def test_wrong_renames(text: str, replacements: list[tuple[str, str]], message: str) -> None:
    assert verify(text, *replacements) == message
