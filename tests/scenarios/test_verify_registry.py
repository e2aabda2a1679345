"""`dockerlabel verify` with the real skopeo and buildah, and with registries on this machine.

Asked for with DOCKERLABEL_REGISTRY=1 (Debian: skopeo, buildah, docker-registry; buildx is asked as
well if docker has it).
"""

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import MakeRepository, on_request
from tests.scenarios.program import KEY, ORG, Program
from tests.unit.images.made import OTHER, Layout, two_platforms, write_folder

pytestmark = [
    pytest.mark.e2e,
    on_request("DOCKERLABEL_REGISTRY", "starts registries, skopeo and buildah"),
]

USER, WORD = "mona", "s3cret"
_HASH = "$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG"
"""The password as the registry keeps it."""

_HELPER = """\
#!/bin/sh
test "$1" = get || exit 1
echo '{"ServerURL": "", "Username": "mona", "Secret": "s3cret"}'
"""
_CONFIGURATION = """\
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}/data}}}}
http: {{addr: "{address}"}}
{auth}
"""


class Registry(NamedTuple):
    """A registry, and the home of a user who knows it."""

    address: str
    home: Path

    def push(self, layout: Path, name: str) -> None:
        """Push a layout with all that its index lists."""
        command = ("skopeo", "--insecure-policy", "copy", "--all", "--quiet")
        place = f"docker://{self.address}/{name}"
        subprocess.run(
            (*command, f"--dest-creds={USER}:{WORD}", f"oci:{layout}", place),
            check=True,
            env=os.environ | {"HOME": str(self.home)},
        )


def start(folder: Path, auth: str) -> Iterator[Registry]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "config.yml").write_text(
        _CONFIGURATION.format(folder=folder, address=address, auth=auth)
    )
    settings = folder / "home/.config/containers/registries.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[[registry]]\nlocation = "{address}"\ninsecure = true\n')
    (folder / "home/.docker").mkdir()
    plugins = Path.home() / ".docker/cli-plugins"
    (folder / "home/.docker/cli-plugins").symlink_to(plugins)
    with (folder / "log").open("wb") as log:
        command = ("docker-registry", "serve", str(folder / "config.yml"))
        running = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(address)
        yield Registry(address, folder / "home")
    finally:
        running.terminate()
        running.wait()


def wait_for(address: str) -> None:
    host, port = address.split(":")
    for _ in range(200):
        try:
            socket.create_connection((host, int(port))).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the registry did not start")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    yield from start(tmp_path_factory.mktemp("registry"), "")


@pytest.fixture(scope="module")
def closed_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One with a password, and a helper that knows it."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "users").write_text(f"{USER}:{_HASH}\n")
    helper = folder / "docker-credential-three"
    helper.write_text(_HELPER)
    helper.chmod(0o755)
    auth = f"auth: {{htpasswd: {{realm: registry, path: {folder}/users}}}}"
    yield from start(folder, auth)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


