"""docs/trust.md and SECURITY.md: each promise names the tests that hold it, and they exist."""

import ast
import re
from functools import cache

import pytest

from tests.conftest import PROJECT

PAGES = ("docs/trust.md", "SECURITY.md")
NO_PROMISES = {"The threat model", "Which git", "Which system", "Reporting", "Supported versions"}

_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PROMISE = re.compile(r"^- .*(?:\n(?!- |#).*)*", re.MULTILINE)


def promises() -> list[tuple[str, str]]:
    """Each promise with the page that it is on."""
    return [
        (page, promise)
        for page in PAGES
        for section in (PROJECT / page).read_text(encoding="utf-8").split("\n## ")[1:]
        if section.partition("\n")[0] not in NO_PROMISES
        for promise in _PROMISE.findall(section)
    ]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


def test_the_pages_promise_something() -> None:
    assert {page for page, _ in promises()} == set(PAGES)
    assert len(promises()) > 40


@pytest.mark.parametrize(
    ("page", "promise"), promises(), ids=lambda value: value.partition("\n")[0][:60]
)
def test_each_promise_is_held_by_tests_that_exist(page: str, promise: str) -> None:
    named = _TEST.findall(promise)
    assert named, f"{page}: no test holds this: {promise}"
    for path, name in named:
        assert name.startswith("test_")
        assert name in names_in(path), f"{page}: {path} has no {name}"


def test_what_is_in_backticks_like_a_test_is_one() -> None:
    """A reference that is spelled in another way would go unseen."""
    for page in PAGES:
        text = (PROJECT / page).read_text(encoding="utf-8")
        assert text.count("::") == len(_TEST.findall(text))
