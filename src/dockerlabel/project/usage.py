"""Which settings a run has used: those that are for no file are probably mistakes."""

import os
from collections.abc import Iterable, Iterator, Sequence

from dockerlabel.config.settings import Configuration, Layer, Origin, ResolvedSettings
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.rules.context import Targets


class Usage:
    """The overrides that files have fitted so far, and the targets that all of them lack."""

    def __init__(self) -> None:
        """Begin a run, with nothing used."""
        self._overrides: set[tuple[str, int]] = set()
        self._warnings: dict[str, None] = {}
        # By the path of the configuration file that names the targets, empty for the command line.
        self._missing: dict[str, tuple[Layer, frozenset[str]]] = {}

    def saw(self, resolved: ResolvedSettings, targets: Targets | BuildError | None) -> None:
        """Record the settings of a file, and the targets that it has if that is known."""
        path = resolved.configuration.path
        self._overrides.update((path, index) for index in resolved.fitting)
        layer = resolved.layer_of("targets")
        if layer and isinstance(targets, Targets) and layer.origin is not Origin.OVERRIDE:
            _, others = self._missing.get(layer.path, (layer, targets.missing))
            self._missing[layer.path] = layer, frozenset(targets.missing).intersection(others)

    def saw_warning(self, line: str) -> None:
        """Record a line about settings that are not read, or none if it is empty."""
        if line:
            self._warnings[line] = None

    def unused(self, files: Iterable[Configuration], paths: Iterable[str]) -> Iterator[str]:
        """Yield a line for settings that are not read, and that were for none of the files.

        Settings of a configuration file count only if all files that it is for are below `paths`.
        """
        yield from self._warnings
        folders = [os.path.realpath(path) for path in paths if os.path.isdir(path)]
        for path, _, _, _, overrides in files:
            for index, override in enumerate(overrides if _is_within(path, folders) else ()):
                # It may be for build definitions, which are then not among the files.
                is_for_definitions = "build-definitions" in override.values
                if (path, index) not in self._overrides and not is_for_definitions:
                    place = f"{path}:{override.line}: overrides[{index}]"
                    yield f"{place}: `files` matches no Dockerfile"
        for layer, targets in self._missing.values():
            if layer.origin is Origin.OPTION:
                place = "--target"
            elif _is_within(layer.path, folders):
                place = f"{layer.place('targets')}: targets"
            else:
                continue
            yield from (f"{place}: no Dockerfile has a stage `{name}`" for name in sorted(targets))


def _is_within(configuration: str, folders: Sequence[str]) -> bool:
    """Return whether all files that a configuration file is for are below some folders."""
    own = os.path.realpath(os.path.dirname(configuration))
    return any(os.path.commonpath((folder, own)) == folder for folder in folders)
