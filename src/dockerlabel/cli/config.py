"""`dockerlabel config`."""

import os

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_place, worst
from dockerlabel.config.keys import SETTINGS
from dockerlabel.config.settings import Origin, ResolvedSettings
from dockerlabel.git.find_repository import with_slashes
from dockerlabel.output.settings_table import (
    Override,
    Setting,
    SettingsInForce,
    json_settings,
    text_settings,
)


def config(session: Session, arguments: Arguments) -> Status:
    """Print the settings in force for each path, and where each comes from."""
    lines = json_settings if arguments.output_format == "json" else text_settings

    def show(shown: str, path: str) -> Status:
        workspace = session.pipeline.workspace
        resolved = workspace.settings(path)
        settings = SettingsInForce(
            shown,
            _below_here(resolved.configuration.path),
            tuple(_setting(resolved, key) for key in SETTINGS),
            _overrides(resolved),
        )
        session.write_lines(lines(settings, session.colors))
        if warning := workspace.folder(path).warning:
            session.warning(warning)
        return Status.CLEAN

    return worst(each_place(session, show))


def _setting(resolved: ResolvedSettings, key: str) -> Setting:
    layer = resolved.layer_of(key)
    if layer is None:
        default = SETTINGS[key].default
        return Setting(key, default, SETTINGS[key].unset, "default", 0, "")
    line = layer.lines.get(key, 0)
    reason = layer.reason if layer.origin is Origin.OVERRIDE else ""
    return Setting(key, layer.values[key], "", layer.origin.value, line, reason)


def _overrides(resolved: ResolvedSettings) -> tuple[Override, ...]:
    return tuple(
        Override(each.line, each.files, each.reason, index in resolved.fitting)
        for index, each in enumerate(resolved.configuration.overrides)
    )


def _below_here(path: str) -> str:
    """Return a path relative to the working directory if it is below that."""
    here = with_slashes(os.path.join(os.getcwd(), ""))
    return path.removeprefix(here)
