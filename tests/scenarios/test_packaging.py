"""The packages with other tools, other Pythons, the oldest and the newest of what they need.

Asked for with DOCKERLABEL_PACKAGING=1. Each Python of the classifiers has to be there.
"""

import os
import re
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from dockerlabel import __version__
from tests.conftest import PROJECT, on_request
from tests.scenarios.packages import UV, Distributions, make_environment, run

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.network,
    on_request("DOCKERLABEL_PACKAGING", "takes many minutes and all Pythons"),
]

DESCRIPTION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDS = DESCRIPTION["dependencies"]
PYTHONS = [
    each.rpartition(" ")[2] for each in DESCRIPTION["classifiers"] if re.search(r":: 3\.\d+$", each)
]
TESTS = (
    *("tests/unit", "tests/rules", "tests/scenarios/test_configuration.py"),
    "tests/scenarios/test_exit_status.py",
    "tests/server/test_client.py",  # in the real protocol
)


@pytest.fixture(scope="module")
def unpacked(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, as whoever packages it for a system has it: not a repository."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(distributions.sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"dockerlabel-{__version__}"


def test_twine_has_nothing_to_say(distributions: Distributions) -> None:
    run(UV, "tool", "run", "twine", "check", "--strict", *distributions)


def test_pipx_runs_the_wheel(distributions: Distributions, tmp_path: Path) -> None:
    surroundings = os.environ | {"PIPX_HOME": str(tmp_path)}
    pipx = (UV, "tool", "run", "--quiet", "pipx", "run", "--spec", distributions.wheel)
    shown = run(*pipx, "dockerlabel", "--version", folder=tmp_path, variables=surroundings)
    assert shown.endswith(f"dockerlabel {__version__}\n")


def test_pip_builds_it_from_the_sdist(distributions: Distributions, tmp_path: Path) -> None:
    """With the build backend that it asks for, and to the same bytes."""
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir")
    run(*command, tmp_path, distributions.sdist)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.read_bytes() == distributions.wheel.read_bytes()


def test_the_lock_can_be_installed(unpacked: Path, tmp_path: Path) -> None:
    """As CONTRIBUTING.md says."""
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    pip = (tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet")
    run(*pip, "--require-hashes", "--requirement", unpacked / "requirements-dev.txt")
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", unpacked)
    shown = run(tmp_path / "venv" / "bin" / "dockerlabel", "--version", folder=tmp_path)
    assert shown == f"dockerlabel {__version__}\n"


@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
@pytest.mark.parametrize("python", PYTHONS)
def test_its_own_tests(
    distributions: Distributions, unpacked: Path, tmp_path: Path, python: str, resolution: str
) -> None:
    """The tests of the sdist, on the wheel, with the oldest or the newest of what it needs.

    The oldest is the oldest that has a wheel for this Python: for the first one, the bound itself.
    """
    path = tmp_path / "venv"
    chosen = ("--resolution", resolution, "--only-binary", ":all:")
    make_environment(path, *chosen, distributions.wheel, *NEEDS, python=python)
    installed = (UV, "--quiet", "pip", "freeze", "--python", path)
    before = set(run(*installed).splitlines())
    if (python, resolution) == (PYTHONS[0], "lowest-direct"):
        bounds = {each.partition(",")[0].replace(">=", "==") for each in NEEDS}
        found = {re.sub(r"(\.0)+$", "", each) for each in before}
        assert {re.sub(r"(\.0)+$", "", each) for each in bounds} <= found
    run(UV, "pip", "install", "--quiet", "--python", path, "--group", "test", folder=unpacked)
    # The tests' own tools, such as hatchling, may ask for newer ones: back to what is tested.
    pins = [each for each in before if "==" in each]
    run(UV, "pip", "install", "--quiet", "--no-deps", "--python", path, *pins)
    assert before <= set(run(*installed).splitlines())
    shown = run(
        path / "bin" / "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        *TESTS,
        folder=unpacked,
    )
    assert re.search(r"^\d+ passed", shown, re.MULTILINE), shown
