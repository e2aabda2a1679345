"""Real builders: starts one, has it build a Dockerfile, and reads the image's labels or the error.

Nothing here is a substitute. Docker's daemon runs on its own, without network and with all of its
state in a temporary directory; buildah keeps its storage there too.
"""

import json
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.conformance._cases import Case, Outcome, read_json

START_TIMEOUT = 120
"""Seconds: the daemon's first start on a busy machine."""

BUILD_TIMEOUT = 120

_WRAPPING = re.compile(
    r"failed to solve(?: with frontend dockerfile\.v0)?: "
    r"(?:failed to create LLB definition: )?(?:dockerfile parse error (?:on )?line \d+: )?"
)


class Engine(NamedTuple):
    """A builder that runs: its name with the version that its differences are listed under."""

    version: str
    build: Callable[[Case], Outcome]


@contextmanager
def docker(directory: Path, host: str | None) -> Iterator[Engine]:
    """Use the daemon at `host`, or start one of our own in `directory` (root is needed)."""
    if host:
        yield _docker_client(host)
        return
    with _daemon(directory):
        yield _docker_client(f"unix://{directory}/d.sock")


@contextmanager
def _daemon(directory: Path) -> Iterator[None]:
    command = [
        *("dockerd", "--storage-driver=vfs", "--iptables=false", "--bridge=none"),
        f"--data-root={directory}/root",
        f"--exec-root={directory}/exec",
        f"--pidfile={directory}/pid",
        *("-H", f"unix://{directory}/d.sock"),
    ]
    log = directory / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready, log.open("wb") as output:
        # The daemon reports that it is ready as it does to systemd: no polling.
        ready.bind(f"{directory}/ready")
        ready.settimeout(START_TIMEOUT)
        environment = os.environ | {"NOTIFY_SOCKET": f"{directory}/ready"}
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        try:
            while b"READY=1" not in ready.recv(4096):
                pass
            yield
        finally:
            process.terminate()
            process.wait(START_TIMEOUT)


def _docker_program() -> str:
    """Find the first client on PATH that can build with BuildKit (newer ones need a plug-in)."""
    found = (Path(folder, "docker") for folder in os.get_exec_path())
    environment = os.environ | {"DOCKER_BUILDKIT": "1"}
    for program in filter(Path.is_file, found):
        command = [str(program), "build", "--help"]
        if not subprocess.run(
            command, capture_output=True, check=False, env=environment
        ).returncode:
            return str(program)
    message = "no docker client on PATH that builds with BuildKit"
    raise LookupError(message)


def _docker_client(host: str) -> Engine:
    environment = os.environ | {"DOCKER_HOST": host, "DOCKER_BUILDKIT": "1"}
    program = _docker_program()

    def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [program, *arguments],
            input=data,
            capture_output=True,
            check=False,
            env=environment,
            timeout=BUILD_TIMEOUT,
        )

    def build(case: Case) -> Outcome:
        built = run("build", "-q", *_options(case), "-", data=case.data)
        if built.returncode:
            return _message(built.stderr.decode())
        image = built.stdout.decode().strip()
        shown = run("image", "inspect", "--format", "{{json .Config.Labels}}", image)
        return json.loads(shown.stdout) or {}

    version = run("version", "--format", "{{.Server.Version}}").stdout.decode()
    return Engine(f"docker-{_series(version)}", build)


def _options(case: Case) -> list[str]:
    return [
        *([] if case.target is None else [f"--target={case.target}"]),
        *(f"--build-arg={name}={value}" for name, value in case.build_args.items()),
        *(f"--label={key}={value}" for key, value in case.command_line_labels.items()),
    ]


def _message(output: str) -> str:
    """Take the builder's own words out of what the client prints around them."""
    return _WRAPPING.split(output)[-1].removesuffix("\n")


def _series(version: str) -> str:
    found = re.search(r"\d+\.\d+", version)
    assert found is not None, f"no version in {version!r}"
    return found[0]


@contextmanager
def buildah(directory: Path) -> Iterator[Engine]:
    """Use buildah with a storage of its own in `directory`."""
    tool = ["buildah", "--storage-driver=vfs", f"--root={directory}/root"]
    tool.append(f"--runroot={directory}/run")

    def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*tool, *arguments],
            input=data,
            capture_output=True,
            check=False,
            timeout=BUILD_TIMEOUT,
        )

    def build(case: Case) -> Outcome:
        context = directory / "context"
        context.mkdir(exist_ok=True)
        (context / "Dockerfile").write_bytes(case.data)
        built = run("bud", "-q", "--format=docker", "--layers=false", *_options(case), str(context))
        if built.returncode:
            return built.stderr.decode().strip()
        image = built.stdout.decode().strip()
        shown = json.loads(run("inspect", "--type=image", image).stdout)
        run("rmi", "-f", image)
        return {
            key: value
            for key, value in (shown["Docker"]["config"]["Labels"] or {}).items()
            if key != "io.buildah.version"
        }

    version = run("--version").stdout.decode()
    yield Engine(f"buildah-{_series(version)}", build)


@contextmanager
def running(name: str, directory: Path) -> Iterator[Engine]:
    """Start the builder called `name`, with its state in `directory`."""
    started = {
        "docker": lambda: docker(directory, os.environ.get("DOCKERLABEL_ENGINE_HOST")),
        "buildah": lambda: buildah(directory),
    }
    with started[name]() as engine:
        yield engine


class Difference(NamedTuple):
    """Why a builder's outcome is not ours; `skip` where it cannot be shown on each run."""

    reason: str
    skip: bool


@cache
def differences(version: str) -> Mapping[str, Difference]:
    """Return the known differences of a builder by the names of cases; of a newer one, none."""
    return {
        name: Difference(group["reason"], group.get("skip", False))
        for group in read_json("engine-differences").get(version, ())
        for name in group["cases"]
    }
