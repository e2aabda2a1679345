"""Edits that write a label as `key=value`."""

import pytest

from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.pair_form import in_pair_form, join_assignment
from tests.unit.dockerfiles import labels_of, only, read

HEAD = "FROM a\n"


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
        pytest.param("LABEL k \t v \n", "LABEL k=v \n", id="blanks after it stay"),
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
