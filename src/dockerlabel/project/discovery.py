"""From paths to Dockerfiles: which files in a folder are Dockerfiles, and which are left out."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from dockerlabel.git.client import Listing, list_files
from dockerlabel.git.find_repository import (
    find_repository,
    git_directory,
    is_git_directory,
    linked_file,
    relative,
    with_slashes,
)
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.project.templates import TEMPLATE_FILES, is_template_path, template_folders
from dockerlabel.regular_file import reason_of

NAMES = regex(r"(?i)(^|/)((docker|container)file([._-][^/]*)?|[^/]*\.(docker|container)file)$")
"""The names of Dockerfiles; `.pre-commit-hooks.yaml` holds the same pattern."""

OTHER_NAMES = regex(
    r"(?i:[._-](docker|container)ignore$|[._-]template$|\.(j2|jinja2?|njk|twig|tmpl|gotmpl|tpl|tftpl"
    r"|tt|erb|eex|ejs|hbs|handlebars|mustache|liquid|mako|ftl|vm|qute|m4|in|bak|orig|rej|swp|lock"
    r"|snap|md|rst|txt|html?|jsonc?|ya?ml|toml|xml|svg|py|sh|ps1|bat|exe|so|dll|dylib|pyc|elc|gz|bz2"
    r"|xz|zst|zip)$)"
    r"|(^|/)(docker|container)file[^/]*\.(go|rs|rb|ts|js|mjs|cjs|tsx|jsx|lua|vim|el|kak|java|kts?|cs"
    r"|php|css|c|h|cpp)$"
)
"""Templates, ignore files and programs whose names only look like a Dockerfile's."""

SKIPPED_FOLDERS = frozenset({"node_modules", "vendor", "third_party", "testdata", ".devcontainer"})
"""Other people's files, and those that are not for publishing, unless they are named."""

_MOST_FOLDERS = 500
"""Folders whose repository is known."""


class Patterns(NamedTuple):
    """The `include` and `exclude` settings of a folder, as questions about a path in it.

    `top` is the top of the project: the names of the folders above it do not count.
    """

    includes: Callable[[str], bool]
    excludes: Callable[[str], bool]
    top: str = "."


class Found(NamedTuple):
    """A path to look at, or one that cannot be read, with the reason."""

    path: str
    failure: str = ""


Warn = Callable[[str], None]
"""Prints a warning about a folder that is not searched as it should be."""

PatternsOf = Callable[[str], Patterns]
"""Gives the patterns of a file's folder, or of a folder whose path ends with `/`."""

RootOf = Callable[[str], str | None]
"""Gives the repository that a path belongs to, as `find_repository` does."""

ListingOf = Callable[[str], Listing]
"""Lists the files below a folder, as `list_files` does."""


def is_dockerfile_name(path: str) -> bool:
    """Return whether a path with `/` between its parts has the name of a Dockerfile."""
    _, name = _split(path)
    lowered = name.lower()
    if "dockerfile" not in lowered and "containerfile" not in lowered:
        return False  # most files of a repository
    return NAMES.search(name) is not None and OTHER_NAMES.search(name) is None


def discover(
    paths: Iterable[str],
    patterns_of: PatternsOf,
    *,
    force_exclude: bool,
    warn: Warn,
    root_of: RootOf = find_repository,
    listing_of: ListingOf = list_files,
    is_definition: Callable[[str], bool] = lambda _path: False,
) -> Iterator[Found]:
    """Yield the Dockerfiles of files and folders, each once, whatever links lead to it.

    A file that is named is taken whatever its name; with `force_exclude`, which programs pass, what
    a search leaves out is left out here too. In a folder the names decide, `.gitignore`, `include`
    and `exclude`. The path of a link within its repository is replaced by the path of its file.
    What `is_definition` says of a path goes for build definitions: they are taken as well.
    """
    seen: set[str] = set()
    real_path = lru_cache(_MOST_FOLDERS)(os.path.realpath)
    for path in map(with_slashes, paths):
        if os.path.isdir(path):
            all_found = _search(
                path,
                patterns_of,
                root_of=root_of,
                listing_of=listing_of,
                warn=warn,
                is_definition=is_definition,
            )
        else:
            all_found = _named(path, patterns_of, force_exclude=force_exclude)
        for found in all_found:
            folder, name = _split(found.path)
            place = f"{(os.path.abspath if found.failure else real_path)(folder)}/{name}"
            if place not in seen:
                seen.add(place)
                yield found


def _named(path: str, patterns_of: PatternsOf, *, force_exclude: bool) -> Iterator[Found]:
    file = _followed(path)
    if missing := missing_reason(path):
        yield Found(path, missing)
    elif not (force_exclude and is_excluded(file, patterns_of(file))):
        yield Found(file)


def _search(
    path: str,
    patterns_of: PatternsOf,
    *,
    root_of: RootOf,
    listing_of: ListingOf,
    warn: Warn,
    is_definition: Callable[[str], bool],
) -> Iterator[Found]:
    if not os.access(path, os.R_OK | os.X_OK):
        yield Found(path, "permission denied")
        return
    root = root_of(path)
    names, unreadable = _files(path, root, listing_of=listing_of, warn=warn)
    yield from (each for each in unreadable if not _is_left_out(each.path, patterns_of))
    top = "" if path == "." else with_slashes(os.path.join(path, ""))
    wanted: set[str] = set()  # git lists a file that is in conflict more than once
    templates: tuple[str, ...] = ()
    for folder, inside in groupby(names, lambda name: _split(name)[0]):
        patterns = patterns_of(top + folder)
        for name in inside:
            if _is_wanted(top + name, name, patterns=patterns, is_definition=is_definition):
                wanted.add(top + name)
            elif _split(name)[1] in TEMPLATE_FILES:
                templates = (*templates, *template_folders(top + name))
    files = (
        file
        for file in sorted(wanted)
        if not file.startswith(templates) or patterns_of(file).includes(file)
    )
    targets = filter(None, map(_reached, files))
    kept = (file for file in targets if file in wanted or not patterns_of(file).excludes(file))
    yield from _only_inside_repository(kept, root, root_of=root_of)


