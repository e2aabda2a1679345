"""Programs timed in turn, so that a machine whose speed drifts treats them alike."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Command = Sequence[str]

_SLOWING = frozenset({"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE"})


class Times(NamedTuple):
    """Wall and processor seconds of each counted run of a program, and its exit code.

    Processor seconds include all that the program starts.
    """

    seconds: tuple[float, ...]
    cpu: tuple[float, ...]
    status: int

    @property
    def median(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(self.seconds)

    def ratio(self, other: "Times") -> float:
        """Return how many times another program's processor time it takes: the median of runs."""
        return statistics.median(
            mine / theirs for mine, theirs in zip(self.cpu, other.cpu, strict=True)
        )

    def more(self, other: "Times") -> float:
        """Return how many more seconds of the processor it takes: the median of runs."""
        return statistics.median(
            mine - theirs for mine, theirs in zip(self.cpu, other.cpu, strict=True)
        )

    def each(self, count: int) -> "Times":
        """Return the times of one of so many files."""
        wall, cpu = (tuple(one / count for one in all_) for all_ in (self.seconds, self.cpu))
        return Times(wall, cpu, self.status)


def time_in_turn(
    commands: Mapping[str, Command],
    *,
    runs: int,
    stdin: bytes = b"",
    folder: str | Mapping[str, str] | None = None,
) -> dict[str, Times]:
    """Run programs in turn, once more than `runs`: the first run of each warms up and is dropped.

    Their output is thrown away, and variables that make Python slower than it is for others are
    left out of their environment.
    """
    surroundings = {name: text for name, text in os.environ.items() if name not in _SLOWING}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    cpu: dict[str, list[float]] = {name: [] for name in commands}
    status = dict.fromkeys(commands, 0)
    for _ in range(runs + 1):
        for name, command in commands.items():
            start, used = time.perf_counter(), _used_by_children()
            ended = subprocess.run(
                command,
                input=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder if isinstance(folder, str | None) else folder[name],
                env=surroundings,
                check=False,
            )
            seconds[name].append(time.perf_counter() - start)
            cpu[name].append(_used_by_children() - used)
            status[name] = ended.returncode
    return {
        name: Times(tuple(seconds[name][1:]), tuple(cpu[name][1:]), status[name])
        for name in commands
    }


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
