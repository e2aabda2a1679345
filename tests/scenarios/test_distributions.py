"""What is in the wheel and in the sdist, and that they are the same whoever builds them."""

import hashlib
import os
import re
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from dockerlabel import __version__
from tests.conftest import PROJECT, on_request
from tests.scenarios.packages import Distributions, build, copy_project, project_files, run

pytestmark = pytest.mark.e2e

reproducible = on_request("DOCKERLABEL_PACKAGING", "builds the packages three times more")
BACKEND_ADDS = {"PKG-INFO"}
METADATA = f"dockerlabel-{__version__}.dist-info"


def files_of(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {each.name.partition("/")[2] for each in archive if each.isfile()}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{METADATA}/METADATA").decode())


def test_the_wheel_is_for_every_machine(distributions: Distributions) -> None:
    assert distributions.wheel.name == f"dockerlabel-{__version__}-py3-none-any.whl"


def test_the_wheel_holds_the_package_and_no_more(distributions: Distributions) -> None:
    with zipfile.ZipFile(distributions.wheel) as archive:
        names = set(archive.namelist())
    package = {
        name.removeprefix("src/") for name in project_files() if name.startswith("src/dockerlabel/")
    }
    assert {"dockerlabel/py.typed", "dockerlabel/check-1.schema.json"} <= package
    assert {name for name in names if not name.startswith(f"{METADATA}/")} == package
    assert f"{METADATA}/licenses/LICENSE" in names


def test_the_image_is_built_from_all_that_the_wheel_needs(
    distributions: Distributions, tmp_path: Path
) -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    taken = tuple(line.removeprefix("!") for line in lines if line.startswith("!"))
    copy_project(tmp_path, *(name for name in project_files() if name.startswith(taken)))
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", folder=tmp_path)
    (wheel,) = (tmp_path / "dist").iterdir()
    assert wheel.read_bytes() == distributions.wheel.read_bytes()


def test_the_sdist_is_the_checkout(distributions: Distributions) -> None:
    """So its tests can be run."""
    assert files_of(distributions.sdist) == set(project_files()) | BACKEND_ADDS


def test_the_metadata(distributions: Distributions) -> None:
    found = metadata(distributions.wheel)
    assert (found["Name"], found["Version"]) == ("dockerlabel", __version__)
    assert found["License-Expression"] == "MIT"
    assert found["Description-Content-Type"] == "text/markdown"
    assert found.get_payload() == (PROJECT / "README.md").read_text("utf-8")


def test_each_dependency_has_a_lower_bound_and_none_is_pinned(
    distributions: Distributions,
) -> None:
    """With a pin it could not be installed beside others."""
    lines = metadata(distributions.wheel).get_all("Requires-Dist", [])
    required = [line.partition(";")[0] for line in lines]
    assert len(required) == 1
    assert all(">=" in each and "==" not in each for each in required)


def test_the_oldest_python_is_the_first_of_the_classifiers(
    distributions: Distributions,
) -> None:
    found = metadata(distributions.wheel)
    versions = [
        each.rpartition(" ")[2]
        for each in found.get_all("Classifier", [])
        if re.search(r":: 3\.\d+$", each)
    ]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f">={versions[0]}" == project["requires-python"] == found["Requires-Python"]


def digests(made: Distributions) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in made]


def shared_machine(copy: Path) -> dict[str, str]:
    """Files are for everybody, and of another time than the other machine's."""
    for path in copy.rglob("*"):
        path.chmod(0o777 if path.is_dir() or path.stat().st_mode & 0o100 else 0o666)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"}


def own_machine(copy: Path) -> dict[str, str]:
    for path in copy.rglob("*"):
        path.chmod(0o700 if path.is_dir() or path.stat().st_mode & 0o100 else 0o600)
    return {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}


def build_on(
    machine: Callable[[Path], dict[str, str]], folder: Path, *, mask: int
) -> Distributions:
    """Build a copy of the checkout, which is not a repository, on a machine of other habits."""
    copy = folder / "dockerlabel"
    copy_project(copy)
    surroundings = machine(copy)
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    before = os.umask(mask)
    try:
        return build(copy, folder / "dist", variables=kept | surroundings)
    finally:
        os.umask(before)


@reproducible
def test_two_builds_are_the_same_to_the_byte(tmp_path: Path, distributions: Distributions) -> None:
    """Whatever the folder, the time, the modes of files, the mask and the locale."""
    one = build_on(shared_machine, tmp_path / "a", mask=0o000)
    other = build_on(own_machine, tmp_path / "b" / "deeper", mask=0o077)
    assert digests(one) == digests(other)
    assert digests(one) == digests(distributions)


@reproducible
def test_another_content_is_another_wheel(tmp_path: Path, distributions: Distributions) -> None:
    """The comparison above would see it."""
    copy = tmp_path / "dockerlabel"
    copy_project(copy)
    with (copy / "src" / "dockerlabel" / "oci.py").open("a") as module:
        module.write("# another line\n")
    assert all(
        one != other
        for one, other in zip(
            digests(build(copy, tmp_path / "dist")), digests(distributions), strict=True
        )
    )


def test_nothing_is_run_to_build_it() -> None:
    """No hook, no plugin, no script of our own."""
    build_system = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    assert [each.partition(">")[0] for each in build_system["build-system"]["requires"]] == [
        "hatchling"
    ]
    assert "hooks" not in build_system["tool"]["hatch"]["build"]
    assert "setup.py" not in project_files()
