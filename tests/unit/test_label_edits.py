"""Edits of labels that are there."""

import pytest

from dockerlabel.fixer import apply_edits
from dockerlabel.label_edits import (
    argument_default,
    is_computed,
    remove_pair,
    replace_word,
    sole_variable,
)
from tests.unit.dockerfiles import labels_of, last_stage, only, read


def replace(label: str, value: str = "new", *, escape: str = "\\") -> str | None:
    """Replace the value of the first pair of a LABEL; the LABEL afterwards."""
    head = f"# escape={escape}\nFROM a\n"
    text = head + label
    dockerfile = read(text)
    edit = replace_word(dockerfile, labels_of(dockerfile)[0].value, value=value)
    return edit and apply_edits(text, [edit]).removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k=old", "LABEL k=new", id="bare"),
        pytest.param('LABEL k="old"', 'LABEL k="new"', id="double"),
        pytest.param("LABEL k='old'", "LABEL k='new'", id="single"),
        pytest.param("LABEL k='o'\"l\"d", 'LABEL k="new"', id="mixed"),
        pytest.param("LABEL k=", "LABEL k=new", id="empty"),
        pytest.param('LABEL k=""', 'LABEL k="new"', id="empty in quotes"),
        pytest.param("LABEL k= \t", "LABEL k=new \t", id="blanks behind it stay"),
        pytest.param("LABEL k old", "LABEL k new", id="legacy"),
        pytest.param("LABEL k  \told # x", "LABEL k  \tnew", id="legacy to the end"),
        pytest.param("LABEL k=old z=1 #=2", "LABEL k=new z=1 #=2", id="others stay"),
        pytest.param('LABEL k="o\\\n  ld" \\\n z=1', 'LABEL k="new" \\\n z=1', id="two lines"),
        pytest.param("LABEL k=o\\\r\nld\r\n", "LABEL k=new\r\n", id="two lines, crlf"),
        pytest.param('LABEL k="o\\"$X"', 'LABEL k="new"', id="escapes and variables"),
    ],
)
def test_replace(before: str, after: str) -> None:
    assert replace(before) == after


@pytest.mark.parametrize(
    "label",
    [
        pytest.param('LABEL k="o\\\n# why\nld"', id="comment"),
        pytest.param('LABEL k="o\\\n\nld"', id="empty line"),
        pytest.param('LABEL k="o\\\r\n \t\r\nld"', id="blank line, crlf"),
        pytest.param('LABEL k="o\\\n  # why\nld"', id="indented comment"),
    ],
)
def test_inner_lines_are_not_lost(label: str) -> None:
    assert replace(label) is None


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        pytest.param("LABEL k=old", "a b", 'LABEL k="a b"', id="bare, blank"),
        pytest.param("LABEL k=old", "", 'LABEL k=""', id="bare, empty"),
        pytest.param("LABEL k='old'", "it's", 'LABEL k="it\'s"', id="single, quote"),
        pytest.param("LABEL k='old'", "$a\\", "LABEL k='$a\\'", id="single, untouched"),
        pytest.param('LABEL k="old"', '"$a\\', 'LABEL k="\\"\\$a\\\\"', id="double, escaped"),
    ],
)
def test_style_that_can_not_hold_a_value(before: str, value: str, after: str) -> None:
    assert replace(before, value) == after


def test_another_escape() -> None:
    assert replace('LABEL k="old"', "`$\\", escape="`") == 'LABEL k="```$\\"'


@pytest.mark.parametrize(
    ("raw", "computed"),
    [
        pytest.param("a", False, id="plain"),
        pytest.param("$a", True, id="variable"),
        pytest.param("x${a}y", True, id="braces"),
        pytest.param('"$a"', True, id="double quotes"),
        pytest.param("'$a'", False, id="single quotes"),
        pytest.param("'a'$b", True, id="behind single quotes"),
        pytest.param("\\$a", False, id="escaped"),
        pytest.param("\\\\$a", True, id="escaped escape"),
        pytest.param('"\\$a"', False, id="escaped in double quotes"),
        pytest.param("\"it's $a or 'b'\"", True, id="single quotes inside of double quotes"),
        pytest.param("\"'$a'\"", True, id="quoted in double quotes"),
    ],
)
def test_is_computed(raw: str, *, computed: bool) -> None:
    assert is_computed(raw, "\\") is computed


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("$SOURCE", "SOURCE", id="plain"),
        pytest.param("${SOURCE}", "SOURCE", id="braces"),
        pytest.param('"$SOURCE"', "SOURCE", id="quotes"),
        pytest.param('"${_a1}"', "_a1", id="both"),
        pytest.param("'$SOURCE'", None, id="single quotes"),
        pytest.param("$SOURCE/x", None, id="more"),
        pytest.param('"$SOURCE', None, id="half quoted"),
        pytest.param("${SOURCE:-x}", None, id="operator"),
        pytest.param("$A$B", None, id="two"),
        pytest.param("$1", None, id="digit"),
        pytest.param("", None, id="empty"),
    ],
)
def test_sole_variable(raw: str, name: str | None) -> None:
    assert sole_variable(raw) == name


def default(body: str) -> str | None:
    """The default of ARG S in a stage, as written."""
    text = f"FROM a\n{body}"
    dockerfile = read(text)
    instructions = last_stage(dockerfile).instructions
    word = argument_default(dockerfile, instructions, name="S", value="x")
    return word and word.span.of(text)


@pytest.mark.parametrize(
    ("body", "raw"),
    [
        pytest.param("ARG S=x\nLABEL k=$S", "x", id="literal"),
        pytest.param("ARG S='x'\nLABEL k=${S}", "'x'", id="quotes"),
        pytest.param("ARG A=1 S=x\nLABEL k=$S", "x", id="one of several"),
        pytest.param('ARG S="x"\nLABEL k=$S', '"x"', id="double quotes"),
        pytest.param("ARG S=x\nLABEL k=$S\nRUN $S_2 $US ${S2}", "x", id="other names"),
        pytest.param("ARG S\nLABEL k=$S", None, id="no default"),
        pytest.param("ARG S=$A\nLABEL k=$S", None, id="computed"),
        pytest.param("ARG S=x\nARG S=y\nLABEL k=$S", None, id="twice"),
        pytest.param("ARG S=x\nLABEL k=$S l=${S:-z}", None, id="used twice"),
        pytest.param("ARG S=x\nLABEL k=$S\nRUN echo $S", None, id="used by a shell"),
        pytest.param("ENV S=x\nLABEL k=$S", None, id="environment"),
        pytest.param("ARG S=x\nENV S=y\nLABEL k=$S", None, id="environment wins"),
        pytest.param("ARG S=y\nLABEL k=$S", None, id="another value decides"),
        pytest.param("ARG S=x\nFROM b\nLABEL k=$S", None, id="another stage"),
        pytest.param("ARG s=x\nLABEL k=$S", None, id="letter case"),
    ],
)
def test_argument_default(body: str, raw: str | None) -> None:
    assert default(body) == raw


def remove(label: str, number: int) -> str:
    text = f"FROM a\n{label}RUN b\n"
    dockerfile = read(text)
    instruction = only(dockerfile)
    edit = remove_pair(dockerfile, instruction, pair=instruction.pairs[number])
    return apply_edits(text, [edit]).removeprefix("FROM a\n").removesuffix("RUN b\n")


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
            id="behind the first",
        ),
    ],
)
def test_comments_survive(before: str, number: int, after: str) -> None:
    assert remove(before, number) == after
