"""Keys that are meant to be the source's."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.sources import annotations

SEGMENTS = annotations.SOURCE.split(".")


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("org.opencontainer.image.source", id="missing"),
        pytest.param("org.opencontainers.image.sources", id="added"),
        pytest.param("org.opencontainers.imago.source", id="another"),
        pytest.param("ogr.opencontainers.image.source", id="changed places"),
        pytest.param("org.opencontainers.image.sourec", id="changed places at the end"),
        pytest.param("orgg.opencontainers.image.source", id="doubled"),
        pytest.param("ORG.OPENCONTAINERS.IMAGE.SOURCE", id="letter case"),
        pytest.param("Org.OpenContainer.Images.Sorce", id="in every part"),
        pytest.param("org.opencontainers.image.source:", id="a sign"),
        pytest.param("org.opencontainers.image.source ", id="a blank"),
    ],
)
def test_misspelled(key: str) -> None:
    assert annotations.is_misspelled_source(key)


@pytest.mark.parametrize(
    "key",
    [
        *(pytest.param(key, id=key) for key in sorted(annotations.PREDEFINED)),
        pytest.param("", id="empty"),
        pytest.param("...", id="dots"),
        pytest.param("source", id="last part"),
        pytest.param("org.opencontainers.image", id="first parts"),
        pytest.param("org.opencontainers.image.source.picard", id="longer"),
        pytest.param("org.opencontainers.image.sourcery", id="two added"),
        pytest.param("org.opencontainers.image.sour", id="two missing"),
        pytest.param("org.opencontainers.image.sauces", id="two others"),
        pytest.param("org.opencontainers.image.osruec", id="two pairs changed places"),
        pytest.param("org.opencontainers.image.sorcue", id="a letter far away"),
        pytest.param("org.opencontainers.image.soucer", id="three in a round"),
        pytest.param("com.opencontainers.image.source", id="another domain"),
        pytest.param("org.opencontainers..source", id="an empty part"),
    ],
)
def test_not_misspelled(key: str) -> None:
    assert not annotations.is_misspelled_source(key)


def test_predefined_keys() -> None:
    """The fourteen of the image-spec."""
    assert len(annotations.PREDEFINED) == 14
    assert annotations.SOURCE in annotations.PREDEFINED
    assert all(key.startswith(annotations.PREFIX) for key in annotations.PREDEFINED)


def edits(word: str) -> set[str]:
    """All texts of plain letters that are one edit away, by the definition of one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    places = range(len(word) + 1)
    missing = {word[:place] + word[place + 1 :] for place in places}
    added = {word[:place] + letter + word[place:] for place in places for letter in letters}
    other = {word[:place] + letter + word[place + 1 :] for place in places for letter in letters}
    turned = {
        word[:place] + second + first + word[place + 2 :]
        for place, (first, second) in enumerate(pairwise(word))
    }
    return {word} | missing | added | other | turned


NEAR = [edits(segment) for segment in SEGMENTS]


@given(st.integers(0, 3), st.data())
def test_agrees_with_the_definition(number: int, data: st.DataObject) -> None:
    """On one part, with up to two edits made: near ones and far ones alike."""
    once = data.draw(st.sampled_from(sorted(NEAR[number])))
    twice = data.draw(st.sampled_from(sorted(edits(once)))) if data.draw(st.booleans()) else once
    key = ".".join([*SEGMENTS[:number], twice, *SEGMENTS[number + 1 :]])
    assert annotations.is_misspelled_source(key) is (
        twice in NEAR[number] and key != annotations.SOURCE
    )
