"""What the settings and the expected source of a file were read from, and whether that changed."""

import os
from collections.abc import Iterator, Mapping

from dockerlabel.config.file import FILE_NAMES
from dockerlabel.git.discover import common_directory, folders_up, git_directory
from dockerlabel.project.files import Stamp, stamp_of

Stamps = tuple[Stamp | None, ...]
"""One for each file that was looked for, None where there is none."""


def stamps_of(folder: str, environment: Mapping[str, str]) -> Stamps:
    """Return the stamps of all files that decide on a folder's settings and repository.

    Files that a git configuration includes are not among them.
    """
    return tuple(_stamp(path) for path in _deciding(folder, environment))


def _deciding(folder: str, environment: Mapping[str, str]) -> Iterator[str]:
    yield from (os.path.join(folder, name) for name in FILE_NAMES)
    for directory in folders_up(os.path.realpath(folder)):
        yield os.path.join(directory, ".git")
        yield from (os.path.join(directory, name) for name in FILE_NAMES)
        git_dir = git_directory(directory)
        if git_dir is not None:
            yield os.path.join(git_dir, "commondir")
            yield os.path.join(git_dir, "config.worktree")
            yield os.path.join(common_directory(git_dir), "config")
            break
    home = environment.get("HOME", "")
    yield environment.get("GIT_CONFIG_GLOBAL") or os.path.join(home, ".gitconfig")
    settings = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    yield os.path.join(settings, "git", "config")
    yield os.path.join(home, ".ssh", "config")


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return stamp_of(status)
