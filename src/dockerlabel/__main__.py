"""The program: `dockerlabel`, and `python -m dockerlabel`."""

import gc
import os
import sys

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import TextIO

_SERVER = (["server"], ["server", "--stdio"])
"""The command lines of editors."""

_MANY_OBJECTS = 200_000
_INTERRUPTED = 130


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    # Values without cycles are all that a run makes, by the hundred thousand, and imports make
    # little else: to search them for garbage again and again would take half of the time.
    gc.set_threshold(_MANY_OBJECTS)
    try:
        status = _run()
    except KeyboardInterrupt:  # while it is imported
        status = _INTERRUPTED
    _flush(sys.stdout)
    _flush(sys.stderr)
    # Python would take every module and value apart first, which takes as long as some imports.
    os._exit(status)


def _run() -> int:
    # Start-up: the threshold counts for what is imported from here on.
    if sys.argv[1:] in _SERVER:
        # An editor that has just opened a file may save it at once.
        from dockerlabel.server.server import serve  # noqa: PLC0415

        return serve(os.environ)
    from dockerlabel.cli.main import main as run  # noqa: PLC0415

    return run()


def _flush(stream: "TextIO") -> None:
    try:
        stream.flush()
    except (OSError, ValueError):
        return  # nobody reads it any more


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # `python -m` looks into the working directory first: a json.py there may be anybody's.
        del sys.path[0]
    main()
