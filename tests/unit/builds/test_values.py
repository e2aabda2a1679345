"""Values in build definitions: replacing one changes that one and nothing else."""

import json
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.builds.values import same_elsewhere, statements, values_in, verify_values
from dockerlabel.diagnostic import Applicability, Edit
from dockerlabel.document import Document, Span
from dockerlabel.fixes.fixer import fix
from dockerlabel.lint.linter import Analysis
from tests.unit.builds.cases import CASES, EXPECTED, Case, analysis_of, builds_in, read_cases

KEY = "org.opencontainers.image.source"
NEW = "https://github.com/octo-org/replaced"

_URLS = st.from_regex(r"https?://[a-z.]{1,12}/[A-Za-z0-9._/-]{0,20}[a-z]", fullmatch=True)


def replaced(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def values_of(files: dict[str, str], path: str) -> Iterator[tuple[Span, str]]:
    for value in values_in(path, builds_in(files).builds):
        if value.literal.replaceable:
            yield value.literal.place.span, value.literal.value


WITH_VALUES = [
    (case, path)
    for page in sorted(CASES.glob("*.md"))
    for case in read_cases(page)
    for path in case.files
    if next(values_of(case.files, path), None)
    and not statements(Document(case.files[path]), path).error
]
CASES_WITH_VALUES = [
    pytest.param(case, path, id=f"{case.page}-{case.name}-{path}") for case, path in WITH_VALUES
]


@pytest.mark.parametrize(("case", "path"), CASES_WITH_VALUES)
def test_every_value_of_the_cases_is_replaced_exactly(case: Case, path: str) -> None:
    text = case.files[path]
    before = list(values_of(case.files, path))
    for index, (span, value) in enumerate(before):
        assert span.of(text) == value
        after = replaced(text, span, NEW)
        found = [each for _, each in values_of({**case.files, path: after}, path)]
        assert found == [NEW if i == index else each for i, (_, each) in enumerate(before)]
        assert same_elsewhere(path, text, after=after, edits=[Edit(span, NEW)])


@pytest.mark.parametrize(("case", "path"), CASES_WITH_VALUES)
def test_every_fix_of_the_cases_changes_values_alone(case: Case, path: str) -> None:
    def analyse(document: Document) -> Analysis:
        return analysis_of({**case.files, path: document.text}, path)

    start = analyse(Document(case.files[path]))
    verify = partial(verify_values, path=path)
    result = fix(start, analyse, threshold=Applicability.UNSAFE, verify=verify)
    assert result.rejected == ""
    assert bool(result.edits) is any(each.fix for each in start.diagnostics)
    assert [each.rule for each in result.remaining if each.fix] == []


@pytest.mark.no_cover
@settings(max_examples=100)
@given(st.data())
def test_any_address_in_the_place_of_any_value_of_the_cases(data: st.DataObject) -> None:
    case, path = data.draw(st.sampled_from(WITH_VALUES))
    values = list(values_of(case.files, path))
    index = data.draw(st.integers(0, len(values) - 1))
    new = data.draw(_URLS)
    text, (span, _) = case.files[path], values[index]
    after = replaced(text, span, new)
    found = [value for _, value in values_of({**case.files, path: after}, path)]
    assert found == [new if i == index else value for i, (_, value) in enumerate(values)]
    assert same_elsewhere(path, text, after=after, edits=[Edit(span, new)])


def test_there_are_such_cases() -> None:
    assert len(CASES_WITH_VALUES) > 15


WRITTEN = {
    "plain": (".github/workflows/x.yml", "labels: {key}={value}"),
    "single quotes": (".github/workflows/x.yml", "labels: '{key}={value}'"),
    "double quotes": (".github/workflows/x.yml", 'labels: "{key}={value}"'),
    "a block": (".github/workflows/x.yml", "labels: |\n            a=b\n            {key}={value}"),
}
STEP = """\
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          {}
"""


@settings(max_examples=50)
@given(_URLS, _URLS, st.sampled_from(sorted(WRITTEN)))
def test_any_address_in_any_quotes(old: str, new: str, form: str) -> None:
    path, written = WRITTEN[form]
    text = STEP.format(written.format(key=KEY, value=old))
    ((span, value),) = values_of({path: text}, path)
    assert value == span.of(text) == old
    after = replaced(text, span, new)
    assert [each for _, each in values_of({path: after}, path)] == [new]
    assert same_elsewhere(path, text, after=after, edits=[Edit(span, new)])


@settings(max_examples=50)
@given(_URLS, _URLS)
def test_any_address_in_bake_files(old: str, new: str) -> None:
    target = {"target": {"app": {"labels": {KEY: old}}}}
    hcl = f'target "app" {{\n  labels = {{ "{KEY}" = "{old}" }}\n}}\n'
    for path, text in {"docker-bake.json": json.dumps(target), "docker-bake.hcl": hcl}.items():
        ((span, value),) = values_of({path: text}, path)
        assert value == span.of(text) == old
        after = replaced(text, span, new)
        assert [each for _, each in values_of({path: after}, path)] == [new]
        assert same_elsewhere(path, text, after=after, edits=[Edit(span, new)])


BROKEN = {
    "another value": ("compose.yaml", "a: b\nc: d\n", "a: x\nc: y\n"),
    "one value more": ("compose.yaml", "a: b\n", "a: b\nc: d\n"),
    "another key": ("compose.yaml", "a: b\n", "c: x\n"),
    "another quote": ("compose.yaml", "a: b\n", "a: 'x'\n"),
    "a tag": ("compose.yaml", "a: b\n", "a: !x x\n"),
    "no YAML any more": ("compose.yaml", "a: b\n", "a: [\n"),
    "another token": ("docker-bake.hcl", 'a = "b"\n', 'a = "x" + 1\n'),
    "another name": ("docker-bake.hcl", 'a = "b"\n', 'c = "x"\n'),
}


@pytest.mark.parametrize(("path", "before", "after"), BROKEN.values(), ids=BROKEN)
def test_any_other_change_is_found(path: str, before: str, after: str) -> None:
    place = before.index("b")
    edit = Edit(Span(place, place + 1), "x")
    assert not same_elsewhere(path, before, after=after, edits=[edit])


def test_an_edit_in_a_value_that_is_not_exactly_known_is_refused() -> None:
    text = 'a: "\\x62"\n'
    edit = Edit(Span(4, 8), "x")
    assert not same_elsewhere("compose.yaml", text, after='a: "x"\n', edits=[edit])


def test_values_are_in_the_order_of_the_file_with_all_their_builds() -> None:
    path = ".github/workflows/x.yml"
    step = f"file: ${{{{ matrix.f }}}}\n          labels: {KEY}={EXPECTED.url}"
    text = STEP.format(step).replace("image:", "image:\n    strategy: {matrix: {f: [a, b]}}", 1)
    (value,) = values_in(path, builds_in({path: text}).builds)
    assert [build.dockerfile.alternatives for build in value.builds] == [("a",), ("b",)]


STATEMENTS = {
    "lines": ("compose.yaml", "a: b\n\n# c\nd: e", ["a: b\n", "d: e"]),
    "a block": ("compose.yaml", "a: |\n  b\n\n  # c\nd: e\n", ["a: |\n  b\n\n  # c\n", "d: e\n"]),
    "a text over two lines": (
        "compose.yaml",
        'a: "b\n  c" # d\ne: f\n',
        ['a: "b\n  c" # d\n', "e: f\n"],
    ),
    "a here-document": (
        "x.hcl",
        "a = <<E\n# b\nE\n// c\nd = 1\n",
        ["a = <<E\n# b\nE\n", "d = 1\n"],
    ),
    "no YAML": ("compose.yaml", "a: [\nb\n", ["a: [\n", "b\n"]),
    "nothing": ("compose.yaml", "", []),
    "comments": ("x.hcl", "# a\n// b\n", []),
}


@pytest.mark.parametrize(("path", "text", "expected"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_definition_consists_of_its_lines(path: str, text: str, expected: list[str]) -> None:
    dockerfile = statements(Document(text), path)
    assert [each.span.of(text) for each in dockerfile.instructions] == expected
    assert "".join(part.span.of(text) for part in dockerfile.parts) == text


@given(st.text(alphabet="ab:|#/\n \"'\\-<", max_size=60), st.sampled_from(["a.yml", "a.hcl"]))
def test_the_parts_of_any_definition_are_its_text(text: str, path: str) -> None:
    dockerfile = statements(Document(text), path)
    assert "".join(part.span.of(text) for part in dockerfile.parts) == text
