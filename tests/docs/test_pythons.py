"""The Pythons that pages and scripts name are those that the packages are taken to."""

import re
import tomllib

import pytest

from tests.conftest import PROJECT

DESCRIPTION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
PYTHONS = [
    found[1] for each in DESCRIPTION["classifiers"] if (found := re.search(r":: (3\.\d+)$", each))
]
SEARCHES = (".ci/run", "action.yml")
PAGES = ("README.md", "CONTRIBUTING.md", "Dockerfile", "docs/ci.md", "docs/hooks.md", *SEARCHES)


@pytest.mark.parametrize("name", SEARCHES)
def test_the_newest_is_looked_for_first(name: str) -> None:
    (line,) = re.findall("for candidate in python3 (.*)", (PROJECT / name).read_text("utf-8"))
    assert re.findall(r"python(3\.\d+)", line) == PYTHONS[::-1]


@pytest.mark.parametrize("name", PAGES)
def test_no_other_is_named(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    oldest = re.findall(r"Python (3\.\d+) or newer", text)
    images = re.findall(r"\bpython:(3\.\d+)", text)
    assert oldest or images, "the page names a Python"
    assert {*oldest} <= {PYTHONS[0]}
    assert {*images} <= {*PYTHONS}
