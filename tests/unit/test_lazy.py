"""Named tuples behave as in typing, patterns as if they were compiled at once."""

import copy
import pickle
import re
import typing

import pytest

from dockerlabel.lazy import NamedTuple, regex


class Ours(NamedTuple):
    """A value."""

    name: str
    size: int = 1
    others: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name with its size."""
        return f"{self.name} {self.size}"

    @classmethod
    def of(cls, text: str) -> "Ours":
        return cls(text, len(text))


class Theirs(typing.NamedTuple):
    """A value."""

    name: str
    size: int = 1
    others: tuple[str, ...] = ()


class Single(NamedTuple):
    only: str


class Empty(NamedTuple):
    pass


def test_values_are_made_by_place_and_by_name() -> None:
    for made in (
        Ours("a", 2, ("b",)),
        Ours("a", others=("b",), size=2),
        Ours(name="a", size=2, others=("b",)),
    ):
        assert tuple(made) == tuple(Theirs("a", 2, ("b",)))
        assert (made.name, made.size, made.others) == ("a", 2, ("b",))


def test_defaults_fill_in() -> None:
    assert tuple(Ours("a")) == tuple(Theirs("a")) == ("a", 1, ())


@pytest.mark.parametrize(
    ("values", "named"),
    [
        pytest.param((), {}, id="missing"),
        pytest.param(("a", 1, (), 2), {}, id="one-too-many"),
        pytest.param(("a",), {"colour": 1}, id="unknown-name"),
        pytest.param(("a",), {"name": "b"}, id="twice"),
    ],
)
def test_wrong_arguments_are_refused(values: tuple[object, ...], named: dict[str, object]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            typing.cast("typing.Any", kind)(*values, **named)


def test_a_refusal_names_the_class() -> None:
    with pytest.raises(TypeError, match=r"Ours\.__new__\(\) missing 1 required"):
        typing.cast("typing.Any", Ours)()


def test_methods_and_documentation() -> None:
    assert Ours.of("a").shown == "a 1"
    assert Ours.__doc__ == "A value."
    assert typing.cast("typing.Any", Ours).shown.__doc__ == "The name with its size."


def test_they_are_what_named_tuples_are() -> None:
    ours, theirs = Ours("a", 2), Theirs("a", 2)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert hash(ours) == hash(theirs)
    assert ours._fields == theirs._fields
    assert ours._field_defaults == theirs._field_defaults
    assert Ours.__match_args__ == Theirs.__match_args__
    assert ours._asdict() == theirs._asdict()
    assert tuple(ours._replace(size=3)) == tuple(theirs._replace(size=3))
    assert type(ours._replace(size=3)) is Ours


def test_an_unknown_field_is_not_replaced() -> None:
    with pytest.raises(TypeError, match="colour"):
        typing.cast("typing.Any", Ours("a"))._replace(colour="red")


def test_values_cannot_be_changed() -> None:
    value = typing.cast("typing.Any", Ours("a"))
    for name in ("name", "colour"):
        with pytest.raises(AttributeError):
            setattr(value, name, "b")
    assert not hasattr(value, "__dict__")


def test_values_are_copied_and_pickled() -> None:
    value = Ours("a", 2)
    for made in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own
        assert made == value
        assert type(made) is Ours


def test_patterns_match_by_place_and_by_name() -> None:
    match Ours("a", 2):
        case Ours("a", size=size):
            assert size == 2
        case _:
            pytest.fail("it does not match")


def test_one_field_and_none() -> None:
    assert tuple(Single("a")) == ("a",)
    assert tuple(Empty()) == ()
    assert repr(Empty()) == "Empty()"


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error, match="unterminated"):
        broken.match("")


def test_a_pattern_does_what_the_compiled_pattern_does() -> None:
    pattern = regex(r"(a+)b", re.IGNORECASE)
    found = pattern.search("xAAb")
    assert found is not None
    assert found.span(1) == (1, 3)
    assert pattern.sub("-", "ab aab") == "- -"
    assert pattern.pattern == r"(a+)b"
    assert pattern.flags & re.IGNORECASE


def test_a_pattern_is_compiled_once() -> None:
    pattern = regex("only here: x+")
    first = pattern.match
    re.purge()
    assert pattern.match is first
