"""The sizes and the order that CONTRIBUTING.md promises of the code, and where its tests are."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PACKAGE = PROJECT / "src" / "dockerlabel"
UNIT = PROJECT / "tests" / "unit"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_CHAIN = 12
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 40
MOST_ENTRIES, MOST_OF_THE_LARGE = 14, 20
LARGE = {"builds", "dockerfile", "output"}
CATALOGUE = {"rules"}
"""One file for each rule."""

Imports = dict[str, set[str]]


def imported(node: ast.AST) -> Iterator[str]:
    """The modules and names that code imports, also inside of functions, but not for types only."""
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    match node:
        case ast.If(test=ast.Name("TYPE_CHECKING")):
            children = node.orelse
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in children:
        yield from imported(child)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def rooms() -> Imports:
    """Which top-level names of the package each of them imports."""
    names = {room_of(path) for path in MODULES}
    found: Imports = {name: set() for name in names}
    for path in MODULES:
        for name in imported(ast.parse(path.read_text("utf-8"))):
            package, _, rest = name.partition(".")
            if package == "dockerlabel":
                target = rest.partition(".")[0]
                found[room_of(path)].add(target if target in names else "__init__")
    return {name: targets - {name} for name, targets in found.items()}


@cache
def chain_from(room: str) -> tuple[str, ...]:
    """The longest chain of imports that begins with a room; a circle has no end."""
    return (room, *max(map(chain_from, rooms()[room]), key=len, default=()))


def test_the_longest_chain_of_rooms() -> None:
    longest = max(map(chain_from, rooms()), key=len)
    assert len(longest) <= LONGEST_CHAIN, longest


FOLDERS = {path.parent.name for path in MODULES} - {PACKAGE.name} - CATALOGUE


@pytest.mark.parametrize("room", sorted(FOLDERS))
def test_a_room_is_small(room: str) -> None:
    entries = [path.name for path in (PACKAGE / room).iterdir() if path.name[:2] != "__"]
    assert len(entries) <= (MOST_OF_THE_LARGE if room in LARGE else MOST_ENTRIES)


def test_modules_and_functions_are_short() -> None:
    assert [*too_long()] == []


def too_long() -> Iterator[str]:
    """What is too long, without docstrings of functions: a rule's is a page."""
    for path in MODULES:
        text = path.read_text("utf-8")
        if text.count("\n") > MOST_LINES:
            yield str(path)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                page = ast.get_docstring(node, clean=False) or ""
                lines = (node.end_lineno or 0) - node.lineno - page.count("\n")
                if lines > MOST_LINES_OF_A_FUNCTION:
                    yield f"{path}:{node.lineno} {node.name}: {lines} lines"


def test_each_unit_test_names_a_module() -> None:
    """`git/test_client.py` is about `git/client.py`, and `git/test_client_x.py` about x of it."""
    modules = {str(path.relative_to(PACKAGE)) for path in MODULES}
    tests = sorted(path.relative_to(UNIT) for path in UNIT.rglob("test_*.py"))
    assert [str(path) for path in tests if modules.isdisjoint(subjects_of(path))] == []


def subjects_of(path: Path) -> set[str]:
    """The modules that a test may be about, by the words of its name."""
    words = path.stem.split("_")[1:]
    names = ("_".join(words[: number + 1]) for number in range(len(words)))
    return {str(path.with_name(f"{name}.py")) for name in names}
