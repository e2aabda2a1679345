import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.builds.yaml_nodes import (
    Block,
    Node,
    Scalar,
    Sequence,
    Unreadable,
    compose,
    get,
    is_null,
    lines,
    scalars_of,
    text,
)

LOADERS = ["libyaml", "python"]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's readers; the one in C is not in every wheel."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader")
    return str(request.param)


def plain(node: Node | Unreadable) -> object:
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [plain(item) for item in items]
        case Block(values):
            return {name: plain(value) for name, value in values.items()}
    return None


@pytest.mark.usefixtures("loader")
def test_values_keys_and_lines() -> None:
    document = "a: 1\nb:\n  - x\n  - {c: 'd', e: true}\n? [complex]\n: key\n"
    root = compose(document)
    assert plain(root) == {"a": "1", "b": ["x", {"c": "d", "e": "true"}]}
    assert not isinstance(root, Unreadable)
    assert text(root, "a") == "1"
    inner = get(root, "b")
    assert isinstance(inner, Sequence)
    assert inner.line == 3
    assert text(inner.items[1], "c") == "d"
    assert get(root, "a", "b") is get(None) is None


PLACES = {
    "plain": "k: value\n",
    "single quotes": "k: 'value'\n",
    "double quotes": 'k: "value"  # c\n',
    "a block": "k: |\n  value\n",
    "the last line of a block": "k: |-\n  first\n  value",
    "a block with an indent": "k: |2+\n    first\n  value\n\n",
    "a block over blank lines": "k: |\n\n\n  first\n\n  value\n",
    "carriage returns": "a: b\r\nk: |\r\n  first\r\n  value\r\n",
    "a byte order mark": "\ufeffk: value\n",
    "after other characters": "a: é😀\nk: 'value'\n",
    "in a flow": '{"a": [1], "k": "value"}',
    "after a lone surrogate": "a: \ud800\nk: value\n",
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("document", PLACES.values(), ids=PLACES)
def test_the_exact_place_of_a_value(document: str) -> None:
    found = get(compose(document), "k")  # type: ignore[arg-type] # all of them are readable
    assert isinstance(found, Scalar)
    last = [line for line in lines(found, document) if line.text.strip() == "value"][-1]
    assert last.exact
    assert last.span.of(document) == "value"
    assert last.line == document.count("\n", 0, last.span.start) + 1


INEXACT = {
    "an escape": 'k: "v\\u0061lue"\n',
    "a doubled quote": "k: 'val''ue'\n",
    "a folded block": "k: >\n  value\n",
    "a plain text over lines": "k: val\n  ue\n",
    "an anchor": "k: &a value\n",
    "below an anchor": "k: &a [value]\n",
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("document", INEXACT.values(), ids=INEXACT)
def test_a_value_that_cannot_be_replaced(document: str) -> None:
    found = get(compose(document), "k")  # type: ignore[arg-type] # as above
    found = found.items[0] if isinstance(found, Sequence) else found
    assert isinstance(found, Scalar)
    assert not any(line.exact for line in lines(found, document))


NULLS = {"": True, "~": True, "null": True, "''": False, "'~'": False, "x": False}


@pytest.mark.parametrize(("written", "null"), NULLS.items())
def test_null(written: str, *, null: bool) -> None:
    root = compose(f"k: {written}\n")
    assert not isinstance(root, Unreadable)
    assert is_null(get(root, "k")) is null
    assert is_null(get(root, "other"))


def test_merged_mappings() -> None:
    root = compose("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n")
    assert plain(root) == {
        "a": {"x": "1", "y": "1"},
        "b": {"y": "2", "z": "2"},
        "c": {"x": "3", "y": "1", "z": "2"},
    }


REFUSED = {
    "nothing": ("", "it is empty"),
    "a comment": ("# x\n", "it is empty"),
    "no YAML": ("a: [", "it is not valid YAML"),
    "a control character": ("a: \x00", "it is not valid YAML"),
    "an impossible version": ("%YAML 1." + "9" * 5000 + "\n---\na: b\n", "it is not valid YAML"),
    "an impossible character": ('a: "\\U00110000"', "it is not valid YAML"),
    "a hundred levels": ("a: " + "[" * 100 + "]" * 100, "it is nested too deeply"),
    "an alias to nothing": ("a: *b", "it has an alias without an anchor"),
    "an alias to itself": ("a: &a [*a]", "it has an alias without an anchor"),
    "many values": ("[" + "a," * 200_000 + "]", "it has too many values"),
    "aliases of aliases": (
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{new}: &{new} [" + ",".join([f"*{old}"] * 9) + "]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "it has too many values",
    ),
}


@pytest.mark.parametrize(("document", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(document: str, why: str) -> None:
    assert compose(document) == Unreadable(why)


@pytest.mark.usefixtures("loader")
def test_ten_thousand_levels_are_refused() -> None:
    for document in ("[" * 10_000, "- " * 10_000 + "x", "{a: " * 10_000):
        assert isinstance(compose(document), Unreadable)


@given(st.text(st.sampled_from("ab:-|>&*!%{}[]'\"\\#\n\t ,?~\ufeff\x85\ud800é"), max_size=40))
def test_no_text_is_an_error(document: str) -> None:
    compose(document)
    scalars_of(document)
