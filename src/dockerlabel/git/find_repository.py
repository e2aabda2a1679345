"""The repository that a file belongs to, found as git finds it, without starting git."""

import os
import stat
from collections.abc import Iterator, MutableMapping

from dockerlabel.regular_file import read_regular

_SIZE_LIMIT = 65_536
"""Bytes that are read of a `.git` file and the like: each holds one path."""


def find_repository(path: str, known: MutableMapping[str, str | None] | None = None) -> str | None:
    """The nearest directory at or above a path that holds a repository's `.git`; None: no such.

    The path may be a directory, a file, or neither yet. As for git, a link to a file counts where
    the link is, and a link to a directory where it leads. `known` remembers the answer of each
    directory on the way; one mapping serves a whole run.
    """
    start = os.path.abspath(path)
    answers = {} if known is None else known
    if start not in answers:
        if not os.path.isdir(start):
            return find_repository(os.path.dirname(start), answers)
        answers[start] = repository_above(os.path.realpath(start), answers)
    return answers[start]


def repository_above(folder: str, known: MutableMapping[str, str | None]) -> str | None:
    """The nearest directory at or above a real one that holds a repository's `.git`.

    `known` remembers the answer of each directory on the way.
    """
    passed: list[str] = []
    found: str | None = None
    for directory in folders_up(folder):
        if directory in known:
            found = known[directory]
            break
        passed.append(directory)
        if git_directory(directory) is not None:
            found = directory
            break
    known.update((directory, found) for directory in passed)
    return found


def git_directory(root: str) -> str | None:
    """The git directory that `root/.git` is or names; None: this is not the root of a repository.

    It is what gitrepository-layout says: a directory with a HEAD and objects, or a file with
    `gitdir: PATH` (of a linked worktree or a submodule), which may lead nowhere.
    """
    path = os.path.join(root, ".git")
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        return path if is_git_directory(path) else None
    if not stat.S_ISREG(mode):
        return None
    text = _read(path)
    if not text.startswith("gitdir:"):
        return None
    target = text.removeprefix("gitdir:").strip()
    return os.path.normpath(os.path.join(root, target)) if target else None


def common_directory(git_dir: str) -> str:
    """The directory whose `config` counts: a linked worktree shares its repository's."""
    shared = _read(os.path.join(git_dir, "commondir")).strip()
    return os.path.normpath(os.path.join(git_dir, shared)) if shared else git_dir


def leads_out(path: str) -> bool:
    """Whether a path in a repository is a symbolic link to what is not the repository's own.

    Git's own files are not, nor are the files of a repository inside it.
    """
    root = find_repository(os.path.dirname(path)) if os.path.islink(path) else None
    if root is None:
        return False
    target = os.path.realpath(path)
    return find_repository(target) != root or ".git" in relative(target, root).lower().split("/")


def linked_file(path: str) -> str:
    """The file of the same repository that a symbolic link leads to; any other path is itself.

    Who has named or committed the link means that file. Outside of a repository, or if the link
    leads out, nothing is known of whose file it is.
    """
    if not os.path.islink(path) or leads_out(path) or not find_repository(os.path.dirname(path)):
        return path
    target = os.path.realpath(path)
    return target if os.path.isfile(target) else path


def folders_up(folder: str, top: str = "") -> Iterator[str]:
    """Yield an absolute folder and those above it, up to `top` or to the last one."""
    yield folder
    while folder != top and folder != (above := os.path.dirname(folder)):
        yield (folder := above)


def with_slashes(path: str) -> str:
    """Return a path as git writes it, and as reports show it: with `/` on Windows too."""
    return path.replace(os.sep, "/")


def relative(path: str, folder: str) -> str:
    """Return a path relative to a folder, with `/`; one on another drive stays as it is."""
    try:
        return with_slashes(os.path.relpath(path, folder))
    except ValueError:
        return with_slashes(path)


def is_git_directory(path: str) -> bool:
    """Return whether a folder is what `.git` is elsewhere, as in a bare repository."""
    common = common_directory(path)
    parts = (os.path.join(path, "HEAD"), os.path.join(common, "objects"))
    return all(os.path.lexists(part) for part in parts)


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):
        return 0


def _read(path: str) -> str:
    """A small regular file's text, or nothing: a FIFO in its place must not hang."""
    try:
        return os.fsdecode(read_regular(path, limit=_SIZE_LIMIT))
    except (OSError, ValueError):
        return ""
