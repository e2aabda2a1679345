import io
from collections.abc import Iterator

import pytest

from dockerlabel.output import progress
from dockerlabel.output.progress import Progress


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_items_are_collected_only_when_the_bar_is_due(clock: Clock) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    err = io.StringIO()
    watched = Progress(io.StringIO(), err).over(items())
    assert [next(watched), next(watched)] == [0, 1]
    assert made == [0, 1]
    clock.now = 1.0
    assert next(watched) == 2
    assert made == [0, 1, 2, 3, 4]
    assert err.getvalue().endswith("] 2/5 Dockerfiles\x1b[K")
    assert list(watched) == [3, 4]
    assert err.getvalue().endswith("\r\x1b[K")


def test_a_short_run_draws_nothing(clock: Clock) -> None:
    err = io.StringIO()
    assert list(Progress(io.StringIO(), err).over("abc")) == ["a", "b", "c"]
    clock.now = 1.0
    assert list(Progress(io.StringIO(), err).over("")) == []
    assert err.getvalue() == ""


def test_output_takes_the_place_of_the_bar(clock: Clock) -> None:
    err = io.StringIO()
    bar = Progress(io.StringIO(), err)
    clock.now = 1.0
    watched = bar.over("abc")
    assert [next(watched), next(watched)] == ["a", "b"]
    print("a word", file=bar.err)
    assert err.getvalue().endswith("1/3 Dockerfiles\x1b[K\r\x1b[Ka word\n")
    bar.erase()
    assert err.getvalue().endswith("a word\n")
