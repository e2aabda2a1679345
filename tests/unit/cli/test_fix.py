"""How much work `fix` does: each text is read and linted once."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from dockerlabel.cli.main import main
from dockerlabel.dockerfile.parser import parse
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import context_of
from tests.conftest import MakeRepository

SOURCE = "LABEL org.opencontainers.image.source=https://github.com"
CLEAN = f"FROM alpine:3.22\n{SOURCE}/octo-org/app\n"
WRONG = f"FROM alpine:3.22\n{SOURCE}/octo-org/another\n"
WORK = (parse, context_of, lint)


@contextmanager
def calls() -> Iterator[Counter[str]]:
    """Count the calls of the functions that read, evaluate and lint a text."""
    counted = Counter[str]()
    names = {each.__code__: each.__name__ for each in WORK}

    def trace(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code in names:
            counted[names[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(trace)
    try:
        yield counted
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize(
    ("arguments", "text", "times"),
    [
        pytest.param(["check"], CLEAN, 1, id="check"),
        pytest.param(["check"], WRONG, 1, id="check-wrong"),
        pytest.param(["check", "--target", "app"], CLEAN, 1, id="check-target"),
        pytest.param(["fix"], CLEAN, 1, id="fix-clean"),
        pytest.param(["fix"], WRONG, 2, id="fix-wrong"),
        pytest.param(["fix", "--diff"], CLEAN, 1, id="diff-clean"),
        pytest.param(["fix", "--diff"], WRONG, 2, id="diff-wrong"),
        pytest.param(["check", "--add-ignore", "why"], CLEAN, 1, id="ignore-clean"),
    ],
)
def test_each_text_is_analysed_once(
    make_repository: MakeRepository,
    monkeypatch: pytest.MonkeyPatch,
    *,
    arguments: list[str],
    text: str,
    times: int,
) -> None:
    monkeypatch.chdir(make_repository(origin="https://github.com/octo-org/app"))
    Path("Dockerfile").write_text(text)
    with calls() as counted:
        main(arguments)
    # Before the fix of a wrong label is called safe, all Dockerfiles of the repository are read
    # once for signs of a fork, and this is one of them.
    parsed_besides = {"parse": text == WRONG}
    expected = {name: times + parsed_besides.get(name, 0) for name in (f.__name__ for f in WORK)}
    assert counted == expected
