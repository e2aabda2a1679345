"""docs/benchmarks.*: written by bench/peers.py, of every peer, and the chart of the table."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from tests.conftest import PROJECT

RESULTS = runpy.run_path(str(PROJECT / "bench" / "results.py"))
PAGE = (PROJECT / "docs" / "benchmarks.md").read_text("utf-8")
ROWS = RESULTS["read_rows"](PAGE)

_GROUPS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
PEERS = [re.split(r"[<>=;]", requirement)[0] for requirement in _GROUPS["bench"]]


@pytest.mark.parametrize("package", ["dockerlabel", *PEERS])
def test_each_peer_has_a_row(package: str) -> None:
    name = package.removesuffix("-bin").removesuffix("-cli")
    (row,) = (row for row in ROWS if row.program.split()[0] == name)
    assert all(row)


@pytest.mark.parametrize("package", PEERS)
def test_the_page_says_what_each_peer_does(package: str) -> None:
    name = package.removesuffix("-bin").removesuffix("-cli")
    assert re.search(rf"^- \*\*{name}( lint)?\*\*", PAGE, re.MULTILINE)


def test_the_chart_shows_the_table() -> None:
    chart = (PROJECT / "docs" / "benchmarks.svg").read_text("utf-8")
    assert chart == RESULTS["chart"](ROWS), "run python bench/peers.py --write"


def test_the_table_is_as_the_bench_writes_it() -> None:
    assert f"\n{RESULTS['table'](ROWS)}\n" in PAGE


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.0456, "0.0456"), (0.52, "0.520"), (3.14159, "3.14"), (61.27, "61.3"), (1234.6, "1,235")],
)
def test_numbers_have_three_digits(value: float, printed: str) -> None:
    assert RESULTS["number"](value) == printed


@pytest.mark.parametrize("bench", sorted((PROJECT / "bench").glob("*.py")), ids=lambda p: p.name)
def test_each_bench_that_is_run_is_named(bench: Path) -> None:
    if "\nUsage: " in bench.read_text("utf-8"):
        assert f"bench/{bench.name}" in PAGE
