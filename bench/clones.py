"""Audits a folder of clones in one run: `dockerlabel check`, as docs/organisations.md has it.

Usage: python bench/clones.py [--write] [COUNT]

COUNT repositories (500) are made in a temporary folder, each with two Dockerfiles, one of which
lacks the label, a workflow and fifty other files. Printed are the time and the peak of memory of
one run that counts the problems, and of one that prints them as JSON, git included.

`--write` puts the sentence into docs/organisations.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environment import PROJECT, machine
from results import number, with_measured

PAGE = PROJECT / "docs" / "organisations.md"
MARKS = ("<!-- clones: generated -->\n", "<!-- clones: end -->\n")
OPTIONS = (("--statistics",), ("--output-format", "json"))
LABEL = "LABEL org.opencontainers.image.source=https://github.com/octo-org/"
FILES = {
    "Dockerfile": "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
    ".github/workflows/test.yml": "on: push\njobs: {t: {runs-on: x, steps: [{run: make}]}}\n",
    **{f"src/module_{index}.py": "" for index in range(50)},
}


def make_clone(root: Path) -> None:
    """Make a repository whose remote is on GitHub."""
    web = f"FROM alpine:3.22\n{LABEL}{root.name}\n"
    for name, text in (FILES | {"web/Dockerfile": web}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    origin = f"https://github.com/octo-org/{root.name}"
    for git in (("init", "-q"), ("remote", "add", "origin", origin), ("add", "--all")):
        subprocess.run(["git", "-C", str(root), *git], check=True)


def audit(folder: Path, *options: str) -> tuple[float, float, int]:
    """Check the folder; return the seconds, the peak of memory in MiB, and the repositories."""
    command = (sys.executable, "-m", "dockerlabel", "check", "--fail-on", "never", *options)
    begin = time.perf_counter()
    with (folder.parent / "report").open("w+b") as report:
        process = subprocess.Popen((*command, "--quiet"), cwd=folder, stdout=report)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status:
            sys.exit("the check failed")
        report.seek(0)
        data = report.read()
    is_json = data.startswith(b"{")
    repositories = json.loads(data)["summary"]["repositories"] if is_json else 0
    return seconds, used.ru_maxrss / 1024, repositories


def main(arguments: argparse.Namespace) -> None:
    """Measure, print, and write if that is asked for."""
    parts = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "clones"
        for index in range(arguments.count):
            make_clone(folder / f"repository-{index}")
        for options in OPTIONS:
            seconds, peak, repositories = audit(folder, *options)
            if repositories not in {0, arguments.count}:
                sys.exit(f"{repositories} repositories were checked")
            parts.append(f"{number(seconds)} s and {number(peak)} MiB with `{' '.join(options)}`")
    part = (
        f"\nTime and memory of one run over {arguments.count} clones with two Dockerfiles each:\n"
        f"{', '.join(parts)}\n(`bench/clones.py`; {machine()}).\n\n"
    )
    print(part)
    if arguments.write:
        PAGE.write_text(with_measured(PAGE.read_text("utf-8"), part, marks=MARKS), "utf-8")


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/organisations.md")
    parser.add_argument("count", type=int, nargs="?", default=500, metavar="COUNT")
    return parser.parse_args()


if __name__ == "__main__":
    main(parse_arguments())
