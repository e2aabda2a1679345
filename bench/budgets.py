"""Measures the ratios that dockerlabel is held to, in processor time, programs in turn.

Usage: python bench/budgets.py [--write] [--runs N] [--starts N] [--files N]

This checkout, its peers (the dependency group `bench`) and pre-commit-hooks are installed into an
environment of their own. Ratios are of processor seconds, started programs included, so
that a busy machine changes them little, and medians of the ratios run by run. What the language
server is held to, `bench/server.py` measures.

`--write` puts the table into docs/benchmarks.md.
"""

import argparse
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from corpus import SOURCE, write_corpus
from environment import ORIGIN, PROJECT, install, machine, make_repository
from results import BUDGETS, Goal, goals_table, with_measured
from throughput import PARSE
from timing import Command, time_in_turn

PAGE = PROJECT / "docs" / "benchmarks.md"
LABELLED = f"FROM alpine:3.22\nLABEL org.opencontainers.image.source={ORIGIN}\n"
UNLABELLED = "FROM alpine:3.22\nRUN make\n"
WRONG = LABELLED.replace(ORIGIN, "https://github.com/octo-org/another")
WORKFLOWS = 50
IMAGES = 10
"""Of the workflows, those that build an image: 300 of 1,465 in public repositories do."""
WORKFLOW = """\
on: [push]
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: make test
"""
IMAGE = """\
      - id: meta
        uses: docker/metadata-action@v5
        with: {images: ghcr.io/octo-org/NAME}
      - uses: docker/build-push-action@v6
        with:
          file: images/NAME/Dockerfile
          push: true
          labels: ${{ steps.meta.outputs.labels }}
"""
MANY_LINES = LABELLED + "".join(f"RUN make part{number}\n" for number in range(18))


