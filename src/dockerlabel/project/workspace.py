"""What holds for a file: its repository, its settings and its expected source."""

import os
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial

from dockerlabel.config.file import (
    Fits,
    PathPatterns,
    configuration_files,
    find_configuration,
    fits_nothing,
    misplaced_settings,
    path_patterns,
    read_configuration,
    searched_folders,
)
from dockerlabel.config.settings import (
    Configuration,
    ConfigurationError,
    ResolvedSettings,
    Settings,
    parse_settings,
    resolve,
)
from dockerlabel.git.find_repository import (
    find_repository,
    linked_file,
    relative,
    repository_above,
    with_slashes,
)
from dockerlabel.lazy import NamedTuple
from dockerlabel.project.discovery import Patterns
from dockerlabel.project.expected_source import Resolver
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources.expected import Expectation

_OPTIONS = {"targets": "target", "hosts": "host", "build-args": "build-arg"}
"""Options of the command line whose names differ from the setting's."""

_MOST_FOLDERS = 2_000
"""Folders that are remembered, so that memory does not grow with their number."""

NO_PATTERNS = Patterns(fits_nothing, fits_nothing)
_NO_PATHS = PathPatterns(fits_nothing, fits_nothing, lambda _path: ())


class RefusedSettingsError(Exception):
    """Configuration or options that cannot be used: texts, or errors of a configuration file."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))

    @property
    def errors(self) -> tuple[ConfigurationError, ...]:
        """The errors of a configuration file."""
        return tuple(each for each in self.args if isinstance(each, ConfigurationError))


class Options(NamedTuple):
    """The options of the command line.

    `values` holds settings under their names in the configuration file; they override it.
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


class ConfigFile(NamedTuple):
    """A configuration file that was read, or the lack of one; `settings` is for a path."""

    configuration: Configuration
    patterns: PathPatterns
    settings: Callable[[str], ResolvedSettings]


class Folder(NamedTuple):
    """What the files of a folder share.

    `path` is its real path, `root` the top of the repository, None without one. `warning` names
    settings that are in a place where they are not read, and is empty if there are none.
    """

    path: str
    root: str | None
    file: ConfigFile
    patterns: Patterns
    warning: str


