"""Times `dockerlabel check` of many files against BuildKit's own parser, which only parses them.

Usage: python bench/throughput.py [FILES] [RUNS]

Each contender is one process that goes through all files: `dockerlabel check` as it is installed,
with git, rules and report; PyPI `dockerfile`, a binding to BuildKit's parser in Go, with
`parse_file` alone; and dockerfile-parse with `.labels`. They take turns, so that a machine whose
speed drifts treats them alike. Ratios are of medians.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_corpus

OURS = "dockerlabel check"
PARSE = (
    "import sys, dockerfile\nfor path in sys.stdin.read().split('\\n'): dockerfile.parse_file(path)"
)
LABELS = (
    "import io, sys, logging\nfrom dockerfile_parse import DockerfileParser\n"
    "for path in sys.stdin.read().split('\\n'):\n"
    "    DockerfileParser(fileobj=io.BytesIO(open(path, 'rb').read())).labels"
)


def main(count: int, runs: int) -> None:
    """Print the medians and their ratios."""
    folder = Path(tempfile.mkdtemp())
    try:
        paths = "\n".join(map(str, write_corpus(folder, count=count)))
        for arguments in (
            ("init", "-q"),
            ("remote", "add", "origin", "https://github.com/octo-org/app"),
        ):
            subprocess.run(["git", "-C", str(folder), *arguments], check=True)
        contenders = {
            OURS: [sys.executable, "-m", "dockerlabel", "check", "-q", str(folder)],
            "BuildKit's parser": [sys.executable, "-c", PARSE],
            "dockerfile-parse .labels": [sys.executable, "-c", LABELS],
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(runs + 1):
            for name, command in contenders.items():
                start = time.perf_counter()
                subprocess.run(
                    command, input=paths.encode(), stdout=subprocess.DEVNULL, check=False
                )
                times[name].append(time.perf_counter() - start)
        medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    finally:
        shutil.rmtree(folder)
    base = medians["BuildKit's parser"]
    print(f"{count} files, {runs} runs, medians:")
    for name, median in medians.items():
        print(f"  {name:26} {median:7.3f} s  {median / base:5.2f} x BuildKit's parser")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*(numbers + [1500, 5][len(numbers) :]))