def main(arguments: argparse.Namespace) -> None:
    """Measure, print, and write if that is asked for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
        peers = (*project["dependency-groups"]["bench"], "pre-commit-hooks")
        bench = Bench(install(folder / "environment", *peers), folder, arguments=arguments)
        goals = tuple(bench.goals())
    note = f"{arguments.starts} runs of one file, {arguments.runs} of {arguments.files:,} files"
    part = f"\n{goals_table(goals)}\n{note}; {machine()}.\n\n"
    print(part)
    if arguments.write:
        page = with_measured(PAGE.read_text("utf-8"), part, marks=BUDGETS)
        PAGE.write_text(page, "utf-8")


class Bench:
    """The programs, and the repositories that they are run in."""

    def __init__(self, programs: Path, folder: Path, *, arguments: argparse.Namespace) -> None:
        """Prepare; repositories are made when they are needed."""
        self._programs = programs
        self._folder = folder
        self._starts, self._runs = arguments.starts, arguments.runs
        self._files = arguments.files

    def goals(self) -> Iterator[Goal]:
        """Measure one ratio after the other."""
        check, fix = (self._ours(name) for name in ("check", "fix"))
        one = self._repository("one", LABELLED, files=1)
        path = str(one / "0" / "Dockerfile")
        hook = [check[0], "check", "--force-exclude"]
        yield self._goal(
            "the hook's `check` of one labelled file, times `check-yaml`",
            (one, [*hook, path]),
            peer=(one, [str(self._programs / "check-yaml"), str(one / "empty.yaml")]),
            limits=(1.0, 0.75),
            runs=self._starts,
        )
        labelled = self._repository("labelled", MANY_LINES)
        paths = "\n".join(str(each) for each in sorted(labelled.glob("*/Dockerfile")))
        yield self._goal(
            f"`check` of {self._files:,} labelled files, times BuildKit's parser alone",
            (labelled, [*check, "."]),
            peer=(labelled, [str(self._programs / "python"), "-c", PARSE]),
            limits=(1.7, 1.2),
            stdin=paths.encode(),
        )
        yield self._goal(
            "`fix` if nothing is wrong, times `check`",
            (labelled, [*fix, "."]),
            peer=(labelled, [*check, "."]),
            limits=(1.2, 1.05),
        )
        wrong = self._repository("wrong", WRONG)
        yield self._goal(
            "`fix --diff` if every file is wrong, times `check`",
            (wrong, [*fix, "--diff", "."]),
            peer=(wrong, [*check, "."]),
            limits=(3.0, 2.4),
        )
        alone = self._repository("alone", UNLABELLED, files=1)
        among = self._folder / "among"
        among.mkdir()
        make_repository(among)
        write_corpus(among, count=self._files)
        (among / "Dockerfile").write_text(UNLABELLED)
        yield self._goal(
            f"one unlabelled file beside {self._files:,} others, times one alone",
            (among, [*check, "Dockerfile"]),
            peer=(alone, [*check, "0/Dockerfile"]),
            limits=(2.0, 1.5),
            runs=self._starts,
        )
        yield self._against_hadolint(check)
        yield from self._beside_workflows(check)

    def _against_hadolint(self, check: list[str]) -> Goal:
        folder = self._folder / "among"
        few = [str(each) for each in sorted(folder.glob("*/*.Dockerfile"))[:100]]
        hadolint: Command = [
            str(self._programs / "hadolint"),
            "--failure-threshold",
            "none",
            *few,
        ]
        times = time_in_turn(
            {"ours": [*check, "."], "peer": hadolint}, runs=self._runs, folder=str(folder)
        )
        files = self._files + 1
        ratio = times["peer"].each(len(few)).ratio(times["ours"].each(files))
        what = "hadolint's time for a file, ShellCheck included, times ours"
        return Goal(what, ratio, bound=40, goal=60, at_least=True)

    def _beside_workflows(self, check: list[str]) -> Iterator[Goal]:
        for kind, text in (("labelled", LABELLED), ("unlabelled", UNLABELLED)):
            alone = self._repository(f"{kind}-alone", text, files=1)
            beside = self._repository(f"{kind}-beside", text, files=1)
            (beside / ".github" / "workflows").mkdir(parents=True)
            for number in range(WORKFLOWS):
                path = beside / ".github" / "workflows" / f"image{number}.yml"
                image = IMAGE.replace("NAME", str(number)) if number < IMAGES else ""
                path.write_text(WORKFLOW + image)
            times = time_in_turn(
                dict.fromkeys(("ours", "peer"), (*check, "0/Dockerfile")),
                runs=2 * self._starts,
                folder={"ours": str(beside), "peer": str(alone)},
            )
            what = f"one {kind} file beside {WORKFLOWS} workflows, {IMAGES} with images"
            if kind == "labelled":
                ratio = times["ours"].ratio(times["peer"])
                yield Goal(f"{what}, times without them", ratio, bound=1.02, goal=1.0)
            else:
                more = times["ours"].more(times["peer"]) * 1000
                yield Goal(f"{what}, milliseconds more than without them", more, 40, 20)

    def _ours(self, command: str) -> list[str]:
        return [str(self._programs / "dockerlabel"), command, "--fail-on", "never"]

    def _repository(self, name: str, text: str, *, files: int | None = None) -> Path:
        folder = self._folder / name
        for number in range(files or self._files):
            path = folder / str(number) / "Dockerfile"
            path.parent.mkdir(parents=True)
            path.write_text(text)
        (folder / "empty.yaml").write_text(f"source: {SOURCE}\n")
        make_repository(folder)
        return folder

    def _goal(
        self,
        what: str,
        ours: tuple[Path, list[str]],
        *,
        peer: tuple[Path, list[str]],
        limits: tuple[float, float],
        runs: int = 0,
        stdin: bytes = b"",
    ) -> Goal:
        times = time_in_turn(
            {"ours": ours[1], "peer": peer[1]},
            runs=runs or self._runs,
            stdin=stdin,
            folder={"ours": str(ours[0]), "peer": str(peer[0])},
        )
        return Goal(what, times["ours"].ratio(times["peer"]), *limits)


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    for name, default in (("runs", 5), ("starts", 20), ("files", 1500)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main(parse_arguments())
