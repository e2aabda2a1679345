"""The page of a rule is a test: its examples are linted and fixed by the whole of dockerlabel."""

import inspect
import re
from pathlib import Path

import pytest

from dockerlabel.cli.rule import SOURCE, example_of
from dockerlabel.diagnostic import Applicability
from dockerlabel.document import Document
from dockerlabel.lint.report import Report
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options
from dockerlabel.rules.registry import RULES
from dockerlabel.rules.rule import Rule
from tests.conftest import MakeRepository

FIRST = ("Why is this bad?", "Example")

_HEADING = re.compile(r"^## (.*)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```dockerfile\n(.*?)^```\n?", re.MULTILINE | re.DOTALL)

every_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
of_dockerfiles = pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.name) for rule in RULES if not rule.of_images]
)
with_fixes = pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.name) for rule in RULES if rule.fix]
)


def page_of(rule: Rule) -> str:
    """The page without the indent of the docstring that it is."""
    return inspect.cleandoc(rule.page) + "\n"


def sections(rule: Rule) -> dict[str, str]:
    _, *rest = _HEADING.split(page_of(rule))
    return dict(zip(rest[::2], rest[1::2], strict=True))


def block(rule: Rule, heading: str) -> str:
    """The one Dockerfile of a section."""
    (text,) = _BLOCK.findall(sections(rule)[heading])
    return str(text)


class Place:
    """A folder in which an example is linted and fixed."""

    def __init__(self, rule: Rule, make_repository: MakeRepository) -> None:
        """Make a repository with the remote that the example's prose names, if it names one."""
        example = example_of(page_of(rule))
        remote = example.remote if example else ""
        root = make_repository(**({"origin": remote} if remote else {}))
        self._path = str(root / "Dockerfile")
        self._options = Options({} if remote else {"source": SOURCE})

    def _pipeline(self) -> Pipeline:
        return Pipeline(self._options, {})

    def lint(self, text: str) -> Report:
        work = self._pipeline()
        return work.report(self._path, work.analyse(self._path, Document(text)))

    def fix(self, text: str, threshold: Applicability) -> str:
        work = self._pipeline()
        start = work.analyse(self._path, Document(text))
        return work.fix(self._path, start, threshold=threshold).document.text


@every_rule
def test_sections(rule: Rule) -> None:
    """A page has its sections in their order; what has a fix says how safe it is."""
    found = tuple(sections(rule))
    assert found[:2] == FIRST
    expected = (*FIRST, "Use instead") if "Use instead" in found else FIRST
    expected = (*expected, "Fix safety") if rule.fix else expected
    assert found in {expected, (*expected, "Options")}
    assert rule.fix is None or "Use instead" in found


@every_rule
def test_first_line(rule: Rule) -> None:
    """It is a sentence, on a line of its own."""
    first, second, *_ = page_of(rule).splitlines()
    assert first == rule.summary
    assert first.endswith(".")
    assert second == ""


@every_rule
def test_each_section_says_something(rule: Rule) -> None:
    for heading, body in sections(rule).items():
        assert body.strip(), heading


@of_dockerfiles
def test_one_example(rule: Rule) -> None:
    for heading in {"Example", "Use instead"} & set(sections(rule)):
        assert block(rule, heading).startswith(("ARG ", "FROM "))
    assert page_of(rule).count("```dockerfile\n") == page_of(rule).count("```") / 2


@of_dockerfiles
def test_example(rule: Rule, make_repository: MakeRepository) -> None:
    """Linting the example gives this rule and no other."""
    linted = Place(rule, make_repository).lint(block(rule, "Example"))
    assert [each.rule for each in linted.diagnostics] == [rule.name]
    assert linted.diagnostics[0].severity is rule.severity


@with_fixes
def test_use_instead_is_clean(rule: Rule, make_repository: MakeRepository) -> None:
    linted = Place(rule, make_repository).lint(block(rule, "Use instead"))
    assert linted.diagnostics == ()


@with_fixes
def test_fix(rule: Rule, make_repository: MakeRepository) -> None:
    """The fix makes of the example, to the byte, what is to be used instead."""
    place = Place(rule, make_repository)
    example = block(rule, "Example")
    assert rule.fix is not None
    assert place.fix(example, rule.fix) == block(rule, "Use instead")
    if rule.fix is Applicability.UNSAFE:
        assert place.fix(example, Applicability.SAFE) == example


@every_rule
def test_pages_hold_no_machine_paths(rule: Rule) -> None:
    assert not re.search(r"/(home|tmp|work|Users)/", rule.page)
    assert Path.cwd().as_posix() not in rule.page
