"""What holds for a file: its repository, its settings and the source that it must carry."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dockerlabel.config.file import find_configuration, read_configuration
from dockerlabel.config.patterns import PathPatterns, fits_nothing, path_patterns
from dockerlabel.config.settings import (
    Configuration,
    ConfigurationError,
    ResolvedSettings,
    Settings,
    layers_for,
    merge,
    parse_settings,
)
from dockerlabel.git.discover import find_repository
from dockerlabel.lazy import NamedTuple
from dockerlabel.project.discovery import Patterns
from dockerlabel.project.expected_source import Resolver
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources.expected import Expectation

_OPTIONS = {"targets": "target", "hosts": "host", "build-args": "build-arg"}
"""Options of the command line that are called otherwise than the setting."""

_MOST_FOLDERS = 500
"""Folders of which is known what holds in them, so that memory does not grow with their number."""

NO_PATTERNS = Patterns(fits_nothing, fits_nothing)


class RefusedSettingsError(Exception):
    """Configuration or options that can not be taken; the message may have several lines."""


class Options(NamedTuple):
    """What the command line says.

    `values` holds settings under their names in the configuration file; they go before it.
    `configuration` is the path of the one file that counts, `isolated` leaves all of them out.
    `by_program` says that it is no command line, but a program that gives the settings.
    """

    values: Mapping[str, object] = {}
    configuration: str | None = None
    isolated: bool = False
    by_program: bool = False

    def option_name(self, key: str) -> str:
        """Return what whoever gave a setting calls it."""
        return key if self.by_program else f"--{_OPTIONS.get(key, key)}"


class _File(NamedTuple):
    """A configuration file that was read, and its patterns."""

    configuration: Configuration
    patterns: PathPatterns


_NONE = _File(Configuration(""), PathPatterns(fits_nothing, fits_nothing, lambda _path: ()))


class _Folder(NamedTuple):
    """What holds for the files of a folder: their configuration file, and its patterns for them."""

    file: _File
    patterns: Patterns


_Place = tuple[str, tuple[int, ...]]
"""What files have in common for which the same holds: a path, and the overrides that they fit."""


class Workspace:
    """The settings and repositories of files, each read once however many files share it."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError where the command line's own settings can not be taken.
        """
        self._options = options
        _refuse_options(options)
        self._roots: dict[str, str | None] = {}
        self._sources = Resolver(environment)
        self._files: dict[str, _File | tuple[ConfigurationError, ...]] = {}
        self._folders: dict[str, _Folder] = {}
        self._in_force: dict[_Place, ResolvedSettings] = {}
        self._expectations: dict[_Place, Expectation] = {}
        self._last: _Place = ("", ())
        self._used_overrides: set[tuple[str, int]] = set()

    def root_of(self, path: str) -> str | None:
        """Return the top folder of the repository that a file belongs to; None without one."""
        if len(self._roots) >= _MOST_FOLDERS:
            self._roots.clear()
        return find_repository(path, self._roots)

    def forget_roots(self) -> None:
        """Look for repositories again: there may be others by now."""
        self._roots.clear()

    def path_in_repository(self, path: str) -> str:
        """Return the path of a file from the top of the repository that the run is in.

        A file that is elsewhere has the path in a repository of its own, or else from the working
        directory; what is outside of all of them has its whole path.
        """
        folder, name = os.path.split(path)
        whole = os.path.join(os.path.realpath(folder), name)
        for top in (self.root_of("."), self.root_of(path), os.path.realpath(".")):
            if top is not None and whole.startswith(os.path.join(top, "")):
                return os.path.relpath(whole, top)
        return whole

    def settings_of(self, path: str) -> Settings:
        """Return the settings in force for a file.

        Raises RefusedSettingsError where they can not be read.
        """
        return self.in_force(path).settings

    def in_force(self, path: str) -> ResolvedSettings:
        """Return the settings in force for a file, and where they come from.

        Raises RefusedSettingsError where they can not be read.
        """
        file = self._folder_of(path).file
        key = (file.configuration.path, self._fitting(path, file))
        if key not in self._in_force:
            self._in_force[key] = self._layered(file.configuration, key[1])
        return self._in_force[key]

    def patterns_of(self, path: str) -> Patterns:
        """Return the `include` and `exclude` settings as questions about a file.

        Raises RefusedSettingsError where they can not be read.
        """
        return self._folder_of(path).patterns

    def expectation_of(self, path: str) -> Expectation:
        """Return the expected source of a file and how it was found.

        Raises RefusedSettingsError where its settings can not be read.
        """
        key = (os.path.dirname(path), self._fitting(path, self._folder_of(path).file))
        if key not in self._expectations:
            settings, root = self.settings_of(path), self.root_of(path)
            self._expectations[key] = self._sources.of(path, root, settings=settings)
        return self._expectations[key]

    def unused_overrides(self, tops: Sequence[str]) -> Iterator[str]:
        """Yield a line for each override that no file has fitted so far.

        Only those count all of whose files lie in the folders `tops`: of the others, files may be
        elsewhere.
        """
        for path, file in self._files.items():
            if not isinstance(file, _File) or not is_for(path, tops):
                continue
            for index, override in enumerate(file.configuration.overrides):
                if (path, index) not in self._used_overrides:
                    yield f"{path}:{override.line}: overrides[{index}]: no Dockerfile fits `files`"

    def _fitting(self, path: str, file: _File) -> tuple[int, ...]:
        """Return the indexes of the overrides that a file fits."""
        if not file.configuration.overrides:
            return ()
        if path != self._last[0]:
            fitting = file.patterns.fitting(path)
            self._last = path, fitting
            self._used_overrides.update((file.configuration.path, index) for index in fitting)
        return self._last[1]

    def _layered(self, configuration: Configuration, fitting: tuple[int, ...]) -> ResolvedSettings:
        layers = layers_for(configuration, fitting, options=self._options.values)
        settings = configuration.settings
        for layer in layers[1:]:
            settings = merge(settings, layer.values)
        return ResolvedSettings(settings, layers, configuration, fitting)

    def _folder_of(self, path: str) -> _Folder:
        folder = os.path.dirname(path)
        known = self._folders.get(folder)
        if known is None:
            if len(self._folders) >= _MOST_FOLDERS:
                # Files come folder by folder, and the past ones are not asked for again.
                self._folders.clear()
                self._expectations.clear()
            root = self.root_of(path)
            file = self._find(os.path.abspath(folder), root)
            patterns = Patterns(file.patterns.includes, file.patterns.excludes, root or ".")
            known = self._folders[folder] = _Folder(file, patterns)
        return known

    def _find(self, folder: str, root: str | None) -> _File:
        if self._options.isolated:
            return _NONE
        found = self._options.configuration or find_configuration(folder, root=root)
        if isinstance(found, ConfigurationError):
            raise RefusedSettingsError(str(found))
        if found is None:
            return _NONE
        if found not in self._files:
            self._files[found] = _read(found)
        file = self._files[found]
        if not isinstance(file, _File):
            raise RefusedSettingsError("\n".join(map(str, file)))
        return file


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the folders among paths, as `is_for` takes them."""
    return tuple(os.path.realpath(path) for path in paths if os.path.isdir(path))


def is_for(configuration: str, tops: Sequence[str]) -> bool:
    """Tell whether all files that a configuration file is for lie in some folders."""
    folder = os.path.realpath(os.path.dirname(configuration))
    return any(os.path.commonpath((top, folder)) == top for top in tops)


def _read(path: str) -> _File | tuple[ConfigurationError, ...]:
    configuration = read_configuration(path, RULE_BY_NAME)
    if not isinstance(configuration, Configuration):
        return configuration
    patterns = path_patterns(configuration)
    return _File(configuration, patterns) if isinstance(patterns, PathPatterns) else patterns


def _refuse_options(options: Options) -> None:
    """Raise RefusedSettingsError where the command line's settings can not be taken."""
    values = options.values
    if not values:
        return
    from dockerlabel.config.keys import unknown_rules  # noqa: PLC0415 - start-up: only for options

    read = parse_settings(values)
    errors = tuple(unknown_rules(values, RULE_BY_NAME)) if isinstance(read, Settings) else read
    if errors:
        lines = (f"{options.option_name(str(error.keys[0]))}: {error.message}" for error in errors)
        raise RefusedSettingsError("\n".join(lines))
