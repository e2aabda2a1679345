"""`dockerlabel config`: the settings in force, as a table for people and as JSON for programs."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import partial

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_place, worst
from dockerlabel.config.keys import SETTINGS
from dockerlabel.config.settings import ResolvedSettings
from dockerlabel.credentials import mask_credentials
from dockerlabel.git.find_repository import with_slashes
from dockerlabel.lazy import NamedTuple
from dockerlabel.output.as_json import dumped
from dockerlabel.output.terminal import Colors, printable, printable_path, redacted


def config(session: Session, arguments: Arguments) -> Status:
    """Print the settings in force for each path, and where each comes from."""
    as_json = arguments.output_format == "json"
    lines = json_settings if as_json else partial(text_settings, colors=session.colors)

    def show(shown: str, path: str) -> Status:
        workspace = session.pipeline.workspace
        session.write_lines(lines(shown, workspace.settings(path)))
        if warning := workspace.folder(path).warning:
            session.warning(warning)
        return Status.CLEAN

    return worst(each_place(session, show))


class _Setting(NamedTuple):
    """A setting in force, and what set it.

    `value` is what a configuration file would say; if a default cannot be said there, it is
    None, and `unset` says it in words. `origin` is `default`, `file`, `override` or `option`.
    `line` is in the configuration file, 0 if it does not set the key.
    """

    key: str
    value: object
    unset: str = ""
    origin: str = "default"
    line: int = 0
    reason: str = ""


def _settings(resolved: ResolvedSettings) -> Iterator[_Setting]:
    for key, each in SETTINGS.items():
        layer = resolved.layer_of(key)
        if layer is None:
            yield _Setting(key, each.default, each.unset)
            continue
        line, origin = layer.lines.get(key, 0), layer.origin.value
        yield _Setting(key, layer.values[key], "", origin, line, layer.reason)


def text_settings(path: str, resolved: ResolvedSettings, *, colors: Colors) -> Iterator[str]:
    """Yield a table of the settings, and the overrides of the configuration file."""
    file = printable(_below_here(resolved.configuration.path))
    yield colors.bold(f"{printable_path(path)} ({file or 'no configuration file'})")
    width = max(map(len, SETTINGS))
    for key, value, unset, origin, line, reason in _settings(resolved):
        text = unset if value is None else _text(value)
        where = f"{file}:{line}" if line else origin
        if origin == "override":
            where = f"override at {where}{_because(reason)}"
        yield f"  {key:{width}} = {printable(text)}  ({where})"
    for index, override in enumerate(resolved.configuration.overrides):
        fits = "matches" if index in resolved.fitting else "does not match"
        files = redacted(", ".join(override.files))
        yield f"  {fits} the override at {file}:{override.line}: {files}{_because(override.reason)}"


def json_settings(path: str, resolved: ResolvedSettings) -> Iterator[str]:
    """Yield one JSON object; a `value` is null if a file cannot say it."""
    yield dumped(
        {
            "path": path,
            "configuration": _below_here(resolved.configuration.path) or None,
            "settings": {
                key: {
                    "value": _masked(value),
                    "origin": origin,
                    "line": line or None,
                    "reason": mask_credentials(reason) or None,
                }
                for key, value, _, origin, line, reason in _settings(resolved)
            },
            "overrides": [
                {
                    "line": override.line,
                    "files": _masked(override.files),
                    "reason": mask_credentials(override.reason) or None,
                    "fits": index in resolved.fitting,
                }
                for index, override in enumerate(resolved.configuration.overrides)
            ],
        }
    )


def _below_here(path: str) -> str:
    """Return a path relative to the working directory if it is below that."""
    return path.removeprefix(with_slashes(os.path.join(os.getcwd(), "")))


def _because(reason: str) -> str:
    return f": {redacted(reason)}" if reason else ""


def _text(value: object) -> str:
    masked = _masked(value)
    return masked if isinstance(masked, str) else json.dumps(masked, ensure_ascii=False)


def _masked(value: object) -> object:
    """Return a plain value without the credentials of URLs in it."""
    match value:
        case str():
            return mask_credentials(value)
        case Mapping():
            return {name: _masked(each) for name, each in value.items()}
        case list() | tuple():
            return [_masked(each) for each in value]
    return value
