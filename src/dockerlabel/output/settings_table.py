"""The settings in force for a path and where each comes from, for people and for programs."""

import json
from collections.abc import Iterator, Mapping

from dockerlabel.credentials import mask_credentials
from dockerlabel.lazy import NamedTuple
from dockerlabel.output.as_json import dumped
from dockerlabel.output.colors import Colors
from dockerlabel.output.text import printable, printable_path, redacted

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any


class Setting(NamedTuple):
    """A setting in force.

    `value` is what a configuration file would say; if a default cannot be said there, it is
    None, and `unset` says it in words. `origin` is `default`, `file`, `override` or `option`.
    `line` is in the configuration file, 0 if it does not set the key.
    """

    key: str
    value: object
    unset: str
    origin: str
    line: int
    reason: str


class Override(NamedTuple):
    """An override of the configuration file, and whether the path fits it."""

    line: int
    files: tuple[str, ...]
    reason: str
    fits: bool


class SettingsInForce(NamedTuple):
    """What holds for a path; `configuration` is the path of the file, empty if there is none."""

    path: str
    configuration: str
    settings: tuple[Setting, ...]
    overrides: tuple[Override, ...]


def text_settings(shown: SettingsInForce, colors: Colors) -> Iterator[str]:
    """Yield a table of the settings, and the overrides of the configuration file."""
    file = printable(shown.configuration)
    yield colors.bold(f"{printable_path(shown.path)} ({file or 'no configuration file'})")
    width = max(len(setting.key) for setting in shown.settings)
    for setting in shown.settings:
        value = setting.unset if setting.value is None else _text(setting.value)
        where = f"{file}:{setting.line}" if setting.line else setting.origin
        if setting.origin == "override":
            where = f"override at {where}{_because(setting.reason)}"
        yield f"  {setting.key:{width}} = {printable(value)}  ({where})"
    for override in shown.overrides:
        files = redacted(", ".join(override.files))
        fits = "matches" if override.fits else "does not match"
        yield f"  {fits} the override at {file}:{override.line}: {files}{_because(override.reason)}"


def json_settings(shown: SettingsInForce, _colors: Colors) -> Iterator[str]:
    """Yield one JSON object; a `value` is null if a file cannot say it."""
    yield dumped(
        {
            "path": shown.path,
            "configuration": shown.configuration or None,
            "settings": {
                setting.key: {
                    "value": _masked(setting.value),
                    "origin": setting.origin,
                    "line": setting.line or None,
                    "reason": mask_credentials(setting.reason) or None,
                }
                for setting in shown.settings
            },
            "overrides": [
                {
                    **override._asdict(),
                    "files": _masked(override.files),
                    "reason": mask_credentials(override.reason) or None,
                }
                for override in shown.overrides
            ],
        }
    )


def _because(reason: str) -> str:
    return f": {redacted(reason)}" if reason else ""


def _text(value: object) -> str:
    masked = _masked(value)
    return masked if isinstance(masked, str) else json.dumps(masked, ensure_ascii=False)


def _masked(value: object) -> "Any":  # noqa: ANN401 - whatever JSON can hold
    """Return a plain value without the credentials of URLs in it."""
    match value:
        case str():
            return mask_credentials(value)
        case Mapping():
            return {name: _masked(each) for name, each in value.items()}
        case list() | tuple():
            return [_masked(each) for each in value]
    return value