class Workspace:
    """The settings and repositories of files, each read once however many files share it.

    What it answers depends on nothing that it was asked before.
    """

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError if the command line's own settings are not valid.
        """
        self._options = options
        _refuse_options(options)
        self._roots: dict[str, str | None] = {}
        self._files: dict[str, ConfigFile | tuple[ConfigurationError, ...]] = {}
        self._none = self._config_file(Configuration(""), _NO_PATHS)
        self._folder = lru_cache(_MOST_FOLDERS)(self._read_folder)
        # The folders above one are looked at again for its neighbours.
        self._files_in = lru_cache(maxsize=50)(configuration_files)
        self._misplaced = lru_cache(maxsize=50)(misplaced_settings)
        # Each file is asked about a few times, one after another.
        self._place = lru_cache(maxsize=1)(self._read_place)
        self._below_here = lru_cache(_MOST_FOLDERS)(partial(relative, folder="."))
        self._resolver = Resolver(environment)

    def root_of(self, path: str) -> str | None:
        """Return the top folder of the repository that a file belongs to; None without one."""
        return find_repository(path, self._known_roots())

    def shown_root(self, path: str) -> str | None:
        """Return the top folder of a file's repository; it is relative if the path is.

        Raises RefusedSettingsError if the configuration file cannot be read.
        """
        root = self.folder(path).root
        if root is None:
            return None
        return with_slashes(root) if os.path.isabs(path) else self._below_here(root)

    def folder(self, path: str) -> Folder:
        """Return what a file shares with the others in its folder.

        Raises RefusedSettingsError if the configuration file cannot be read.
        """
        return self._place(path)[0]

    def settings(self, path: str) -> ResolvedSettings:
        """Return the settings in force for a file, and where each comes from.

        Raises RefusedSettingsError if the configuration file cannot be read.
        """
        folder, real_path = self._place(path)
        return folder.file.settings(real_path)

    def patterns(self, path: str) -> Patterns:
        """Return the patterns of a file's folder, or of a folder whose path ends with `/`.

        There are none if its configuration cannot be read: whoever opens a file of it meets the
        same error, and can report it.
        """
        try:
            return self._folder(os.path.dirname(path)).patterns
        except RefusedSettingsError:
            return NO_PATTERNS

    def real_path(self, path: str) -> str:
        """Return the path of a file after all links: it counts, whatever links lead there."""
        return self._place(path)[1]

    def expected(self, path: str) -> Expectation:
        """Return the expected source of a file and how it was found.

        Raises RefusedSettingsError if the configuration file cannot be read, or if an option names
        a remote that the repository lacks. In a configuration file, which is for every clone, that
        is not an error.
        """
        root, settings = self.folder(path).root, self.settings(path).settings
        if root and settings.remote and not settings.source and "remote" in self._options.values:
            missing = self._resolver.missing_remote(settings.remote, root)
            if missing:
                raise RefusedSettingsError(f"{self._options.option_name('remote')}: {missing}")
        return self._resolver.expected_source(path, root, settings=settings)

    @property
    def configurations(self) -> tuple[Configuration, ...]:
        """The configuration files that were read so far."""
        files = (file for file in self._files.values() if isinstance(file, ConfigFile))
        return tuple(file.configuration for file in files)

    def forget_folders(self) -> None:
        """Look for repositories again: there may be others by now."""
        self._roots.clear()
        for cached in (self._folder, self._place, self._files_in, self._misplaced):
            cached.cache_clear()

    def path_in_repository(self, path: str) -> str:
        """Return the path of a file from the top of the repository that the run is in.

        A file that is elsewhere has the path in a repository of its own, or else from the working
        directory; what is outside of all of them has its whole path.
        """
        folder, name = os.path.split(path)
        whole = os.path.join(os.path.realpath(folder), name)
        for top in (self.root_of("."), self.root_of(path), os.path.realpath(".")):
            if top is not None and whole.startswith(os.path.join(top, "")):
                return relative(whole, top)
        return with_slashes(whole)

    def _known_roots(self) -> dict[str, str | None]:
        if len(self._roots) >= _MOST_FOLDERS:
            self._roots.clear()
        return self._roots

    def _read_place(self, path: str) -> tuple[Folder, str]:
        """Return the folder of a file and its real path: they count, whatever links lead there."""
        directory, name = os.path.split(linked_file(path))
        folder = self._folder(directory)
        return folder, os.path.join(folder.path, name)

    def _read_folder(self, directory: str) -> Folder:
        folder = os.path.realpath(directory)
        root = repository_above(folder, self._known_roots())
        chosen = self._options.isolated or self._options.configuration
        folders = () if chosen else tuple(searched_folders(folder, root=root))
        file = self._find(folders)
        includes, excludes = map(self._by_real_path, file.patterns[:2])
        misplaced = partial(self._misplaced, configured=file is not self._none)
        warning = next(filter(None, map(misplaced, folders)), "")
        return Folder(folder, root, file, Patterns(includes, excludes, root or "."), warning)

    def _by_real_path(self, fits: Fits) -> Fits:
        if fits is fits_nothing:
            return fits

        def fits_real_path(path: str) -> bool:
            directory, name = os.path.split(path)
            return fits(os.path.join(self._folder(directory).path, name))

        return fits_real_path

    def _find(self, folders: tuple[str, ...]) -> ConfigFile:
        if self._options.isolated:
            return self._none
        found = self._options.configuration or find_configuration(folders, self._files_in)
        if isinstance(found, ConfigurationError):
            raise RefusedSettingsError(found)
        if found is None:
            return self._none
        if found not in self._files:
            self._files[found] = self._read(found)
        file = self._files[found]
        if not isinstance(file, ConfigFile):
            raise RefusedSettingsError(*file)
        return file

    def _read(self, path: str) -> ConfigFile | tuple[ConfigurationError, ...]:
        configuration = read_configuration(path, RULE_BY_NAME)
        if not isinstance(configuration, Configuration):
            return configuration
        patterns = path_patterns(configuration)
        if not isinstance(patterns, PathPatterns):
            return patterns
        return self._config_file(configuration, patterns)

    def _config_file(self, configuration: Configuration, patterns: PathPatterns) -> ConfigFile:
        resolved = cache(partial(resolve, configuration, options=self._options.values))

        @lru_cache(maxsize=1)  # as `_place`
        def settings(path: str) -> ResolvedSettings:
            return resolved(patterns.fitting(path))

        return ConfigFile(configuration, patterns, settings)


def _refuse_options(options: Options) -> None:
    """Raise RefusedSettingsError if the command line's settings are not valid."""
    values = options.values
    if not values:
        return
    from dockerlabel.config.keys import unknown_rules  # noqa: PLC0415 - start-up: only for options

    read = parse_settings(values)
    errors = tuple(unknown_rules(values, RULE_BY_NAME)) if isinstance(read, Settings) else read
    if errors:
        lines = (f"{options.option_name(str(error.keys[0]))}: {error.message}" for error in errors)
        raise RefusedSettingsError("\n".join(lines))
