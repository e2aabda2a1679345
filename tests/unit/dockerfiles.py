"""Dockerfiles and their parts, from plain text; and what a lint made for a test says of them."""

from collections.abc import Callable
from typing import NamedTuple

from dockerlabel.diagnostic import Applicability, Diagnostic
from dockerlabel.dockerfile.image import Image, checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction, Label
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions, Stage, Stages, read_stages
from dockerlabel.dockerfile.words import label
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import FixResult, fix


def read(text: str) -> Dockerfile:
    return parse(Document(text))


def images_of(text: str, *targets: str | None) -> tuple[Image | BuildError, ...]:
    """What a build of each target gives; of the last stage, if none is named."""
    built = evaluate(read(text), BuildOptions(), targets=targets or (None,))
    return tuple(map(checked, built))


def error_in(text: str, target: str | None = None) -> tuple[str, str]:
    """The text of the place of the error that ends a build, and its message."""
    [image] = images_of(text, target)
    return (image.span.of(text), image.message) if isinstance(image, BuildError) else ("", "")


Lint = Callable[[Dockerfile], tuple[Diagnostic, ...]]


class Analysed(NamedTuple):
    """What the fixer wants to know about a text."""

    dockerfile: Dockerfile
    diagnostics: tuple[Diagnostic, ...]
    is_checked: bool = True
    labelled_by_build: bool = False


def analysing(lint: Lint) -> Callable[[Document], Analysed]:
    def analyse(document: Document) -> Analysed:
        dockerfile = parse(document)
        return Analysed(dockerfile, lint(dockerfile))

    return analyse


def fixed_by(lint: Lint, text: str, threshold: Applicability = Applicability.SAFE) -> FixResult:
    """Fix a text by what a lint says of it."""
    analyse = analysing(lint)
    return fix(analyse(Document(text)), analyse, threshold=threshold)


def stages_of(dockerfile: Dockerfile) -> Stages:
    stages = read_stages(dockerfile, BuildOptions())
    assert not isinstance(stages, BuildError)
    return stages


def last_stage(dockerfile: Dockerfile) -> Stage:
    return stages_of(dockerfile).stages[-1]


def only(dockerfile: Dockerfile, keyword: str = "LABEL") -> Instruction:
    """The one instruction with a keyword."""
    (found,) = (each for each in dockerfile.instructions if each.keyword == keyword)
    return found


def labels_of(dockerfile: Dockerfile) -> list[Label]:
    """The pairs of the one LABEL."""
    instruction = only(dockerfile)
    return [label(instruction, pair, escape=dockerfile.escape) for pair in instruction.pairs]
