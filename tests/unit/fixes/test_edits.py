"""Edits of the labels and arguments that a file has."""

import pytest

from dockerlabel.fixes.edits import (
    add_default,
    argument_default,
    cut_credentials,
    rename_key,
    replace_word,
    setters,
    sole_use,
    sole_variable,
)
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.sources.annotations import SOURCE
from tests.unit.dockerfiles import labels_of, last_stage, only, read

HEAD = "FROM a\n"


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
        pytest.param("LABEL k= \t", "LABEL k=new \t", id="blanks after it stay"),
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
def test_style_that_cannot_hold_a_value(before: str, value: str, after: str) -> None:
    assert replace(before, value) == after


def test_another_escape() -> None:
    assert replace('LABEL k="old"', "`$\\", escape="`") == 'LABEL k="```$\\"'


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


def rename(label: str, head: str = HEAD) -> str | None:
    dockerfile = read(head + label)
    instruction = only(dockerfile)
    edit = rename_key(dockerfile, instruction, pair=instruction.pairs[0])
    return edit and apply_edits(head + label, [edit]).removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k=v z=1", f"LABEL {SOURCE}=v z=1", id="bare"),
        pytest.param('LABEL "k"=v', f'LABEL "{SOURCE}"=v', id="double"),
        pytest.param("LABEL 'k'=v", f"LABEL '{SOURCE}'=v", id="single"),
        pytest.param("LABEL k\t v", f"LABEL {SOURCE}\t v", id="legacy"),
        pytest.param("LABEL k\\\nk=v", f"LABEL {SOURCE}=v", id="two lines"),
        pytest.param("LABEL k\\\n#\nk=v", None, id="comment inside"),
        pytest.param("LABEL k$A=v", None, id="computed"),
    ],
)
def test_rename_key(before: str, after: str | None) -> None:
    assert rename(before) == after


def test_rename_key_in_another_escape() -> None:
    assert rename("LABEL k`\n  k=v", "# escape=`\nFROM a\n") is not None


def cut(label: str) -> str | None:
    dockerfile = read(HEAD + label)
    edit = cut_credentials(dockerfile, labels_of(dockerfile)[0].value)
    return edit and apply_edits(HEAD + label, [edit]).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k=https://u:p@h/$A", "LABEL k=https://h/$A", id="literal"),
        pytest.param('LABEL k="https://$T@h/o/n"', 'LABEL k="https://h/o/n"', id="variable"),
        pytest.param("LABEL k=https://u:${T}@h/$A", "LABEL k=https://h/$A", id="both"),
        pytest.param("LABEL k=https://${T:-x}@h/o", "LABEL k=https://h/o", id="operator"),
        pytest.param("LABEL k=https://u@h/o/n", "LABEL k=https://h/o/n", id="no variable"),
        pytest.param("LABEL k see https://u@h/o", "LABEL k see https://h/o", id="words"),
        pytest.param("LABEL k=$A", None, id="inside of a variable"),
        pytest.param("LABEL k=https://h/$A", None, id="none"),
        pytest.param("LABEL k=https://u:'a b'@h/$A", "LABEL k=https://h/$A", id="quotes inside"),
        pytest.param('LABEL k="https://u:p"@h/$A', None, id="half in quotes"),
        pytest.param("LABEL k=https://u:\\\n# x\np@h/$A", None, id="comment inside"),
    ],
)
def test_cut_credentials(before: str, after: str | None) -> None:
    assert cut(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("ARG A", "ARG A=new", id="alone"),
        pytest.param("ARG A B\n", "ARG A=new B\n", id="first"),
        pytest.param("ARG A \\\n  B", "ARG A=new \\\n  B", id="end of a line"),
        pytest.param("ARG A\\\n  B", "ARG A=new\\\n  B", id="no blank at the end of the line"),
    ],
)
def test_add_default(before: str, after: str) -> None:
    dockerfile = read(HEAD + before)
    instruction = only(dockerfile, "ARG")
    edit = add_default(instruction, pair=instruction.pairs[0], value="new", escape="\\")
    assert apply_edits(HEAD + before, [edit]) == HEAD + after


def test_add_default_in_quotes() -> None:
    dockerfile = read(HEAD + "ARG A")
    instruction = only(dockerfile, "ARG")
    edit = add_default(instruction, pair=instruction.pairs[0], value="a $b", escape="\\")
    assert edit.replacement == '="a \\$b"'


def test_setters() -> None:
    dockerfile = read('ARG A=0\nFROM a\nENV B=1 "A"=2\nONBUILD ARG A=3\nARG "A"\nARG AB=4\n')
    lines = [each.line.text for each, _ in setters(dockerfile, name="A")]
    assert lines == ["ARG A=0", 'ENV B=1 "A"=2']
    assert len(setters(dockerfile, name="A", keywords=("ENV",))) == 1


@pytest.mark.parametrize(
    ("text", "once"),
    [
        pytest.param("LABEL k=$A", True, id="once"),
        pytest.param("LABEL k=${A:-x}", True, id="operator"),
        pytest.param("LABEL k=$A z=${A}", False, id="twice"),
        pytest.param("LABEL k=$A\nRUN echo $A", False, id="shell"),
        pytest.param("LABEL k=$AB", False, id="longer name"),
        pytest.param("LABEL k=$A$AB", True, id="longer name beside it"),
    ],
)
def test_is_used_once(text: str, *, once: bool) -> None:
    place = (HEAD + text).index("$")
    assert sole_use(read(HEAD + text), "A") == (place if once else None)


def test_is_used_once_takes_special_names() -> None:
    assert sole_use(read(HEAD + "LABEL k=$?"), "?") is not None
