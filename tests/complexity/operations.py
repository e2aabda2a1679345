"""What is done with files that grow, and how its work is counted."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import FrameType
from typing import Any

from dockerlabel.cli.labels import json_labels, text_labels
from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.image import evaluate
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from dockerlabel.lint.add_suppressions import add_ignores
from dockerlabel.lint.linter import violations
from dockerlabel.lint.report import Report
from dockerlabel.output.diff import diff
from dockerlabel.output.formats import Concise
from dockerlabel.output.full import full
from dockerlabel.output.terminal import Colors
from tests.rules.judge import Harness, judge_of

Operation = Callable[[str], object]


def _check(judge: Harness, text: str) -> None:
    report = Report("Dockerfile", Document(text), judge.lint(text), compared=True)
    for _ in full(report, Colors(on=False)):
        pass
    for _ in Concise(Colors(on=False)).report(report):
        pass


def _fix(judge: Harness, text: str) -> None:
    fixed = judge.fix(text, Applicability.UNSAFE)
    for _ in diff("Dockerfile", Document(text), edits=fixed.edits):
        pass


def _labels(_judge: Harness, text: str) -> None:
    dockerfile = parse(Document(text))
    [image] = evaluate(dockerfile, BuildOptions(), targets=[None])
    text_labels("Dockerfile", dockerfile, image=image, colors=Colors(on=False))
    json_labels("Dockerfile", dockerfile, image=image)


def _ignore(judge: Harness, text: str) -> None:
    context = judge.context(parse(Document(text)))
    places = [(rule.name, each.span) for rule, each in violations(context, judge.settings)]
    add_ignores(context.dockerfile, places, reason="later")


_WORK: Mapping[str, Callable[[Harness, str], None]] = {
    "check": _check,
    "fix": _fix,
    "labels": _labels,
    "add-ignore": _ignore,
}


def operations(judge: Harness) -> Mapping[str, Operation]:
    """What is done with a text, by the settings and the expected source of a judge."""
    return {name: partial(work, judge) for name, work in _WORK.items()}


OPERATIONS = operations(judge_of({}))


def steps(work: Callable[[], object]) -> int:
    """The lines of Python that run: a loop counts once for each time round."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:  # noqa: ANN401 - as `sys` has it
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
