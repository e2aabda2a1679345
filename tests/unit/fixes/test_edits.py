"""Edits of labels that are there."""

import pytest

from dockerlabel.fixes.edits import (
    argument_default,
    comments_in,
    in_pair_form,
    is_computed,
    may_fail,
    replace_word,
    sole_variable,
)
from dockerlabel.fixes.fixer import apply_edits
from tests.unit.dockerfiles import labels_of, last_stage, read


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


@pytest.mark.parametrize(
    ("run", "raw"),
    [
        pytest.param("RUN python -c \"environ['S']\"", None, id="environment of a program"),
        pytest.param("RUN echo %S%", None, id="Windows"),
        pytest.param("RUN dir $env:S", None, id="PowerShell"),
        pytest.param("RUN <<E\nprintenv S\nE", None, id="here-document"),
        pytest.param("ONBUILD RUN printenv S", None, id="trigger"),
        pytest.param("RUN echo S2 _S", "x", id="other names"),
        pytest.param("# S is the source\nCMD S", "x", id="never in the environment"),
    ],
)
def test_a_run_may_find_it_in_its_environment(run: str, raw: str | None) -> None:
    assert default(f"ARG S=x\nLABEL k=$S\n{run}") == raw


def in_pairs(label: str, *, escape: str = "\\") -> str | None:
    head = f"# escape={escape}\nFROM a\n"
    text = head + label
    dockerfile = read(text)
    edits = in_pair_form(dockerfile, labels_of(dockerfile)[0])
    if edits is None:
        return None
    return apply_edits(text, sorted(edits)).removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k v", "LABEL k=v", id="plain"),
        pytest.param("LABEL k \t v \n", "LABEL k=v \n", id="blanks behind it stay"),
        pytest.param("LABEL k a b", 'LABEL k="a b"', id="blank"),
        pytest.param("LABEL k a $B", 'LABEL k="a $B"', id="blank and variable"),
        pytest.param("LABEL k 'a b'", "LABEL k='a b'", id="quoted already"),
        pytest.param("LABEL k a\\ b", "LABEL k=a\\ b", id="escaped already"),
        pytest.param("LABEL k a 'b' \\$c", 'LABEL k="a b \\$c"', id="quotes and blanks"),
        pytest.param("LABEL k a 'b' $c", None, id="quotes, blanks and a variable"),
        pytest.param("LABEL k \\\n v", "LABEL k=v", id="two lines"),
        pytest.param("LABEL k a \\\n b", 'LABEL k="a \\\n b"', id="value over two lines"),
        pytest.param("LABEL k \\\n# c\n v", "LABEL \\\n# c\n k=v", id="comment"),
        pytest.param("LABEL k \\\n# c\nv", "LABEL \\\n# c\nk=v", id="comment, no indent"),
        pytest.param("LABEL \\\n k\\\n# c\n a b", 'LABEL \\\n# c\n k="a b"', id="key on a line"),
        pytest.param("LABEL\\\n k \\\n# c\nv", None, id="nothing to part keyword and key"),
        pytest.param("LABEL \\\nk\\\n# c\n v", "LABEL \\\n# c\n k=v", id="no indent"),
        pytest.param("LABEL a\\\nk \\\n# c\n v", None, id="key over two lines"),
        pytest.param("LABEL k 'a' \\\n# c\n b", None, id="comment in a value to be quoted"),
        pytest.param("LABEL k \u3000v", 'LABEL k="\u3000v"', id="blank of Unicode before it"),
        pytest.param("LABEL k v\u00a0w", 'LABEL k="v\u00a0w"', id="blank of Unicode in it"),
        pytest.param("LABEL k \ufeffv", "LABEL k=\ufeffv", id="lost mark"),
        pytest.param("LABEL k \ufeffa b", None, id="lost mark, to be quoted"),
    ],
)
def test_in_pair_form(before: str, after: str | None) -> None:
    assert in_pairs(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k a b", 'LABEL k="a b"', id="blank"),
        pytest.param("LABEL k a 'b'", 'LABEL k="a b"', id="quotes and blanks"),
        pytest.param("LABEL k a `$b", None, id="escape"),
        pytest.param("LABEL k a\\ b", None, id="escape of triggers"),
        pytest.param("LABEL k a '$b'", None, id="would need an escape"),
    ],
)
def test_in_pair_form_under_another_escape(before: str, after: str | None) -> None:
    """A trigger would be read with a backslash for an escape."""
    assert in_pairs(before, escape="`") == after


@pytest.mark.parametrize(
    ("raw", "fails"),
    [
        pytest.param("a", False, id="plain"),
        pytest.param("$A-${B}", False, id="variables"),
        pytest.param("${A:-b}${A+c}", False, id="operators"),
        pytest.param("${A%b*}${A//c/$D}", False, id="patterns"),
        pytest.param("${A?}", True, id="unset"),
        pytest.param("${A:?b}", True, id="empty"),
        pytest.param("${A:-${B:?}}", True, id="inside of another"),
        pytest.param('"${A:+${B?}}"', True, id="inside of quotes"),
        pytest.param("${A#$B}", True, id="pattern in a variable"),
        pytest.param("${A/$B/c}", True, id="pattern to replace"),
        pytest.param("${A", True, id="never closed"),
        pytest.param("'${A?}'", False, id="quoted"),
    ],
)
def test_may_fail(raw: str, *, fails: bool) -> None:
    assert may_fail(raw, "\\") is fails


def test_comments_in_a_part_of_a_text() -> None:
    assert comments_in("# x \\\n  # a\n\n\t#b \n c # d") == ["# a", "#b "]
