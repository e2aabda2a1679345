"""Work grows with a file's size and not faster, whatever the file repeats.

Counted are the lines of Python that run, so that a busy machine changes nothing. What a line has
done inside of the interpreter is not in it: `bench/growth.py` shows seconds.
"""

import itertools
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dockerlabel.dockerfile.image import BUDGET_EXCEEDED, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from tests.complexity.operations import OPERATIONS, operations, steps
from tests.complexity.shapes import SHAPES, SURROUNDINGS
from tests.rules.judge import judge_of

STAGES_IN_STAGES = {("a chain of stages", "fix"), ("a chain of stages", "add-ignore")}
"""Each stage of such a chain carries the labels of all above: what is compared is quadratic."""

CASES = [
    pytest.param(shape, operation, id=f"{shape}, {operation}")
    for shape, operation in itertools.product(SHAPES, OPERATIONS)
    if (shape, operation) not in STAGES_IN_STAGES
]


@pytest.mark.parametrize(("shape", "operation"), CASES)
def test_steps_grow_linearly(shape: str, operation: str) -> None:
    """Twice as many further parts take twice as many further steps, and a tenth more at most.

    Where a small file has a kink, as a line that is cut at some width, a larger one must have none.
    """
    counts = (_counts(shape, operation, size=size) for size in (40, 160))
    tried = []
    for few, some, many in counts:
        tried.append((few, some, many))
        if many - some <= 2.2 * (some - few) + 400:
            return
    pytest.fail(f"steps by size: {tried}")


def _counts(shape: str, operation: str, *, size: int) -> tuple[int, int, int]:
    few, some, many = (_work(shape, operation, size=size * number) for number in (1, 2, 4))
    many()  # what is done once, or kept for later, is done before
    return steps(few), steps(some), steps(many)


def _work(shape: str, operation: str, *, size: int) -> Callable[[], object]:
    surroundings = SURROUNDINGS[shape](size) if shape in SURROUNDINGS else {}
    return partial(operations(judge_of(surroundings))[operation], SHAPES[shape](size))


@pytest.mark.parametrize("shape", SURROUNDINGS)
def test_much_is_found_in_such_surroundings(shape: str) -> None:
    judge = judge_of(SURROUNDINGS[shape](50))
    assert len(judge.lint(SHAPES[shape](50))) >= 49


def test_the_counter_sees_what_is_quadratic() -> None:
    def quadratic(size: int) -> object:
        return [1 for one in range(size) for other in range(size) if one == other]

    few, some, many = (steps(partial(quadratic, 40 * number)) for number in (1, 2, 4))
    assert many - some > 3.5 * (some - few)


@pytest.mark.parametrize("line", ["ENV k@=v", "LABEL k@=v", "ONBUILD LABEL k@=v"])
def test_what_grows_with_the_square_all_the_same_is_refused(line: str) -> None:
    """Each child of a stage begins with a copy of all that this one has."""

    def outcome(size: int) -> object:
        parts = (line, "FROM s AS c@", "FROM b", "COPY --from=c@ x y")
        body = (part.replace("@", str(number)) for part in parts for number in range(size))
        dockerfile = parse(Document("\n".join(("FROM a AS s", *body))))
        [image] = evaluate(dockerfile, BuildOptions(), targets=[None])
        return image

    assert not isinstance(outcome(50), BuildError)
    refused = outcome(1200)
    assert isinstance(refused, BuildError)
    assert refused.message == BUDGET_EXCEEDED


DEEP = {
    "defaults": "${A:-" * 5_000 + "x" + "}" * 5_000,
    "alternatives": "x${A:+" * 5_000 + "}" * 5_000,
    "patterns": "${A#" * 5_000 + "}" * 5_000,
    "defaults in quotes": '"${A:-' * 3_000 + "x" + '}"' * 3_000,
    "braces that stay open": "${A:-" * 5_000,
}


@pytest.mark.parametrize("value", DEEP.values(), ids=DEEP)
def test_depth_is_no_recursion(value: str) -> None:
    for operation in OPERATIONS.values():
        operation(f"FROM scratch\nARG A\nLABEL a={value}\n")


def test_a_deep_default_is_what_it_is() -> None:
    dockerfile = parse(Document(f"FROM scratch\nLABEL a={DEEP['defaults']}\n"))
    [image] = evaluate(dockerfile, BuildOptions(), targets=[None])
    assert not isinstance(image, BuildError)
    assert image.labels["a"].value == "x"


@pytest.mark.skipif(
    sys.platform != "linux" or sys.maxsize < 2**32, reason="the oracle's wheels are for Linux"
)
@pytest.mark.parametrize("depth", [1, 100, 5_000])
def test_buildkit_reads_deep_values_too(depth: int) -> None:
    """The builder's own parser takes the same line, and cuts the same value out of it."""
    oracle = pytest.importorskip("dockerfile")
    value = "${A:-" * depth + "x" + "}" * depth
    text = f"FROM scratch\nLABEL a={value} b=c\n"
    *_, label = oracle.parse_string(text)
    *_, ours = parse(Document(text)).instructions
    assert [label.value[0], label.value[1]] == ["a", value]
    assert [(each.name, each.value) for each in ours.pairs] == [("a", value), ("b", "c")]


LARGE = {
    ("instructions", "check"): 5.2,
    ("instructions", "fix"): 9.5,
    ("labels in one LABEL", "check"): 2.1,
    ("labels in one LABEL", "fix"): 3.5,
    ("stages", "check"): 4.4,
    ("stages", "fix"): 13,
    ("continuation lines", "check"): 1.0,
    ("continuation lines", "fix"): 1.6,
}
"""Kilobytes for each repeated part: three times what it takes."""
_RUN = r"""
import re, sys, tracemalloc
from pathlib import Path
from tests.complexity.operations import OPERATIONS
from tests.complexity.shapes import SHAPES
status = Path("/proc/self/status")
if not status.exists():
    tracemalloc.start()
text = SHAPES[sys.argv[1]](int(sys.argv[3]))
OPERATIONS[sys.argv[2]](text)
if status.exists():
    print(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1])
else:
    print(tracemalloc.get_traced_memory()[1] // 1024)
"""
"""Prints the most kilobytes that were held at once.

Not `ru_maxrss`: on Linux a program starts with its parent's value.
"""


@pytest.mark.parametrize(
    ("shape", "operation", "most"), [(*case, most) for case, most in LARGE.items()]
)
def test_memory_stays_in_proportion(shape: str, operation: str, most: float) -> None:
    """What a part takes is known from two sizes, and a million of them from that."""
    few, many = (_kilobytes(shape, operation, number=number) for number in (1_000, 5_000))
    assert 0 < (many - few) / 4_000 < most


def _kilobytes(shape: str, operation: str, *, number: int) -> int:
    command = [sys.executable, "-c", _RUN, shape, operation, str(number)]
    ended = subprocess.run(
        command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=300
    )
    return int(ended.stdout)
