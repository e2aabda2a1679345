"""All regular expressions of the package: where each is written, and what it is at run time.

Started as a program: it imports every module and lets them work, with an ear at `re`, and prints a
JSON list of [file, line, pattern, flags].
"""

import importlib
import json
import pkgutil
import re
import sys
from pathlib import Path
from typing import Any

import dockerlabel.lazy

PACKAGE = Path(dockerlabel.lazy.__file__).parent
_heard: dict[tuple[str, int, str, int], None] = {}


def _hear(pattern: object, flags: int) -> None:
    """Note a pattern under the line of the package that it comes from, if it does."""
    frame = sys._getframe(2)  # noqa: SLF001 - who calls is what is asked
    while frame.f_back and frame.f_code.co_filename in {re.__file__, dockerlabel.lazy.__file__}:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    if path.is_relative_to(PACKAGE) and isinstance(text, str):
        _heard[str(path.relative_to(PACKAGE)), frame.f_lineno, text, int(flags)] = None


def _listen() -> None:
    compiling: Any = vars(re)["_compile"]
    making = dockerlabel.lazy.regex

    def compile_(pattern: object, flags: int) -> object:
        _hear(pattern, flags)
        return compiling(pattern, flags)

    def regex(pattern: str, flags: int = 0) -> "re.Pattern[str]":
        _hear(pattern, flags)
        return making(pattern, flags)

    setattr(re, "_compile", compile_)  # noqa: B010 - a private name of the standard library
    dockerlabel.lazy.regex = regex


def main() -> None:
    """Import and use everything, and print what was heard."""
    _listen()
    for module in pkgutil.walk_packages([str(PACKAGE)], "dockerlabel."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from tests.complexity.operations import OPERATIONS  # noqa: PLC0415 - the same
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - after the ear is there

    for target in TARGETS.values():
        for data in target.seeds():
            target.properties(data)
            if target is TARGETS["parser"]:
                for operation in OPERATIONS.values():
                    operation(data.decode("utf-8", "surrogateescape"))
    json.dump([*_heard], sys.stdout)


if __name__ == "__main__":
    main()
