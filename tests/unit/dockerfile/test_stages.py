"""What a stage is built from, as far as the file shows."""

import pytest

from dockerlabel.dockerfile.image import Image, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document

ARCHIVE = "oci-archive:./base.tar"


def build(text: str, path: str = "") -> Image | BuildError:
    [image] = evaluate(parse(Document(text), path), BuildOptions(), targets=[None])
    return image


@pytest.mark.parametrize(
    "path", ["Containerfile", "a/containerfile.dev", "Containerfile-dev", "b/app.Containerfile"]
)
@pytest.mark.parametrize(
    ("base", "transport"),
    [
        (ARCHIVE, "oci-archive:"),
        ("dir:/var/tmp/base", "dir:"),
        ("docker-archive:base.tar:octo/base:1", "docker-archive:"),
        ("oci:base", "oci:"),
        ("containers-storage:localhost/base", "containers-storage:"),
        ("docker://quay.io/octo-org/base", "docker://"),
    ],
)
def test_podman_finds_bases_in_more_places(path: str, base: str, transport: str) -> None:
    image = build(f"FROM {base} AS a\nLABEL k=v\nFROM a\n", path)
    assert isinstance(image, Image)
    assert (image.base, image.base_unknown) == ("", f"only Podman reads {transport}")
    assert image.labels["k"].value == "v"


@pytest.mark.parametrize("path", ["", "Dockerfile", "Containerfile/Dockerfile", "app.dockerfile"])
def test_docker_does_not(path: str) -> None:
    image = build(f"FROM {ARCHIVE}\n", path)
    assert isinstance(image, BuildError)
    assert image.message == f'failed to parse stage name "{ARCHIVE}": invalid reference format'


def test_a_stage_is_no_transport() -> None:
    image = build("FROM scratch AS oci\nFROM oci\n", "Containerfile")
    assert isinstance(image, Image)
    assert (image.base, image.chain) == (None, (1, 0))


def test_a_registry_is_no_transport() -> None:
    image = build("FROM docker:29\n", "Containerfile")
    assert isinstance(image, Image)
    assert image.base == "docker:29"


def test_what_an_unknown_base_sets_may_be_set() -> None:
    image = build("ARG BASE\nFROM $BASE\nLABEL k=$NAME\n")
    assert isinstance(image, Image)
    assert image.labels["k"].unknown == "the base image may set it"


def test_the_first_argument_that_is_missing_is_named() -> None:
    image = build("ARG NAME\nARG TAG\nARG BASE=$NAME:$TAG\nFROM reg.example/$BASE\n")
    assert isinstance(image, Image)
    assert image.base_unknown == "NAME has no default"


def test_the_argument_at_fault_is_named() -> None:
    """The name resolves without the first, the platform does not without the second."""
    image = build("ARG SUFFIX\nARG ARCH\nFROM --platform=linux/$ARCH alpine$SUFFIX\n")
    assert isinstance(image, Image)
    assert image.base_unknown == "ARCH has no default"
