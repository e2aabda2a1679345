"""HCL is read as python-hcl2 reads it, as far as it is understood."""

from itertools import pairwise
from random import Random
from typing import Any

import hcl2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dockerlabel.builds.bake_hcl import (
    Expression,
    List,
    Object,
    Reference,
    Template,
    read_hcl,
    tokens_of,
)
from dockerlabel.document import Span
from tests.unit.builds.bake_projects import draw_hcl

UNKNOWN = object()
"""What nobody can know, which equals anything."""


def plain(expression: Expression) -> object:
    """An expression in python-hcl2's form: texts in quotes, with `${}` around names."""
    match expression:
        case List(items):
            return [plain(item) for item in items]
        case Object(pairs):
            return {plain(key): plain(value) for key, value in pairs}
        case Template(()):
            return None
    if any(not isinstance(part, Reference) and part.hole for part in expression.parts):
        return UNKNOWN
    return "".join(
        f"${{{part.name}}}" if isinstance(part, Reference) else part.text
        for part in expression.parts
    )


def unquoted(value: object) -> object:
    """A value of python-hcl2 in our form: escapes decoded, numbers and truth values as texts."""
    match value:
        case dict():
            found = {unquoted(key): unquoted(each) for key, each in value.items()}
            return {key: each for key, each in found.items() if not str(key).startswith("__")}
        case list():
            return [unquoted(each) for each in value]
        case bool():
            return str(value).lower()
        case str() if value.startswith('"'):
            decoded = value[1:-1].replace('\\"', '"').replace("\\n", "\n")
            return decoded.replace("\\u00e9", "é").replace("$${", "${").replace("%%{", "%{")
        case None:
            return None
    return str(value)


def agrees(ours: object, theirs: object) -> bool:
    if ours is UNKNOWN:
        return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [*ours] == [*theirs] and all(agrees(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(agrees, ours, theirs))
    return ours == theirs or str(ours).strip("${ }") == str(theirs).strip("${ }")


@pytest.mark.no_cover
@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_blocks_and_attributes_match_python_hcl2(random: Random) -> None:
    text = draw_hcl(random)
    theirs: dict[str, Any] = hcl2.loads(text)
    body = read_hcl(text, "docker-bake.hcl")
    for kind in ("target", "variable", "group"):
        expected = [
            (unquoted(name), unquoted(fields))
            for block in theirs.get(kind, [])
            for name, fields in block.items()
            if not name.startswith("__")
        ]
        found = [block for block in body.blocks if block.type == kind]
        assert [block.labels[0] for block in found] == [name for name, _ in expected]
        for block, (_, fields) in zip(found, expected, strict=True):
            ours = {name: plain(value) for name, value in block.attributes.items()}
            assert agrees(ours, fields), (ours, fields, text)
    plain_ = {name: each for name, each in theirs.items() if not isinstance(each, list)}
    top = unquoted(plain_)
    assert agrees({name: plain(value) for name, value in body.attributes.items()}, top)


VALUES = {
    "a text": ('"a b"', "a b"),
    "a number": ("12", "12"),
    "a truth value": ("true", "true"),
    "null": ("null", None),
    "a variable": ("NAME", "${NAME}"),
    "a variable in a text": ('"a${ NAME }b"', "a${NAME}b"),
    "escapes": (r'"\"\\\n$${x}%%{y}\u00e9"', '"\\\n${x}%{y}é'),
    "a list over lines": ('[\n"a", # c\n"b",\n]', ["a", "b"]),
    "an object": ('{ a = "b", "c": "d"\n e = 1 }', {"a": "b", "c": "d", "e": "1"}),
    "an object in a list": ('[{ a = "b" }]', [{"a": "b"}]),
    "a call": ('upper("a")', UNKNOWN),
    "a call in a text": ('"${upper("}")}"', UNKNOWN),
    "a conditional": ('A == "" ? "b" : "c"', UNKNOWN),
    "a sum": ("1 + 2", UNKNOWN),
    "an attribute of a value": ("item.name", UNKNOWN),
    "a list that is computed": ('[for x in y : "a"]', [UNKNOWN]),
    "an object that is computed": ("{for x in y : x => x}", {UNKNOWN: None}),
    "a directive in a text": ('"%{ if a }b%{ endif }"', UNKNOWN),
    "brackets": ('("a")', UNKNOWN),
    "a here-document": ("<<EOT\n} a = b\nEOT", UNKNOWN),
    "an indented here-document": ("<<-EOT\n  x\n  EOT", UNKNOWN),
    "a negative number": ("-1", UNKNOWN),
}


@pytest.mark.parametrize(("written", "value"), VALUES.values(), ids=VALUES)
def test_a_value(written: str, value: object) -> None:
    body = read_hcl(f'target "t" {{\n  x = {written}\n  after = "yes"\n}}\n', "docker-bake.hcl")
    attributes = body.blocks[0].attributes
    found = plain(attributes["x"])
    assert found == value
    assert plain(attributes["after"]) == "yes"


BROKEN = {
    "a text without end": 'target "t" {\n x = "a\n}',
    "a block without end": 'target "t" {\n x = {',
    "a comment without end": "/* x",
    "a here-document without end": "a = <<EOT\n",
    "an expression in a text without end": 'a = "${upper("b',
    "nothing but brackets": "}{)(][",
    "an equals sign": "= = =",
    "a lone quote": '"',
    "ten thousand lists": "a = " + "[" * 10_000,
    "ten thousand objects": "a = " + "{a=" * 10_000,
    "ten thousand expressions in texts": 'a = "' + '${"' * 10_000,
    "ten thousand here-documents": "a = <<A\n" * 10_000,
    "a long line": 'a = "' + "${x}" * 250_000,
    "lone surrogates and control characters": 'a = "\ud800\0\x1b"',
}


@pytest.mark.no_cover
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_no_text_is_an_error(text: str) -> None:
    read_hcl(text, "docker-bake.hcl")
    tokens_of(text)


@given(st.text(st.sampled_from('ab"${}%[]()=,\n\\#/*<:é 1'), max_size=60))
@example('"%{"')
def test_tokens_follow_one_another(text: str) -> None:
    tokens = tokens_of(text)
    read_hcl(text, "docker-bake.hcl")
    spans = [scalar.span for _, scalar in tokens]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(Span(0, 0) <= span and span.end <= len(text) + 1 for span in spans)
