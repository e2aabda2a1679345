"""Work grows with the size of a file and not with its square, whatever the file holds.

Counted are the calls of functions, in Python and out of it: the same number on every machine.
"""

import sys
from collections.abc import Callable, Iterator

import pytest

from dockerlabel.config.settings import DEFAULTS, Settings
from dockerlabel.dockerfile.image import BUDGET_EXCEEDED, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import context_of
from dockerlabel.sources.expected import expected_source

KEY = "org.opencontainers.image.source"
SOURCE = "https://github.com/octo-org/app"
SIZE = 300


def several(line: str) -> Callable[[int], str]:
    """A line again and again, with its number in the place of `#`."""
    return lambda count: "".join(line.replace("#", str(number)) + "\n" for number in range(count))


def file(*parts: str | Callable[[int], str]) -> Callable[[int], str]:
    """A file of lines that are always there and of such as there are more and more."""
    return lambda count: "".join(
        part + "\n" if isinstance(part, str) else part(count) for part in parts
    )


def chain(*lines: str) -> Callable[[int], str]:
    """Stages that are built one from the other."""
    body = "".join(line + "\n" for line in lines)

    def stages(count: int) -> Iterator[str]:
        yield "FROM a AS s0\n"
        for number in range(count):
            yield f"FROM s{number} AS s{number + 1}\n{body.replace('#', str(number))}"

    return lambda count: "".join(stages(count))


def continued(head: str, item: str, tail: str = "") -> Callable[[int], str]:
    """One instruction over many lines."""
    return lambda count: f"FROM a\n{head}" + f" \\\n{item}" * count + f"{tail}\n"


SHAPES = {
    "labels": file("FROM a", several("LABEL k#=v")),
    "pairs": continued("LABEL a=b", "k=v"),
    "sources": file("FROM a", several(f"LABEL {KEY}=https://github.com/o/r#")),
    "variables": file("FROM a", several("ENV k#=v")),
    "arguments": file(several("ARG a#=$a0"), "FROM a"),
    "stages": file(several("FROM a AS s#")),
    "chain": chain("RUN x"),
    "chain with labels": chain("LABEL k#=v"),
    "chain with one label": chain(f"LABEL {KEY}=v"),
    "chain with variables": chain("ENV k#=$k0"),
    "chain with arguments": chain("ARG PATH=x", "ENV k#=v"),
    "copies of one": file("FROM a AS s", "FROM b", several("COPY --from=s x y")),
    "copies of all": file(several("FROM a AS s#"), "FROM b", several("COPY --from=s# x y")),
    "discarded": file(several(f"FROM a AS s#\nLABEL {KEY}=v"), "FROM b"),
    "triggers": file("FROM a AS s", several("ONBUILD LABEL k#=v"), "FROM s"),
    "chained triggers": continued("ONBUILD", "ONBUILD", " LABEL a=b"),
    "continuation": continued("RUN x", "x"),
    "empty lines in it": continued("RUN x", "\n"),
    "comments in it": continued("RUN x", "# c\nx"),
    "comments": file(several("# c"), "FROM a"),
    "here-documents": file("FROM a", several("RUN <<A\nx\nA")),
    "opened here-documents": continued("RUN x", "<<A"),
    "flags": continued("COPY x", "--exclude='a'"),
    "array": continued("CMD [", '"a",', '"a"]'),
    "odd array": continued("CMD [", '"\\n",', '"a"]'),
    "variables in a word": continued('LABEL k="', "$A${B}", '"'),
    "operators": continued('LABEL k="', "${A:-b}", '"'),
    "nested operators": continued('LABEL k="', "${A:-", '"'),
    "quotes": continued("LABEL k=", "''\"\"\\x"),
    "credentials": continued(f'LABEL {KEY}="', "x:y@z.example/", '"'),
    "addresses": continued(f'LABEL {KEY}="', "https://u@h.example/o/r", '"'),
}


def check(text: str, settings: Settings = DEFAULTS) -> None:
    expectation = expected_source(None, source=SOURCE)
    lint(context_of(parse(Document(text)), settings, expectation=expectation), settings)


def steps(work: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def is_linear(work: Callable[[int], None]) -> bool:
    """Whether work of twice the size takes twice the steps, and little more."""
    for size in (2 * SIZE, SIZE):
        work(size)  # what is kept of single lines is there then
    return steps(lambda: work(2 * SIZE)) < 2.3 * steps(lambda: work(SIZE))


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_file_is_twice_the_work(shape: str) -> None:
    assert is_linear(lambda count: check(SHAPES[shape](count)))


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(file(several("FROM a AS s#")), id="apart"),
        pytest.param(chain("RUN x"), id="chain"),
        pytest.param(file(several(f"FROM a AS s#\nLABEL {KEY}=https://github.com/o/r#")), id="set"),
    ],
)
def test_twice_the_targets_are_twice_the_work(shape: Callable[[int], str]) -> None:
    def publish(count: int) -> None:
        targets = tuple(f"s{number}" for number in range(count))
        check(shape(count), DEFAULTS._replace(targets=targets))

    assert is_linear(publish)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("ENV k#=v",), id="variables"),
        pytest.param(("LABEL k#=v",), id="labels"),
        pytest.param(("ONBUILD LABEL k#=v",), id="triggers"),
    ],
)
def test_what_grows_with_the_square_all_the_same_is_refused(lines: tuple[str, ...]) -> None:
    """Each child of a stage begins with a copy of all that this one has."""
    children = file("FROM a AS s", *map(several, lines), several("FROM s AS c#"), "FROM b")
    copies = several("COPY --from=c# x y")

    def outcome(count: int) -> object:
        dockerfile = parse(Document(children(count) + copies(count)))
        [image] = evaluate(dockerfile, BuildOptions(), targets=[None])
        return image

    assert not isinstance(outcome(50), BuildError)
    refused = outcome(1200)
    assert isinstance(refused, BuildError)
    assert refused.message == BUDGET_EXCEEDED
