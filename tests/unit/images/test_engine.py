"""Which programs are asked for an image, how, and what becomes of their answers."""

import time
from pathlib import Path

import pytest

from dockerlabel.images import engine
from dockerlabel.images.engine import Engines
from dockerlabel.images.model import BuiltImage, Carried, ImageError, Index
from tests.unit.images.made import APP, RECORDED, Layout
from tests.unit.images.programs import (
    CONFIGURATION,
    GOOD,
    RAW,
    REAL,
    Answer,
    Programs,
    recorded_images,
)

TWO = (Carried("linux/amd64", APP), Carried("linux/arm64", APP))
ENTRIES = (
    "sha256:4248426c12a9a164d5c1ea8d4b2630660abd052284332de5c1b8c5064ec394eb",
    "sha256:d66ab623965722baaa50f87a99c23cc836a1165405c144c95dfb27406f36820f",
)
INSPECT = "buildx imagetools inspect"
BUILDX = {
    "buildx version": Answer(),
    f"{INSPECT} --raw {REAL}:good": Answer(RAW),
    f"{INSPECT} --format {{{{json .Image}}}} {REAL}@{GOOD}": Answer(recorded_images()),
}
SKOPEO = {
    f"inspect --raw docker://{REAL}:good": Answer(RAW),
    **{
        f"inspect --config --raw docker://{REAL}@{digest}": Answer(CONFIGURATION)
        for digest in ENTRIES
    },
}
NO_BUILDX = Answer(errors="docker: unknown command: docker buildx", status=1)


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "programs")


def remote(programs: Programs, reference: str) -> BuiltImage:
    return Engines(programs.environment).remote(reference)


def local(programs: Programs, name: str) -> tuple[BuiltImage, ...]:
    return Engines(programs.environment).local(name)


def test_buildx_is_asked_for_the_index_and_then_for_what_has_its_digest(programs: Programs) -> None:
    programs.add("docker", BUILDX)
    programs.add("skopeo", SKOPEO)
    found = remote(programs, f"{REAL}:good")
    assert found == BuiltImage(f"{REAL}@{GOOD}", GOOD, Index(APP, 2), TWO)
    assert programs.started == [f"docker {line}" for line in BUILDX]


@pytest.mark.parametrize("docker", [{"buildx version": NO_BUILDX}, None])
def test_without_buildx_skopeo_is_asked_for_each_platform(
    programs: Programs, docker: dict[str, Answer] | None
) -> None:
    if docker:
        programs.add("docker", docker)
    programs.add("skopeo", SKOPEO)
    found = remote(programs, f"{REAL}:good")
    assert found == BuiltImage(f"{REAL}@{GOOD}", GOOD, Index(APP, 2), TWO)
    assert programs.started[-3:] == [f"skopeo {line}" for line in SKOPEO]


def test_a_manifest_alone_shows_its_annotation(programs: Programs) -> None:
    layout = Layout()
    digest = layout.image(APP, annotation="x")["digest"]
    answers = {
        "inspect --raw docker://app": Answer(layout.files[f"blobs/{digest.replace(':', '/')}"]),
        f"inspect --config --raw docker://app@{digest}": Answer(CONFIGURATION),
    }
    programs.add("skopeo", answers)
    assert remote(programs, "app") == BuiltImage(
        f"app@{digest}", digest, None, (Carried("linux/amd64", APP, "x"),)
    )


def test_beside_a_digest_a_tag_is_left_out(programs: Programs) -> None:
    """skopeo takes only one of them."""
    programs.add("skopeo", SKOPEO | {f"inspect --raw docker://{REAL}@{GOOD}": Answer(RAW)})
    assert remote(programs, f"{REAL}:good@{GOOD}").digest == GOOD


def test_an_answer_with_another_digest_is_refused(programs: Programs) -> None:
    reference = f"{REAL}@sha256:{'0' * 64}"
    programs.add("skopeo", {f"inspect --raw docker://{reference}": Answer(RAW)})
    with pytest.raises(ImageError, match="does not have the digest sha256:000"):
        remote(programs, reference)


def test_what_is_no_image_is_refused(programs: Programs) -> None:
    chart = b'{"config": {"mediaType": "application/vnd.cncf.helm.config.v1+json"}, "layers": []}'
    programs.add("skopeo", {"inspect --raw docker://charts/app": Answer(chart)})
    with pytest.raises(ImageError, match="no container image"):
        remote(programs, "charts/app")


DENIED = 'time="2026-11-29T21:11:33Z" level=fatal msg="reading \\"app\\": authentication required"'


