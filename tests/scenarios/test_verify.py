"""`dockerlabel verify` as a user runs it, on images that need no engine."""

import json
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, write
from tests.unit.images.made import (
    OTHER,
    RECORDED,
    docker_save,
    one_platform,
    two_platforms,
    write_folder,
    write_tar,
)
from tests.unit.images.programs import (
    CONFIGURATION,
    RAW,
    REAL,
    Answer,
    Programs,
    recorded_images,
)

UPSTREAM = "https://github.com/upstream-org/app"


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    write_tar(root / "right.tar", one_platform())
    write_tar(root / "wrong.tar", docker_save(OTHER))
    write_tar(root / "missing.tar", docker_save(None))
    write_folder(root / "oci", two_platforms())
    return root


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path / "programs")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("right.tar", 0),
        ("oci", 0),
        ("wrong.tar", 1),
        ("missing.tar", 1),
        ("right.tar wrong.tar", 1),
        ("--fail-on never wrong.tar", 0),
        ("--fail-on note oci", 1),
        ("--ignore wrong-source wrong.tar", 0),
        ("--select missing-source wrong.tar", 0),
        (f"--source {OTHER} wrong.tar", 0),
        (f"--source {OTHER} right.tar", 1),
        ("--remote origin right.tar", 0),
        ("--remote nowhere right.tar", 2),
        ("nowhere.tar", 2),
        ("nowhere.tar wrong.tar", 2),
        ("--select nonsense right.tar", 2),
        ("- right.tar", 2),
        ("", 2),
    ],
)
def test_exit_codes(
    root: Path, dockerlabel: Program, programs: Programs, *, line: str, status: int
) -> None:
    path = f"{programs.folder}:/usr/bin:/bin"
    found = dockerlabel(root, "verify", *line.split(), PATH=path)
    assert found.status == status, found


def test_what_is_printed(root: Path, dockerlabel: Program) -> None:
    found = dockerlabel(root, "verify", "oci", "missing.tar")
    assert found.text == (
        "oci  (index, 2 platforms)\n"
        f"  linux/amd64  {KEY} = {ORG}\n"
        f"  linux/arm64  {KEY} = {ORG}\n"
        "  index        no annotation\n"
        f"note[unannotated-index]: index: no `{KEY}` annotation\n"
        "  = note: GitHub's registry is reported to read the index's annotation\n"
        "  = note: docker/metadata-action makes it with "
        "`DOCKER_METADATA_ANNOTATIONS_LEVELS: index,manifest`\n"
        "  = note: docker/build-push-action needs "
        "`annotations: ${{ steps.meta.outputs.annotations }}` then\n"
        f"help: build with `--annotation index:{KEY}={ORG}`\n"
        "missing.tar\n"
        f"  linux/amd64  no {KEY}\n"
        f"error[missing-source]: no `{KEY}` label in the image\n"
        f"  = note: expected {ORG} (remote `origin`)\n"
    )
    assert found.errors == "2 images verified: 1 error, 1 note.\n"


def test_one_that_cannot_be_read_does_not_stop_the_others(root: Path, dockerlabel: Program) -> None:
    (root / "broken.tar").write_bytes(b"nothing")
    found = dockerlabel(root, "verify", "broken.tar", "right.tar")
    assert found.status == 2
    assert found.text.startswith("right.tar\n")
    assert found.errors == (
        "dockerlabel: broken.tar: not an archive of an image: it is not a tar, or it is damaged\n"
        "1 image verified: no problems found.\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "is_dockerfile"),
    [
        ("Dockerfile", b"", True),
        ("api.dockerfile", b"LABLE\n", True),
        ("image", b"# syntax=docker/dockerfile:1\n\nARG BASE\nFROM $BASE\n", True),
        ("image", b"from alpine\nLABLE\n", True),
        ("image", b"FROMAGE\n", False),
        ("image", b"\0FROM alpine\n" * 10_000, False),
    ],
)
def test_a_dockerfile_is_not_an_image(
    root: Path, dockerlabel: Program, name: str, content: bytes, *, is_dockerfile: bool
) -> None:
    write(root, content, name)
    errors = dockerlabel(root, "verify", name).errors
    told = f"dockerlabel: {name}: this is a Dockerfile: use `dockerlabel check`\n"
    assert (errors == told) is is_dockerfile


@pytest.mark.parametrize("name", sorted(path.name for path in RECORDED.glob("*inspect*.json")))
def test_descriptions_on_standard_input_and_in_a_file(
    root: Path, dockerlabel: Program, name: str
) -> None:
    given = (RECORDED / name).read_bytes()
    write(root, given, "image.json")
    piped = dockerlabel(root, "verify", "-", stdin=given)
    read = dockerlabel(root, "verify", "image.json")
    assert (piped.status, piped.text) == (read.status, read.text)
    assert piped.status == (1 if name.startswith("docker-") else 0)


