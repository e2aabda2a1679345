"""The JSON Schema and the loader of configuration files accept the same."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from regress import Regex

from dockerlabel.config.file import read_configuration
from dockerlabel.config.keys import FILE, OVERRIDE
from dockerlabel.config.settings import Configuration
from dockerlabel.rules.registry import RULE_BY_NAME
from tests.conftest import PROJECT

SCHEMA = json.loads((PROJECT / "src/dockerlabel/dockerlabel.schema.json").read_text("utf-8"))


def ecma_pattern(
    _validator: object, pattern: str, instance: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    """JSON Schema's patterns are from ECMA-262, which differ from Python's."""
    if isinstance(instance, str) and not Regex(pattern, "u").find(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not fit {pattern}")


jsonschema.Draft7Validator.check_schema(SCHEMA)
# Its stubs leave out the types of `extend`.
_VALIDATOR = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft7Validator, {"pattern": ecma_pattern}
)(SCHEMA)


def is_valid(values: object) -> bool:
    return bool(_VALIDATOR.is_valid(values))


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        """Write everything out: the loader refuses aliases."""
        return True


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
ANYTHING = st.recursive(
    SCALARS, lambda each: st.lists(each, max_size=3) | st.dictionaries(TEXTS, each, max_size=3)
)


def near(valid: str, odd: str) -> st.SearchStrategy[str]:
    """Texts that are often right, and else nearly so."""
    pieces = st.sampled_from([*valid.split(), *odd])
    return st.sampled_from(valid.split()) | st.lists(pieces, max_size=4).map("".join)


ODD = "\n\r\t \x00\x1f\x7f\x85\u00a0\u2028\ufeff😀é"
RULES = st.sampled_from([*RULE_BY_NAME, "missing-sauce", "Missing", ""])
HOSTS = near("a.example git-1.acme.example A 9", ".-:/_" + ODD)
NAMES = near("api worker-2 A_b.c", "0-_.$" + ODD)
PATTERNS = near("*.df old/ !a/** [a-z]", "# " + ODD)
LEVELS = st.sampled_from(["note", "warning", "error", "never", "Error", "off", False])

VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "source": st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["https", "HttpS"]) | st.just("http"),
        st.sampled_from(["github.com", "A-1.example:8443"])
        | st.sampled_from(["u@a.example", "a:b", ""]),
        st.sampled_from(["/o/r", "/o/r.git", "/a~b/c/..."])
        | st.sampled_from(["/o", "/o/..", "//o/r"]),
        st.sampled_from(["", "/", "//"]) | st.sampled_from(["?q", "#f", "\n", "\u2028", "é"]),
    ),
    "remote": near("origin up/stream", ODD),
    "hosts": st.lists(HOSTS, max_size=2) | st.dictionaries(HOSTS, HOSTS, max_size=2),
    "ssh-aliases": st.sampled_from([True, False, "true", "yes", 1]),
    "build-definitions": st.sampled_from([True, False, "true", "yes", 1]),
    "targets": st.lists(NAMES, max_size=2),
    "build-args": st.dictionaries(near("REPO a-b", "=" + ODD), TEXTS, max_size=2),
    "include": st.lists(PATTERNS, max_size=2),
    "exclude": st.lists(PATTERNS, max_size=2),
    "select": st.lists(RULES, max_size=2),
    "ignore": st.lists(RULES, max_size=2),
    "severity": st.dictionaries(RULES, LEVELS, max_size=2),
    "fail-on": LEVELS,
    "files": st.lists(PATTERNS, max_size=2),
    "reason": near("because", ODD),
}


def records(names: list[str], known: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Mappings with a few of the keys; now and then a value of another kind, or another key."""
    usual = {name: known[name] for name in names}
    odd = st.dictionaries(st.sampled_from([*known, "sorce", "Source", ""]), ANYTHING, max_size=1)
    some = st.lists(st.sampled_from(names), max_size=3, unique=True)
    chosen = some.flatmap(lambda keys: st.fixed_dictionaries({key: usual[key] for key in keys}))
    return st.builds(lambda one, other: {**one, **other}, chosen, st.just({}) | odd)


OVERRIDES = st.builds(
    lambda files, rest: {**files, **rest},
    st.fixed_dictionaries({}, optional={"files": VALUES["files"]}),
    records([*OVERRIDE], {**VALUES, "overrides": ANYTHING}),
)
CONFIGURATIONS = records([*FILE], {**VALUES, "overrides": st.lists(OVERRIDES, max_size=2)})


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("configuration") / ".dockerlabel.yaml"


def is_loaded(path: Path, values: object) -> bool:
    path.write_text(yaml.dump(values, Dumper=_Dumper), "utf-8")
    return isinstance(read_configuration(str(path), RULE_BY_NAME), Configuration)


@given(CONFIGURATIONS | ANYTHING)
@example(None)
@example({"remote": "upstream\n"})
@example({"source": "https://github.com/o/..\n"})
@example({"overrides": [{"files": ["a"], "source": "https://github.com/o/r"}]})
@example({"overrides": [{"files": ["a"], "source": "https://github.com/o/r", "reason": "b"}]})
@example({"overrides": [{"files": ["a"], "overrides": []}]})
@example({"overrides": [{"files": ["a"], "exclude": []}]})
def test_schema_and_loader_agree(path: Path, values: object) -> None:
    assert is_loaded(path, values) is is_valid(values)


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=50)
@given(data=st.data())
def test_each_key_agrees(path: Path, name: str, data: st.DataObject) -> None:
    value = data.draw(VALUES[name] | ANYTHING)
    if name in FILE:
        assert is_loaded(path, {name: value}) is is_valid({name: value})
    override = {"files": ["a"], "reason": "b", name: value}
    values = {"overrides": [override]}
    assert is_loaded(path, values) is is_valid(values)


@pytest.mark.parametrize("name", VALUES)
def test_a_right_value_is_found_often(name: str) -> None:
    """Else the properties would show little but that both refuse nonsense."""
    found: list[bool] = []

    @settings(derandomize=True)
    @given(VALUES[name])
    def count(value: object) -> None:
        key = {name: value}
        values = key if name in FILE else {"overrides": [{"files": ["a"], **key}]}
        found.append(is_valid(values))

    count()
    assert 0.03 < sum(found) / len(found) < 1, sum(found)


@pytest.mark.parametrize("name", FILE)
def test_examples_and_defaults_are_accepted(path: Path, name: str) -> None:
    key = FILE[name]
    defaults = () if key.default is None else (key.default,)
    assert key.examples
    for value in (*key.examples, *defaults):
        assert is_valid({name: value})
        assert is_loaded(path, {name: value})


def test_keys_are_the_same() -> None:
    assert list(SCHEMA["properties"]) == list(FILE)
    assert list(SCHEMA["properties"]["overrides"]["items"]["properties"]) == list(OVERRIDE)
    assert set(VALUES) == {*FILE, *OVERRIDE} - {"overrides"}