def test_the_error_of_a_registry_is_shown(programs: Programs) -> None:
    programs.add("skopeo", {"inspect --raw docker://app": Answer(errors=DENIED, status=1)})
    with pytest.raises(ImageError, match=r'^skopeo: reading "app": authentication required$'):
        remote(programs, "app")


def test_credentials_in_an_error_are_masked(programs: Programs) -> None:
    said = "cannot reach https://mona:s3cret@proxy.example/"
    programs.add("skopeo", {"inspect --raw docker://app": Answer(errors=said, status=1)})
    with pytest.raises(ImageError, match=r"https://\*\*\*@proxy\.example/"):
        remote(programs, "app")


DOCKER = (RECORDED / "docker-image-inspect-20.10.json").read_bytes()
PODMAN = (RECORDED / "podman-image-inspect.json").read_bytes()
NO_IMAGE = Answer(b"[]\n", "Error: No such image: app:ci", 1)


def test_docker_is_asked_first(programs: Programs) -> None:
    programs.add("docker", {"image inspect -- app:ci": Answer(DOCKER)})
    programs.add("podman", {})
    found = local(programs, "app:ci")
    assert [each.name for each in found] == ["app:ci", "app:ci"]
    assert programs.started == ["docker image inspect -- app:ci"]


@pytest.mark.parametrize("docker", [{"image inspect -- app:ci": NO_IMAGE}, None])
def test_podman_is_asked_else(programs: Programs, docker: dict[str, Answer] | None) -> None:
    if docker:
        programs.add("docker", docker)
    programs.add("podman", {"image inspect app:ci": Answer(PODMAN)})
    (found,) = local(programs, "app:ci")
    assert (found.name, found.platforms) == ("app:ci", TWO[:1])


def test_the_error_of_each_engine_is_shown(programs: Programs) -> None:
    programs.add("docker", {"image inspect -- app:ci": NO_IMAGE})
    with pytest.raises(ImageError) as raised:
        local(programs, "app:ci")
    assert str(raised.value) == (
        "no such file; docker: No such image: app:ci; "
        "podman could not be started: it is not installed, or not on PATH"
    )


@pytest.mark.parametrize(
    ("name", "is_offered"),
    [("ghcr.io/octo-org/app", True), ("octo-org/app", False), ("app.tar", False)],
)
def test_a_registry_is_offered(programs: Programs, name: str, *, is_offered: bool) -> None:
    with pytest.raises(ImageError) as raised:
        local(programs, name)
    assert (f"pass `docker://{name}`" in str(raised.value)) is is_offered


@pytest.mark.parametrize(
    "reference",
    [
        "app",
        "app:1.2",
        "octo-org/app_x",
        "localhost:5000/app",
        "GHCR.io/octo-org/app:v1",
        f"ghcr.io/octo-org/app:v1@{GOOD}",
        GOOD,
        "[::1]:5000/app",
    ],
)
def test_names_of_images(programs: Programs, reference: str) -> None:
    """All of them are asked for; that nobody knows them is the programs' answer."""
    with pytest.raises(ImageError, match="docker could not be started"):
        local(programs, reference)
    with pytest.raises(ImageError, match="skopeo could not be started"):
        remote(programs, reference)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "-x",
        "--help",
        "-",
        "App",
        "a b",
        "app;id",
        "app\n",
        "$(id)",
        "/etc/passwd",
        "app@x",
        "ä",
    ],
)
def test_what_is_no_name_starts_nothing(programs: Programs, reference: str) -> None:
    for name in ("docker", "podman", "skopeo"):
        programs.add(name, {})
    for ask in (local, remote):
        with pytest.raises(ImageError, match="neither a file nor the name of an image"):
            ask(programs, reference)
    assert programs.started == []


def test_programs_of_the_working_directory_are_not_started(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.add("skopeo", SKOPEO)
    monkeypatch.chdir(programs.folder)
    with pytest.raises(ImageError, match="skopeo could not be started"):
        Engines({"PATH": ".:"}).remote(f"{REAL}:good")


def test_an_answer_without_end(programs: Programs) -> None:
    path = programs.folder / "podman"
    path.write_text(
        "#!/bin/sh\nwhile :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done\n"
    )
    path.chmod(0o755)
    with pytest.raises(ImageError, match="podman wrote more than 4194304 bytes"):
        local(programs, "app")


def test_a_registry_that_does_not_answer(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A minute is what it has; here it is less."""
    assert engine.SECONDS == 60
    monkeypatch.setattr(engine, "SECONDS", 0.3)
    path = programs.folder / "skopeo"
    path.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    path.chmod(0o755)
    start = time.monotonic()
    with pytest.raises(ImageError, match=r"skopeo took longer than 0\.3 s"):
        remote(programs, "app")
    assert time.monotonic() - start < 30
