"""Every case of fixtures/rules: what is reported, and what fixes make of it, to the byte.

And of fixtures/suppression: what comments ignore, and fixes leave alone.
"""

import pytest
import yaml

from dockerlabel.diagnostic import Applicability
from tests.rules.case_files import CASES, Case, Outcome, read_cases, write_outcomes
from tests.rules.judge import Harness, judge_of

_PATHS = (*sorted(CASES.glob("*.md")), CASES.parent / "suppression" / "comments.md")
FILES = {path.stem: path for path in _PATHS}

ALL_CASES = [case for path in FILES.values() for case in read_cases(path)]
ALL = [pytest.param(case, id=f"{case.rule}/{case.name}") for case in ALL_CASES]


def judge_for(case: Case) -> Harness:
    return judge_of(yaml.safe_load(case.settings) or {})


def outcome(case: Case) -> Outcome:
    """Return what comes out; no fix is rejected, none is left, and a second run changes nothing."""
    judge = judge_for(case)
    texts = []
    for threshold in (Applicability.SAFE, Applicability.UNSAFE):
        fixed = judge.fix(case.text, threshold)
        left = [each.fix.applicability for each in fixed.remaining if each.fix]
        assert fixed.rejected == ""
        assert all(each < threshold for each in left)
        assert judge.fix(fixed.document.text, threshold).document == fixed.document
        texts.append(fixed.document.text)
    safe, unsafe = texts
    return Outcome(
        judge.output(case.text),
        safe if safe != case.text else None,
        unsafe if unsafe != safe else None,
    )


@pytest.fixture(scope="module", autouse=True)
def _updated(*, update_cases: bool) -> None:
    """With `--update-cases` the files say what comes out now; the tests read them again."""
    if update_cases:
        for path in FILES.values():
            write_outcomes(path, {case.name: outcome(case) for case in read_cases(path)})


@pytest.mark.parametrize("case", ALL)
def test_case(case: Case, *, update_cases: bool) -> None:
    if update_cases:
        case = next(each for each in read_cases(FILES[case.rule]) if each.name == case.name)
    assert outcome(case) == case.expected


@pytest.mark.parametrize("name", FILES)
def test_names_are_unique(name: str) -> None:
    names = [case.name for case in read_cases(FILES[name])]
    assert len(names) == len(set(names))
