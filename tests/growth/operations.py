"""What is done with files that grow, and how its work is counted."""

import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.image import build
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from dockerlabel.ignoring import add_ignores
from dockerlabel.linter import violations
from dockerlabel.output.colors import Colors
from dockerlabel.output.diff import diff
from dockerlabel.output.full import full
from dockerlabel.output.label_table import json_labels, text_labels
from dockerlabel.output.report import Report
from tests.rules.judge import judge_of

JUDGE = judge_of({})
Operation = Callable[[str], object]


def _check(text: str) -> None:
    report = Report("Dockerfile", Document(text), JUDGE.lint(text), compared=True)
    for _ in full(report, Colors(on=False)):
        pass
    JUDGE.output(text)


def _fix(text: str) -> None:
    fixed = JUDGE.fix(text, Applicability.UNSAFE)
    for _ in diff("Dockerfile", Document(text), after=fixed.document):
        pass


def _labels(text: str) -> None:
    dockerfile = parse(Document(text))
    image = build(dockerfile, BuildOptions())
    text_labels("Dockerfile", dockerfile, image=image, colors=Colors(on=False))
    json_labels("Dockerfile", dockerfile, image=image)


def _ignore(text: str) -> None:
    context = JUDGE.context(parse(Document(text)))
    places = [(rule.name, each.span) for rule, each in violations(context, JUDGE.settings)]
    add_ignores(context.dockerfile, places, reason="later")


OPERATIONS: Mapping[str, Operation] = {
    "check": _check,
    "fix": _fix,
    "labels": _labels,
    "add-ignore": _ignore,
}


def steps(operation: Operation, text: str) -> int:
    """The lines of Python that run: a loop counts once for each time round."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:  # noqa: ANN401 - as `sys` has it
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        operation(text)
    finally:
        sys.settrace(before)
    return count
