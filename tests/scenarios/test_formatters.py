"""Editors that run the command as a formatter: what each passes, and where it runs it."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

OTHER = "https://github.com/someone-else/tool"
CONCISE = re.compile(r"(\S+):(\d+):(\d+): (error|warning|note) ([a-z-]+) (.+)")


class Formatter(NamedTuple):
    """What comes between `fix` and `-`, and the folder that the editor runs it in."""

    options: tuple[str, ...] = ()
    folder: str = "."


FORMATTERS = {
    "helix": Formatter(folder="docker"),
    "helix-placeholder": Formatter(("--stdin-filename", "%{buffer_name}"), "docker"),
    "conform": Formatter(("--stdin-filename", "{root}/docker/Dockerfile")),
    "conform-elsewhere": Formatter(("--stdin-filename", "{root}/docker/Dockerfile"), ".."),
    "apheleia": Formatter(("--stdin-filename", "{root}/docker/Dockerfile"), "docker"),
    "kakoune": Formatter(("--stdin-filename", "docker/Dockerfile")),
    "kakoune-scratch": Formatter(("--stdin-filename", "*scratch*")),
    "ale": Formatter(("--stdin-filename", "{root}/docker/new.dockerfile"), "docker"),
    "force-exclude": Formatter(("--force-exclude", "--stdin-filename", "docker/Dockerfile")),
}

each_formatter = pytest.mark.parametrize("formatter", FORMATTERS.values(), ids=list(FORMATTERS))


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    """A repository whose file on disk is not what the buffers hold."""
    root = make_repository(origin=ORG)
    write(root, b"on disk", "docker/Dockerfile")
    return root


def run(
    root: Path, dockerlabel: Program, formatter: Formatter, *, text: bytes
) -> tuple[int, bytes, str]:
    options = [
        option.format(root=root, buffer_name="{buffer_name}") for option in formatter.options
    ]
    ended = dockerlabel(root / formatter.folder, "fix", *options, "-", stdin=text)
    assert (root / "docker" / "Dockerfile").read_bytes() == b"on disk"
    return ended.status, ended.output, ended.errors


@each_formatter
def test_a_buffer_is_fixed(root: Path, dockerlabel: Program, formatter: Formatter) -> None:
    before = "# é😀\f\u2028\nFROM a\nLABEL k='é' \\\n  {}={}\n"
    text, fixed = (before.format(KEY, url).encode() for url in (OTHER, ORG))
    assert run(root, dockerlabel, formatter, text=text) == (0, fixed, "")
    assert run(root, dockerlabel, formatter, text=fixed) == (0, fixed, "")


@each_formatter
@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param(b"FROM a\nLABLE k=v\n", "invalid-syntax", id="syntax-error"),
        pytest.param(b"", "invalid-syntax", id="empty"),
        pytest.param(b'FROM a\r\nLABEL k="\r\n\xff', "invalid-syntax", id="half-typed"),
    ],
)
def test_what_cannot_be_fixed_comes_back(
    root: Path, dockerlabel: Program, formatter: Formatter, text: bytes, rule: str
) -> None:
    """With status 0: on any other, conform and apheleia throw the buffer's fixes away."""
    status, output, errors = run(root, dockerlabel, formatter, text=text)
    assert (status, output) == (0, text)
    assert f" error {rule} " in errors


@each_formatter
def test_what_remains_is_an_error_and_the_status_0_all_the_same(
    root: Path, dockerlabel: Program, formatter: Formatter
) -> None:
    text = f"FROM a\nARG NAME=tool\nLABEL {KEY}=https://github.com/x/$NAME\n".encode()
    status, output, errors = run(root, dockerlabel, formatter, text=text)
    assert (status, output) == (0, text)
    assert " error wrong-source " in errors


@each_formatter
def test_a_wrong_configuration_gives_nothing_back(
    root: Path, dockerlabel: Program, formatter: Formatter
) -> None:
    write(root, b"sorce: x\n", ".dockerlabel.yaml")
    status, output, errors = run(root, dockerlabel, formatter, text=labelled(OTHER))
    assert (status, output) == (2, b"")
    assert ".dockerlabel.yaml:1: " in errors


def test_what_is_excluded_comes_back(root: Path, dockerlabel: Program) -> None:
    write(root, b"exclude: [docker/]\n", ".dockerlabel.yaml")
    excluded = FORMATTERS["force-exclude"]
    assert run(root, dockerlabel, excluded, text=labelled(OTHER)) == (0, labelled(OTHER), "")
    # Whoever names a file and does not ask for that wants it fixed.
    kakoune = FORMATTERS["kakoune"]
    assert run(root, dockerlabel, kakoune, text=labelled(OTHER)) == (0, labelled(ORG), "")


def test_lines_for_nvim_lint(root: Path, dockerlabel: Program) -> None:
    name = str(root / "docker" / "Dockerfile")
    options = ("--output-format", "concise", "--stdin-filename", name)
    ended = dockerlabel(root, "check", *options, "-", stdin=labelled(OTHER))
    assert ended.status == 1
    (line,) = ended.text.splitlines()
    found = CONCISE.fullmatch(line)
    assert found is not None
    assert found.groups()[:5] == (name, "2", "39", "error", "wrong-source")
