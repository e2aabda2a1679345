"""Descriptions in JSON, as real programs have printed them, and as they never should."""

import json

import pytest

from dockerlabel.images.inspected import read_descriptions
from dockerlabel.images.model import BuiltImage, Carried, ImageError, Index
from tests.unit.images.made import APP, KEY, OTHER, RECORDED, image

FLAG = "https://github.com/octo-org/flag"
AMD64, ARM64 = Carried("linux/amd64", APP), Carried("linux/arm64", APP)
REAL = "registry.example/octo-org/real"


def asked(reference: str) -> BuiltImage:
    """The answer of a registry that has everything."""
    return image(name=reference)


def read(data: bytes | object) -> tuple[BuiltImage, ...]:
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read_descriptions(text, name="<stdin>", ask=asked)


def recorded(name: str) -> tuple[BuiltImage, ...]:
    return read((RECORDED / f"{name}.json").read_bytes())


def digest(start: str) -> str:
    """The digest that the recorded files have in full."""
    for path in RECORDED.glob("*.json"):
        text = path.read_text()
        if start in text:
            return text[text.index(start) :][: len("sha256:") + 64]
    raise AssertionError(start)


@pytest.mark.parametrize(
    ("name", "start", "index", "platforms"),
    [
        ("imagetools-index", "sha256:5cad06c3", Index(APP, 2), (AMD64, ARM64)),
        ("imagetools-bare", "sha256:f1f73962", Index(None, 2), (AMD64, ARM64)),
        ("imagetools-manifestlevel", "sha256:87e368c9", Index(None, 2), (AMD64, ARM64)),
        (
            "imagetools-wrong",
            "sha256:9c803698",
            Index(None, 1),
            (Carried("linux/amd64", "https://github.com/evil/other"),),
        ),
        ("skopeo-inspect", "sha256:5cad06c3", None, (AMD64,)),
    ],
)
def test_what_names_its_registry(
    name: str, start: str, index: Index | None, platforms: tuple[Carried, ...]
) -> None:
    whole = digest(start)
    assert recorded(name) == (BuiltImage(f"{REAL}@{whole}", whole, index, platforms),)


def test_docker_image_inspect_of_two_images() -> None:
    first, second = recorded("docker-image-inspect-20.10")
    assert first == BuiltImage("octo-org/app:1", "", None, (AMD64,))
    assert second.name == "octo-org/app:flag"
    assert second.platforms == (Carried("linux/amd64", FLAG),)


def test_podman_image_inspect() -> None:
    (found,) = recorded("podman-image-inspect")
    assert found == BuiltImage("localhost/app:1", digest("sha256:4b0cc8be"), None, (AMD64,))


def test_a_configuration() -> None:
    assert recorded("skopeo-config") == (BuiltImage("<stdin>", "", None, (AMD64,)),)


def test_the_metadata_of_a_build_ask_for_what_was_pushed() -> None:
    (found,) = recorded("buildx-metadata")
    assert found.name == f"{REAL}@{digest('sha256:5cad06c3')}"


def test_the_metadata_of_bake_ask_for_each_target() -> None:
    def of(target: str) -> dict[str, str]:
        name = f"ghcr.io/octo-org/{target}:1,ghcr.io/octo-org/{target}:latest"
        return {"containerimage.digest": f"sha256:{'a' * 64}", "image.name": name}

    found = read({"app": of("app"), "tool": of("tool"), "buildx.build.warnings": []})
    end = f"@sha256:{'a' * 64}"
    assert [each.name for each in found] == [
        f"ghcr.io/octo-org/app{end}",
        f"ghcr.io/octo-org/tool{end}",
    ]


def test_an_index_alone_says_what_to_pipe_instead() -> None:
    with pytest.raises(ImageError, match=r"docker buildx imagetools inspect --format"):
        recorded("skopeo-raw-index")


def test_several_texts_are_several_images() -> None:
    one = (RECORDED / "skopeo-config.json").read_bytes()
    assert len(read(one + b"\n" + one + one)) == 3


def inspected(labels: object) -> list[object]:
    """What `docker image inspect` prints of an image."""
    return [{"RepoTags": ["app:1"], "Os": "linux", "Config": {"Labels": labels}}]


def test_an_image_without_any_label() -> None:
    assert read(inspected(None))[0].platforms == (Carried("linux", None),)
    assert read(inspected({"a": "b"}))[0].platforms == (Carried("linux", None),)
    assert read(inspected({KEY: OTHER}))[0].platforms == (Carried("linux", OTHER),)


def test_what_has_no_name_is_called_by_its_digest_or_id() -> None:
    known = {"Config": {}, "RepoTags": [], "RepoDigests": ["app@sha256:1"], "Id": "sha256:2"}
    assert read([known])[0].name == "app@sha256:1"
    assert read([{**known, "RepoDigests": None}])[0].name == "sha256:2"


MANIFEST: dict[str, object] = {"config": {}, "layers": []}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param([], "no such image", id="empty-list"),
        pytest.param(b"", "no such image", id="nothing"),
        pytest.param(b"{", "not JSON", id="half"),
        pytest.param(b"\xff", "not JSON", id="bytes"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="deep"),
        pytest.param(b" " * (1 << 22) + b"{}", "more than", id="large"),
        pytest.param(b'{"rootfs":0}' * 300_000, "more than 1000 images", id="many-texts"),
        pytest.param([{"rootfs": 0}] * 1001, "more than 1000 images", id="many-in-a-list"),
        pytest.param(b"[]" * 2_000_000, "no such image", id="many-empty-lists"),
        pytest.param(7, "not an object", id="a-number"),
        pytest.param([[]], "not an object", id="a-list-in-a-list"),
        pytest.param({}, "does not describe an image", id="an-empty-object"),
        pytest.param(
            [{"Id": "1", "Image": "app", "Config": {"Labels": {}}}],
            "does not describe an image",
            id="a-container",
        ),
        pytest.param(MANIFEST, "has no labels", id="a-manifest"),
        pytest.param(inspected([]), None, id="labels-are-an-empty-list"),
        pytest.param(inspected([1]), "`Labels` is not an object", id="labels-are-a-list"),
        pytest.param(inspected({KEY: 7}), "is not a text", id="a-label-is-a-number"),
        pytest.param({"manifest": {}, "image": {}}, "no container image", id="no-platform"),
        pytest.param(
            {"manifest": {"manifests": 3}, "image": {"linux": {}}}, "list of manifests", id="index"
        ),
        pytest.param({"containerimage.digest": "sha256:1"}, "pushed nothing", id="not-pushed"),
        pytest.param(
            {"containerimage.digest": 5, "image.name": "app"}, "a digest is", id="metadata-digest"
        ),
    ],
)
def test_what_describes_no_image(given: object, reason: str | None) -> None:
    if reason is None:
        assert read(given)[0].platforms[0].label is None
        return
    with pytest.raises(ImageError, match=reason):
        read(given)


def test_what_is_unknown_is_no_platform() -> None:
    configuration = {"config": {"Labels": {KEY: APP}}}
    found = read({"manifest": {}, "image": {"linux/arm64": configuration, "unknown/unknown": {}}})
    assert found[0].platforms == (ARM64,)