def test_an_empty_list_is_no_image(root: Path, dockerlabel: Program) -> None:
    found = dockerlabel(root, "verify", "-", stdin="[]\n")
    assert (found.status, found.text) == (2, "")
    assert "no such image" in found.errors


def test_json_is_a_line_for_each_image(root: Path, dockerlabel: Program) -> None:
    found = dockerlabel(root, "verify", "--output-format", "json", "oci", "wrong.tar")
    first, second = map(json.loads, found.text.splitlines())
    assert first["index"] == {"annotation": None, "platforms": 2}
    assert [each["platform"] for each in first["platforms"]] == ["linux/amd64", "linux/arm64"]
    assert first["expected"]["url"] == ORG
    assert [each["rule"] for each in second["diagnostics"]] == ["wrong-source"]
    assert found.errors == ""


def test_in_github_actions_it_annotates_and_adds_a_page(root: Path, dockerlabel: Program) -> None:
    page = root / "page.md"
    write(root, b"{", "broken.json")
    found = dockerlabel(
        root,
        "verify",
        "wrong.tar",
        "broken.json",
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(page),
    )
    assert found.status == 2
    first, second = found.text.splitlines()
    assert first.startswith("::error title=dockerlabel%3A wrong-source::wrong.tar: wrong-source ")
    assert second == "::error title=dockerlabel::broken.json: it is not JSON"
    shown = page.read_text()
    assert "1 image verified&#58; 1 error." in shown
    assert "| <code>wrong.tar</code> | error | [wrong-source](https://" in shown
    assert "| <code>broken.json</code> | error |" in shown


def test_a_dockerfile_has_the_settings(root: Path, dockerlabel: Program) -> None:
    """Overrides count as well; without the option, the working directory's Dockerfile is meant."""
    override = f"overrides:\n- files: [tools/*]\n  reason: forked\n  source: {OTHER}\n"
    write(root, override.encode(), ".dockerlabel.yaml")
    (root / "tools").mkdir()
    assert dockerlabel(root, "verify", "wrong.tar").status == 1
    found = dockerlabel(root, "verify", "--dockerfile", "tools/Dockerfile", "wrong.tar")
    assert found.status == 0, found
    assert dockerlabel(root / "tools", "verify", "../wrong.tar").status == 0


def test_a_rule_that_the_settings_ignore(root: Path, dockerlabel: Program) -> None:
    write(root, b"ignore: [missing-source]\n", ".dockerlabel.yaml")
    assert dockerlabel(root, "verify", "missing.tar").status == 0


def test_without_a_repository_only_the_form_is_checked(
    root: Path, tmp_path: Path, dockerlabel: Program
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert dockerlabel(elsewhere, "verify", str(root / "wrong.tar")).status == 0
    found = dockerlabel(elsewhere, "verify", str(root / "missing.tar"), str(root / "right.tar"))
    assert found.status == 1
    assert found.text.count("note[unknown-remote]") == 1


def test_local_images_and_registries(root: Path, dockerlabel: Program, programs: Programs) -> None:
    local = (RECORDED / "podman-image-inspect.json").read_bytes()
    programs.add("podman", {"image inspect right": Answer(local)})
    digest = json.loads((RECORDED / "imagetools-index.json").read_bytes())["manifest"]["digest"]
    inspect = "buildx imagetools inspect"
    programs.add(
        "docker",
        {
            "buildx version": Answer(),
            f"{inspect} --raw {REAL}:good": Answer(RAW),
            f"{inspect} --raw {REAL}@{digest}": Answer(RAW),
            f"{inspect} --format {{{{json .Image}}}} {REAL}@{digest}": Answer(recorded_images()),
        },
    )
    path = f"{programs.folder}:/usr/bin:/bin"
    found = dockerlabel(root, "verify", "right", f"docker://{REAL}:good", PATH=path)
    assert (found.status, found.errors) == (0, "2 images verified: no problems found.\n")
    assert found.text.startswith(
        f"right\n  linux/amd64  {KEY} = {ORG}\n{REAL}@sha256:5cad06c35683…"
    )
    metadata = (RECORDED / "buildx-metadata.json").read_bytes()
    piped = dockerlabel(root, "verify", "-", stdin=metadata, PATH=path)
    assert piped.text.startswith(f"{REAL}@sha256:5cad06c35683…  (index, 2 platforms)\n")


def test_what_exists_is_a_path(root: Path, dockerlabel: Program, programs: Programs) -> None:
    for name in ("docker", "podman", "skopeo"):
        programs.add(name, {})
    write(root, CONFIGURATION, "app.json")
    path = f"{programs.folder}:/usr/bin:/bin"
    for name in ("right.tar", "oci", "app.json", "./oci"):
        assert dockerlabel(root, "verify", name, PATH=path).status == 0
    assert programs.started == []
