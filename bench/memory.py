"""Shows that the memory of `dockerlabel check` does not grow with the number of files.

Usage: python bench/memory.py [COUNT ...]

For each count (10, 1,000 and 10,000 if none is given) that many generated Dockerfiles, ten to a
folder, are checked by one process in a git repository. Printed is the peak of what the process
itself had in memory, git not counted: where nothing is found, where half of the files lack the
label and each is reported on a line, and the same as one JSON document.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from corpus import write_corpus
from environment import make_repository

COUNTS = (10, 1_000, 10_000)
OPTIONS = {
    "nothing found": ("--ignore", "missing-source"),
    "half, concise": ("--format", "concise"),
    "half, json": ("--format", "json"),
}

_RUN = """
import gc, re, resource, sys
gc.set_threshold(200_000)
from dockerlabel.cli.main import main
main(sys.argv[1:])
try:
    with open("/proc/self/status") as status:
        peak = int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1])
except OSError:  # no Linux
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(peak, file=sys.stderr)
"""


def peak(folder: Path, *options: str) -> float:
    """Check a folder; return the peak memory of the process in MiB."""
    command = [sys.executable, "-c", _RUN, "check", "-q", *options]
    ended = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return int(ended.stderr.split()[-1]) / 1024


def main(counts: list[int]) -> None:
    """Print the peaks."""
    print(f"{'peak MiB':>12}" + "".join(f"{name:>15}" for name in OPTIONS))
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_repository(folder)
            write_corpus(folder, count=count)
            cells = [peak(folder, *options) for options in OPTIONS.values()]
        print(f"{count:12,}" + "".join(f"{cell:15.1f}" for cell in cells), flush=True)


if __name__ == "__main__":
    main([int(text.replace(",", "")) for text in sys.argv[1:]] or list(COUNTS))
