"""What holds for a file: its repository, its settings and the source that it must carry."""

import os
import re
from collections.abc import Callable, Mapping

from dockerlabel.configuration import (
    Configuration,
    ConfigurationError,
    find_configuration,
    read_configuration,
)
from dockerlabel.discovery import Patterns
from dockerlabel.environment import alias_resolver, in_workspace, read_ci, read_hosts
from dockerlabel.expectation import Expectation, expected_source
from dockerlabel.git.command import read_repository
from dockerlabel.git.discover import find_repository
from dockerlabel.git.repository import Repository
from dockerlabel.registry import RULE_BY_NAME
from dockerlabel.settings import DEFAULTS, Settings, parse_settings
from dockerlabel.values import NamedTuple

_OPTIONS = {"targets": "target", "hosts": "host", "build-args": "build-arg"}
"""Options of the command line that are called otherwise than the setting."""


def _fits_nothing(_path: str) -> bool:
    return False


NO_PATTERNS = Patterns(_fits_nothing, _fits_nothing)

_RULE_NAMES = ", ".join(RULE_BY_NAME)


class RefusedSettingsError(Exception):
    """Configuration or options that can not be taken; the message may have several lines."""


class Options(NamedTuple):
    """What the command line says.

    `values` holds settings under their names in the configuration file; they go before it.
    `configuration` is the path of the one file that counts, `isolated` leaves all of them out.
    """

    values: Mapping[str, object] = {}
    configuration: str | None = None
    isolated: bool = False


class Workspace:
    """The settings and repositories of files, each read once however many files share it."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError where the command line's own settings can not be taken.
        """
        self._options = options
        _settings(options.values, DEFAULTS)
        self._environment = environment
        self._ci = read_ci(environment)
        self._roots: dict[str, str | None] = {}
        self._repositories: dict[str, Repository] = {}
        self._configurations: dict[str, Configuration] = {}
        self._by_folder: dict[str, tuple[Configuration, Settings]] = {}
        self._expectations: dict[str, Expectation] = {}
        self._patterns: dict[str, Patterns] = {}
        self._answers: dict[tuple[object, ...], Expectation] = {}
        self._resolvers: dict[bool, Callable[[str], str | None] | None] = {}

    def root_of(self, path: str) -> str | None:
        """Return the top folder of the repository that a file belongs to; None without one."""
        return find_repository(path, self._roots)

    def settings_of(self, path: str) -> Settings:
        """Return the settings in force for a file.

        Raises RefusedSettingsError where they can not be read.
        """
        return self._for_folder(path)[1]

    def patterns_of(self, path: str) -> Patterns:
        """Return the `include` and `exclude` settings as questions about a file.

        Raises RefusedSettingsError where they can not be read.
        """
        self._for_folder(path)
        return self._patterns[os.path.dirname(path)]

    def expectation_of(self, path: str) -> Expectation:
        """Return the expected source of a file and how it was found.

        Raises RefusedSettingsError where its settings can not be read.
        """
        folder = os.path.dirname(path)
        if folder not in self._expectations:
            self._expectations[folder] = self._expectation(path)
        return self._expectations[folder]

    def _expectation(self, path: str) -> Expectation:
        settings = self.settings_of(path)
        root = self.root_of(path)
        key = (
            root,
            settings.source,
            settings.remote,
            *settings.hosts.items(),
            settings.ssh_aliases,
        )
        inside = root is not None or in_workspace(path, self._ci)
        if (known := self._answers.get((*key, inside))) is not None:
            return known
        expectation = expected_source(
            self._repository(root) if root is not None and not settings.source else None,
            source=settings.source,
            remote=settings.remote,
            hosts=read_hosts(settings.hosts, self._environment),
            ci=self._ci,
            in_workspace=inside,
            resolve_alias=self._resolver(enabled=settings.ssh_aliases),
        )
        self._answers[(*key, inside)] = expectation
        return expectation

    def _repository(self, root: str) -> Repository:
        if root not in self._repositories:
            self._repositories[root] = read_repository(root, self._environment)
        return self._repositories[root]

    def _resolver(self, *, enabled: bool) -> Callable[[str], str | None] | None:
        if enabled not in self._resolvers:
            self._resolvers[enabled] = alias_resolver(self._environment, enabled=enabled)
        return self._resolvers[enabled]

    def _for_folder(self, path: str) -> tuple[Configuration, Settings]:
        folder = os.path.dirname(path)
        if folder not in self._by_folder:
            configuration = self._configuration(os.path.abspath(folder), path)
            for name in ("select", "ignore"):
                where = f"{configuration.path}:{configuration.lines.get(name, 0)}"
                _refuse_unknown_rules(getattr(configuration.settings, name), where)
            values, base = self._options.values, configuration.settings
            settings = _settings(values, base)
            includes, excludes = (
                _matcher(getattr(settings, key), key, configuration=configuration)
                for key in ("include", "exclude")
            )
            self._patterns[folder] = Patterns(includes, excludes, self.root_of(path) or ".")
            self._by_folder[folder] = configuration, settings
        return self._by_folder[folder]

    def _configuration(self, folder: str, path: str) -> Configuration:
        if self._options.isolated:
            return Configuration("", DEFAULTS, {})
        found = self._options.configuration or find_configuration(folder, root=self.root_of(path))
        if isinstance(found, ConfigurationError):
            raise RefusedSettingsError(str(found))
        if found is None:
            return Configuration("", DEFAULTS, {})
        if found not in self._configurations:
            read = read_configuration(found)
            if not isinstance(read, Configuration):
                raise RefusedSettingsError("\n".join(str(error) for error in read))
            self._configurations[found] = read
        return self._configurations[found]


def _settings(values: Mapping[str, object], base: Settings) -> Settings:
    """Lay the command line's settings over those of a file."""
    settings = parse_settings(values, base)
    if not isinstance(settings, Settings):
        lines = (
            f"--{_OPTIONS.get(str(error.keys[0]), error.keys[0])}: {error.message}"
            for error in settings
        )
        raise RefusedSettingsError("\n".join(lines))
    for name in ("select", "ignore"):
        if name in values:
            _refuse_unknown_rules(getattr(settings, name), f"--{name}")
    return settings


def _refuse_unknown_rules(names: tuple[str, ...] | None, where: str) -> None:
    for name in names or ():
        if name not in RULE_BY_NAME:
            import difflib  # noqa: PLC0415 - start-up: only for a mistake

            nearest = difflib.get_close_matches(name, RULE_BY_NAME, n=1)
            advice = f"did you mean {nearest[0]}?" if nearest else f"there are {_RULE_NAMES}"
            raise RefusedSettingsError(f"{where}: there is no rule {name}; {advice}")


def _matcher(
    patterns: tuple[str, ...], key: str, *, configuration: Configuration
) -> Callable[[str], bool]:
    """Return whether a path fits patterns in .gitignore's syntax, relative to their file."""
    if not patterns:
        return _fits_nothing
    import pathspec  # noqa: PLC0415 - start-up: only where there are patterns

    try:
        spec = pathspec.GitIgnoreSpec.from_lines(patterns)
    except (ValueError, re.error) as error:
        where = f"{configuration.path}:{configuration.lines.get(key, 0)}"
        raise RefusedSettingsError(f"{where}: {key}: this is no pattern: {error}") from error
    folder = os.path.dirname(configuration.path)

    def fits(path: str) -> bool:
        return spec.match_file(os.path.relpath(path, folder))

    return fits
