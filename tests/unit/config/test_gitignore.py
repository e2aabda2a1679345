"""Patterns fit what git says they fit, in bounded time whatever they are."""

import random
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlabel.config.gitignore import matcher

SEGMENTS = (
    *("*", "**", "?", "a", "b", "ab", "a*", "*b", "*.b", "a*b", "*a*b*", "?b", "a?", ".*", "***"),
    *("[ab]", "[!a]", "[^b]", "[a-c]b", "[]a]", "[!]a]", "[a-]", "[--0]", "[a\\]b]", "[/]", "b]"),
    *("\\a", "\\*", "\\[", "\\!a", "\\#a", "a b", "a\\ ", "-", "a**b", "[a-c-e]", "[\\\\]"),
)
NAMES = (
    *("a", "b", "ab", "abc", "c", "a.b", ".b", "*", "[", "-", "]", "a b", " a", "aab", "bab", "\\"),
    *("!a", "#a", "a ", "a]", "b]", "d", "e"),
)


def pattern(choose: random.Random) -> str:
    """A pattern in which `**` is only where gitignore(5) says what it means."""
    segments = "/".join(choose.choices(SEGMENTS, k=choose.choice((1, 1, 2, 3))))
    start, end = choose.choice(("", "", "", "!")), choose.choice(("", "", "", "/", " "))
    return start + choose.choice(("", "", "/")) + segments + end


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(3))
def test_it_is_as_git_does_it(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - no secrets
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    cases: dict[str, bool] = {}
    for number in range(400):
        folder = tmp_path / str(number)
        folder.mkdir()
        lines = [pattern(choose) for _ in range(choose.choice((1, 1, 2, 4)))]
        (folder / ".gitignore").write_text("".join(f"{line}\n" for line in lines))
        is_ignored = matcher(lines)
        for _ in range(12):
            path = "/".join(choose.choices(NAMES, k=choose.randint(1, 4)))
            cases[f"{number}/{path}"] = is_ignored(path)
    ended = subprocess.run(
        ["git", "-C", tmp_path, "check-ignore", "--no-index", "--stdin", "-z"],
        input="\0".join(cases),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    ignored = set(ended.stdout.split("\0"))
    wrong = {
        path: (tmp_path / path.partition("/")[0] / ".gitignore").read_text()
        for path, answer in cases.items()
        if answer is not (path in ignored)
    }
    assert not wrong
    assert len(cases) / 10 < len(ignored) < len(cases)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        pytest.param("*a" * 60 + "*b", "a" * 255, id="asterisks"),
        pytest.param("*?" * 3_000, "a" * 255, id="asterisks-and-question-marks"),
        pytest.param("*[ab]" * 60 + "c", "ab" * 127, id="sets"),
        pytest.param("**/a/" * 300 + "b", "a/" * 1_000 + "a", id="folders"),
        pytest.param("**/*a*/" * 100 + "b", "a/" * 1_000 + "a", id="folders-and-asterisks"),
        pytest.param("a/" * 1_000 + "b", "a/" * 1_000 + "a", id="deep"),
    ],
)
def test_no_pattern_takes_long(line: str, path: str) -> None:
    started = time.process_time()
    assert not matcher([line])(path)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("!", "it matches nothing", id="negation"),
        pytest.param("/", "it matches nothing", id="slash"),
        pytest.param("a[b", "`[` has no `]`", id="open-set"),
        pytest.param("[!]", "`[` has no `]`", id="open-negated-set"),
        pytest.param("[" * 60_000, "`[` has no `]`", id="open-sets"),
        pytest.param("a\\", "the backslash at the end escapes nothing", id="backslash"),
        pytest.param("[b-a]", "the range `b-a` is empty", id="range"),
        pytest.param("[[:alpha:]]", "are not supported", id="class"),
    ],
)
def test_what_can_match_nothing_is_refused(line: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        matcher([line])


@pytest.fixture
def old() -> Callable[[str], bool]:
    return matcher(["# a comment", "old/", "*.bak", "!keep.bak", "docs/**", "!docs/*.md"])


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("old/Dockerfile", True),
        ("a/old/b/Dockerfile", True),
        ("a/old", False),
        ("a/b.bak", True),
        ("a/keep.bak", False),
        ("old/keep.bak", True),
        ("docs/a/b", True),
        ("docs/a.md", False),
        ("# a comment", False),
    ],
)
def test_examples(old: Callable[[str], bool], path: str, *, ignored: bool) -> None:
    assert old(path) is ignored


def test_an_odd_number_of_backslashes_keeps_a_blank_at_the_end() -> None:
    assert matcher(["a\\ "])("a ")
    assert matcher(["a\\\\ "])("a\\")
