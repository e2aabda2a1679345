"""Settings: what a user can set, what one configuration file sets, and what applies to a file."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from dockerlabel.config.schema import SettingsError


class Settings(NamedTuple):
    """What holds for a file: the configuration file's keys and the command line's options.

    `source` is the declared source, an https URL; `None`: taken from git. `hosts` leads from
    the host name that remotes use to the one that browsers use, both in lower case. `targets` are
    the names of the published stages; `None`: the last stage, `()`: none. `build_definitions` says
    whether workflows and other build definitions are read. `select` names the rules that count, all
    of them if it is `None`, `ignore` those that do not. `include` and `exclude` are patterns in
    .gitignore's syntax, relative to the configuration file's folder. `severity` leads from rules to
    the severity that replaces their own. `fail_on` is the least severity that makes a run fail,
    `None`: none does.
    """

    source: str | None = None
    remote: str | None = None
    hosts: Mapping[str, str] = MappingProxyType({})
    ssh_aliases: bool = True
    targets: tuple[str, ...] | None = None
    build_args: Mapping[str, str] = MappingProxyType({})
    build_definitions: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = MappingProxyType({})
    fail_on: Severity | None = Severity.WARNING


DEFAULTS = Settings()


def parse_settings(
    values: "Mapping[Any, object]", base: Settings = DEFAULTS
) -> "Settings | tuple[SettingsError, ...]":
    """The settings of a plain mapping, merged over others key by key; or all its errors.

    Keys and values are as in the configuration file, as a YAML reader gives them. The command
    line's options go through here too, so that both refuse the same values.
    """
    if not values:
        return base
    from dockerlabel.config.keys import SETTINGS_TYPE  # noqa: PLC0415 - start-up: most set nothing

    return tuple(SETTINGS_TYPE.check(values)) or merge(base, values)


def merge(base: Settings, values: Mapping[str, object]) -> Settings:
    """Return settings in which the values of a valid mapping replace their own."""
    if not values:
        return base
    from dockerlabel.config.keys import SETTINGS, field_of  # noqa: PLC0415 - as above

    fields: dict[str, Any] = {
        field_of(name): SETTINGS[name].value_type.read(value) for name, value in values.items()
    }
    return base._replace(**fields)


class Override(NamedTuple):
    """Settings for the files that fit some patterns: one item of `overrides`.

    `values` are plain and checked. `line` is the one-based line where it begins, and `lines` leads
    from each of its keys to the key's.
    """

    files: tuple[str, ...]
    reason: str
    values: Mapping[str, object]
    line: int
    lines: Mapping[str, int]


class Configuration(NamedTuple):
    """What one file sets, as settings and as the plain `values` that it holds.

    `lines` leads from each key that it sets to the key's one-based line. The patterns in its
    settings and overrides are relative to the folder of `path`.
    """

    path: str
    settings: Settings = DEFAULTS
    lines: Mapping[str, int] = MappingProxyType({})
    values: Mapping[str, object] = MappingProxyType({})
    overrides: tuple[Override, ...] = ()


class ConfigurationError(NamedTuple):
    """Why a file cannot be taken, and what to do. `line` is one-based; 0: the file as a whole."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class Origin(Enum):
    """Where settings are set; a later one overrides those above it."""

    FILE = "file"
    OVERRIDE = "override"
    OPTION = "option"


class Layer(NamedTuple):
    """Plain settings of one origin, merged over the ones below key by key.

    `path` names the configuration file, and `lines` leads from keys to their one-based lines;
    options have neither. `reason` is an override's.
    """

    origin: Origin
    values: Mapping[str, object]
    path: str = ""
    lines: Mapping[str, int] = {}
    reason: str = ""

    def place(self, key: str) -> str:
        """Return the place in the configuration file that sets a key."""
        return f"{self.path}:{self.lines[key]}"


class ResolvedSettings(NamedTuple):
    """What holds for a file: settings, and the layers that they come from, lowest first.

    `fitting` are the indexes of the configuration's overrides that the file fits.
    """

    settings: Settings
    layers: tuple[Layer, ...]
    configuration: Configuration
    fitting: tuple[int, ...]

    def layer_of(self, key: str) -> Layer | None:
        """Return the layer that sets a key; None if its default holds."""
        return next((layer for layer in reversed(self.layers) if key in layer.values), None)


def resolve(
    configuration: Configuration, fitting: tuple[int, ...], *, options: Mapping[str, object]
) -> ResolvedSettings:
    """Return the settings of a file that fits some of the overrides."""
    path, settings, lines, values, _ = configuration
    layers = [Layer(Origin.FILE, values, path, lines)]
    for index in fitting:
        each = configuration.overrides[index]
        layers.append(Layer(Origin.OVERRIDE, each.values, path, each.lines, each.reason))
    layers.append(Layer(Origin.OPTION, options))
    for layer in layers[1:]:
        settings = merge(settings, layer.values)
    return ResolvedSettings(settings, tuple(layers), configuration, fitting)
