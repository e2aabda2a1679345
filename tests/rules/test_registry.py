"""The registry, the files of rules and their cases belong together."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    *(
        "source-letter-case",
        "overridden-source",
        "unused-ignore",
        "unannotated-index",
        "unchecked-source",
        "unknown-remote",
    ),
)
"""What matters most comes first: for each place, the first violation in this order counts."""

NAMES = [rule.name for rule in RULES]

every_rule = pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])


of_dockerfiles = pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.name) for rule in RULES if not rule.of_images]
)
"""Rules of images have their cases in tests/unit/images and tests/scenarios/test_verify.py."""


def rule_files() -> set[str]:
    (folder,) = dockerlabel.rules.__path__
    return {path.stem for path in Path(folder).glob("*.py")} - {
        "__init__",
        "context",
        "fixes",
        "registry",
        "rule",
        "values",
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


@of_dockerfiles
def test_has_cases(rule: Rule) -> None:
    """One case at least in which the rule speaks up, and one in which it is silent."""
    cases = read_cases(CASES / f"{rule.name}.md")
    assert any(f" {rule.name} " in case.expected.output for case in cases)
    assert any(f" {rule.name} " not in case.expected.output for case in cases)


@of_dockerfiles
def test_case_file_heading(rule: Rule) -> None:
    first, second, *_ = (CASES / f"{rule.name}.md").read_text("utf-8").splitlines()
    assert (first, second) == (f"# {rule.name}", "")


def test_every_case_file_belongs_to_a_rule() -> None:
    of_dockerfiles = {rule.name for rule in RULES if not rule.of_images}
    assert {path.stem for path in CASES.glob("*.md")} == of_dockerfiles


def test_nothing_else_names_a_rule() -> None:
    """What must be known about a rule is in its file: a new one needs that, a line, and cases.

    The linter makes the diagnostics of one rule, and settings are explained with examples.
    """
    (root,) = map(Path, dockerlabel.__path__)
    others = {path for path in root.rglob("*.py") if path.parent.name != "rules"}
    named = {
        (path.relative_to(root).as_posix(), name)
        for path in others - {root / "config" / "keys.py"}
        for name in rules_named_in(path)
    }
    assert named == {("lint/linter.py", "unused-ignore")}


def rules_named_in(path: Path) -> Iterator[str]:
    """The rules that code imports, or has the names of in strings of their own."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield str(node.value)
        elif isinstance(node, ast.ImportFrom):
            names = {each.name.replace("_", "-") for each in node.names}
            yield from names.intersection(NAMES)


def test_covered_rules_are_rules() -> None:
    """A rule is covered once at most, and both compare: which one speaks up is a clone's matter."""
    covers = [(rule, RULE_BY_NAME[name]) for rule in RULES for name in rule.covers]
    covered = [rule.name for _, rule in covers]
    assert len(set(covered)) == len(covered)
    assert all(rule.compares and other.compares for rule, other in covers)
    assert not any(rule.not_ignorable or other.not_ignorable for rule, other in covers)


@every_rule
def test_what_is_about_a_repository_has_no_place(rule: Rule) -> None:
    """No comment belongs to it, and no edit of the file can fix it."""
    if rule.once_per_repository:
        assert rule.not_ignorable
        assert rule.fix is None


@pytest.mark.parametrize("name", ["invalid-syntax", "unknown-remote"])
def test_fixes_nothing(name: str) -> None:
    """What parser and pipeline find, no edit of a label can fix."""
    assert RULE_BY_NAME[name].fix is None
