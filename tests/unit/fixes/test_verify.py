"""What an edit must not do."""

import pytest

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify import verify_edits
from tests.unit.dockerfiles import read

KEY = "org.opencontainers.image.source"


def disprove(text: str, old: str, new: str) -> str:
    """Replace the one place where `old` stands; what is wrong with that."""
    assert text.count(old) == 1
    start = text.index(old)
    edits = [Edit(Span(start, start + len(old)), new)]
    return verify_edits(read(text), read(apply_edits(text, edits)), edits=edits)


def disprove_insertion(text: str, behind: str, new: str) -> str:
    place = text.index(behind) + len(behind)
    edits = [Edit(Span(place, place), new)]
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
    assert disprove(text, old, new) == ""


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
    ],
)
def test_right_insertions(text: str, behind: str, new: str) -> None:
    assert disprove_insertion(text, behind, new) == ""


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        pytest.param(
            f"FROM a\nLABEL {KEY}=x b=1\n",
            "b=1",
            "b=2",
            "it would change another label",
            id="value",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x b=1\n",
            " b=1",
            "",
            "it would change another label",
            id="removal",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=$S b=$S\n",
            "=x",
            "=y",
            "it would change another label",
            id="default used twice",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nARG T=x$S\nLABEL {KEY}=$S b=$T\n",
            "S=x",
            "S=y",
            "it would change another label",
            id="default of another",
        ),
        pytest.param(
            f"FROM a AS one\nLABEL b=1 {KEY}=x\nFROM scratch\n",
            "b=1",
            "b=2",
            "it would change another label",
            id="stage that no other needs",
        ),
        pytest.param(
            f"FROM a\nARG S\nLABEL {KEY}=x b=$S\n",
            "=$S",
            "=",
            "it would change another label",
            id="only with arguments",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x\nRUN b\n",
            "=x",
            "=y \\",
            "the builder would reject the file: "
            'Syntax error - can\'t find = in "RUN". Must be of the form: name=value',
            id="syntax",
        ),
        pytest.param(
            f"FROM a\nLABEL b=1 {KEY}=x\n", "=x", '="y', "it would change another label", id="quote"
        ),
        pytest.param(
            f"FROM a\nLABEL b=1 {KEY}=x\n",
            f" {KEY}=x",
            "",
            "it would take the source label away",
            id="the only source",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x {KEY}=y\n",
            f" {KEY}=y",
            "",
            "it would bring out another source label",
            id="the source that counts",
        ),
        pytest.param(
            f"FROM a AS b\nLABEL {KEY}=x\nFROM b\nLABEL {KEY}=y\n",
            f"LABEL {KEY}=y\n",
            "",
            "it would bring out another source label",
            id="that of the parent stage",
        ),
        pytest.param(
            f"FROM a\nONBUILD ARG S=x\nLABEL {KEY}=x\n",
            "S=x",
            "S=y",
            "it would change another instruction",
            id="argument of a trigger",
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
            "it would change another stage",
            id="argument before FROM",
        ),
        pytest.param(
            f"FROM a AS b\nARG S=x\nLABEL {KEY}=${{S:?}} c=1\nFROM a\n",
            "S=x",
            "S=",
            "it would change another label",
            id="stage that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=x b=${{S:?}}\n",
            "S:?",
            "T:?",
            "it would change another label",
            id="another label that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=${{S:?}} c=1\nLABEL b=${{T:?}}\n",
            "${S:?} c=1",
            "x",
            "it would change another label",
            id="label behind one that fails",
        ),
        pytest.param(
            f"FROM a\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=${{T:?}} c=1\n",
            f"${{S:?}}\nLABEL {KEY}=${{T:?}} c=1",
            "x",
            "it would change another label",
            id="label in one that fails, too",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nARG T=x\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=x b=${{T:?}}\n",
            f"LABEL {KEY}=${{S:?}}\n",
            "",
            "it would change another label",
            id="error that is removed before another one",
        ),
        pytest.param(
            f"FROM a AS b\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=x\nFROM a\n",
            f"LABEL {KEY}=${{S:?}}\n",
            "",
            "it would change another label",
            id="stage that failed",
        ),
        pytest.param(
            f"FROM a\nARG S=x\nLABEL {KEY}=${{S:?}}\nLABEL {KEY}=x\n",
            f"LABEL {KEY}=${{S:?}}\n",
            "",
            "it would change another label",
            id="fails with an empty argument only",
        ),
    ],
)
def test_wrong_edits(text: str, old: str, new: str, message: str) -> None:
    assert disprove(text, old, new) == message


@pytest.mark.parametrize(
    ("text", "behind", "new", "message"),
    [
        pytest.param(
            "FROM a\nCMD b \\\n",
            "CMD b \\\n",
            f"LABEL {KEY}=x\n",
            "it would change another instruction",
            id="into a continuation",
        ),
        pytest.param(
            "FROM a\nRUN <<E\nE\n",
            "RUN <<E\n",
            f"LABEL {KEY}=x\n",
            "it would change another instruction",
            id="into a here-document",
        ),
        pytest.param(
            "# escape=`\nFROM a\nRUN b `\n c\n",
            "# escape=`\n",
            "\n# x\n",
            "",
            id="below the directives",
        ),
        pytest.param(
            "\n# escape=`\nFROM a\nLABEL b=`c\n",
            "b=",
            "x",
            "it would change another label",
            id="another value",
        ),
        pytest.param(
            "FROM a",
            "FROM a",
            f"LABEL {KEY}=x",
            "the builder would reject the file: FROM requires either one or three arguments",
            id="no line end before it",
        ),
        pytest.param(
            "FROM a\nRUN b",
            "RUN b",
            f"LABEL {KEY}=x",
            "it would change another instruction",
            id="into the last line",
        ),
    ],
)
def test_wrong_insertions(text: str, behind: str, new: str, message: str) -> None:
    assert disprove_insertion(text, behind, new) == message
