"""Shows how the time to read a file grows with its size, up to 20 MB.

Usage: python bench/growth.py

Three shapes: many small instructions, one LABEL over very many lines, and one RUN over very many
lines. A linear reader has the same time per megabyte in each column.
"""

import gc
import time

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
}


def main() -> None:
    """Print seconds per megabyte for each shape and size."""
    gc.disable()
    print(f"{'seconds per MB':15}" + "".join(f"{size:>9} MB" for size in SIZES))
    for name, (head, body, tail) in SHAPES.items():
        cells = []
        for size in SIZES:
            document = Document(head + body * (size * MEGABYTE // len(body)) + tail)
            start = time.perf_counter()
            build(parse(document), BuildOptions())
            cells.append((time.perf_counter() - start) / size)
        print(f"{name:15}" + "".join(f"{cell:12.3f}" for cell in cells))


if __name__ == "__main__":
    main()
