"""Every case of fixtures/builds."""

from pathlib import Path

import pytest

from tests.unit.builds.cases import CASES, Case, outcome_of, read_cases, write_outcomes

PAGES = sorted(CASES.glob("*.md"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{case.page}-{case.name}")
        for page in PAGES
        for case in read_cases(page)
    ],
)
def test_builds_and_verdicts(case: Case, *, update_cases: bool) -> None:
    outcome = outcome_of(case)
    assert update_cases or {kind: outcome[kind] for kind in case.expected} == case.expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_names_of_cases_are_unique_and_each_expects_something(
    page: Path, *, update_cases: bool
) -> None:
    cases = read_cases(page)
    assert len({case.name for case in cases}) == len(cases)
    assert all(case.expected for case in cases)
    if update_cases:
        write_outcomes(page, {case.name: outcome_of(case) for case in cases})
