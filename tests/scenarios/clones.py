"""Real repositories in other forms than a plain clone."""

from pathlib import Path

from tests.conftest import git


def commit(root: Path) -> None:
    """Commit everything that is there."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=all")


def add_submodule(root: Path, library: Path, *, name: str) -> Path:
    """Add a repository as a submodule, with the remote of the library itself."""
    url = git(library, "config", "remote.origin.url").strip()
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), name)
    git(root / name, "remote", "set-url", "origin", url)
    return root / name
