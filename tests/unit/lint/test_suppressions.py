"""Where ignore comments are read, and for which part of the file each holds."""

import pytest

from dockerlabel.dockerfile.words import label
from dockerlabel.document import Span
from dockerlabel.lint.suppressions import Suppression, can_be_ignored, read_ignores
from tests.unit.dockerfiles import read

KEY = "org.opencontainers.image.source"
IGNORE = "# dockerlabel: ignore[wrong-source] why"


def scopes(text: str) -> list[str]:
    """What the comments of a file hold for."""
    return [ignore.scope.of(text) for ignore in read_ignores(read(text))]


def test_no_comment() -> None:
    assert read_ignores(read("FROM a\n# About dockerlabel.\nLABEL a=b\n")) == ()


def test_parts() -> None:
    text = f"FROM a\n {IGNORE.replace(']', ' ,ssh-source ]')} \t\r\nLABEL a=b\r\n"
    (ignore,) = read_ignores(read(text))
    assert ignore.names == ("wrong-source", "ssh-source")
    assert ignore.listed.of(text) == "wrong-source ,ssh-source "
    assert ignore.span.of(text) == "# dockerlabel: ignore[wrong-source ,ssh-source ] why"
    assert ignore.scope.of(text) == "LABEL a=b\r\n"


def test_a_name_counts_once() -> None:
    text = f"{IGNORE.replace('wrong', 'wrong-source, wrong')}\nFROM a\n"
    (ignore,) = read_ignores(read(text))
    assert ignore.names == ("wrong-source",)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        pytest.param(f"FROM a\n{IGNORE}\nLABEL b=c\nRUN d\n", "LABEL b=c\n", id="instruction"),
        pytest.param(f"FROM a\n{IGNORE}\n\n# x\n \nRUN d\n", "RUN d\n", id="empty lines"),
        pytest.param(f"{IGNORE}\nFROM a\nRUN b\n", "FROM a\nRUN b\n", id="only stage"),
        pytest.param(f"{IGNORE}\nFROM a\nRUN b\nFROM c\n", "FROM a\nRUN b\n", id="stage"),
        pytest.param(f"{IGNORE}\nARG A=1\nFROM a\n", "ARG A=1\n", id="global argument"),
        pytest.param(f"\ufeff{IGNORE}\nFROM a", "FROM a", id="byte order mark"),
        pytest.param(f"FROM a\n{IGNORE}\n", "", id="end of the file"),
        pytest.param(f"FROM a\n{IGNORE}\n#\nRUN d\n", "", id="empty comment"),
        pytest.param(f"FROM a\n{IGNORE}\n# \t\r\nRUN d\n", "", id="empty comment with blanks"),
        pytest.param(f"FROM a\n#\n{IGNORE}\nRUN d\n", "RUN d\n", id="below an empty comment"),
        pytest.param(f"FROM a\nLABEL \\\n{IGNORE}\n b=1 c=2\\\n d=3\n", " b=1 c=2\\\n ", id="line"),
        pytest.param(f"FROM a\nLABEL b=1\\\n{IGNORE}\n c=2\\\n3\n", " c=2\\\n3\n", id="long pair"),
        pytest.param(f"FROM a\nLABEL b=1\\\n{IGNORE}\n\n# x\n c=2\n", " c=2\n", id="gap"),
        pytest.param(f"FROM a\nONBUILD LABEL b=1\\\n{IGNORE}\n c=2\n", " c=2\n", id="trigger"),
        pytest.param(f"FROM a\nRUN b\\\n{IGNORE}\n c\n", " c\n", id="other instruction"),
        pytest.param(f"FROM a\nRUN b\\\n{IGNORE}\n", "", id="after the last line"),
        pytest.param(f"# escape=`\nFROM a\nRUN b`\n{IGNORE}\n c\n", " c\n", id="escape"),
    ],
)
def test_scope(text: str, scope: str) -> None:
    assert scopes(text) == [scope]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{}\nFROM a\n", id="top"),
        pytest.param("# escape=`\n{}\nFROM a\n", id="after directives"),
        pytest.param("FROM a\n{}", id="end"),
        pytest.param("FROM a\n{}\n#\nRUN b\n", id="empty comment"),
        pytest.param("FROM a\nRUN b \\\n{}\n && c\n", id="inside of an instruction"),
    ],
)
def test_scope_of_a_file(text: str) -> None:
    text = text.format(IGNORE.replace("ignore", "ignore-file"))
    assert scopes(text) == [text]
    (ignore,) = read_ignores(read(text))
    assert ignore.scope.end > len(text), "a place at the end of the file is in it"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"FROM a\n{IGNORE}\nLABEL b=", id="instruction"),
        pytest.param(f"{IGNORE}\nFROM a\nLABEL b=", id="stage"),
        pytest.param(f"FROM a\nLABEL \\\n{IGNORE}\n b=", id="pair"),
        pytest.param(f"FROM a\nLABEL \\\n{IGNORE}\n b=\n", id="pair, line end"),
        pytest.param(f"FROM a\nLABEL \\\n{IGNORE}\n b=\\\n c=d\n", id="pair that goes on"),
    ],
)
def test_an_empty_value_is_in_the_scope(text: str) -> None:
    """It begins where it ends, which may be where the line or the text ends."""
    dockerfile = read(text)
    instruction = dockerfile.instructions[-1]
    pair = instruction.pairs[0]
    place = label(instruction, pair, escape=dockerfile.escape).value.span
    assert place.start == place.end
    assert Suppression(dockerfile).ignores("wrong-source", place)


def test_text_that_is_no_comment() -> None:
    body = f"FROM a\nRUN <<X\n{IGNORE}\nX\nLABEL b='{IGNORE}'\nRUN true {IGNORE}\n"
    assert scopes(body) == []


def test_no_rule_is_ignored_that_is_not_named() -> None:
    text = f"{IGNORE}\nFROM a\nRUN b\nFROM c\n"
    suppression = Suppression(read(text))
    stage, other = Span(text.index("RUN"), 0), Span(text.index("FROM c"), 0)
    assert suppression.ignores("wrong-source", stage)
    assert suppression.ignores("forked-source", stage)
    assert not suppression.ignores("wrong-source", other)
    assert not suppression.ignores("ssh-source", stage)


def test_an_outer_scope_reaches_past_an_inner_one() -> None:
    text = f"{IGNORE}\nFROM a\n{IGNORE}\nLABEL b=c\nRUN d\n"
    assert Suppression(read(text)).ignores("wrong-source", Span(text.index("RUN"), 0))


def test_what_can_be_ignored() -> None:
    assert can_be_ignored("missing-source")
    for name in ("invalid-syntax", "unknown-remote", "unused-ignore", "no-such-rule"):
        assert not can_be_ignored(name)
