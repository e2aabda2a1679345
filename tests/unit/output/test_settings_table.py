"""The table of settings in force, with names and values that try to break it."""

import json

import pytest

from dockerlabel.output.settings_table import (
    Override,
    Setting,
    SettingsInForce,
    json_settings,
    text_settings,
)
from tests.unit.reports import COLORED, HOSTILE_NAMES, PLAIN

LEAKY = "https://mona:hunter2@example.org/x"
MASKED = "https://***@example.org/x"


def shown(value: object, *, path: str = "a", reason: str = "") -> SettingsInForce:
    return SettingsInForce(
        path,
        "c.yaml",
        (Setting("key", value, "words", "override", 3, reason),),
        (Override(2, (str(value),), reason, fits=True),),
    )


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_lines_are_kept(name: str) -> None:
    raw, escaped = HOSTILE_NAMES[name]
    lines = list(text_settings(shown(raw, path=raw, reason=raw), PLAIN))
    assert lines == [
        f"{escaped} (c.yaml)",
        f"  key = {escaped}  (override at c.yaml:3: {escaped})",
        f"  matches the override at c.yaml:2: {escaped}: {escaped}",
    ]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_json_keeps_what_it_is_given(name: str) -> None:
    raw, _ = HOSTILE_NAMES[name]
    (line,) = json_settings(shown([raw], path=raw, reason=raw), PLAIN)
    assert line.isascii()
    told = json.loads(line)
    assert told["path"] == raw
    assert told["settings"]["key"] == {
        "value": [raw],
        "origin": "override",
        "line": 3,
        "reason": raw,
    }


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(None, "words", id="no-value"),
        pytest.param(True, "true", id="truth"),
        pytest.param("a b", "a b", id="text"),
        pytest.param([], "[]", id="empty"),
        pytest.param(["é", "b"], '["é", "b"]', id="list"),
        pytest.param({"a": "b"}, '{"a": "b"}', id="mapping"),
        pytest.param({"a": [LEAKY]}, f'{{"a": ["{MASKED}"]}}', id="secret"),
    ],
)
def test_values(value: object, told: str) -> None:
    line = list(text_settings(shown(value), PLAIN))[1]
    assert line == f"  key = {told}  (override at c.yaml:3)"


def test_secrets_are_masked_in_reasons_too() -> None:
    for lines in (text_settings, json_settings):
        text = "\n".join(lines(shown(LEAKY, reason=f"see {LEAKY}")._replace(overrides=()), PLAIN))
        assert "hunter2" not in text
        assert text.count("***@") == 2


def test_the_path_is_bold() -> None:
    assert next(iter(text_settings(shown("x"), COLORED))) == "\x1b[1ma (c.yaml)\x1b[0m"
