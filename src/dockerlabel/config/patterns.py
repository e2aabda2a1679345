"""The patterns of a configuration file, as questions about paths."""

import os
from collections.abc import Callable, Iterator

from dockerlabel.config.settings import Configuration, ConfigurationError
from dockerlabel.git.find_repository import relative
from dockerlabel.lazy import NamedTuple

Fits = Callable[[str], bool]


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


def path_patterns(
    configuration: Configuration,
) -> PathPatterns | tuple[ConfigurationError, ...]:
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
    if fits is fits_nothing:
        return fits
    return lambda path: fits(relative(path, folder))
