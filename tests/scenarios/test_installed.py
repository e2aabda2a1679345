"""The wheel, installed as a user does."""

import json
import re
from pathlib import Path

import pytest

from dockerlabel import __version__
from tests.conftest import PROJECT, MakeRepository
from tests.scenarios.packages import TOOLS, UV, Distributions, make_environment, run
from tests.scenarios.program import ORG, labelled, write
from tests.server.process import EXIT, SHUTDOWN, Process

pytestmark = [pytest.mark.e2e, pytest.mark.network]

VERSION = f"dockerlabel {__version__}\n"

CONSUMER = '''\
"""A program that uses dockerlabel."""

import dockerlabel
from dockerlabel import Applicability, BuildError, Diagnostic, Severity, check, fix, labels, source

SETTINGS = {"source": "https://github.com/octo-org/app", "targets": ["app"]}


def errors(path: str) -> list[Diagnostic]:
    return [
        diagnostic
        for report in check(path, settings=SETTINGS)
        for diagnostic in report.diagnostics
        if diagnostic.severity >= Severity.WARNING
    ]


def is_safe(diagnostic: Diagnostic) -> bool:
    return diagnostic.fix is not None and diagnostic.fix.applicability is Applicability.SAFE


def fixed(text: str) -> str:
    return "".join(each.document.text for each in fix(text=text, settings=SETTINGS))


def values(path: str) -> dict[str, str | None]:
    images = (image for image in labels(path) if not isinstance(image, BuildError))
    return {key: label.value for image in images for key, label in image.labels.items()}


def main() -> None:
    expected = source("Dockerfile", settings=SETTINGS).source
    assert expected is not None
    url: str = expected.url
    version: str = dockerlabel.__version__
    print(version, url, [is_safe(each) for each in errors("Dockerfile")])
    print(fixed("FROM alpine\\n"), values("Dockerfile"))


main()
'''


def test_it_brings_no_more_than_it_needs(wheel_environment: Path) -> None:
    command = (UV, "--quiet", "pip", "list", "--format=json", "--python", wheel_environment)
    listed = json.loads(run(*command))
    assert {each["name"] for each in listed} == {"dockerlabel", "pyyaml"}


@pytest.mark.parametrize("command", [["bin/dockerlabel"], ["bin/python", "-m", "dockerlabel"]])
def test_the_command(
    wheel_environment: Path, command: list[str], make_repository: MakeRepository
) -> None:
    program, *arguments = command
    assert run(wheel_environment / program, *arguments, "--version") == VERSION
    root = make_repository(origin=ORG)
    path = write(root, b"FROM alpine:3.22\n")
    run(wheel_environment / program, *arguments, "fix", folder=root)
    assert path.read_bytes() == labelled(ORG)
    run(wheel_environment / program, *arguments, "check", folder=root)
    image = PROJECT / "fixtures" / "images" / "podman-image-inspect.json"
    run(wheel_environment / program, *arguments, "verify", image, folder=root)
    with Process(str(wheel_environment / program), *arguments, "server") as server:
        assert server.initialize()["serverInfo"]["name"] == "dockerlabel"
        assert server.end(SHUTDOWN, EXIT)[0] == 0


def test_what_it_reads_is_in_the_package(
    wheel_environment: Path, make_repository: MakeRepository
) -> None:
    """The pages of rules, and the settings' names."""
    root = make_repository(origin=ORG)
    command = wheel_environment / "bin" / "dockerlabel"
    assert "# wrong-source" in run(command, "rule", "wrong-source", folder=root)
    assert "fail-on" in run(command, "config", folder=root)


def test_the_server_and_the_extra_that_it_needed_once(
    wheel_environment: Path, distributions: Distributions, tmp_path: Path
) -> None:
    code = "import dockerlabel.server.server, dockerlabel.server.service"
    assert run(wheel_environment / "bin" / "python", "-c", code) == ""
    make_environment(tmp_path / "lsp", f"{distributions.wheel}[lsp]")
    command = (UV, "--quiet", "pip", "list", "--format=json", "--python", tmp_path / "lsp")
    assert {each["name"] for each in json.loads(run(*command))} == {"dockerlabel", "pyyaml"}


def test_run_once_without_installing(distributions: Distributions, tmp_path: Path) -> None:
    """`uvx --from WHEEL dockerlabel` is short for this."""
    command = (UV, "tool", "run", "--quiet", "--from", distributions.wheel, "dockerlabel")
    assert run(*command, "--version", folder=tmp_path) == VERSION


def test_a_typed_program(wheel_environment: Path, make_repository: MakeRepository) -> None:
    """A type checker knows all that it uses, and sees where it is used wrongly."""
    root = make_repository(origin=ORG)
    write(root, b"FROM alpine:3.22 AS app\n")
    path = write(root, CONSUMER.encode(), "consumer.py")
    python = wheel_environment / "bin" / "python"
    command = (TOOLS / "mypy", "--strict", "--cache-dir", root / "cache", "--python-executable")
    assert "Success" in run(*command, python, path, folder=root)
    shown = run(python, path, folder=root)
    assert shown.startswith(f"{__version__} {ORG} [True]\nFROM alpine\nLABEL ")

    write(root, CONSUMER.replace("url: str", "url: int").encode(), "consumer.py")
    with pytest.raises(AssertionError, match=r'has type "str", variable has type "int"'):
        run(*command, python, path, folder=root)


def test_dependencies_and_their_reasons_are_in_the_documentation() -> None:
    page = (PROJECT / "docs" / "trust.md").read_text("utf-8")
    section = page.partition("\n## What it is made of\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z]+)` \|", section, re.MULTILINE)) == {
        "pyyaml",
    }
