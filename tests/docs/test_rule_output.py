"""The output on a rule's page is what the program prints for the example in a real repository."""

import re

import pytest

from dockerlabel.cli.rule import SOURCE, example_of, rule_manual
from dockerlabel.rules.registry import RULES
from dockerlabel.rules.rule import Rule, rule_page
from tests.conftest import PROJECT, MakeRepository
from tests.scenarios.program import Program

_OUTPUT = re.compile(
    r"^`dockerlabel check` prints:\n\n```text\n(.*?)^```\n", re.MULTILINE | re.DOTALL
)

every_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
of_dockerfiles = pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.name) for rule in RULES if not rule.of_images]
)


@of_dockerfiles
def test_output(rule: Rule, make_repository: MakeRepository, dockerlabel: Program) -> None:
    page = rule_manual(rule)
    (shown,) = _OUTPUT.findall(page)
    example = example_of(page)
    assert example is not None
    root = make_repository(**({"origin": example.remote} if example.remote else {}))
    (root / "Dockerfile").write_text(example.text)
    source = () if example.remote else ("--source", SOURCE)
    checked = dockerlabel(root, "check", *source)
    assert checked.text.rstrip("\n") + "\n" == shown
    assert f"[{rule.name}]" in shown


@every_rule
def test_the_page_is_the_rule_s_own_but_for_the_output(rule: Rule) -> None:
    assert _OUTPUT.sub("", rule_manual(rule)).replace("\n\n\n", "\n\n").rstrip() == (
        rule_page(rule).rstrip()
    )


def test_the_program_prints_the_committed_pages(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    """Wherever it is called: outside of the example's repository, and for all rules at once."""
    names = [rule.name for rule in RULES]
    shown = dockerlabel(make_repository(), "rule", *names)
    pages = [(PROJECT / "docs" / "rules" / f"{name}.md").read_text("utf-8") for name in names]
    assert shown.text == "\n".join(pages)
