"""The configuration file: which one counts, what it says, and which paths fit its patterns."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from dockerlabel.config.settings import DEFAULTS, Configuration, ConfigurationError, Override, merge
from dockerlabel.git.find_repository import folders_up, leads_out, relative, with_slashes
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple, regex
from dockerlabel.regular_file import read_regular, reason_of

if TYPE_CHECKING:
    from typing import Any

    from dockerlabel.config.loader import Keys

Fits = Callable[[str], bool]
Errors = tuple[ConfigurationError, ...]

FILE_NAMES = (".dockerlabel.yaml", ".dockerlabel.yml")
MISTAKEN_NAMES = (*(name[1:] for name in FILE_NAMES), "pyproject.toml")
"""Files that are not read, in which settings may be by mistake."""

MAX_BYTES = 1 << 16
"""More than any configuration needs; a YAML reader takes seconds for as much."""

_TABLE = regex(r"(?m)^[ \t]*\[\[?tool\.dockerlabel[].]")


def searched_folders(directory: str, *, root: str | None) -> Iterator[str]:
    """Yield the folders in which the settings of a folder's files may be, the nearest first.

    They are the folder and those above it up to `root`, the repository's top folder. Outside a
    repository (`None`) it is only the folder itself: what lies above belongs to somebody else.
    """
    start = os.path.abspath(directory)
    top = start if root is None else os.path.abspath(root)
    return folders_up(start, top if start.startswith(os.path.join(top, "")) else start)


def configuration_files(folder: str) -> tuple[str, ...]:
    """Return the paths of the configuration files in a folder."""
    paths = (with_slashes(os.path.join(folder, name)) for name in FILE_NAMES)
    return tuple(path for path in paths if os.path.lexists(path))


def find_configuration(
    folders: Iterable[str], files_in: Callable[[str], tuple[str, ...]] = configuration_files
) -> str | ConfigurationError | None:
    """Return the absolute path of the configuration file that counts for a folder's files.

    It is the one in the first of the folders that `searched_folders` gives; `files_in` is
    `configuration_files`, or remembers its answers.
    """
    for folder in folders:
        present = files_in(folder)
        if len(present) > 1:
            message = f"{FILE_NAMES[1]} is in the same folder; keep one of the two"
            return ConfigurationError(present[0], 0, message)
        if present and leads_out(present[0]):
            message = "is a symbolic link that leads out of the repository; copy its target"
            return ConfigurationError(present[0], 0, message)
        if present:
            return present[0]
    return None


def misplaced_settings(folder: str, *, configured: bool) -> str:
    """Return a warning about settings in a folder's pyproject.toml, or an empty text.

    Unless the folder is `configured`, a file whose name lacks the dot is meant for settings, too.
    """
    for name in () if configured else FILE_NAMES:
        path = with_slashes(os.path.join(folder, name[1:]))
        if os.path.lexists(path):
            return f"{path}: the file is not read; rename it to {name}"
    path = with_slashes(os.path.join(folder, "pyproject.toml"))
    try:
        data = read_regular(path, limit=MAX_BYTES, follow=False)
    except (OSError, ValueError):
        return ""
    if b"[tool.dockerlabel" not in data or not _TABLE.search(data.decode("latin-1")):
        return ""
    return f"{path}: `[tool.dockerlabel]` is not read; write the settings to {FILE_NAMES[0]}"


def read_configuration(path: str, rules: Collection[str]) -> Configuration | Errors:
    """Return what a configuration file sets, or everything that is wrong with it.

    `rules` are the names that rules have: settings may name no others.

    YAML 1.1, as PyYAML's safe loader reads it, without aliases and tags. An empty file sets
    nothing.
    """
    try:
        data = read_regular(path, limit=MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return (ConfigurationError(path, 0, f"cannot be read: {reason_of(error)}"),)
    if len(data) > MAX_BYTES:
        return (ConfigurationError(path, 0, f"is larger than {MAX_BYTES} bytes"),)
    # Start-up: most runs have no configuration file.
    from dockerlabel.config.keys import errors_in_file  # noqa: PLC0415
    from dockerlabel.config.loader import NotPlainError, load  # noqa: PLC0415

    try:
        values, lines = load(data)
    except NotPlainError as error:
        return (ConfigurationError(path, error.line, str(error)),)
    if values is None:
        return Configuration(path)
    errors = errors_in_file(values, rules)
    if errors or not isinstance(values, dict):
        return tuple(ConfigurationError(path, lines[error.keys], str(error)) for error in errors)
    items = values.pop("overrides", ())
    overrides = tuple(_override(item, lines, index=index) for index, item in enumerate(items))
    own_lines = {name: lines[name,] for name in values}
    return Configuration(path, merge(DEFAULTS, values), own_lines, values, overrides)


def _override(item: "Mapping[str, Any]", lines: "Mapping[Keys, int]", *, index: int) -> Override:
    values = dict(item)
    return Override(
        tuple(values.pop("files")),
        values.pop("reason", ""),
        values,
        lines["overrides", index],
        {name: lines["overrides", index, name] for name in item},
    )


class PathPatterns(NamedTuple):
    """The patterns of a configuration file, as questions about a path.

    `fitting` returns the indexes of the overrides that it fits.
    """

    includes: Fits
    excludes: Fits
    fitting: Callable[[str], tuple[int, ...]]


def fits_nothing(_path: str) -> bool:
    """Return that a path fits no pattern."""
    return False


def path_patterns(configuration: Configuration) -> PathPatterns | Errors:
    """Read the patterns of a configuration, in .gitignore's syntax, relative to its folder.

    Returns an error for each list with an invalid pattern in it.
    """
    errors: list[ConfigurationError] = []
    compiled: list[Fits] = []
    for place, line, patterns in _lists(configuration):
        try:
            compiled.append(_compile(patterns))
        except ValueError as error:
            message = f"{place}: invalid pattern: {error}"
            errors.append(ConfigurationError(configuration.path, line, message))
    if errors:
        return tuple(errors)
    folder = os.path.dirname(configuration.path)
    includes, excludes, *overrides = compiled

    def fitting(path: str) -> tuple[int, ...]:
        place = relative(path, folder)
        return tuple(index for index, fits in enumerate(overrides) if fits(place))

    return PathPatterns(_below(folder, includes), _below(folder, excludes), fitting)


def _lists(configuration: Configuration) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield the place of each list of patterns, its line and the list; overrides come last."""
    settings, lines = configuration.settings, configuration.lines
    yield "include", lines.get("include", 0), settings.include
    yield "exclude", lines.get("exclude", 0), settings.exclude
    for index, override in enumerate(configuration.overrides):
        yield f"overrides[{index}].files", override.lines["files"], override.files


def _compile(patterns: tuple[str, ...]) -> Fits:
    if not patterns:
        return fits_nothing
    from dockerlabel.config.gitignore import matcher  # noqa: PLC0415 - start-up: few set patterns

    return matcher(patterns)


def _below(folder: str, fits: Fits) -> Fits:
    return fits if fits is fits_nothing else lambda path: fits(relative(path, folder))
