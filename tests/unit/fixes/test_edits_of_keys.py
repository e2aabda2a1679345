"""Edits of a label's key, of blanks around `=`, of credentials, and of arguments."""

import pytest

from dockerlabel.fixes.edits import (
    add_default,
    cut_credentials,
    is_used_once,
    join_assignment,
    rename_key,
    setters,
)
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.insert import insert_argument
from dockerlabel.sources.annotations import SOURCE
from tests.unit.dockerfiles import labels_of, last_stage, only, read

HEAD = "FROM a\n"


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


def join(label: str) -> str | None:
    dockerfile = read(HEAD + label)
    instruction = only(dockerfile)
    edit = join_assignment(dockerfile, instruction, pair=instruction.pairs[0])
    return edit and apply_edits(HEAD + label, [edit]).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("LABEL k = v", "LABEL k=v", id="blanks"),
        pytest.param("LABEL k =v", "LABEL k=v", id="blank before it"),
        pytest.param("LABEL k \t= \tv", "LABEL k=v", id="tabs"),
        pytest.param("LABEL k = 'a b'", "LABEL k='a b'", id="quotes"),
        pytest.param("LABEL k = a\\ b", "LABEL k=a\\ b", id="escaped blank"),
        pytest.param('LABEL k = a" b "c', 'LABEL k=a" b "c', id="quotes inside"),
        pytest.param("LABEL k =", "LABEL k=", id="nothing"),
        pytest.param("LABEL k = \\\n  v", "LABEL k=v", id="two lines"),
        pytest.param("LABEL k \\\n  = v\n", "LABEL k=v\n", id="line end before it"),
        pytest.param("LABEL k = v\\\nw", "LABEL k=v\\\nw", id="value over two lines"),
        pytest.param("LABEL k = a b", None, id="two words"),
        pytest.param("LABEL k = a z=1", None, id="another pair"),
        pytest.param("LABEL k = \\\n # why\n v", None, id="comment"),
        pytest.param("LABEL k = \\\n\n v", None, id="empty line"),
    ],
)
def test_join_assignment(before: str, after: str | None) -> None:
    assert join(before) == after


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
    assert is_used_once(read(HEAD + text), "A") is once


def test_is_used_once_takes_special_names() -> None:
    assert is_used_once(read(HEAD + "LABEL k=$?"), "?")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a\nLABEL k=$A\n", "FROM a\nARG A\nLABEL k=$A\n", id="behind FROM"),
        pytest.param("from a\nlabel k=$A", "from a\narg A\nlabel k=$A", id="lower case"),
        pytest.param("FROM a\nARG B\n# x\n", "FROM a\nARG B\nARG A\n# x\n", id="behind ARG"),
        pytest.param("FROM a\r\nARG B", "FROM a\r\nARG B\r\nARG A", id="crlf, no line end"),
        pytest.param("FROM a\n\nRUN b\n", "FROM a\n\nARG A\n\nRUN b\n", id="blank lines"),
        pytest.param("FROM a \\\n", None, id="runs to the end"),
    ],
)
def test_insert_argument(before: str, after: str | None) -> None:
    dockerfile = read(before)
    edit = insert_argument(dockerfile, last_stage(dockerfile), name="A")
    assert (edit and apply_edits(before, [edit])) == after
