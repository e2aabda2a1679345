"""What a build of each target gives."""

import pytest

from dockerlabel.dockerfile.image import Image, evaluate, labels_of_stages
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.stages import BuildOptions
from tests.unit.dockerfiles import images_of, read

TEXT = "FROM scratch AS a\nLABEL k=1\nFROM a AS b\nLABEL k=2\nFROM scratch\nCOPY --from=b x y\n"


def outcome(image: Image | BuildError) -> dict[str, str] | str:
    if isinstance(image, BuildError):
        return image.message
    return {key: label.value for key, label in image.labels.items()}


def test_each_target_has_its_image() -> None:
    assert [outcome(each) for each in images_of(TEXT, "b", "A", None)] == [
        {"k": "2"},
        {"k": "1"},
        {},
    ]


def test_no_target_has_no_image() -> None:
    assert evaluate(read(TEXT), BuildOptions(), targets=()) == ()


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        pytest.param("LABLE x\n", ["unknown instruction: LABLE"] * 4, id="reading"),
        pytest.param(
            "FROM scratch AS a\nFROM a AS b\nFROM $B AS c\nFROM a\n",
            ["base name ($B) should not be blank"] * 4,
            id="stages",
        ),
        pytest.param(
            "FROM scratch AS a\nFROM a AS b\nCOPY --from=9 x y\n",
            ["invalid stage index 9"] * 2
            + ['target stage "c" could not be found', "invalid stage index 9"],
            id="what a stage copies from; a target that is missing comes first",
        ),
        pytest.param(
            "FROM scratch AS a\nFROM a AS b\nLABEL k=${K:?}\nFROM b AS c\nFROM a\n",
            [{}, *['failed to process "${K:?}": K: is not allowed to be unset'] * 2, {}],
            id="expansion, in what is built from it, too",
        ),
        pytest.param(
            "FROM scratch AS a\nFROM scratch AS b\nLABEL k=${K:?}\n"
            "FROM scratch AS c\nCOPY --from=b x y\nFROM a\n",
            [{}, *['failed to process "${K:?}": K: is not allowed to be unset'] * 2, {}],
            id="expansion, in what copies from it, too",
        ),
        pytest.param(
            "FROM scratch AS a\nLABEL j=${J:?}\nONBUILD LABLE x\n"
            "FROM a AS b\nFROM b AS c\nFROM scratch\n",
            [
                'failed to process "${J:?}": J: is not allowed to be unset',
                *["unknown instruction: LABLE"] * 2,
                {},
            ],
            id="triggers are read before anything is expanded",
        ),
        pytest.param(
            "# check=error=true\nFROM scratch AS a\nFROM a AS b\nLABEL k v\nFROM b AS c\nFROM a\n",
            [{}, *["lint violation found for rules: LegacyKeyValueFormat"] * 2, {}],
            id="the builder's own checks",
        ),
    ],
)
def test_an_error_ends_the_builds_that_meet_it(
    text: str, outcomes: list[dict[str, str] | str]
) -> None:
    assert [outcome(each) for each in images_of(text, "a", "b", "c", None)] == outcomes


def test_a_file_may_ask_for_its_target() -> None:
    """Then nothing is shared: the same stage differs from target to target."""
    text = "FROM scratch AS a\nARG TARGETSTAGE\nLABEL k=$TARGETSTAGE\nFROM a AS b\n"
    assert [outcome(each) for each in images_of(text, "a", "b")] == [{"k": "a"}, {"k": "b"}]


def test_each_stage_keeps_its_labels_whatever_is_built_from_it() -> None:
    """Those that are overridden are there, too; a stage that fails has its error instead."""
    *found, failed = labels_of_stages(read(f"{TEXT}FROM b\nLABEL k=${{K:?}}\n"), BuildOptions())
    assert isinstance(failed, BuildError)
    assert [
        [label.value for label in each] for each in found if not isinstance(each, BuildError)
    ] == [["1"], ["1", "2"], []]


def test_labels_of_stages_of_a_file_that_does_not_read() -> None:
    assert labels_of_stages(read("LABLE x\n"), BuildOptions()) == ()


def test_what_an_image_needs() -> None:
    (image,) = images_of(f"{TEXT}FROM b AS d\nRUN --mount=from=a x\n")
    assert isinstance(image, Image)
    assert image.chain == (3, 1, 0)
    assert image.needed == {0, 1, 3}
