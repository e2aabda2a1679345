"""Settings: what a user can set, with defaults and validation."""

from collections.abc import Mapping
from types import MappingProxyType

from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import NamedTuple

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

    from dockerlabel.config.schema import SettingsError

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_NO_SEVERITIES: Mapping[str, Severity] = MappingProxyType({})


class Settings(NamedTuple):
    """What holds for a file: the configuration file's keys and the command line's options.

    `source` is the declared source, an https URL; `None`: taken from git. `hosts` leads from
    the host name that remotes use to the one that browsers use, both in lower case. `targets` are
    the names of the published stages; `None`: the last stage, `()`: none. `select` names the
    rules that count, all of them if it is `None`, `ignore` those that do not. `include` and
    `exclude` are patterns in .gitignore's syntax, relative to the configuration file's folder.
    `severity` leads from rules to what stands in the place of their own. `fail_on` is the least
    severity that makes a run fail, `None`: none does.
    """

    source: str | None = None
    remote: str | None = None
    hosts: Mapping[str, str] = _NO_TEXTS
    ssh_aliases: bool = True
    targets: tuple[str, ...] | None = None
    build_args: Mapping[str, str] = _NO_TEXTS
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = _NO_SEVERITIES
    fail_on: Severity | None = Severity.WARNING


DEFAULTS = Settings()


def parse_settings(
    values: "Mapping[Any, object]", base: Settings = DEFAULTS
) -> "Settings | tuple[SettingsError, ...]":
    """The settings that a plain mapping describes, laid over others key by key; or all its errors.

    Keys and values are those of the configuration file as a YAML reader gives them. The command
    line's options go through here too, so that both refuse the same values.
    """
    if not values:
        return base
    from dockerlabel.config.keys import SETTINGS_KIND  # noqa: PLC0415 - start-up: most set nothing

    return tuple(SETTINGS_KIND.check(values)) or merge(base, values)


def merge(base: Settings, values: Mapping[str, object]) -> Settings:
    """Return settings with those of a mapping, which was found right, in the place of their own."""
    if not values:
        return base
    from dockerlabel.config.keys import SETTINGS, field_of  # noqa: PLC0415 - as above

    fields: dict[str, Any] = {
        field_of(name): SETTINGS[name].kind.read(value) for name, value in values.items()
    }
    return base._replace(**fields)