def _followed(path: str) -> str:
    """Return the path of the file that a link leads to, as near to the link's as possible."""
    target = linked_file(path)
    if target == path:
        return path
    folder = os.path.dirname(path)
    near = os.path.normpath(os.path.join(folder, relative(target, os.path.realpath(folder))))
    return with_slashes(near) if os.path.realpath(near) == target else target


def _split(path: str) -> tuple[str, str]:
    """Return the folder, with its last `/`, and the name: as os.path.split, for many files."""
    start = path.rfind("/") + 1
    return path[:start], path[start:]


def _only_inside_repository(
    files: Iterable[str], root: str | None, *, root_of: RootOf
) -> Iterator[Found]:
    """Yield files; one that is not in the repository that was searched is a failure.

    An index may list what is not below the folder, or what a link on the way leads to.
    """
    stays: dict[str, bool] = {}
    for file in files:
        folder, _ = _split(file)
        if folder not in stays:
            if len(stays) >= _MOST_FOLDERS:
                stays.clear()
            stays[folder] = root is None or root_of(folder) == root
        outside = "it is outside the repository that was searched"
        yield Found(file, "" if stays[folder] else outside)


def missing_reason(path: str) -> str:
    """Return why there is nothing at a path, or an empty text if there is something."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "no such file or folder"
    except OSError as error:
        return reason_of(error)
    return ""


def is_excluded(path: str, patterns: Patterns) -> bool:
    """Return whether a file that a program names is left out, as it would be in a search."""
    file = linked_file(path)
    folder, name = os.path.split(file)
    place = relative(os.path.join(os.path.realpath(folder), name), patterns.top)
    skipped = is_skipped(place) or _is_in_template(place, patterns.top)
    return patterns.excludes(file) or (skipped and not patterns.includes(file))


def is_skipped(place: str) -> bool:
    """Return whether a search leaves a file out for the folders that it is in."""
    folders = place.split("/")[:-1]
    return not SKIPPED_FOLDERS.isdisjoint(folders) or is_template_path(place)


def _is_in_template(place: str, top: str) -> bool:
    folder = "" if place.startswith(os.pardir) else place
    while folder:
        folder = os.path.dirname(folder)
        for name in TEMPLATE_FILES:
            folders = template_folders(os.path.join(top, folder, name))
            if with_slashes(os.path.join(top, place)).startswith(tuple(folders)):
                return True
    return False


def _is_left_out(folder: str, patterns_of: PatternsOf) -> bool:
    """Return whether no file of a folder would be taken, by the settings of the one above it."""
    return is_excluded(os.path.join(folder, "Dockerfile"), patterns_of(folder))


def _is_wanted(
    file: str, place: str, *, patterns: Patterns, is_definition: Callable[[str], bool]
) -> bool:
    found = (is_dockerfile_name(place) or is_definition(file)) and not is_skipped(place)
    return (found or patterns.includes(file)) and not patterns.excludes(file)


def _reached(file: str) -> str | None:
    """Return the path of the file that a path leads to, None if there is none."""
    try:
        if stat.S_ISREG(os.lstat(file).st_mode):
            return file
    except (OSError, ValueError):
        pass
    return _followed(file) if _exists(file) else None


def _exists(file: str) -> bool:
    """Return whether a path leads to a file, or to what only reading it can show."""
    try:
        return stat.S_ISREG(os.stat(file).st_mode)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False  # removed since git saw it, or a link that leads nowhere
    except OSError as error:
        return error.errno != errno.ELOOP


def _files(
    folder: str, root: str | None, *, listing_of: ListingOf, warn: Warn
) -> tuple[Iterable[str], Iterable[Found]]:
    """Return the files below a folder, relative to it, and the folders that cannot be read."""
    if root is None:
        return _walked(folder)
    listing = listing_of(folder)
    if not listing.failure:
        unreadable = [_unreadable_directory(folder, root, listed=each) for each in listing.closed]
        return listing.files, unreadable
    failure = f"git could not list the files, so .gitignore does not apply: {listing.failure}"
    warn(f"{folder}: {failure}")
    return _walked(folder, own=True)


def _is_repository(folder: str) -> bool:
    return is_git_directory(folder) or git_directory(folder) is not None


def _unreadable_directory(folder: str, root: str, *, listed: tuple[str, str]) -> Found:
    """Give a folder that git could not open a path like the files' paths."""
    path, reason = listed
    inside = relative(os.path.join(root, path), os.path.realpath(folder))
    return Found(inside if folder == "." else os.path.join(folder, inside), reason)


def _walked(folder: str, *, own: bool = False) -> tuple[list[str], list[Found]]:
    """Return the files below a folder; links to folders are not followed: no walk is endless.

    With `own`, submodules and other worktrees are left out, as git leaves them out.
    """
    prefix = len(os.path.join(folder, ""))
    unreadable: list[Found] = []

    def refused(error: OSError) -> None:
        path = error.filename if folder != "." else error.filename[prefix:]
        unreadable.append(Found(path, reason_of(error)))

    names: list[str] = []
    for top, folders, files in os.walk(folder, onerror=refused):
        folders[:] = [
            name
            for name in folders
            if name != ".git"
            and name not in SKIPPED_FOLDERS
            and not (own and _is_repository(os.path.join(top, name)))
        ]
        names += [with_slashes(os.path.join(top, name)[prefix:]) for name in files]
    return names, unreadable
