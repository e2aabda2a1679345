"""README.md, and the links of all pages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dockerlabel.config.file import read_configuration
from dockerlabel.config.settings import Configuration
from dockerlabel.rules.registry import RULE_BY_NAME
from tests.conftest import PROJECT
from tests.scenarios.snippets import at_a_commit

PAGES = (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"))
README = (PROJECT / "README.md").read_text("utf-8")

_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_PATH = re.compile(
    r"(?<![\w/.-])((?:src|tests|scripts|fixtures|bench|docs|editors)/[\w./-]*\w)(?![\w*<{/])"
)


def snippets(name: str) -> list[str]:
    """The snippets of the README that are a file of this name, as their first line says."""
    found = re.findall(
        rf"^```yaml\n# {re.escape(name)}\n(.*?)^```\n", README, re.MULTILINE | re.DOTALL
    )
    assert found, name
    return found


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links, as GitHub has it."""
    headings = _HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", each).strip().lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_paths_of_the_project_exist(page: Path) -> None:
    for path in _PATH.findall(page.read_text("utf-8")):
        if "NAME" in path or "TARGET" in path:  # one of many
            continue
        assert (PROJECT / path).exists(), path


@pytest.mark.parametrize("text", snippets(".dockerlabel.yaml"))
def test_settings_are_loaded(text: str, tmp_path: Path) -> None:
    path = tmp_path / ".dockerlabel.yaml"
    path.write_text(text)
    assert isinstance(read_configuration(str(path), RULE_BY_NAME), Configuration)


def test_the_workflow_is_the_one_that_is_played() -> None:
    """The first one of docs/ci.md, whose steps are run."""
    (workflow,) = snippets(".github/workflows/dockerlabel.yml")
    page = (PROJECT / "docs" / "ci.md").read_text("utf-8")
    first = page.partition("```yaml\n# .github/workflows/dockerlabel.yml\n")[2]
    assert first.startswith(f"{workflow}```\n")


def test_the_hooks_are_there(tmp_path: Path) -> None:
    (text,) = snippets(".pre-commit-config.yaml")
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(at_a_commit(text))
    command = (sys.executable, "-m", "pre_commit", "validate-config", str(path))
    subprocess.run(command, check=True)
    manifest = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    (repository,) = yaml.safe_load(path.read_text())["repos"]
    known = {hook["id"] for hook in manifest}
    assert {hook["id"] for hook in repository["hooks"]} <= known
    assert all(f"`{name}`" in text or f"id: {name}" in text for name in known)
