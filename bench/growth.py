"""Shows how the time to read a file grows with its size, up to 20 MB.

Usage: python bench/growth.py

Shapes: many small instructions, one LABEL over very many lines, one RUN over very many lines, very
many stages, and variables in one another. A linear reader has the same time per megabyte in each
column. Below, the same for `check` and `fix` where very much is found: ignore comments of no use,
and source labels that replace one another.
"""

import gc
import time
from collections.abc import Callable, Mapping, Sequence

from dockerlabel import check, fix
from dockerlabel.dockerfile.image import build
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document

SIZES = (1, 5, 20)
MEGABYTE = 1_000_000

SHAPES = {
    "instructions": (
        "FROM scratch\n",
        'ENV HOME=/srv NAME="a b" \\\n    PATH=/bin\nRUN make x\n',
        "",
    ),
    "one LABEL": ("FROM scratch\nLABEL a=1", ' \\\n      key.number="a value"', "\n"),
    "one RUN": ("FROM scratch\nRUN true", " \\\n    && echo some words", "\n"),
    "stages": ("", "FROM alpine:3.22\nRUN make the application\n", ""),
    "nested": ("FROM scratch\n", f"LABEL a={'${A:-' * 1_000}x{'}' * 1_000}\n", ""),
}

FOUND_SIZES = (0.1, 0.2, 0.4)
FOUND = {
    "unused ignores": ("FROM scratch\n", "# dockerlabel: ignore[wrong-source] x\nRUN true\n", ""),
    "sources": (
        "FROM scratch\n",
        "LABEL org.opencontainers.image.source=https://github.com/someone-else/tool\n",
        "",
    ),
}
SOURCE = "https://github.com/octo-org/app"


def main() -> None:
    """Print seconds per megabyte for each shape and size."""
    gc.disable()
    show(SHAPES, SIZES, work=lambda text: build(parse(Document(text)), BuildOptions()))
    settings = {"source": SOURCE}
    print("\ncheck")
    show(FOUND, FOUND_SIZES, work=lambda text: check("Dockerfile", text=text, settings=settings))
    print("\nfix")
    show(FOUND, FOUND_SIZES, work=lambda text: fix("Dockerfile", text=text, settings=settings))


def show(
    shapes: Mapping[str, tuple[str, str, str]],
    sizes: Sequence[float],
    *,
    work: Callable[[str], object],
) -> None:
    """Print a table: a row for each shape, a column for each size in megabytes."""
    print(f"{'seconds per MB':15}" + "".join(f"{size:>9} MB" for size in sizes))
    for name, (head, body, tail) in shapes.items():
        cells = []
        for size in sizes:
            text = head + body * int(size * MEGABYTE / len(body)) + tail
            start = time.perf_counter()
            work(text)
            cells.append((time.perf_counter() - start) / size)
        print(f"{name:15}" + "".join(f"{cell:12.3f}" for cell in cells))


if __name__ == "__main__":
    main()
