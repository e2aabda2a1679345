"""A release is made in a clone of this checkout, as `scripts/run.py release` makes it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import git
from tests.scenarios.packages import copy_project

VERSION = "98.7.6"
CHANGED = {
    "CHANGELOG.md",
    "README.md",
    "docs/ci.md",
    "docs/hooks.md",
    "docs/organisations.md",
    "docs/verify.md",
    "editors/vscode/CHANGELOG.md",
    "editors/vscode/package-lock.json",
    "editors/vscode/package.json",
    "src/dockerlabel/version.py",
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files of this checkout and a change, tested by its own word.

    This checkout may be a release itself, which has nothing unreleased.
    """
    root = tmp_path_factory.mktemp("release")
    copy_project(root)
    changelog = root / "CHANGELOG.md"
    unreleased = "## [Unreleased]\n"
    text = changelog.read_text().replace(unreleased, f"{unreleased}\n### Added\n\n- This.\n", 1)
    changelog.write_text(text)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=All")
    (root / ".git" / "dockerlabel-tested").write_text(git(root, "rev-parse", "HEAD^{tree}"))
    return root


def run(root: Path, *arguments: str) -> tuple[int, str]:
    ended = subprocess.run(
        (sys.executable, *arguments), check=False, capture_output=True, cwd=root, text=True
    )
    return ended.returncode, ended.stdout + ended.stderr


def release(root: Path, version: str = VERSION) -> tuple[int, str]:
    return run(root, "scripts/run.py", "release", version)


def test_what_speaks_against_a_release(clone: Path) -> None:
    head = git(clone, "rev-parse", "HEAD")
    for version in ("1.2", "v1.2.3", "01.2.3", "1.2.3rc1", ""):
        assert release(clone, version) == (1, "the version is not of the form X.Y.Z\n")
    (clone / "README.md").write_text("changed")
    assert release(clone) == (1, "there are changes that are not committed\n")
    git(clone, "commit", "--quiet", "--all", "--message=Changed")
    assert release(clone) == (1, "this commit is not tested: run .ci/run\n")
    git(clone, "reset", "--quiet", "--hard", "HEAD^")
    git(clone, "tag", f"v{VERSION}")
    assert release(clone) == (1, f"{VERSION} is released already\n")
    git(clone, "tag", "--delete", f"v{VERSION}")
    assert git(clone, "rev-parse", "HEAD") == head


def test_a_release_that_git_refuses_changes_nothing(clone: Path) -> None:
    """Such as for want of an author, by a hook or for a tag that it cannot make."""
    head = git(clone, "rev-parse", "HEAD")
    blocking = clone / ".git" / "refs" / "tags" / f"v{VERSION}" / "x"
    for name, path in {"commit": clone / ".git" / "hooks" / "pre-commit", "tag": blocking}.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\nexit 1\n" if name == "commit" else head)
        path.chmod(0o755)
        status, said = release(clone)
        assert (status, said.splitlines()[-1]) == (1, f"git {name} failed; nothing has changed")
        assert git(clone, "rev-parse", "HEAD") == head
        assert git(clone, "status", "--porcelain") == ""
        path.unlink()
    blocking.parent.rmdir()


def test_a_release(clone: Path) -> None:
    before = git(clone, "rev-parse", "HEAD").strip()
    status, said = release(clone)
    assert (status, f"git push origin HEAD v{VERSION}" in said) == (0, True), said
    assert git(clone, "cat-file", "-t", f"v{VERSION}").strip() == "tag"
    assert git(clone, "rev-parse", f"v{VERSION}^{{}}^").strip() == before
    changed = set(git(clone, "diff", "--name-only", "HEAD^").split())
    assert changed - {"docs/editors.md"} == CHANGED
    assert git(clone, "status", "--porcelain") == ""
    assert f'"{VERSION}"' in (clone / "src" / "dockerlabel" / "version.py").read_text()
    for name in ("package.json", "package-lock.json"):
        assert json.loads((clone / "editors" / "vscode" / name).read_text())["version"] == VERSION
    for name in ("README.md", "docs/ci.md", "docs/hooks.md"):
        text = (clone / name).read_text()
        assert f"rev: v{VERSION}" in text
        assert "rev: …" not in text
    assert f"uses: dockerlabel/dockerlabel@v{VERSION} #" in (clone / "README.md").read_text()
    readme = (clone / "README.md").read_text()
    assert "`pipx install dockerlabel`" in readme
    targets = set(re.findall(r"\]\(([^)]*)\)", readme))
    assert {each for each in targets if not each.startswith(("https:", "#"))} == set()
    ours = "https://github.com/dockerlabel/dockerlabel"
    assert f"{ours}/raw/v{VERSION}/docs/check.svg" in targets
    assert f"{ours}/blob/v{VERSION}/docs/trust.md#which-system" in targets
    for page in (clone / "README.md", *(clone / "docs").glob("*.md")):
        assert not re.search(r"\bis not on \S+( \S+)? yet\b", page.read_text()), page
    assert (clone / "docs/verify.md").read_text().count(f"/verify@v{VERSION} #") == 2
    _, notes = run(clone, "scripts/release.py", "notes", VERSION)
    assert notes.startswith("### Added\n")
    assert "[" + VERSION not in notes
    unknown = run(clone, "scripts/release.py", "notes", "99.0.0")
    assert unknown == (1, "the changelog says nothing of 99.0.0\n")
    (clone / ".git" / "dockerlabel-tested").write_text(git(clone, "rev-parse", "HEAD^{tree}"))
    assert release(clone, "99.0.0") == (1, "the changelog has nothing unreleased\n")
    assert release(clone) == (1, f"{VERSION} is released already\n")
