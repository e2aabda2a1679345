"""Where comments are added that ignore what is found, and in which style."""

import pytest

from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.lint.add_suppressions import Ignored, add_ignores, ignore_edits
from dockerlabel.lint.linter import violations
from tests.rules.judge import Harness, judge_of
from tests.unit.dockerfiles import read

KEY = "org.opencontainers.image.source"
RIGHT = f"LABEL {KEY}=https://github.com/octo-org/app\n"
OTHER = f"{KEY}=https://github.com/x/y\n"
WRONG = f"LABEL {OTHER}"
SSH = f"{KEY}=git@github.com:x/y\n"
MISSING_IGNORED = "# dockerlabel: ignore[missing-source] why\n"
WRONG_IGNORED = "# dockerlabel: ignore[wrong-source] why\n"
BOTH_IGNORED = "# dockerlabel: ignore[wrong-source, git-suffix-in-source] why\n"
STAGE_IGNORED = "# dockerlabel: ignore[discarded-source, missing-source] why\n"


def add(text: str, judge: Harness) -> Ignored:
    context = judge.context(parse(Document(text)))
    places = [(rule.name, each.span) for rule, each in violations(context, judge.settings)]
    return add_ignores(context.dockerfile, places, reason="why")


CASES = {
    "instruction": (f"FROM a\n{WRONG}", f"FROM a\n{WRONG_IGNORED}{WRONG}"),
    "stage": ("FROM a\nRUN b\n", f"{MISSING_IGNORED}FROM a\nRUN b\n"),
    "no line end": ("FROM a", f"{MISSING_IGNORED}FROM a"),
    "byte order mark": ("\ufeffFROM a\n", f"\ufeff{MISSING_IGNORED}FROM a\n"),
    "carriage returns": (
        f"FROM a\n{WRONG}".replace("\n", "\r\n"),
        f"FROM a\n{WRONG_IGNORED}{WRONG}".replace("\n", "\r\n"),
    ),
    "line end of the line": (
        f"FROM a\r\nRUN b\r\nRUN c\r\n{WRONG}",
        f"FROM a\r\nRUN b\r\nRUN c\r\n{WRONG_IGNORED}{WRONG}",
    ),
    "carriage return at the end of the file": ("FROM a\r", f"{MISSING_IGNORED}FROM a\r"),
    "indent": (f"FROM a\n \t{WRONG}", f"FROM a\n \t{WRONG_IGNORED} \t{WRONG}"),
    "after directives": (
        "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n",
        f"# syntax=docker/dockerfile:1\n# escape=`\n{MISSING_IGNORED}FROM a\n",
    ),
    "after a shebang and what looks like a directive": (
        "#!a\n# syntax=docker/dockerfile:1\nFROM a\n",
        f"#!a\n# syntax=docker/dockerfile:1\n{MISSING_IGNORED}FROM a\n",
    ),
    "below comments": (
        "# a The image.\n# check=skip=all\n\n# More.\n\nFROM a AS a\n",
        f"# a The image.\n# check=skip=all\n\n# More.\n\n{MISSING_IGNORED}FROM a AS a\n",
    ),
    "below an empty comment": ("# x\n#\nFROM a\n", f"# x\n#\n{MISSING_IGNORED}FROM a\n"),
    "above comments for other tools": (
        f"FROM a\n# The label.\n# tally ignore=x\n# hadolint ignore=DL3048\n{WRONG}",
        f"FROM a\n# The label.\n{WRONG_IGNORED}# tally ignore=x\n# hadolint ignore=DL3048\n{WRONG}",
    ),
    "above comments for other tools, at the top": (
        "\ufeff# hadolint ignore=DL3006\nFROM a\n",
        f"\ufeff{MISSING_IGNORED}# hadolint ignore=DL3006\nFROM a\n",
    ),
    "above comments for other tools, after directives": (
        "# escape=`\n# trivy:ignore:x\nFROM a\n",
        f"# escape=`\n{MISSING_IGNORED}# trivy:ignore:x\nFROM a\n",
    ),
    "above a comment for Renovate": (
        "FROM a\n# renovate: datasource=docker\nFROM b\n",
        f"FROM a\n{MISSING_IGNORED}# renovate: datasource=docker\nFROM b\n",
    ),
    "after the text of a here-document": (
        f"FROM a\nRUN <<X\n# hadolint ignore=a\nX\n{WRONG}",
        f"FROM a\nRUN <<X\n# hadolint ignore=a\nX\n{WRONG_IGNORED}{WRONG}",
    ),
    "above another comment for dockerlabel": (
        f"FROM a\n# dockerlabel: ignore[ssh-source] x\nLABEL {SSH}",
        f"FROM a\n{WRONG_IGNORED}# dockerlabel: ignore[ssh-source] x\nLABEL {SSH}",
    ),
    "several rules": (
        f"FROM a\nLABEL {KEY}=https://github.com/x/y.git\n",
        f"FROM a\n{BOTH_IGNORED}LABEL {KEY}=https://github.com/x/y.git\n",
    ),
    "two rules for one stage": (
        f"FROM a AS b\n{RIGHT}FROM c\nCOPY --from=b /d /\n",
        f"FROM a AS b\n{RIGHT}{STAGE_IGNORED}FROM c\nCOPY --from=b /d /\n",
    ),
    "pair on a line of its own": (
        f"FROM a\n# x\nLABEL b=c \\\n\t{KEY}=https://github.com/x/y \\\n\td=e\n",
        f"FROM a\n# x\nLABEL b=c \\\n\t{WRONG_IGNORED}\t{KEY}=https://github.com/x/y \\\n\td=e\n",
    ),
    "first pair on a line of its own": (
        f"# escape=`\nFROM a\nLABEL `\r\n  {KEY}=https://github.com/x/y\n",
        f"# escape=`\nFROM a\nLABEL `\r\n  {WRONG_IGNORED}  {KEY}=https://github.com/x/y\n",
    ),
    "pair after another one on its line": (
        f"FROM a\nLABEL b=c \\\n  d=e {KEY}=https://github.com/x/y\n",
        f"FROM a\n{WRONG_IGNORED}LABEL b=c \\\n  d=e {KEY}=https://github.com/x/y\n",
    ),
    "pair after a value that began above": (
        f'FROM a\nLABEL b="c\\\nd" {KEY}=https://github.com/x/y\n',
        f'FROM a\n{WRONG_IGNORED}LABEL b="c\\\nd" {KEY}=https://github.com/x/y\n',
    ),
    "value below its key": (
        f"FROM a\nLABEL b=c \\\n  {KEY}=\\\nhttps://github.com/x/y\n",
        f"FROM a\nLABEL b=c \\\n  {WRONG_IGNORED}  {KEY}=\\\nhttps://github.com/x/y\n",
    ),
    "last pair of the file": (
        f"FROM a\nLABEL b=c \\\n  {KEY}=https://github.com/x/y",
        f"FROM a\nLABEL b=c \\\n  {WRONG_IGNORED}  {KEY}=https://github.com/x/y",
    ),
    "trigger": (
        f"FROM a AS b\nONBUILD {WRONG}FROM b\n",
        f"FROM a AS b\n{WRONG_IGNORED}ONBUILD {WRONG}FROM b\n",
    ),
    "pair of a trigger": (
        f"FROM a AS b\nONBUILD LABEL c=d\\\n {OTHER}FROM b\n",
        f"FROM a AS b\nONBUILD LABEL c=d\\\n {WRONG_IGNORED} {OTHER}FROM b\n",
    ),
    "keyword over two lines": (
        f"FROM a\n\\\nLA\\\nBEL {KEY}=https://github.com/x/y\n",
        f"FROM a\n{WRONG_IGNORED}\\\nLA\\\nBEL {KEY}=https://github.com/x/y\n",
    ),
    "empty line at the top": ("\nFROM a\n", f"\n{MISSING_IGNORED}FROM a\n"),
    "no UTF-8": (f"FROM a\n# \udce9\n{WRONG}", f"FROM a\n# \udce9\n{WRONG_IGNORED}{WRONG}"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_comments(before: str, after: str) -> None:
    judge = judge_of({})
    ignored = add(before, judge)
    assert (ignored.rejected, ignored.document.text) == ("", after)
    assert ignored.added == 1
    assert judge.lint(after) == ()
    assert add(after, judge) == Ignored(Document(after), 0)


def test_several_stages() -> None:
    judge = judge_of({"targets": ["b", "d", "f"]})
    ignored = add(f"FROM a AS b\n{WRONG}FROM c AS d\n\n{WRONG}FROM e AS f\n", judge)
    assert ignored.document.text == (
        f"FROM a AS b\n{WRONG_IGNORED}{WRONG}FROM c AS d\n\n{WRONG_IGNORED}{WRONG}"
        f"{MISSING_IGNORED}FROM e AS f\n"
    )
    assert ignored.added == 3
    assert judge.lint(ignored.document.text) == ()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        pytest.param(f"FROM a\n{RIGHT}", [], id="nothing is found"),
        pytest.param("FROM a\nLABLE b=c\n", ["invalid-syntax"], id="invalid-syntax"),
        pytest.param(
            f"FROM a\n# dockerlabel: ignore[ssh-source]\n{RIGHT}", ["unused-ignore"], id="unused"
        ),
        pytest.param(
            f"# syntax=a.example/b\nFROM a\n{WRONG}", ["unchecked-source"], id="foreign frontend"
        ),
        pytest.param("", ["invalid-syntax"], id="empty"),
    ],
)
def test_nothing_to_add(text: str, rules: list[str]) -> None:
    judge = judge_of({})
    assert add(text, judge) == Ignored(Document(text), 0)
    assert [each.rule for each in judge.lint(text)] == rules


def test_what_is_deselected_is_not_ignored() -> None:
    assert add(f"FROM a\n{WRONG}", judge_of({"ignore": ["wrong-source"]})).added == 0


def test_edits_for_one_place() -> None:
    """As an editor asks for them."""
    text = f"FROM a\n{WRONG}"
    place = text.index("https")
    (edit,) = ignore_edits(read(text), [("wrong-source", Span(place, place + 1))], reason="x")
    assert edit.span == Span(7, 7)
    assert edit.replacement == "# dockerlabel: ignore[wrong-source] x\n"


def test_a_comment_that_does_more_is_not_added() -> None:
    """A line that the builder would not take."""
    text = f"FROM a\n{WRONG}"
    places = [("wrong-source", Span(10, 11))]
    ignored = add_ignores(read(text), places, reason="x" * 70_000)
    assert ignored.document.text == text
    assert ignored.added == 0
    assert ignored.rejected.startswith("the build would fail: dockerfile line greater")
