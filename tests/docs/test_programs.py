"""The programs that tests use: what is said and done if one is not installed."""

import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from tests.programs import REQUIRE_ALL, USES, path_of

CI = (PROJECT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize(
    ("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_a_missing_program_skips_a_test_or_fails_it(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(REQUIRE_ALL, required)
    with pytest.raises(outcome, match="zsh is not installed"):
        path_of("zsh")


@pytest.mark.parametrize("name", sorted(USES.keys() - {"bash"}))
def test_continuous_integration_installs_each(name: str) -> None:
    assert f"\ncommand -v {name} >/dev/null || missing+=(" in CI


def test_continuous_integration_requires_all() -> None:
    assert f"export {REQUIRE_ALL}=1" in CI


def test_the_missing_ones_are_named_before_anything_is_installed() -> None:
    code = "import run; run.install = lambda *_: exit(); run.main(['test'])"
    ended = subprocess.run(
        (sys.executable, "-c", code),
        check=True,
        capture_output=True,
        cwd=PROJECT / "scripts",
        env={**os.environ, "PATH": ""},
        text=True,
    )
    said = [
        line.partition(" is not installed, so this is not tested: ")
        for line in ended.stdout.splitlines()
    ]
    assert {name: use for name, _, use in said} == USES
