"""What every message of a rule has in common."""

import json
from functools import cache
from pathlib import Path

from tests.rules.test_cases import ALL_CASES, judge_for

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"

LONGEST = 100
"""Notes and help hold what does not fit: a message can be read aloud."""


@cache
def messages() -> frozenset[str]:
    found = {each.message for case in ALL_CASES for each in judge_for(case).lint(case.text)}
    for path in REPORTS.glob("*/json.json"):
        report = json.loads(path.read_text("utf-8"))
        found.update(each["message"] for each in report["diagnostics"])
    return frozenset(found)


def test_messages_fit_on_a_line() -> None:
    found = messages()
    assert len(found) > 200
    assert [each for each in found if len(each) > LONGEST or "\n" in each.strip("`")] == []


def test_messages_begin_in_lower_case_and_end_without_a_full_stop() -> None:
    assert [each for each in messages() if each[0].isupper() or each.endswith(".")] == []
