"""The extension for Visual Studio Code: its own tests, and what is packed.

Asked for with DOCKERLABEL_VSCODE=1: the packages that it is built with are installed first, from
the lock file, into a copy. Needs Node 20 or newer with npm.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from regress import Regex

from dockerlabel import __version__
from dockerlabel.config.file import FILE_NAMES
from tests.conftest import PROJECT, MakeRepository
from tests.programs import path_of
from tests.scenarios.program import ORG, labelled, write

SOURCE = PROJECT / "editors" / "vscode"
SCHEMA = PROJECT / "src" / "dockerlabel" / "dockerlabel.schema.json"
BUILT = ("dist", "node_modules")

PACKED = {
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/LICENSE.txt",
    "extension/changelog.md",
    "extension/dist/NOTICES.txt",
    "extension/dist/dockerlabel.schema.json",
    "extension/dist/extension.js",
    "extension/icon.png",
    "extension/package.json",
    "extension/picture.png",
    "extension/readme.md",
}

asked_for = pytest.mark.skipif(
    not os.environ.get("DOCKERLABEL_VSCODE"), reason="DOCKERLABEL_VSCODE is not set"
)


def npm(folder: Path, *arguments: str, **variables: str) -> str:
    """What npm prints; its failure is the test's."""
    ended = subprocess.run(
        (path_of("npm"), *arguments),
        check=False,
        cwd=folder,
        env={**os.environ, "npm_config_update_notifier": "false", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension with the packages of its lock file, packed."""
    project = tmp_path_factory.mktemp("extension")
    folder = project / "editors" / "vscode"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns(*BUILT))
    schema = project / SCHEMA.relative_to(PROJECT)
    schema.parent.mkdir(parents=True)
    shutil.copyfile(SCHEMA, schema)
    npm(folder, "ci", "--prefer-offline")
    npm(folder, "run", "package")
    return folder


@pytest.fixture(scope="module")
def package(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(built / "dist" / "dockerlabel.vsix")


@asked_for
@pytest.mark.e2e
@pytest.mark.network
def test_its_client_and_the_real_server(built: Path) -> None:
    """Node's own test runner; see editors/vscode/test."""
    command = f"{Path(sys.executable).parent}/dockerlabel"
    output = npm(built, "test", DOCKERLABEL=command)
    assert "# fail 0" in output, output
    assert "# skipped 0" in output, output


@asked_for
@pytest.mark.e2e
@pytest.mark.network
def test_what_is_packed(built: Path, package: zipfile.ZipFile) -> None:
    assert package.testzip() is None
    assert set(package.namelist()) == PACKED
    for name in ("icon.png", "dist/extension.js"):
        assert package.read(f"extension/{name}") == (built / name).read_bytes()
    # One file, with all that it needs but VS Code itself and Node.
    assert b'require("vscode")' in package.read("extension/dist/extension.js")
    assert b"vscode-languageserver-protocol 3." in package.read("extension/dist/NOTICES.txt")
    assert b"Permission is hereby granted" in package.read("extension/dist/NOTICES.txt")
    assert package.read("extension/dist/dockerlabel.schema.json") == SCHEMA.read_bytes()
    assert package.read("extension/LICENSE.txt") == (PROJECT / "LICENSE").read_bytes()
    assert sum(each.compress_size for each in package.infolist()) < 200_000
    everything = b"".join(package.read(name) for name in package.namelist())
    assert str(built).encode() not in everything


@asked_for
@pytest.mark.e2e
@pytest.mark.network
def test_the_packed_manifest(package: zipfile.ZipFile) -> None:
    manifest = json.loads(package.read("extension/package.json"))
    assert f"extension/{manifest['main'].removeprefix('./')}" in PACKED
    root = ET.fromstring(package.read("extension.vsixmanifest"))  # noqa: S314 - our own
    (identity,) = root.findall(".//{*}Identity")
    assert (identity.get("Publisher"), identity.get("Id")) == ("dockerlabel", "dockerlabel")
    properties = {each.get("Id"): each.get("Value") for each in root.findall(".//{*}Property")}
    assert properties["Microsoft.VisualStudio.Code.Engine"] == manifest["engines"]["vscode"]
    assert properties["Microsoft.VisualStudio.Code.ExtensionKind"] == "workspace"


def manifest_() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((SOURCE / "package.json").read_text())
    return manifest


def test_what_the_manifest_asks_for() -> None:
    manifest = manifest_()
    assert manifest["version"] == __version__.partition(".dev")[0]
    assert manifest["activationEvents"] == [
        "onLanguage:dockerfile",
        "workspaceContains:.dockerlabel.yaml",
        "workspaceContains:.dockerlabel.yml",
    ]
    assert manifest["extensionKind"] == ["workspace"]
    untrusted = manifest["capabilities"]["untrustedWorkspaces"]
    assert untrusted["supported"] == "limited"
    assert untrusted["restrictedConfigurations"] == ["dockerlabel.path"]
    # VS Code knows Dockerfiles, Containerfiles and the dotted names as `dockerfile` already.
    assert set(manifest["contributes"]) == {
        "commands",
        "configuration",
        "menus",
        "problemMatchers",
        "yamlValidation",
    }
    settings = manifest["contributes"]["configuration"]["properties"]
    assert settings["dockerlabel.path"]["scope"] == "machine-overridable"


def test_the_configuration_file_is_validated() -> None:
    (contributed,) = manifest_()["contributes"]["yamlValidation"]
    assert contributed["fileMatch"] == list(FILE_NAMES)
    assert contributed["url"].replace("./", "extension/") in PACKED


def test_the_problem_matcher_reads_the_concise_format(
    make_repository: MakeRepository,
) -> None:
    """With JavaScript's regular expressions."""
    (matcher,) = manifest_()["contributes"]["problemMatchers"]
    pattern = matcher["pattern"]
    root = make_repository(origin=ORG)
    write(root, labelled("https://github.com/someone-else/tool"))
    command = (sys.executable, "-m", "dockerlabel", "check", "--output-format", "concise")
    shown = subprocess.run(command, check=False, capture_output=True, cwd=root, text=True)
    line = shown.stdout.splitlines()[0]
    found = Regex(pattern["regexp"]).find(line)
    assert found
    groups = {name: found.group(group) for name, group in pattern.items() if name != "regexp"}
    parts = {name: line[place] for name, place in groups.items() if place}
    assert parts.pop("message").endswith("points to a different repository")
    assert parts == {
        "file": "Dockerfile",
        "line": "2",
        "column": "39",
        "severity": "error",
        "code": "wrong-source",
    }


def test_dependencies_are_pinned_and_no_host_is_named() -> None:
    manifest = manifest_()
    versions = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert {name: each for name, each in versions.items() if not each[0].isdigit()} == {}
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert {name for name, each in packages.items() if "resolved" in each} == set()
    assert {name for name, each in packages.items() if "integrity" not in each} == set()


def test_the_icon_and_the_license() -> None:
    icon = (SOURCE / "icon.png").read_bytes()
    assert icon.startswith(b"\x89PNG\r\n\x1a\n")
    assert icon[16:24] == (128).to_bytes(4) * 2
    assert (SOURCE / "LICENSE").read_bytes() == (PROJECT / "LICENSE").read_bytes()


def test_every_setting_and_command_is_described() -> None:
    page = (SOURCE / "README.md").read_text()
    contributes = manifest_()["contributes"]
    for name in contributes["configuration"]["properties"]:
        assert f"`{name}`" in page
    for command in contributes["commands"]:
        assert f"*{command['category']}: {command['title']}*" in page
