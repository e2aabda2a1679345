"""The program: `dockerlabel`, and `python -m dockerlabel`."""

import contextlib
import gc
import os
import sys

_MANY_OBJECTS = 200_000


def main() -> None:
    """Run the command line, and end the process with its exit status."""
    # Values without cycles are all that a run makes, by the hundred thousand, and imports make
    # little else: to search them for garbage again and again would take half of the time.
    gc.set_threshold(_MANY_OBJECTS)
    from dockerlabel.cli import main as run  # noqa: PLC0415 - start-up: the threshold counts

    status = run()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    # Python would take every module and value apart first, which takes as long as some imports.
    os._exit(status)


if __name__ == "__main__":
    main()
