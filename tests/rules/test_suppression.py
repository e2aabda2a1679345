"""Every case of fixtures/suppression: what comments ignore, and that fixes leave it alone."""

import pytest

from dockerlabel.diagnostic import Applicability
from tests.rules.case_files import CASES, Case, read_cases, write_outcomes
from tests.rules.test_cases import judge_for, outcome

PATH = CASES.parent / "suppression" / "comments.md"

every_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in read_cases(PATH)]
)


@pytest.fixture(scope="module", autouse=True)
def _updated(*, update_cases: bool) -> None:
    if update_cases:
        write_outcomes(PATH, {case.name: outcome(case) for case in read_cases(PATH)})


@every_case
def test_outcome(case: Case, *, update_cases: bool) -> None:
    if update_cases:
        case = next(each for each in read_cases(PATH) if each.name == case.name)
    assert outcome(case) == case.expected


@every_case
@pytest.mark.parametrize("threshold", [Applicability.SAFE, Applicability.UNSAFE])
def test_no_fix_is_refused(case: Case, threshold: Applicability) -> None:
    fixed = judge_for(case).fix(case.text, threshold)
    assert fixed.bug == ""
    assert not any(each.fix and each.fix.applicability >= threshold for each in fixed.remaining)


def test_names_are_unique() -> None:
    names = [case.name for case in read_cases(PATH)]
    assert len(names) == len(set(names))
