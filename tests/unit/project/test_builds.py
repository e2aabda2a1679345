"""Build definitions of real repositories: which are read, how often, and within which limits."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlabel.builds.images import Repository
from dockerlabel.builds.model import Kind, Unknown
from dockerlabel.git.client import list_files
from dockerlabel.project import builds, files, text_search
from dockerlabel.project.builds import RepositoryBuilds
from dockerlabel.project.discovery import discover
from dockerlabel.project.files import Input
from dockerlabel.project.text_search import TextSearch
from dockerlabel.project.workspace import NO_PATTERNS
from dockerlabel.sources.expected import Expectation, expected_source
from tests.conftest import MakeRepository, git

WORKFLOW = """\
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
"""
BAKE = 'target "app" {}\n'


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository()


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def expectation() -> Expectation:
    return expected_source(None, source="https://github.com/octo-org/app")


def texts_of(root: str) -> TextSearch:
    def warn(text: str) -> None:
        raise AssertionError(text)

    found = discover([root], lambda _path: NO_PATTERNS, force_exclude=False, warn=warn)
    return TextSearch(found)


def read(root: Path, excludes: Callable[[str], bool] = lambda _path: False) -> Repository:
    return RepositoryBuilds(texts_of, list_files).repository(
        str(root), expectation(), excludes=excludes
    )


def read_paths(root: Path) -> set[str]:
    return {build.place.path for build in read(root).builds}


def test_definitions_that_git_lists_are_read(root: Path) -> None:
    write(
        root,
        **{
            ".github/workflows/docker.yml": WORKFLOW,
            "docker-bake.hcl": BAKE,
            "ignored/docker-bake.hcl": BAKE,
            ".gitignore": "ignored/\n",
            "vendor/docker-bake.hcl": BAKE,
            ".devcontainer/devcontainer.json": '{"dockerFile": "../Dockerfile"}',
            "README.md": WORKFLOW,
        },
    )
    git(root, "add", "docker-bake.hcl")
    assert read_paths(root) == {
        ".github/workflows/docker.yml",
        "docker-bake.hcl",
        ".devcontainer/devcontainer.json",
    }


def test_excluded_definitions_are_not_read(root: Path) -> None:
    write(root, **{"docker-bake.hcl": BAKE, "old/docker-bake.hcl": BAKE})
    found = read(root, excludes=lambda path: path == str(root / "old/docker-bake.hcl"))
    assert {build.place.path for build in found.builds} == {"docker-bake.hcl"}


def test_scripts_are_searched_for_targets_and_pushes(root: Path) -> None:
    write(root, Makefile="push:\n\tdocker build --target release .\n\tdocker push x\n")
    found = read(root)
    assert found.targets == {"release"}
    assert found.pushes


def test_dockerfiles_are_read_when_something_is_asked_of_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, **{"Dockerfile": "FROM alpine:3.22\n", "a/Dockerfile": "FROM octo-org/base\n"})
    opened: list[str] = []

    def read_file(path: str) -> Input:
        opened.append(path)
        return files.read_file(path)

    monkeypatch.setattr(text_search, "read_file", read_file)
    facts = read(root).facts
    assert [*facts] == ["Dockerfile", "a/Dockerfile"]
    assert len(facts) == 2
    assert opened == []
    assert facts["a/Dockerfile"].base == facts["a/Dockerfile"].base == "octo-org/base"
    assert opened == [str(root / "a/Dockerfile")]
    (root / "Dockerfile").unlink()
    assert facts["Dockerfile"].base == ""


def test_everything_is_read_once(root: Path) -> None:
    write(root, **{"docker-bake.hcl": BAKE})
    reader = RepositoryBuilds(texts_of, list_files)

    def builds_now() -> int:
        found = reader.repository(str(root), expectation(), excludes=lambda _path: False)
        return len(found.builds)

    assert builds_now() == 1
    write(root, **{"docker-bake.hcl": BAKE + 'target "web" { context = "web" }\n'})
    assert builds_now() == 1
    assert len(read(root).builds) == 2


def test_a_large_definition_may_set_anything(root: Path) -> None:
    write(root, **{"docker-bake.hcl": BAKE + "#" * (1 << 20)})
    (build,) = read(root).builds
    assert isinstance(build.source, Unknown)
    assert build.source.why == "it is larger than 1048576 bytes"


@pytest.mark.parametrize("made", ["fifo", "folder", "link out of the repository", "loop"])
def test_what_is_no_file_of_the_repository_is_not_read(
    root: Path, tmp_path: Path, made: str
) -> None:
    for name in ("docker-bake.hcl", "build.sh"):
        path = root / name
        match made:
            case "fifo":
                os.mkfifo(path)
            case "folder":
                path.symlink_to(".git")
            case "loop":
                path.symlink_to(name)
            case _:
                (tmp_path / "secret").write_text(BAKE)
                path.symlink_to(tmp_path / "secret")
    git(root, "config", "core.symlinks", "true")
    found = read(root)
    whys = {build.source.why for build in found.builds if isinstance(build.source, Unknown)}
    assert whys <= {"it cannot be read"}
    assert all(build.kind is Kind.BAKE for build in found.builds)
    assert len(found.builds) == (0 if made == "fifo" else 1)  # git does not list a FIFO


def test_a_dangling_link_is_no_definition(root: Path) -> None:
    (root / "docker-bake.hcl").symlink_to("nowhere")
    assert read(root).builds == ()


def test_only_so_many_definitions_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "_MAX_DEFINITIONS", 2)
    write(root, **{"Makefile": "docker push x\n", "a/docker-bake.hcl": BAKE, "b/bake.hcl": BAKE})
    *known, last = read(root).builds
    assert len(known) == 2
    assert last.place.path == "Makefile"
    assert isinstance(last.source, Unknown)