@pytest.fixture(params=["buildx", "skopeo"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A PATH on which buildx is asked, or else skopeo, as docker lacks its plug-in."""
    if request.param == "buildx":
        found = subprocess.run(("docker", "buildx", "version"), check=False, capture_output=True)
        if found.returncode:
            pytest.skip("docker has no buildx")
        return os.environ["PATH"]
    path = tmp_path / "programs" / "docker"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\necho docker: unknown command: docker buildx >&2\nexit 1\n")
    path.chmod(0o755)
    return f"{path.parent}:{os.environ['PATH']}"


def verified(program: Program, root: Path, name: str, **variables: str) -> tuple[int, object]:
    found = program(root, "verify", "--format", "json", f"docker://{name}", **variables)
    return found.status, found.json if found.output else found.errors


@pytest.mark.parametrize("annotation", [None, ORG, OTHER])
def test_an_index_of_two_platforms(
    root: Path,
    tmp_path: Path,
    registry: Registry,
    dockerlabel: Program,
    engine: str,
    annotation: str | None,
) -> None:
    """With attestations, and with and without an annotation."""
    registry.push(write_folder(tmp_path / "oci", two_platforms(annotation=annotation)), "app:two")
    name = f"{registry.address}/app"
    status, found = verified(dockerlabel, root, f"{name}:two", PATH=engine, HOME=str(registry.home))
    assert isinstance(found, dict), found
    assert status == (1 if annotation == OTHER else 0)
    assert found["image"] == f"{name}@{found['digest']}"
    assert found["index"] == {"annotation": annotation, "platforms": 2}
    assert [(each["platform"], each["label"]) for each in found["platforms"]] == [
        ("linux/amd64", ORG),
        ("linux/arm64", ORG),
    ]
    by_digest = verified(dockerlabel, root, found["image"], PATH=engine, HOME=str(registry.home))
    assert by_digest == (status, found)


def test_one_platform(
    root: Path, tmp_path: Path, registry: Registry, dockerlabel: Program, engine: str
) -> None:
    layout = Layout()
    files = layout.end(layout.image(OTHER, annotation=ORG))
    registry.push(write_folder(tmp_path / "oci", files), "app:one")
    status, found = verified(
        dockerlabel, root, f"{registry.address}/app:one", PATH=engine, HOME=str(registry.home)
    )
    assert isinstance(found, dict), found
    assert (status, found["index"]) == (1, None)
    assert found["platforms"] == [{"platform": "linux/amd64", "label": OTHER, "annotation": ORG}]


def test_an_image_that_the_registry_lacks(
    root: Path, registry: Registry, dockerlabel: Program, engine: str
) -> None:
    name = f"{registry.address}/nothing"
    status, errors = verified(dockerlabel, root, name, PATH=engine, HOME=str(registry.home))
    assert status == 2
    assert str(errors).startswith(f"dockerlabel: docker://{name}: ")
    assert re.search("manifest unknown|not found", str(errors))


def test_a_registry_with_a_password(
    root: Path, tmp_path: Path, closed_registry: Registry, dockerlabel: Program, engine: str
) -> None:
    """Each asks the helper that the user has configured; without it, nothing is shown."""
    address, home = closed_registry
    closed_registry.push(write_folder(tmp_path / "oci", two_platforms()), "app:two")
    name = f"{address}/app:two"
    settings = home / ".docker/config.json"
    settings.write_text("{}")
    status, errors = verified(dockerlabel, root, name, PATH=engine, HOME=str(home))
    assert status == 2
    assert re.search("unauthorized|authentication required|authorization failed", str(errors))
    settings.write_text(json.dumps({"credHelpers": {address: "three"}}))
    path = f"{engine}:{home.parent}"
    status, found = verified(dockerlabel, root, name, PATH=path, HOME=str(home))
    assert isinstance(found, dict), found
    assert status == 0
    assert WORD not in str(found)


def built(folder: Path, label: str) -> Path:
    """Archives of an image that buildah has built, in both formats."""
    (folder / "Dockerfile").write_text(f"FROM scratch\nLABEL {KEY}={label}\nCOPY Dockerfile /\n")
    storage = ("--root", str(folder / "root"), "--runroot", str(folder / "run"))
    buildah = ("buildah", *storage, "--storage-driver", "vfs")
    subprocess.run((*buildah, "bud", "-q", "-t", "app:1", "."), check=True, cwd=folder)
    for kind in ("oci-archive", "docker-archive"):
        place = f"{kind}:{folder / kind}.tar:app:1"
        subprocess.run((*buildah, "push", "-q", "app:1", place), check=True, cwd=folder)
    subprocess.run((*buildah, "push", "-q", "app:1", f"oci:{folder}/oci:1"), check=True, cwd=folder)
    return folder


def test_what_buildah_writes(
    root: Path, tmp_path_factory: pytest.TempPathFactory, dockerlabel: Program
) -> None:
    folder = built(tmp_path_factory.mktemp("built"), OTHER)
    for name in ("oci-archive.tar", "docker-archive.tar", "oci"):
        found = dockerlabel(root, "verify", "--format", "json", str(folder / name))
        assert [each["label"] for each in found.json["platforms"]] == [OTHER]
        assert [each["rule"] for each in found.json["diagnostics"]] == ["wrong-source"]


def test_what_skopeo_prints(
    root: Path, tmp_path: Path, registry: Registry, dockerlabel: Program
) -> None:
    registry.push(write_folder(tmp_path / "oci", two_platforms()), "app:two")
    place = f"docker://{registry.address}/app:two"
    environment = os.environ | {"HOME": str(registry.home)}

    def printed(*options: str) -> bytes:
        command = ("skopeo", "inspect", *options, place)
        return subprocess.run(command, check=True, env=environment, capture_output=True).stdout

    for options in ((), ("--config",)):
        found = dockerlabel(root, "verify", "--format", "json", "-", stdin=printed(*options))
        assert found.status == 0
        assert found.json["platforms"][0]["label"] == ORG
    assert dockerlabel(root, "verify", "-", stdin=printed("--raw")).status == 2
