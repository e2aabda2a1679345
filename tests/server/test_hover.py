"""What hovering shows, as plain functions."""

import os
from pathlib import Path

import pytest

from dockerlabel.server.features import hovered, plain
from dockerlabel.server.session import Session
from dockerlabel.sources.expected import expected_source
from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, write

LABEL = f"{KEY}={ORG}"


def shown(root: Path, text: str, at: str) -> tuple[str, str] | None:
    """What is hovered over, and what it says, at the start of a part of the text."""
    session = Session({"PATH": os.environ["PATH"], "HOME": "/nowhere"})
    looked = session.look(str(root / "Dockerfile"), text)
    assert looked is not None
    linted, expectation = looked
    offset = text.index(at)
    found = hovered(text, offset, found=linted.diagnostics, expectation=expectation)
    return found and (found[0].of(text), found[1])


def test_a_right_label(root: Path) -> None:
    text = f"FROM a\nLABEL x=y {LABEL}\n"
    assert shown(root, text, "github.com") == (
        LABEL,
        f"`{KEY}` is expected to be `{ORG}`: it is taken from the remote `origin`.",
    )
    assert shown(root, text, "x=y") is None
    assert shown(root, text, "FROM") is None


@pytest.mark.parametrize(
    "text",
    [
        f"FROM a AS b\nLABEL {LABEL}\nFROM c\n",
        f"FROM a\nONBUILD LABEL {LABEL}\n",
        f"FROM a\nLABEL x=y \\\n  {LABEL}\n",
        f"FROM a\nLABEL {KEY} {ORG}\n",
    ],
    ids=["other-stage", "onbuild", "continued", "legacy"],
)
def test_labels_wherever_they_are(root: Path, text: str) -> None:
    found = shown(root, text, KEY)
    assert found is not None
    assert found[0].startswith(KEY)
    assert found[0].endswith(ORG)


def test_a_diagnostic_without_a_label(root: Path) -> None:
    found = shown(root, "FROM a\nRUN true\n", "FROM")
    assert found is not None
    assert found[0] == "FROM a"
    assert "\n\n[`missing-source`](https://github.com/" in found[1]
    assert "/docs/rules/missing-source.md): A published image does not say" in found[1]


def test_who_says_so(root: Path) -> None:
    write(root, b"source: https://github.com/octo-org/other\n", ".dockerlabel.yaml")
    found = shown(root, f"FROM a\nLABEL {LABEL}\n", KEY)
    assert found is not None
    assert "`https://github.com/octo-org/other`: it is declared as the source" in found[1]


def test_nothing_is_expected(make_repository: MakeRepository) -> None:
    root = make_repository("gitlab", origin="https://gitlab.com/octo-org/app")
    found = shown(root, f"FROM a\nLABEL {LABEL}\n", KEY)
    assert found is not None
    assert found[1].startswith("No expected source: remote `origin`: gitlab.com is not a known")
    assert "compared with `https://gitlab.com/octo-org/app`" in found[1]
    lost = make_repository("lost")
    found = shown(lost, f"FROM a\nLABEL {LABEL}\n", KEY)
    assert found is not None
    assert found[1] == "No expected source: the repository has no remotes."


def test_a_file_of_another_frontend_is_not_checked(root: Path) -> None:
    assert shown(root, f"# syntax=example.org/x\nFROM a\nLABEL {LABEL}\n", KEY) is None


def test_a_file_that_does_not_parse(root: Path) -> None:
    assert shown(root, f"LABEL {LABEL}\n", KEY) is not None
    assert shown(root, f"FROM\nLABEL {LABEL}\n", KEY) is not None
    assert shown(root, "# nothing\n", "nothing") is None


def test_no_remote_brings_links_or_pictures() -> None:
    reason = "![x](http://example.com/x.png) <img src=x> \\[a](b)\u202e"
    expectation = expected_source(None)._replace(reason=reason)
    text = f"FROM a\nLABEL {LABEL}\n"
    found = hovered(text, text.index(KEY), found=(), expectation=expectation)
    assert found is not None
    assert found[1] == (
        "No expected source: !\\[x\\](http://example.com/x.png) \\<img src=x> "
        "\\\\\\[a\\](b)\\\\u202e."
    )
    assert plain(found[1]) == f"No expected source: {reason[:-1]}\\u202e."


def test_plain_text_has_no_markup() -> None:
    markdown = "`k` is expected to be `v`.\n\n[`wrong-source`](https://x/y.md): It \\[is\\]."
    assert (
        plain(markdown) == "`k` is expected to be `v`.\n\nwrong-source (https://x/y.md): It [is]."
    )
