"""Indexes, manifests and configurations, and what among them is no image."""

import json

import pytest

from dockerlabel.images.documents import images_of
from dockerlabel.images.model import BuiltImage, Carried, ImageError, Index
from tests.unit.images.made import (
    APP,
    CONFIG,
    KEY,
    MANIFEST,
    OTHER,
    Files,
    Layout,
    one_platform,
    two_platforms,
)

AMD64 = Carried("linux/amd64", APP)


def read(files: Files) -> tuple[BuiltImage, ...]:
    def blob(digest: str) -> bytes | None:
        return files.get(f"blobs/{digest.replace(':', '/')}")

    return tuple(images_of(json.loads(files["index.json"]), blob, name="app"))


def test_an_image_without_an_index() -> None:
    (found,) = read(one_platform())
    assert (found.name, found.image_index, found.platforms) == ("app", None, (AMD64,))
    assert found.digest.startswith("sha256:")


@pytest.mark.parametrize("annotation", [None, APP, ""])
def test_platforms_and_the_annotation_of_their_index(annotation: str | None) -> None:
    """Attestations are listed as images are, and are none."""
    (found,) = read(two_platforms(arm64=OTHER, annotation=annotation))
    assert found.image_index == Index(annotation, 2)
    assert found.platforms == (AMD64, Carried("linux/arm64", OTHER))


def test_the_annotation_of_a_manifest() -> None:
    layout = Layout()
    (found,) = read(layout.end(layout.image(APP, annotation=OTHER)))
    assert found.platforms == (Carried("linux/amd64", APP, OTHER),)


def test_a_variant_is_part_of_a_platform() -> None:
    layout = Layout()
    (found,) = read(layout.end(layout.image(APP, "linux/arm/v7")))
    assert found.platforms == (Carried("linux/arm/v7", APP),)


def test_without_a_platform_the_configuration_names_it() -> None:
    layout = Layout()
    entry = layout.image(APP)
    del entry["platform"]
    assert read(layout.end(entry))[0].platforms == (AMD64,)


def test_an_index_of_one_platform_with_provenance() -> None:
    layout = Layout()
    (found,) = read(layout.end(layout.index(layout.image(APP), layout.attestation())))
    assert found.image_index == Index(None, 1)


def test_an_index_in_an_index() -> None:
    layout = Layout()
    inner = layout.index(layout.image(APP), annotation=OTHER)
    (found,) = read(layout.end(layout.index(inner, layout.image(APP, "linux/arm64"))))
    assert found.image_index == Index(None, 2)
    assert [each.platform for each in found.platforms] == ["linux/amd64", "linux/arm64"]


def test_several_images_have_their_names() -> None:
    """The longer of the two that an entry may have, else its digest."""
    layout = Layout()
    short = {"org.opencontainers.image.ref.name": "1"}
    listed = (
        layout.image(APP, annotations={**short, "io.containerd.image.name": "docker.io/app:1"}),
        layout.image(OTHER, annotations=short),
        layout.image(None),
    )
    names = [each.name for each in read(layout.end(*listed))]
    assert names == ["app: docker.io/app:1", "app: 1", f"app: {listed[2]['digest']}"]


def path_of(descriptor: dict[str, str]) -> str:
    return f"blobs/{descriptor['digest'].replace(':', '/')}"


def test_a_platform_that_is_listed_and_missing_is_counted() -> None:
    """Docker saves an index whole, and of its platforms those that were pulled."""
    layout = Layout()
    here, elsewhere = layout.image(APP), layout.image(APP, "linux/arm64")
    files = layout.end(layout.index(here, elsewhere))
    del files[path_of(elsewhere)]
    (found,) = read(files)
    assert found.image_index == Index(None, 2)
    assert found.platforms == (AMD64,)


def about_another(key: str) -> Files:
    """An index whose second entry is about the first, which only its manifest says."""
    layout = Layout()
    image = layout.image(APP)
    config = layout.add({}, "application/vnd.oci.empty.v1+json")
    manifest = {"config": config, "layers": [], key: image if key == "subject" else "text/plain"}
    return layout.end(layout.index(image, layout.add(manifest, MANIFEST)))


@pytest.mark.parametrize("key", ["subject", "artifactType"])
def test_what_is_about_another_image_is_none(key: str) -> None:
    (found,) = read(about_another(key))
    assert (found.image_index, found.platforms) == (Index(None, 1), (AMD64,))


def nested(depth: int) -> Files:
    layout = Layout()
    entry = layout.image(APP)
    for _ in range(depth):
        entry = layout.index(entry)
    return layout.end(entry)


def test_indexes_in_indexes_end() -> None:
    assert read(nested(4))[0].platforms == (AMD64,)
    with pytest.raises(ImageError, match="nested too deeply"):
        read(nested(5))


def test_an_index_that_contains_itself() -> None:
    """That takes a broken digest, which the reader of blobs refuses; it ends all the same."""
    own = "sha256:" + "a" * 64
    index = {"manifests": [{"digest": own}, {"digest": own}]}
    data = json.dumps(index).encode()
    with pytest.raises(ImageError, match="no container image"):
        read({path_of({"digest": own}): data, "index.json": data})


def test_each_document_is_read_once() -> None:
    """However many ways lead to it: three levels of a hundred entries would be a million."""
    layout = Layout()
    entry = layout.image(APP)
    for level in range(3):
        listed = [{**entry, "annotations": {"n": f"{level}-{number}"}} for number in range(100)]
        entry = layout.index(*listed)
    assert read(layout.end(entry))[0].platforms == (AMD64,)


def test_an_index_of_too_many_manifests() -> None:
    layout = Layout()
    listed = [layout.image(APP, f"linux/arch{number}") for number in range(1001)]
    with pytest.raises(ImageError, match="more than 1000 manifests"):
        read(layout.end(layout.index(*listed)))


def changed(key: str, value: object) -> Files:
    """A layout whose manifest has another value under a key."""
    layout = Layout()
    layout.image(APP)
    config = layout.add({"config": {"Labels": {KEY: APP}}}, CONFIG)
    manifest = {"config": config, "layers": [], key: value}
    return layout.end(layout.add(manifest, MANIFEST))


HELM = "application/vnd.cncf.helm.config.v1+json"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        pytest.param({"index.json": b"{}"}, "without a list of manifests", id="no-list"),
        pytest.param(
            {"index.json": b'{"manifests": [1]}'}, "an entry of an index is not an object", id="1"
        ),
        pytest.param(
            {"index.json": b'{"manifests": [{"digest": "../../etc/passwd"}]}'},
            "neither sha256 nor sha512",
            id="a-path-for-a-digest",
        ),
        pytest.param({"index.json": one_platform()["index.json"]}, "is missing", id="no-blob"),
        pytest.param(changed("config", {"mediaType": HELM}), "no container image", id="a-chart"),
        pytest.param(changed("config", {"mediaType": []}), "no container image", id="no-type"),
        pytest.param(changed("config", {"mediaType": CONFIG}), "a digest is", id="no-digest"),
        pytest.param(
            changed("config", {"mediaType": CONFIG, "digest": f"sha256:{'0' * 64}"}),
            "is missing",
            id="no-configuration",
        ),
        pytest.param(changed("annotations", [1]), "`annotations` is not an object", id="a-list"),
        pytest.param(changed("annotations", {KEY: 1}), "is not a text", id="a-number"),
    ],
)
def test_what_is_no_image(files: Files, reason: str) -> None:
    with pytest.raises(ImageError, match=reason):
        read(files)
