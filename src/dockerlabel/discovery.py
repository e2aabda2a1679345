"""From paths to Dockerfiles: which files in a folder are Dockerfiles, and which are left out."""

import os
from collections.abc import Callable, Iterable, Iterator

from dockerlabel.git.command import list_files, names_in
from dockerlabel.git.discover import find_repository
from dockerlabel.regex import regex
from dockerlabel.values import NamedTuple

NAMES = regex(r"(?i)(^|/)((docker|container)file([._-][^/]*)?|[^/]*\.(docker|container)file)$")
"""The names of Dockerfiles; `.pre-commit-hooks.yaml` holds the same pattern."""

OTHER_NAMES = regex(
    r"(?i:[._-](docker|container)ignore$|[._-]template$|\.(j2|jinja2?|tmpl|gotmpl|tpl|erb|ejs|hbs"
    r"|mustache|liquid|m4|in|bak|orig|rej|swp|lock|snap|md|rst|txt|html?|jsonc?|ya?ml|toml|xml|svg"
    r"|py|sh|ps1|bat)$)|(^|/)(docker|container)file[^/]*\.(go|rs|rb|ts|js|mjs|cjs|tsx|jsx|lua|vim"
    r"|el|java|kts?|cs|php|css|c|h|cpp)$"
)
"""Templates, ignore files and programs whose names only look like a Dockerfile's."""

SKIPPED_FOLDERS = frozenset({"node_modules", "vendor", "third_party", "testdata", ".devcontainer"})
"""Other people's files, and those that are not for publishing, unless they are named."""


class Patterns(NamedTuple):
    """The `include` and `exclude` settings of a folder, as questions about a path in it.

    `top` is where the project begins: what the folders above it are called is of no account.
    """

    includes: Callable[[str], bool]
    excludes: Callable[[str], bool]
    top: str = "."


class Found(NamedTuple):
    """A path to look at, or a path that can not be looked at and why."""

    path: str
    failure: str = ""


def is_dockerfile_name(path: str) -> bool:
    """Tell whether a path with `/` between its parts has the name of a Dockerfile."""
    return NAMES.search(path) is not None and OTHER_NAMES.search(path) is None


def discover(
    paths: Iterable[str], patterns_of: Callable[[str], Patterns], *, force_exclude: bool
) -> Iterator[Found]:
    """Yield the Dockerfiles of files and folders, each once.

    A file that is named is taken whatever its name; with `force_exclude`, which programs pass, what
    a search leaves out is left out here too. In a folder the names decide, `.gitignore`, `include`
    and `exclude`.
    """
    named = tuple(paths)
    seen: set[str] = set()
    for path in named:
        for found in _below(path, patterns_of, force_exclude=force_exclude):
            if len(named) == 1:
                yield found
                continue
            place = os.path.abspath(found.path)
            if place not in seen:
                seen.add(place)
                yield found


def _below(
    path: str, patterns_of: Callable[[str], Patterns], *, force_exclude: bool
) -> Iterator[Found]:
    if not os.path.isdir(path):
        if not os.path.lexists(path):
            yield Found(path, "no such file or folder")
        elif not (force_exclude and is_excluded(path, patterns_of(path))):
            yield Found(path)
        return
    if not os.access(path, os.R_OK | os.X_OK):
        yield Found(path, "permission denied")
        return
    wanted = bytearray()
    for relative in _files(path):
        if _is_wanted(_join(path, relative), relative, patterns_of=patterns_of):
            wanted += relative.encode("utf-8", "surrogateescape") + b"\0"
    for relative in _in_order(wanted):
        file = _join(path, relative)
        if os.path.isfile(file):
            yield Found(file)


def _join(folder: str, relative: str) -> str:
    return relative if folder == "." else os.path.join(folder, relative)


def _in_order(names: bytearray) -> Iterator[str]:
    """Yield names, each ended by a NUL, in their order and each once.

    Git lists those that it tracks in order, and the others: such stretches are merged, so that a
    hundred thousand names need not be there at once.
    """
    from heapq import merge  # noqa: PLC0415 - start-up: only where a folder is searched

    stretches, start, last = [], 0, ""
    place = 0
    for name in names_in(names):
        if name < last:
            stretches.append(names_in(names, start, end=place))
            start = place
        place = names.index(b"\0", place) + 1
        last = name
    last = ""
    for name in merge(*stretches, names_in(names, start)):
        if name != last:
            yield name
        last = name


def is_excluded(path: str, patterns: Patterns) -> bool:
    """Tell whether a file that a program names is left out, as it would be in a search."""
    folders = os.path.relpath(path, patterns.top).split(os.sep)[:-1]
    skipped = not SKIPPED_FOLDERS.isdisjoint(folders)
    return patterns.excludes(path) or (skipped and not patterns.includes(path))


def _is_wanted(file: str, relative: str, *, patterns_of: Callable[[str], Patterns]) -> bool:
    folders = relative.split("/")[:-1]
    if is_dockerfile_name(relative) and SKIPPED_FOLDERS.isdisjoint(folders):
        return not patterns_of(file).excludes(file)
    patterns = patterns_of(file)
    return patterns.includes(file) and not patterns.excludes(file)


def _files(folder: str) -> Iterable[str]:
    """Return the files below a folder, relative to it: git's answer inside of a repository."""
    listed = list_files(folder) if find_repository(folder) is not None else None
    return _walked(folder) if listed is None else listed


def _walked(folder: str) -> Iterator[str]:
    """Yield the files below a folder; links to folders are not followed, so no walk is endless."""
    prefix = len(os.path.join(folder, ""))
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git" and name not in SKIPPED_FOLDERS]
        for name in names:
            yield os.path.join(top, name)[prefix:].replace(os.sep, "/")
