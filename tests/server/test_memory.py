"""A server lives for days: what it remembers is bounded, whatever is typed."""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dockerlabel
from dockerlabel.server.session import Session
from tests.scenarios.program import KEY

FEW = 16
"""Entries of a cache without a bound: its argument is one of a few, such as the escape."""


@pytest.mark.no_cover  # nothing is reached that other tests do not reach
def test_caches_do_not_grow_with_what_is_typed(root: Path) -> None:
    session = Session({"PATH": os.environ["PATH"], "HOME": "/nowhere"})
    path = str(root / "Dockerfile")
    for number in range(300):
        text = (
            f"# escape={'`' if number % 2 else chr(92)}\n"
            f"ARG A{number}=x{number}\nFROM --platform=linux/a{number} a{number} AS s{number}\n"
            f"ONBUILD RUN --mount=from=x{number} true {number}\nENV E{number}=${{A{number}:-'y'}}\n"
            f"FROM s{number}\nLABEL {KEY}=https://github.com/typing/{number}\n"
        )
        assert session.lint(path, text).diagnostics
    caches = dict(_caches())
    assert len(caches) >= 4
    for name, cache in caches.items():
        _, _, most, size = cache.cache_info()
        assert size <= (FEW if most is None else most), name
        assert most is None or most <= 4096, name


def _caches() -> Iterator[tuple[str, Any]]:
    """Every function of the package that remembers what it answered."""
    for found in pkgutil.walk_packages(dockerlabel.__path__, "dockerlabel."):
        if found.name == "dockerlabel.__main__":
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if hasattr(value, "cache_info"):
                yield f"{found.name}.{name}", value
