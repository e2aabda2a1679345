"""All regular expressions of the package: where each is written, and what it is at run time.

Started as a program: it imports every module and lets them work under a spy at `re`, until all
that the source puts together has been made, and prints a JSON list of [file, line, pattern, flags].
"""

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import dockerlabel.lazy

PACKAGE = Path(dockerlabel.lazy.__file__).parent
_LAZY = "lazy.py"
"""The module that compiles what others hand to it."""

_FUNCTIONS = {
    *("regex", "re.compile", "re.search", "re.match", "re.fullmatch", "re.split"),
    *("re.findall", "re.finditer", "re.sub", "re.subn"),
}
_made: dict[tuple[str, int, str, int], None] = {}


def source_patterns() -> Iterator[tuple[str, int, str | None]]:
    """File and line of every place that makes a pattern, and the pattern if it is a literal."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _FUNCTIONS:
                file, first = str(path.relative_to(PACKAGE)), node.args[0]
                if file != _LAZY:
                    yield file, node.lineno, _text(getattr(first, "value", None))


def _text(pattern: object) -> str | None:
    """Return the text of a pattern; None for what is not a pattern, or is compiled already."""
    if isinstance(pattern, bytes):
        return pattern.decode("latin-1")
    return pattern if isinstance(pattern, str) else None


def _note(pattern: object, flags: int) -> None:
    """Note a pattern under the line of the package that it comes from, if it does."""
    frame = sys._getframe(2)  # noqa: SLF001 - who calls is what is asked
    while frame.f_back and frame.f_code.co_filename in {re.__file__, dockerlabel.lazy.__file__}:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    text = _text(pattern)
    if path.is_relative_to(PACKAGE) and text is not None:
        _made[str(path.relative_to(PACKAGE)), frame.f_lineno, text, int(flags)] = None


def _spy() -> None:
    compiling: Any = vars(re)["_compile"]
    making = dockerlabel.lazy.regex

    def compile_(pattern: object, flags: int) -> object:
        _note(pattern, flags)
        return compiling(pattern, flags)

    def regex(pattern: str, flags: int = 0) -> "re.Pattern[str]":
        _note(pattern, flags)
        return making(pattern, flags)

    setattr(re, "_compile", compile_)  # noqa: B010 - a private name of the standard library
    dockerlabel.lazy.regex = regex


def _work() -> Iterator[None]:
    """Use everything, with one more text each time; what is rare comes last among the seeds."""
    from dockerlabel.config.gitignore import matcher  # noqa: PLC0415 - after the spy is there
    from tests.complexity.operations import OPERATIONS  # noqa: PLC0415 - the same
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - the same

    matcher(["docker/*.df"])
    for inputs in zip_longest(*(reversed([*target.seeds()]) for target in TARGETS.values())):
        for target, data in zip(TARGETS.values(), inputs, strict=True):
            if data is not None:
                target.properties(data)
        text = inputs[0].decode("utf-8", "surrogateescape") if inputs[0] is not None else ""
        for operation in OPERATIONS.values():
            operation(text)
        yield


def main() -> None:
    """Import and use everything until all has been made, and print it."""
    places = {(file, line) for file, line, literal in source_patterns() if literal is None}
    _spy()
    for module in pkgutil.walk_packages([str(PACKAGE)], "dockerlabel."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for _ in _work():
        if places <= {(file, line) for file, line, _, _ in _made}:
            break
    json.dump([*_made], sys.stdout)


if __name__ == "__main__":
    main()
