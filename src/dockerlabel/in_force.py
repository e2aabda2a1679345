"""The settings in force for a file, and where each of them comes from."""

from collections.abc import Mapping
from enum import Enum

from dockerlabel.configuration import Configuration, Override
from dockerlabel.settings import Settings
from dockerlabel.values import NamedTuple


class Origin(Enum):
    """Where settings are set; a later one goes before those above it."""

    FILE = "file"
    OVERRIDE = "override"
    OPTION = "option"


class Layer(NamedTuple):
    """Plain settings of one origin, laid over those below key by key.

    `path` is that of the configuration file, and `lines` leads from keys to their one-based lines;
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


class InForce(NamedTuple):
    """What holds for a file: settings, and the layers that they come from, lowest first.

    `fitting` are the indexes of the configuration's overrides that the file fits.
    """

    settings: Settings
    layers: tuple[Layer, ...]
    configuration: Configuration
    fitting: tuple[int, ...]

    def layer_of(self, key: str) -> Layer | None:
        """Return the layer that sets a key; None where its default holds."""
        return next((layer for layer in reversed(self.layers) if key in layer.values), None)


def layers_of(
    configuration: Configuration, fitting: tuple[int, ...], *, options: Mapping[str, object]
) -> tuple[Layer, ...]:
    """Return the layers of a file that fits some of the overrides."""
    path = configuration.path
    overrides = (configuration.overrides[index] for index in fitting)
    return (
        Layer(Origin.FILE, configuration.values, path, configuration.lines),
        *(_layer(override, path) for override in overrides),
        Layer(Origin.OPTION, options),
    )


def _layer(override: Override, path: str) -> Layer:
    return Layer(Origin.OVERRIDE, override.values, path, override.lines, override.reason)
