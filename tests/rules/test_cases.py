"""Every case of fixtures/rules: what is said, and what fixes make of it, to the byte."""

from pathlib import Path

import pytest
import yaml

from dockerlabel.diagnostic import Applicability
from tests.rules.case_files import CASES, Case, Outcome, read_cases, write_outcomes
from tests.rules.judge import Harness, judge_of

FILES = sorted(CASES.glob("*.md"))

ALL = [
    pytest.param(case, id=f"{case.rule}/{case.name}") for path in FILES for case in read_cases(path)
]


def judge_for(case: Case) -> Harness:
    return judge_of(yaml.safe_load(case.settings) or {})


def outcome(case: Case) -> Outcome:
    judge = judge_for(case)
    fixed = judge.fix(case.text).document.text
    unsafe_fixed = judge.fix(case.text, Applicability.UNSAFE).document.text
    return Outcome(
        judge.output(case.text),
        fixed if fixed != case.text else None,
        unsafe_fixed if unsafe_fixed != fixed else None,
    )


@pytest.fixture(scope="module", autouse=True)
def _updated(*, update_cases: bool) -> None:
    """With `--update-cases` the files say what comes out now; the tests read them again."""
    if update_cases:
        for path in FILES:
            write_outcomes(path, {case.name: outcome(case) for case in read_cases(path)})


@pytest.mark.parametrize("case", ALL)
def test_outcome(case: Case, *, update_cases: bool) -> None:
    if update_cases:
        case = next(
            each for each in read_cases(CASES / f"{case.rule}.md") if each.name == case.name
        )
    assert outcome(case) == case.expected


@pytest.mark.parametrize("case", ALL)
@pytest.mark.parametrize(
    "threshold",
    [
        pytest.param(Applicability.SAFE, id="safe"),
        pytest.param(Applicability.UNSAFE, id="unsafe"),
    ],
)
def test_fix_is_final(case: Case, threshold: Applicability) -> None:
    """No fix is refused, none is left, and a second run changes nothing."""
    judge = judge_for(case)
    fixed = judge.fix(case.text, threshold)
    assert fixed.bug == ""
    left = [each for each in fixed.remaining if each.fix and each.fix.applicability >= threshold]
    assert left == []
    assert judge.fix(fixed.document.text, threshold).document == fixed.document


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_names_are_unique(path: Path) -> None:
    names = [case.name for case in read_cases(path)]
    assert len(names) == len(set(names))
