"""One place, one finding; and what a finding covers."""

import pytest

from dockerlabel.config.settings import Settings
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import Context, context_of
from dockerlabel.sources.expected import expected_source
from tests.unit.dockerfiles import read

NEAR = "org.opencontainer.image.source"
MISSPELLED = f"FROM a\nLABEL {NEAR}=https://github.com/octo-org/app\n"


def context(text: str, settings: Settings) -> Context:
    expectation = expected_source(None, source="https://github.com/octo-org/app")
    return context_of(read(text), settings, expectation=expectation)


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        pytest.param(Settings(), ["misspelled-source-key"], id="covered"),
        pytest.param(
            Settings(ignore=("misspelled-source-key",)), ["missing-source"], id="what covers is off"
        ),
        pytest.param(
            Settings(ignore=("missing-source",)), ["misspelled-source-key"], id="the covered is off"
        ),
    ],
)
def test_a_finding_covers_lesser_ones(settings: Settings, rules: list[str]) -> None:
    found = lint(context(MISSPELLED, settings), settings)
    assert [each.rule for each in found] == rules


def test_each_is_at_its_own_place() -> None:
    """One that covers another place is said once, where it belongs."""
    text = f"FROM a AS b\nLABEL {NEAR}=x\nFROM b AS c\nFROM b AS d\n"
    settings = Settings(targets=("b", "c", "d"))
    (found,) = lint(context(text, settings), settings)
    assert found.span.of(text) == NEAR
