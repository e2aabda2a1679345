"""Shows how the time to check a file grows with its size, up to 20 MB, whatever it holds.

Usage: python bench/growth.py [SHAPE ...]

A linear reader has about the same time per megabyte in each column. Counted is what `check` does
with a text: reading, evaluation and all rules; below that, what `fix` does where it finds very much
to fix, and proves for each round that nothing else has changed.
"""

import gc
import itertools
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from dockerlabel import fix
from dockerlabel.config.settings import DEFAULTS
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import context_of
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import expected_source

SIZES = (1, 5, 20)
MEGABYTE = 1_000_000

_SOURCE = "https://github.com/octo-org/app"


def lines(template: str, head: str = "FROM a AS s0\n", *, tail: str = "") -> Callable[[int], str]:
    """A line again and again, with its number for `#n` and the next number for `#m`."""

    def text(size: int) -> str:
        return head + "".join(_up_to(size, template)) + tail

    return text


def _up_to(size: int, template: str) -> Iterator[str]:
    length = 0
    for number in itertools.count():
        line = template.replace("#n", str(number)).replace("#m", str(number + 1))
        length += len(line)
        if length > size:
            return
        yield line


SHAPES = {
    "instructions": lines('ENV HOME=/srv NAME="a b" \\\n    PATH=/bin\nRUN make x\n'),
    "one RUN": lines(" \\\n    && echo some words", "FROM a\nRUN true", tail="\n"),
    "one LABEL": lines(' \\\n      key.number#n="a value"', "FROM a\nLABEL a=1", tail="\n"),
    "LABEL": lines("LABEL k#n=v\n"),
    "LABEL, one key": lines(f"LABEL {annotations.SOURCE}={_SOURCE}\n"),
    "ENV": lines("ENV k#n=$HOME\n"),
    "ARG before FROM": lines("ARG a#m=$a#n\n", "", tail="FROM a\n"),
    "FROM": lines("FROM a AS s#n\n"),
    "FROM, chain": lines("FROM s#n AS s#m\n"),
    "FROM, LABEL": lines("FROM s#n AS s#m\nLABEL k#n=v\n"),
    "FROM, ENV": lines("FROM s#n AS s#m\nENV k#n=$HOME\n"),
    "COPY --from": lines("COPY --from=s0 x y\n", "FROM a AS s0\nFROM b\n"),
    "ONBUILD": lines("ONBUILD LABEL k#n=v\n", tail="FROM s0\n"),
    "here-documents": lines("RUN <<A\nx\nA\n"),
    "comments": lines("# text\n"),
    "empty lines": lines("\n"),
    "nested ${:-}": lines("${A:-\\\n", "FROM a\nLABEL k=", tail="\n"),
    "quotes": lines("''\"\"\\x\\\n", "FROM a\nLABEL k=", tail="\n"),
    "JSON": lines('"\\n", \\\n', "FROM a\nCMD [", tail='"a"]\n'),
    "flags": lines("--exclude='a' \\\n", "FROM a\nCOPY ", tail="x y\n"),
    "URLs in a label": lines(
        "https://user:secret@github.com/o/r#n \\\n",
        f'FROM a\nLABEL {annotations.SOURCE}="',
        tail='"\n',
    ),
}

FIX_SIZES = (0.1, 0.2, 0.4)
FIXED = {
    "unused ignores": lines(
        "# dockerlabel: ignore[wrong-source] why\nRUN true\n", "FROM scratch\n"
    ),
    "wrong sources": lines(f"LABEL {annotations.SOURCE}=https://github.com/someone-else/tool\n"),
}


def main(names: list[str]) -> None:
    """Print seconds per megabyte for each shape and size."""
    expectation = expected_source(None, source=_SOURCE)
    settings = {"source": _SOURCE}
    _show(
        "check",
        {name: SHAPES[name] for name in names or SHAPES if name in SHAPES},
        sizes=SIZES,
        work=lambda text: lint(
            context_of(parse(Document(text)), DEFAULTS, expectation=expectation), DEFAULTS
        ),
    )
    _show(
        "fix",
        {name: FIXED[name] for name in names or FIXED if name in FIXED},
        sizes=FIX_SIZES,
        work=lambda text: fix("Dockerfile", text=text, settings=settings),
    )


def _show(
    command: str,
    shapes: Mapping[str, Callable[[int], str]],
    *,
    sizes: Sequence[float],
    work: Callable[[str], object],
) -> None:
    if shapes:
        print(f"{command + ', s per MB':18}" + "".join(f"{size:>9} MB" for size in sizes))
    for name, shape in shapes.items():
        cells = []
        for size in sizes:
            text = shape(int(size * MEGABYTE))
            gc.collect()
            gc.disable()
            start = time.process_time()
            work(text)
            cells.append((time.process_time() - start) / size)
            gc.enable()
        print(f"{name:18}" + "".join(f"{cell:12.3f}" for cell in cells), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
