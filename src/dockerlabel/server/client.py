"""What a client is able to do, what its user asked for, and what it is offered."""

from dockerlabel.lazy import NamedTuple
from dockerlabel.server.documents import WIDTHS
from dockerlabel.server.jsonrpc import NO_ITEMS, NO_MEMBERS, Json, optional
from dockerlabel.version import __version__

NAME = "dockerlabel"
QUICK_FIX = "quickfix"
FIX_ALL = f"source.fixAll.{NAME}"

_OPTIONS = ("fixOnSave", "fixOnFormat")


class Client(NamedTuple):
    """A client's abilities, and the options of its user.

    `encoding`: what it counts columns in. `folders`: the URIs of those it has open. `pulls`: it
    asks for diagnostics. `refreshes`: it can be asked to ask again. `publishes`: it shows
    diagnostics of any file. `relates`: it shows notes beside a message. `watches`: it reports files
    that change. `versioned`: its edits carry versions. `markdown`: it shows that in a hover.
    `fix_on_save` (if it asks before saving) and `fix_on_format` are `initializationOptions`;
    `option_errors` say which of those are not valid.
    """

    encoding: str = "utf-16"
    folders: tuple[str, ...] = ()
    pulls: bool = False
    refreshes: bool = False
    publishes: bool = False
    relates: bool = False
    watches: bool = False
    versioned: bool = False
    markdown: bool = False
    fix_on_save: bool = False
    fix_on_format: bool = False
    option_errors: tuple[str, ...] = ()


def client_of(params: Json) -> Client:
    """Read the parameters of `initialize`."""
    able = optional(params, "capabilities", default=NO_MEMBERS)
    document = optional(able, "textDocument", default=NO_MEMBERS)
    workspace = optional(able, "workspace", default=NO_MEMBERS)
    options, option_errors = _options(params.get("initializationOptions"))
    relates = optional(document, "publishDiagnostics.relatedInformation", default=False)
    watching = "didChangeWatchedFiles.dynamicRegistration"
    asks_before_saving = optional(document, "synchronization.willSaveWaitUntil", default=False)
    return Client(
        encoding=_encoding(able),
        folders=_folders(params),
        pulls=isinstance(document.get("diagnostic"), dict),
        refreshes=optional(workspace, "diagnostics.refreshSupport", default=False),
        publishes=isinstance(document.get("publishDiagnostics"), dict),
        # Neovim claims to, but shows the message alone.
        relates=relates and optional(params, "clientInfo.name", default="") != "Neovim",
        watches=optional(workspace, watching, default=False),
        versioned=optional(workspace, "workspaceEdit.documentChanges", default=False),
        markdown="markdown" in optional(document, "hover.contentFormat", default=NO_ITEMS),
        fix_on_save=options.get("fixOnSave") is True and asks_before_saving,
        fix_on_format=options.get("fixOnFormat") is True,
        option_errors=option_errors,
    )


def initialize_result(client: Client) -> Json:
    """Return what the server offers to a client."""
    sync = {
        "openClose": True,
        "change": 2,  # incremental
        "save": {"includeText": False},
        "willSaveWaitUntil": client.fix_on_save,
    }
    capabilities: Json = {
        "positionEncoding": client.encoding,
        "textDocumentSync": sync,
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": [QUICK_FIX, FIX_ALL]},
        "documentFormattingProvider": client.fix_on_format,
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if client.pulls:
        pulling = {"interFileDependencies": False, "workspaceDiagnostics": False}
        capabilities["diagnosticProvider"] = {"identifier": NAME, **pulling}
    return {"capabilities": capabilities, "serverInfo": {"name": NAME, "version": __version__}}


def _encoding(able: Json) -> str:
    """Return the first position encoding of the client's that is known."""
    encodings = optional(able, "general.positionEncodings", default=NO_ITEMS)
    return next((each for each in encodings if isinstance(each, str) and each in WIDTHS), "utf-16")


def _folders(params: Json) -> tuple[str, ...]:
    folders = optional(params, "workspaceFolders", default=NO_ITEMS)
    root = optional(params, "rootUri", default="")
    uris = [optional(folder, "uri", default="") for folder in folders] or [root]
    return tuple(filter(None, uris))


def _options(options: object) -> tuple[Json, tuple[str, ...]]:
    """Return the options of the user, and what is wrong with them."""
    if options is None:
        return {}, ()
    if not isinstance(options, dict):
        return {}, ("initializationOptions must be an object",)
    known = ", ".join(_OPTIONS)
    unknown = [name for name in options if name not in _OPTIONS]
    errors = [f"unknown option {name}; the options are {known}" for name in unknown]
    wrong = [name for name in _OPTIONS if not isinstance(options.get(name, False), bool)]
    errors += [f"{name} must be true or false" for name in wrong]
    return options, tuple(f"initializationOptions: {each}" for each in errors)
