import pytest

from dockerlabel.config.settings import Settings
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import Context, Targets, context_of, targets_of
from dockerlabel.sources.expected import expected_source

SOURCE = "https://github.com/octo-org/app"


def context(text: str, settings: Settings) -> Context:
    expectation = expected_source(None, source=SOURCE)
    return context_of(parse(Document(text)), settings, expectation=expectation)


def test_targets_are_found_with_the_build_arguments_of_the_settings() -> None:
    text = "ARG BASE\nFROM $BASE AS app\n"
    settings = Settings(targets=("app",), build_args={"BASE": "alpine"})
    (image,) = context(text, settings).images
    assert image.base == "alpine"


def test_a_file_without_stages_is_not_silently_unpublished() -> None:
    found = context("FROM $BASE AS app\n", Settings(targets=("app",)))
    assert found.error is not None
    assert [each.rule for each in lint(found, Settings())] == ["invalid-syntax"]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        pytest.param(None, Targets((None,)), id="the last stage"),
        pytest.param((), Targets((), (), ("a", "b")), id="none"),
        pytest.param(("b", "x"), Targets(("b",), ("x",), ("a", "b")), id="those that are there"),
        pytest.param(("x",), Targets((None,), ("x",), ("a", "b")), id="none that is there"),
    ],
)
def test_targets(targets: tuple[str, ...] | None, expected: Targets) -> None:
    dockerfile = parse(Document("FROM scratch AS a\nFROM scratch AS b\n"))
    assert targets_of(dockerfile, Settings(targets=targets)) == expected


@pytest.mark.parametrize("text", ["FROM\n", "FROM \\\n", "x\n"])
def test_a_file_that_does_not_build_has_no_targets(text: str) -> None:
    dockerfile = parse(Document(text))
    for targets in ((), ("a",)):
        assert targets_of(dockerfile, Settings(targets=targets)) == dockerfile.error


def test_a_published_ancestor_fixes_its_children() -> None:
    text = (
        "FROM golang AS build\nLABEL org.opencontainers.image.source=" + SOURCE + "\n"
        "FROM alpine AS base\nCOPY --from=build /x /x\nFROM base AS app\n"
    )
    found = context(text, Settings(targets=("base", "app")))
    assert [image.stage.name for image, _ in found.unlabelled] == ["base"]
    assert [(each.rule, each.span.start) for each in lint(found, Settings())] == [
        ("discarded-source", text.index("FROM alpine"))
    ]


def test_a_trigger_without_a_place_of_its_own_is_not_checked() -> None:
    """Under another escape a child reads other pairs than are in the file."""
    text = (
        "# escape=`\nFROM scratch AS a\n"
        "ONBUILD LABEL a=1` org.opencontainers.image.source=https://github.com/x/y\nFROM a\n"
    )
    found = context(text, Settings())
    assert found.source_labels == ()
    assert lint(found, Settings()) == ()


def test_a_check_of_style_hides_no_image() -> None:
    """The builder knows the labels all the same; an error of another target does hide them."""
    text = "# check=error=true\nFROM scratch AS a\nLABEL team blue\n"
    found = context(text, Settings())
    assert found.error is not None
    assert found.error.message.endswith("LegacyKeyValueFormat")
    assert [set(image.labels) for image in found.images] == [{"team"}]
    failing = context(f"{text}FROM a AS b\nLABEL size=${{X:?}}\n", Settings(targets=("a", "b")))
    assert failing.error is not None
    assert "not allowed to be unset" in failing.error.message
    assert failing.images == ()
