"""Where and how a label or an argument is added; styles are cases of missing-source, too."""

import pytest

from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.insert import insert_argument, insert_label
from tests.unit.dockerfiles import last_stage, read


def insert(text: str, *, key: str = "k", value: str = "v") -> str | None:
    dockerfile = read(text)
    edit = insert_label(dockerfile, last_stage(dockerfile), key=key, value=value)
    return edit and apply_edits(text, [edit])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a\n", "FROM a\nLABEL k=v\n", id="after FROM"),
        pytest.param("FROM a", "FROM a\nLABEL k=v", id="no line end"),
        pytest.param("FROM a\r\nRUN b", "FROM a\r\nLABEL k=v\r\nRUN b", id="crlf"),
        pytest.param("FROM a\r\r\n", "FROM a\r\r\nLABEL k=v\r\r\n", id="odd line end"),
        pytest.param("FROM a\nFROM b\n", "FROM a\nFROM b\nLABEL k=v\n", id="last stage"),
        pytest.param("\ufeffFROM a\n", "\ufeffFROM a\nLABEL k=v\n", id="byte order mark"),
        pytest.param("  FROM a\n", "  FROM a\n  LABEL k=v\n", id="indent"),
        pytest.param("from a\n", "from a\nlabel k=v\n", id="lower case"),
        pytest.param("FROM a\nARG x\nARG y\n", "FROM a\nARG x\nARG y\nLABEL k=v\n", id="ARG"),
        pytest.param(
            "FROM a\nARG x\n# c\nARG y\n", "FROM a\nARG x\nLABEL k=v\n# c\nARG y\n", id="comment"
        ),
        pytest.param("FROM a\nLABEL b=c\n", "FROM a\nLABEL b=c\nLABEL k=v\n", id="after LABEL"),
        pytest.param('FROM a\nLABEL b="c"', 'FROM a\nLABEL b="c"\nLABEL k="v"', id="quotes"),
        pytest.param("FROM a\nLABEL b=c d=e\n", "FROM a\nLABEL b=c d=e k=v\n", id="one line"),
        pytest.param("FROM a\nLABEL b=c d=e", "FROM a\nLABEL b=c d=e k=v", id="one line, no end"),
        pytest.param(
            "FROM a\nLABEL b=c \\\n  d=e\n",
            "FROM a\nLABEL b=c \\\n  d=e \\\n  k=v\n",
            id="continuation",
        ),
        pytest.param(
            "FROM a\nLABEL b=c\\ \t\n\td=e\n",
            "FROM a\nLABEL b=c\\ \t\n\td=e\\ \t\n\tk=v\n",
            id="gap is copied",
        ),
        pytest.param(
            "FROM a\nLABEL b=c \\\n # x\n\n  d=e\n",
            "FROM a\nLABEL b=c \\\n # x\n\n  d=e \\\n  k=v\n",
            id="comment is not copied",
        ),
        pytest.param(
            "FROM a\nLABEL b=c  d=e \\\n  f=g h=i\n",
            "FROM a\nLABEL b=c  d=e \\\n  f=g h=i k=v\n",
            id="gap as between the last two",
        ),
        pytest.param(
            "FROM a\nLABEL \\\n    b=c\n",
            "FROM a\nLABEL \\\n    b=c \\\n    k=v\n",
            id="keyword alone",
        ),
        pytest.param(
            "FROM a\nLABEL -- \\\n  b=c\n",
            "FROM a\nLABEL -- \\\n  b=c \\\n  k=v\n",
            id="two hyphens before the pair",
        ),
        pytest.param(
            "FROM a\nRUN <<E\nE\n", "FROM a\nLABEL k=v\nRUN <<E\nE\n", id="before a here-document"
        ),
    ],
)
def test_place_and_style(before: str, after: str) -> None:
    assert insert(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a\nCMD b \\", "FROM a\nLABEL k=v\nCMD b \\", id="CMD"),
        pytest.param("FROM a\nARG b \\\n", "FROM a\nLABEL k=v\nARG b \\\n", id="ARG"),
        pytest.param(
            "FROM a\nLABEL b=c\nLABEL d=e \\\n#\n",
            "FROM a\nLABEL b=c\nLABEL k=v\nLABEL d=e \\\n#\n",
            id="second LABEL",
        ),
        pytest.param("FROM a \\", None, id="FROM"),
        pytest.param("FROM a \\\n\n# x\n", None, id="FROM and a comment"),
    ],
)
def test_after_nothing_that_runs_to_the_end(before: str, after: str | None) -> None:
    assert insert(before) == after


def test_two_escapes_at_the_end_are_no_continuation() -> None:
    assert insert("FROM a\nLABEL b=c\\\\") == "FROM a\nLABEL b=c\\\\\nLABEL k=v"


def test_blank_line_where_they_part_all() -> None:
    assert insert("FROM a\n\nRUN b\n") == "FROM a\n\nLABEL k=v\n\nRUN b\n"
    assert insert("FROM a\n\nRUN b\nRUN c\n") == "FROM a\nLABEL k=v\n\nRUN b\nRUN c\n"


@pytest.mark.parametrize(
    ("neighbour", "pair"),
    [
        pytest.param("b=c", 'k="it\'s $5"', id="bare cannot hold it"),
        pytest.param("b='c'", 'k="it\'s $5"', id="single cannot hold it"),
        pytest.param('b="c"', 'k="it\'s $5"', id="double"),
    ],
)
def test_value_is_spelled(neighbour: str, pair: str) -> None:
    text = f"FROM a\nLABEL {neighbour}\n"
    assert insert(text, value="it's $5") == f"{text}LABEL {pair.replace('$', chr(92) + '$')}\n"


def test_another_escape() -> None:
    text = "# escape=`\nFROM a\nLABEL b=c `\n  d=e\n"
    assert insert(text, value="$") == text.replace("d=e\n", 'd=e `\n  k="`$"\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a\nLABEL k=$A\n", "FROM a\nARG A\nLABEL k=$A\n", id="after FROM"),
        pytest.param("from a\nlabel k=$A", "from a\narg A\nlabel k=$A", id="lower case"),
        pytest.param("FROM a\nARG B\n# x\n", "FROM a\nARG B\nARG A\n# x\n", id="after ARG"),
        pytest.param("FROM a\r\nARG B", "FROM a\r\nARG B\r\nARG A", id="crlf, no line end"),
        pytest.param("FROM a\n\nRUN b\n", "FROM a\n\nARG A\n\nRUN b\n", id="blank lines"),
        pytest.param("FROM a \\\n", None, id="runs to the end"),
    ],
)
def test_insert_argument(before: str, after: str | None) -> None:
    dockerfile = read(before)
    edit = insert_argument(dockerfile, last_stage(dockerfile), name="A")
    assert (edit and apply_edits(before, [edit])) == after
