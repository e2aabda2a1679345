"""The tables of keys, and the kinds of values that are new to `test_settings`."""

from types import MappingProxyType

import pytest

from dockerlabel.config.keys import FILE, FILE_TYPE, OVERRIDE, SETTINGS, field_of
from dockerlabel.config.settings import DEFAULTS, Settings, parse_settings
from dockerlabel.diagnostic import Severity

BASE = "https://github.com/octo-org/base"


def test_each_key_has_a_field_and_each_field_a_key() -> None:
    assert tuple(map(field_of, SETTINGS)) == Settings._fields


@pytest.mark.parametrize("name", SETTINGS)
def test_a_default_is_what_holds_where_nobody_sets_the_key(name: str) -> None:
    key = SETTINGS[name]
    if key.default is None:
        assert key.unset, "words say what a file cannot"
        assert getattr(DEFAULTS, field_of(name)) is None
    else:
        assert parse_settings({name: key.default}) == DEFAULTS


def test_an_override_takes_settings_but_for_the_choice_of_files() -> None:
    assert set(FILE) - set(OVERRIDE) == {"include", "exclude", "overrides"}
    assert set(OVERRIDE) - set(FILE) == {"files", "reason"}


def test_severities() -> None:
    settings = parse_settings({"severity": {"wrong-source": "note", "ssh-source": "warning"}})
    assert settings == Settings(
        severity={"wrong-source": Severity.NOTE, "ssh-source": Severity.WARNING}
    )
    assert isinstance(settings.severity, MappingProxyType)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("note", Severity.NOTE),
        ("warning", Severity.WARNING),
        ("error", Severity.ERROR),
        ("never", None),
    ],
)
def test_fail_on(written: str, read: Severity | None) -> None:
    assert parse_settings({"fail-on": written}) == Settings(fail_on=read)


def told(values: object) -> list[str]:
    return [str(error) for error in FILE_TYPE.check(values)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        pytest.param({"severity": {"a": "fatal"}}, "severity.a: must be note, warning or", id="a"),
        pytest.param({"severity": {"a": False}}, "use `ignore` to turn off a rule", id="off"),
        pytest.param({"severity": {"a": "never"}}, "severity.a: must be note, ", id="never"),
        pytest.param({"severity": ["a"]}, "severity: must be a mapping such as {", id="list"),
        pytest.param({"fail-on": "Error"}, "fail-on: must be note, warning, error or", id="case"),
        pytest.param({"fail-on": False}, "never, not true or false", id="off-fail-on"),
        pytest.param({"files": ["a"]}, "files: belongs in an override", id="files"),
        pytest.param({"reason": "a"}, "reason: belongs in an override", id="reason"),
        pytest.param({"overrides": {"files": ["a"]}}, "overrides: must be a list of", id="mapping"),
        pytest.param(
            {"overrides": ["a"]}, "overrides[0]: must be a mapping with `files`", id="text"
        ),
        pytest.param(
            {"overrides": [{"reason": "a"}]},
            "overrides[0]: must have the key `files`, a list of patterns such as ",
            id="no-files",
        ),
        pytest.param(
            {"overrides": [{"files": []}]}, "overrides[0].files: must be a list of", id="no-file"
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "source": BASE}]},
            "overrides[0].source: must have a `reason` beside it",
            id="no-reason",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "source": BASE, "reason": " "}]},
            "overrides[0].reason: must be a text that says why",
            id="blank-reason",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "sorce": BASE}]},
            "overrides[0].sorce: unknown key; did you mean 'source'?",
            id="nearest",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "include": ["a"]}]},
            "overrides[0].include: cannot be overridden; set it at the top",
            id="include",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "exclude": ["a"]}]},
            "overrides[0].exclude: cannot be overridden; set it at the top",
            id="exclude",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"], "overrides": []}]},
            "overrides[0].overrides: overrides cannot be nested",
            id="nested",
        ),
        pytest.param(
            {"overrides": [{"files": ["a"]}, {"files": ["a"], "hosts": ["/"]}]},
            "overrides[1].hosts[0]: must be a host name",
            id="deep",
        ),
    ],
)
def test_what_is_refused(values: object, message: str) -> None:
    (error,) = told(values)
    assert message in error


def test_an_override_may_set_everything_else() -> None:
    override = {name: key.examples[0] for name, key in OVERRIDE.items()}
    assert told({"overrides": [override]}) == []


def test_secrets_in_an_override_are_not_repeated() -> None:
    override = {
        "files": ["a"],
        "reason": "b",
        "source": "https://mona:hunter2@github.com/o/r",
        "remote": "hunter2 ",
        "targets": ["hunter2 "],
        "fail-on": "hunter2",
    }
    errors = told({"overrides": [override]})
    assert len(errors) == 4
    assert not any("hunter2" in error for error in errors)
