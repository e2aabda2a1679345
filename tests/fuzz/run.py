"""Fuzzes one target with atheris, and keeps what is new of its corpus.

Usage: python -m tests.fuzz.run TARGET [--seconds N]
       python -m tests.fuzz.run --list

Begins with the fixtures and the kept corpus, `fixtures/fuzz/TARGET.jsonl`. What breaks a property
is written to `crash-…` in the working directory, with a traceback. At the end the corpus is
minimised: only inputs that reach something new stay, the smallest of each kind, up to `--kept`
bytes in all.

Needs atheris (`pip install --group fuzz`), on Linux.
"""

import argparse
import hashlib
import importlib
import itertools
import pkgutil
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.corpus import read_corpus, write_corpus

MAX_LENGTH = 4_096
"""Bytes of an input: long enough for every construct, short enough for thousands a second."""

MAX_KEPT_LENGTH = 600
TIMEOUT = 10
"""Seconds that one input may take. Most take less than a thousandth of that."""

MEMORY = 2_048
"""Megabytes that the process may take."""


def main(arguments: list[str]) -> int:
    """Run what the arguments name; return the exit code of the fuzzer."""
    if arguments[:1] == ["--child"]:
        return fuzz(arguments[2], (arguments[1], *arguments[3:]))
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true", help="name the targets")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--kept", type=int, default=60_000, help="bytes of corpus to keep")
    options = parser.parse_args(arguments)
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - a child instruments it first

    if options.list or options.target not in TARGETS:
        print(*TARGETS, sep="\n")
        return 0 if options.list else 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target = TARGETS[options.target]
        program = _program(folder / "fuzz", options.target)
        corpus = _written(folder / "corpus", [*target.seeds(), *read_corpus(options.target)])
        words = folder / "words"
        words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words), "ascii")
        limits = (f"-timeout={TIMEOUT}", f"-rss_limit_mb={MEMORY}", f"-max_len={MAX_LENGTH}")
        time = f"-max_total_time={options.seconds}"
        status = _child(program, *limits, time, f"-dict={words}", str(corpus))
        if status:
            return status
        small = [data for data in _read(corpus) if len(data) <= MAX_KEPT_LENGTH]
        merged, rest = _written(folder / "merged", []), _written(folder / "small", small)
        status = _child(program, "-merge=1", *limits, str(merged), str(rest))
        write_corpus(options.target, _smallest(_read(merged), limit=options.kept))
    return status


def fuzz(name: str, arguments: tuple[str, ...]) -> int:
    """Be the fuzzer, by the arguments of libFuzzer; it ends the process itself."""
    import atheris  # noqa: PLC0415 - only a child needs it

    with atheris.instrument_imports(include=["dockerlabel", "yaml"]):
        import dockerlabel  # noqa: PLC0415 - instrumented
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - the same

        # What only some runs need is imported in the middle of one, and would be out of sight.
        for module in pkgutil.walk_packages(dockerlabel.__path__, "dockerlabel."):
            if not module.name.startswith(("dockerlabel.server", "dockerlabel.__main__")):
                importlib.import_module(module.name)
    atheris.Setup([*arguments], TARGETS[name].properties)
    atheris.Fuzz()
    return 0


def _child(program: Path, *arguments: str) -> int:
    return subprocess.run((str(program), *arguments), check=False).returncode


def _program(path: Path, target: str) -> Path:
    """A program that is the fuzzer of a target: to merge, libFuzzer starts itself again."""
    command = shlex.join((sys.executable, "-m", "tests.fuzz.run", "--child", str(path), target))
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', "utf-8")
    path.chmod(0o700)
    return path


def _written(folder: Path, inputs: list[bytes]) -> Path:
    folder.mkdir()
    for data in inputs:
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return folder


def _read(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


def _smallest(inputs: list[bytes], *, limit: int) -> list[bytes]:
    """Return as many of the smallest inputs as have `limit` bytes in all."""
    inputs = sorted(inputs, key=len)
    sizes = itertools.accumulate(map(len, inputs))
    return [data for data, size in zip(inputs, sizes, strict=True) if size <= limit]


def _quoted(word: str) -> str:
    r"""A word in libFuzzer's dictionary: printable ASCII, `\` and `"` after a `\`."""
    return word.replace("\\", "\\\\").replace('"', '\\"')


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
