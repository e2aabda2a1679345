"""Which settings were for no file, as the command that saw the files records it."""

from pathlib import Path

import pytest

from dockerlabel.project.usage import Usage
from dockerlabel.project.workspace import Options, Workspace
from dockerlabel.rules.context import Targets
from tests.conftest import MakeRepository

STAGES = ("a", "b")


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository()
    (root / ".dockerlabel.yaml").write_text(
        "targets: [a, x, y]\noverrides: [{files: [api/*], fail-on: note}]\n"
    )
    return root


def lacking(*names: str) -> Targets:
    return Targets(("a",), names, STAGES)


def unused(workspace: Workspace, usage: Usage, *paths: Path) -> list[str]:
    lines = usage.unused(workspace.configurations, map(str, paths))
    return [line.rpartition(".dockerlabel.yaml:")[2] for line in lines]


def test_questions_are_no_use(root: Path) -> None:
    """The answers are the same however often they are asked for."""
    workspace, usage = Workspace(Options(), {}), Usage()
    path = str(root / "api/Dockerfile")
    first = workspace.settings(path), workspace.expected(path), workspace.folder(path)
    workspace.settings(str(root / "Dockerfile"))
    assert (workspace.settings(path), workspace.expected(path), workspace.folder(path)) == first
    assert unused(workspace, usage, root) == ["2: overrides[0]: `files` matches no Dockerfile"]


def test_an_override_is_used_by_a_file_that_fits(root: Path) -> None:
    workspace, usage = Workspace(Options(), {}), Usage()
    usage.saw(workspace.settings(str(root / "api/Dockerfile")), None)
    assert unused(workspace, usage, root) == []


def test_a_target_is_unused_if_every_file_lacks_it(root: Path) -> None:
    workspace, usage = Workspace(Options(), {}), Usage()
    for name, targets in (
        ("api/Dockerfile", lacking("x", "y")),
        ("Dockerfile", lacking("y")),
        ("broken/Dockerfile", None),
    ):
        usage.saw(workspace.settings(str(root / name)), targets)
    assert unused(workspace, usage, root) == ["1: targets: no Dockerfile has a stage `y`"]
    assert unused(workspace, usage, root / "api") == [], "of the others nothing is known"


def test_targets_of_the_command_line(root: Path) -> None:
    workspace, usage = Workspace(Options({"targets": ["x"]}), {}), Usage()
    usage.saw(workspace.settings(str(root / "api/Dockerfile")), lacking("x"))
    assert unused(workspace, usage) == ["--target: no Dockerfile has a stage `x`"]
