"""The registry, the files of rules and their cases belong together."""

import re
from pathlib import Path

import pytest

import dockerlabel.fixes.fixer
import dockerlabel.rules
from dockerlabel.diagnostic import Applicability, Severity
from dockerlabel.rules.registry import RULE_BY_NAME, RULES
from dockerlabel.rules.rule import Rule, page_url
from tests.rules.case_files import CASES, read_cases

ORDER = (
    *("invalid-syntax", "misspelled-source-key", "discarded-source", "missing-source"),
    *("credentials-in-source", "empty-source", "unset-source-variable", "malformed-source"),
    *("registry-host-in-source", "wrong-source", "ssh-source", "git-suffix-in-source"),
    *("noncanonical-source", "legacy-label-syntax", "forked-source", "source-subpath"),
    *("source-letter-case", "overridden-source", "unused-ignore", "unknown-remote"),
)
"""What matters most comes first: for each place, the first violation in this order counts."""

NAMES = [rule.name for rule in RULES]

every_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])


def rule_files() -> set[str]:
    (folder,) = dockerlabel.rules.__path__
    return {path.stem for path in Path(folder).glob("*.py")} - {
        "__init__",
        "context",
        "fixes",
        "registry",
        "rule",
    }


def test_order() -> None:
    assert [name for name in ORDER if name in NAMES] == NAMES


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert list(RULE_BY_NAME) == NAMES


def test_every_file_is_registered() -> None:
    assert {name.replace("-", "_") for name in NAMES} == rule_files()


@every_rule
def test_name(rule: Rule) -> None:
    """Kebab-case, equal to the names of function and file; no numbers, and nothing negative."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert not rule.name.startswith(("no-", "not-", "dont-"))
    function = rule.check.__name__
    assert rule.name == function.replace("_", "-")
    assert rule.check.__module__ == f"dockerlabel.rules.{function}"


@every_rule
def test_facts(rule: Rule) -> None:
    assert isinstance(rule.severity, Severity)
    assert rule.fix in {None, Applicability.UNSAFE, Applicability.SAFE}
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", rule.since)
    assert page_url(rule.name).endswith(f"/{rule.name}.md")


@every_rule
def test_has_cases(rule: Rule) -> None:
    """One case at least in which the rule speaks up, and one in which it is silent."""
    cases = read_cases(CASES / f"{rule.name}.md")
    assert any(f" {rule.name} " in case.expected.output for case in cases)
    assert any(f" {rule.name} " not in case.expected.output for case in cases)


@every_rule
def test_case_file_heading(rule: Rule) -> None:
    first, second, *_ = (CASES / f"{rule.name}.md").read_text("utf-8").splitlines()
    assert (first, second) == (f"# {rule.name}", "")


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.md")} == set(NAMES)


def test_fixer_names_no_rule() -> None:
    """Fixes are edits to the fixer, whichever rule they are from."""
    text = Path(dockerlabel.fixes.fixer.__file__).read_text("utf-8")
    assert [name for name in NAMES if name in text or name.replace("-", "_") in text] == []


@pytest.mark.parametrize("name", ["invalid-syntax", "unknown-remote"])
def test_mends_nothing(name: str) -> None:
    """What parser and pipeline find, no edit of a label can mend."""
    assert RULE_BY_NAME[name].fix is None
