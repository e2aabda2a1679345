"""Times the check of one file against bare Python, in an environment as users have it.

Usage: python bench/startup.py [RUNS]

This checkout is installed, not editable, into an environment of its own, and its console script
checks a Dockerfile of two lines in a git repository without a configuration file. Ratios are to
`python -I -c pass` of the same environment, so that what a `.pth` file of it takes counts for both;
each is the median of the ratios run by run. The rows below show what single imports take, and git.
"""

import sys
import tempfile
from pathlib import Path

from environment import ORIGIN, install, machine, make_repository
from timing import time_in_turn

BARE = "python -I -c pass"
IMPORTS = ("re", "argparse", "typing", "json", "subprocess", "dataclasses", "yaml")


def main(runs: int) -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        programs = install(Path(folder) / "environment")
        repository = Path(folder) / "repository"
        repository.mkdir()
        make_repository(repository)
        text = f"FROM alpine:3.22\nLABEL org.opencontainers.image.source={ORIGIN}\n"
        (repository / "Dockerfile").write_text(text)
        python, program = str(programs / "python"), str(programs / "dockerlabel")
        options = ("check", "--fail-on", "error", "Dockerfile")
        contenders = {
            BARE: [python, "-I", "-c", "pass"],
            "dockerlabel check Dockerfile": [program, "check", "Dockerfile"],
            "the same with options": [program, *options],
            "dockerlabel --version": [program, "--version"],
            **{f"import {name}": [python, "-I", "-c", f"import {name}"] for name in IMPORTS},
            "git config": ["git", "config", "-z", "--get-regexp", "remote"],
        }
        times = time_in_turn(contenders, runs=runs, folder=str(repository))
    print(f"{runs} runs; {machine()}; median, and times {BARE}:")
    for name, each in times.items():
        print(f"  {name:30} {each.median * 1000:6.1f} ms  {each.ratio(times[BARE]):5.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
