"""Programs timed in turn, so that a machine whose speed drifts treats them alike."""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Command = Sequence[str]

_SLOWING = frozenset({"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE"})


class Times(NamedTuple):
    """Seconds of each counted run of a program, and its exit status."""

    seconds: tuple[float, ...]
    status: int

    @property
    def median(self) -> float:
        """The median of the runs."""
        return statistics.median(self.seconds)

    def ratio(self, other: "Times") -> float:
        """Return how many times as long as another program's, run by run: the median of that."""
        return statistics.median(
            mine / theirs for mine, theirs in zip(self.seconds, other.seconds, strict=True)
        )


def time_in_turn(
    commands: Mapping[str, Command], *, runs: int, stdin: bytes = b"", folder: str | None = None
) -> dict[str, Times]:
    """Run programs in turn, once more than `runs`: the first run of each warms up and is dropped.

    Their output is thrown away, and variables that make Python slower than it is for others are
    left out of their environment.
    """
    surroundings = {name: text for name, text in os.environ.items() if name not in _SLOWING}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    status = dict.fromkeys(commands, 0)
    for _ in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            ended = subprocess.run(
                command,
                input=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=surroundings,
                check=False,
            )
            seconds[name].append(time.perf_counter() - start)
            status[name] = ended.returncode
    return {name: Times(tuple(each[1:]), status[name]) for name, each in seconds.items()}
