"""Times `dockerlabel check` of many files against BuildKit's own parser, which only parses them.

Usage: python bench/throughput.py [FILES] [RUNS]

Each contender is one process that goes through all files: `dockerlabel check` as it is installed,
with git, rules and report; PyPI `dockerfile`, a binding to BuildKit's parser in Go, with
`parse_file` alone; and dockerfile-parse with `.labels`. They take turns, so that a machine whose
speed drifts treats them alike. Ratios are of medians.
"""

import sys
import tempfile
from pathlib import Path

from corpus import write_corpus
from environment import make_repository
from timing import time_in_turn

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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_repository(folder)
        paths = "\n".join(map(str, write_corpus(folder, count=count)))
        contenders = {
            OURS: [sys.executable, "-m", "dockerlabel", "check", name],
            "BuildKit's parser": [sys.executable, "-c", PARSE],
            "dockerfile-parse .labels": [sys.executable, "-c", LABELS],
        }
        times = time_in_turn(contenders, runs=runs, stdin=paths.encode())
    medians = {name: each.median for name, each in times.items()}
    base = medians["BuildKit's parser"]
    print(f"{count} files, {runs} runs, medians:")
    for name, median in medians.items():
        print(f"  {name:26} {median:7.3f} s  {median / base:5.2f} x BuildKit's parser")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    main(*(numbers + [1500, 5][len(numbers) :]))
