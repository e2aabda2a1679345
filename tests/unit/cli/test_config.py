"""The table of settings in force, with names and values that try to break it."""

import json

import pytest

from dockerlabel.cli.config import json_settings, text_settings
from dockerlabel.config.settings import (
    DEFAULTS,
    Configuration,
    Layer,
    Origin,
    Override,
    ResolvedSettings,
)
from tests.unit.reports import COLORED, HOSTILE_NAMES, PLAIN

LEAKY = "https://mona:hunter2@example.org/x"
MASKED = "https://***@example.org/x"


def resolved(value: object, *, reason: str = "") -> ResolvedSettings:
    """Settings, one of them set by an override."""
    override = Override((str(value),), reason, {"source": value}, 2, {"source": 3})
    layer = Layer(Origin.OVERRIDE, override.values, "c.yaml", override.lines, reason)
    return ResolvedSettings(
        DEFAULTS, (layer,), Configuration("c.yaml", overrides=(override,)), (0,)
    )


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_lines_are_kept(name: str) -> None:
    raw, escaped = HOSTILE_NAMES[name]
    first, source, *_, last = text_settings(raw, resolved(raw, reason=raw), colors=PLAIN)
    assert [first, source, last] == [
        f"{escaped} (c.yaml)",
        f"  source            = {escaped}  (override at c.yaml:3: {escaped})",
        f"  matches the override at c.yaml:2: {escaped}: {escaped}",
    ]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_json_keeps_what_it_is_given(name: str) -> None:
    raw, _ = HOSTILE_NAMES[name]
    (line,) = json_settings(raw, resolved([raw], reason=raw))
    assert line.isascii()
    told = json.loads(line)
    assert told["path"] == raw
    assert told["settings"]["source"] == {
        "value": [raw],
        "origin": "override",
        "line": 3,
        "reason": raw,
    }


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(True, "true", id="truth"),
        pytest.param("a b", "a b", id="text"),
        pytest.param([], "[]", id="empty"),
        pytest.param(["é", "b"], '["é", "b"]', id="list"),
        pytest.param({"a": "b"}, '{"a": "b"}', id="mapping"),
        pytest.param({"a": [LEAKY]}, f'{{"a": ["{MASKED}"]}}', id="secret"),
    ],
)
def test_values(value: object, told: str) -> None:
    line = list(text_settings("a", resolved(value), colors=PLAIN))[1]
    assert line == f"  source            = {told}  (override at c.yaml:3)"


def test_a_default_that_no_file_can_set_is_in_words() -> None:
    remote = list(text_settings("a", resolved("x"), colors=PLAIN))[2]
    assert remote == "  remote            = chosen among the remotes  (default)"


def test_secrets_are_masked_in_reasons_too() -> None:
    settings = resolved(LEAKY, reason=f"see {LEAKY}")
    for lines in (text_settings("a", settings, colors=PLAIN), json_settings("a", settings)):
        text = "\n".join(lines)
        assert "hunter2" not in text
        assert text.count("***@") == 4


def test_the_path_is_bold() -> None:
    assert next(text_settings("a", resolved("x"), colors=COLORED)) == "\x1b[1ma (c.yaml)\x1b[0m"
