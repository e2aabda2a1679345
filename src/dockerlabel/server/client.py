"""What a client is able to do, and what its user asked for."""

from typing import NamedTuple

from lsprotocol.types import InitializeParams, MarkupKind
from pygls.capabilities import get_capability

_WISHES = ("fixOnSave", "fixOnFormat")


class Client(NamedTuple):
    """A client's abilities and wishes.

    `pulls`: it asks for diagnostics. `refreshes`: it can be told to ask again. `watches`: it can
    tell of files that change. `versioned`: its edits carry versions. `markdown`: it shows that on
    hovering. The wishes are `initializationOptions`; `complaints` says which are not understood.
    """

    pulls: bool = False
    refreshes: bool = False
    watches: bool = False
    versioned: bool = False
    markdown: bool = False
    fix_on_save: bool = False
    fix_on_format: bool = False
    complaints: tuple[str, ...] = ()


def client_of(params: InitializeParams) -> Client:
    """Read what a client says at the start."""
    able = params.capabilities
    wishes, complaints = _wishes(params.initialization_options)
    formats = get_capability(able, "text_document.hover.content_format", default=None) or ()
    return Client(
        pulls=get_capability(able, "text_document.diagnostic", default=None) is not None,
        refreshes=bool(get_capability(able, "workspace.diagnostics.refresh_support", default=None)),
        watches=bool(
            get_capability(
                able, "workspace.did_change_watched_files.dynamic_registration", default=None
            )
        ),
        versioned=bool(
            get_capability(able, "workspace.workspace_edit.document_changes", default=None)
        ),
        markdown=MarkupKind.Markdown in formats,
        fix_on_save=wishes["fixOnSave"],
        fix_on_format=wishes["fixOnFormat"],
        complaints=complaints,
    )


def _wishes(options: object) -> tuple[dict[str, bool], tuple[str, ...]]:
    """Return all wishes, those that are not expressed as false, and what can not be taken."""
    if options is None:
        options = {}
    if not isinstance(options, dict):
        return dict.fromkeys(_WISHES, False), ("initializationOptions must be an object",)
    complaints = [
        f"initializationOptions: there is no {name}; there are {', '.join(_WISHES)}"
        for name in options
        if name not in _WISHES
    ]
    complaints += [
        f"initializationOptions: {name} must be true or false"
        for name in _WISHES
        if not isinstance(options.get(name, False), bool)
    ]
    return {name: options.get(name) is True for name in _WISHES}, tuple(complaints)
