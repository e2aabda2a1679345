"""What a run of the tests makes once, however many processes it is spread over."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform != "win32":  # there one process runs all tests
    import fcntl


def once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object] = Path.mkdir
) -> Path:
    """The path of this name in the folder of the run; the first that asks for it makes it."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder in the run's
        base = base.parent
    path, made = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(path, ignore_errors=True)  # of one that failed
            make(path)
            made.touch()
    return path
