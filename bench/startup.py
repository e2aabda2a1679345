"""Times the start of dockerlabel against bare Python, and what single imports cost.

Usage: python bench/startup.py [RUNS]

The contenders take turns, so that a machine whose speed drifts treats them alike; medians, and
ratios to `python -I -c pass`.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IMPORTS = ("re", "typing", "argparse", "subprocess", "dataclasses", "json", "yaml")


def main(runs: int) -> None:
    """Print the medians and their ratios."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        for arguments in (
            ("init", "-q"),
            ("remote", "add", "origin", "https://github.com/octo-org/app"),
        ):
            subprocess.run(["git", "-C", folder, *arguments], check=True)
        file = Path(folder) / "Dockerfile"
        source = "https://github.com/octo-org/app"
        file.write_text(f"FROM alpine:3.22\nLABEL org.opencontainers.image.source={source}\n")
        contenders = {
            "python -I -c pass": [python, "-I", "-c", "pass"],
            **{f"import {name}": [python, "-I", "-c", f"import {name}"] for name in IMPORTS},
            "dockerlabel --version": [python, "-m", "dockerlabel", "--version"],
            "dockerlabel check, one file": [python, "-m", "dockerlabel", "check", "-q", str(file)],
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(runs + 1):
            for name, command in contenders.items():
                start = time.perf_counter()
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    bare = medians["python -I -c pass"]
    print(f"{runs} runs, medians:")
    for name, median in medians.items():
        print(f"  {name:28} {median * 1000:6.1f} ms  {median / bare:5.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
