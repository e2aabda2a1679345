"""What an editor shows: diagnostics, code actions and hovers, as the protocol's JSON."""

from collections.abc import Iterable, Iterator, Sequence

from dockerlabel.config.file import MAX_BYTES
from dockerlabel.config.settings import ConfigurationError
from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.words import label
from dockerlabel.document import Document, Span
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.output.terminal import printable, redacted
from dockerlabel.regular_file import read_regular
from dockerlabel.rules.context import written_labels
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import PROJECT_URL, page_url
from dockerlabel.server.client import FIX_ALL, NAME, QUICK_FIX, Client
from dockerlabel.server.documents import Positions, Snapshot
from dockerlabel.server.jsonrpc import Json, optional
from dockerlabel.server.session import Linted
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}
_HINT = 4
_UNNECESSARY = 1

_MARKUP = regex(r"[\\\[\]<]")
"""What links, pictures and HTML begin with; a remote's name must not bring any."""

_LINK = regex(r"\[`([a-z-]+)`\]\((\S+)\)")
_ESCAPED = regex(r"\\([\\\[\]<])")


class Target(NamedTuple):
    """The buffer that diagnostics and edits are for, its lines, and who shows it."""

    snapshot: Snapshot
    positions: Positions
    client: Client


def diagnostic_of(found: Diagnostic, target: Target) -> Json:
    """Return a diagnostic of the linter; `data` holds its fix."""
    rule = RULE_BY_NAME[found.rule]
    place = target.positions.range(found.span)
    notes = [printable(note) for note in found.notes]
    shown: Json = {
        "range": place,
        "message": printable(found.message),
        "severity": _SEVERITIES[found.severity],
        "code": found.rule,
        "codeDescription": {"href": page_url(found.rule)},
        "source": NAME,
    }
    if rule.once_per_repository and found.severity is Severity.NOTE:
        # It is about the surroundings of the file: as quiet as an editor can be.
        shown["severity"] = _HINT
    if rule.unnecessary:
        shown["tags"] = [_UNNECESSARY]
    if notes and target.client.relates:
        location = {"uri": target.snapshot.uri, "range": place}
        shown["relatedInformation"] = [{"location": location, "message": note} for note in notes]
    elif notes:
        shown["message"] = "\n".join((printable(found.message), *notes))
    if found.fix:
        shown["data"] = _data(found.fix, target.positions)
    return shown


def _data(fix: Fix, positions: Positions) -> Json:
    return {
        "title": printable(fix.title),
        "applicability": fix.applicability.name.lower().replace("_", "-"),
        "edits": text_edits(fix.edits, positions),
    }


def text_edits(edits: Iterable[Edit], positions: Positions) -> list[Json]:
    """Return edits as the client makes them: all of them on the same text."""
    return [{"range": positions.range(span), "newText": new} for span, new in edits]


def is_asked_for(kind: str, only: Sequence[object] | None) -> bool:
    """Return whether `only` admits a kind of code action: it names it, or one that includes it.

    Without `only`, everything is asked for but `source` actions, which are no answer to "what can
    be done here?".
    """
    if not only:
        return not kind.startswith("source")
    return any(not each or kind == each or kind.startswith(f"{each}.") for each in only)


def quick_fixes(
    linted: Linted, span: Span, *, listed: Iterable[object], target: Target
) -> Iterator[Json]:
    """Yield what can be done about the diagnostics that a request is about.

    Those are the ones that its range touches, and the ones that it lists: some editors ask for the
    whole line of the cursor.
    """
    keys = {_key(each) for each in listed}
    for each, ignore in zip(linted.diagnostics, linted.ignores, strict=True):
        shown = diagnostic_of(each, target)
        if not (_touch(each.span, span) or _key(shown) in keys):
            continue
        fix = each.fix
        if fix and fix.applicability > Applicability.DISPLAY_ONLY:
            is_safe = fix.applicability is Applicability.SAFE
            title = f"{printable(fix.title)}{'' if is_safe else ' (unsafe)'}"
            yield _quick_fix(title, fix.edits, shown=shown, is_preferred=is_safe, target=target)
        if ignore:
            title = f"ignore {each.rule} here, with a reason"
            yield _quick_fix(title, ignore, shown=shown, is_preferred=False, target=target)


def fix_all(edits: tuple[Edit, ...], target: Target) -> Iterator[Json]:
    """Yield the action that makes all safe fixes, if there are any."""
    if edits:
        title = f"{NAME}: apply all safe fixes"
        yield {"title": title, "kind": FIX_ALL, "edit": _workspace_edit(edits, target)}


def _quick_fix(
    title: str, edits: tuple[Edit, ...], *, shown: Json, is_preferred: bool, target: Target
) -> Json:
    return {
        "title": f"{NAME}: {title}",
        "kind": QUICK_FIX,
        "diagnostics": [shown],
        "isPreferred": is_preferred,
        "edit": _workspace_edit(edits, target),
    }


def _workspace_edit(edits: Iterable[Edit], target: Target) -> Json:
    """Return edits of one buffer, with its version if the client looks at that."""
    changes = text_edits(edits, target.positions)
    uri, version, _ = target.snapshot
    if not target.client.versioned:
        return {"changes": {uri: changes}}
    document = {"uri": uri, "version": version}
    return {"documentChanges": [{"textDocument": document, "edits": changes}]}


def _key(shown: object) -> tuple[object, ...]:
    """Return what identifies a diagnostic.

    Columns are not part of it: some editors return them in another unit than they got.
    """
    lines = (optional(shown, f"range.{end}.line", default=-1) for end in ("start", "end"))
    return *lines, optional(shown, "code", default="")


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def settings_diagnostics(linted: Linted, target: Target) -> Iterator[Json]:
    """Yield what a Dockerfile shows on its first line if settings cannot be read, or are not."""
    place = target.positions.range(target.positions.line(0))
    for error in linted.errors:
        yield _settings_diagnostic(str(error), place)
    if linted.warning:
        yield _settings_diagnostic(linted.warning, place, severity=Severity.WARNING)


def diagnostics_in_settings(
    path: str, errors: Iterable[ConfigurationError], *, encoding: str
) -> list[Json]:
    """Return what a configuration file shows on the lines that are wrong."""
    try:
        text = read_regular(path, limit=MAX_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        text = ""
    positions = Positions(text, encoding)
    return [
        _settings_diagnostic(error.message, positions.range(positions.line(error.line - 1)))
        for error in errors
    ]


def _settings_diagnostic(message: str, place: Json, *, severity: Severity = Severity.ERROR) -> Json:
    return {
        "range": place,
        "message": redacted(message),
        "severity": _SEVERITIES[severity],
        "code": "configuration",
        "codeDescription": {"href": f"{PROJECT_URL}/blob/main/docs/configuration.md"},
        "source": NAME,
    }


def hovered(
    text: str, offset: int, *, found: tuple[Diagnostic, ...], expectation: Expectation
) -> tuple[Span, str] | None:
    """Return the place that is hovered over and what to show, as Markdown; None: nothing is there.

    Places are source labels, whichever stage sets them, and diagnostics.
    """
    places = {*_labels(text), *(each.span for each in found if each.span.start < each.span.end)}
    here = [place for place in places if place.start <= offset <= place.end]
    if not here:
        return None
    rules = {each.rule for each in found if any(_holds(place, each.span) for place in here)}
    span = min(here, key=lambda place: (place.end - place.start, place))
    return span, "\n\n".join([*_expected(expectation), *_pages(rules)])


def plain(markdown: str) -> str:
    """Return the text for editors that show no Markdown."""
    return _ESCAPED.sub(r"\1", _LINK.sub(r"\1 (\2)", markdown))


def _labels(text: str) -> Iterator[Span]:
    """Yield where a file sets the source label; nothing if another frontend reads it."""
    if foreign_frontend(text):
        return
    dockerfile = parse(Document(text))
    for instruction, pair in written_labels(dockerfile):
        setter = instruction.trigger or instruction
        yield label(setter, pair, escape=dockerfile.escape).span


def _expected(expectation: Expectation) -> Iterator[str]:
    """Yield what the label must be, and who says so."""
    reason = _escaped(mask_credentials(expectation.reason))
    if expectation.source is not None:
        yield f"`{annotations.SOURCE}` is expected to be `{expectation.source.url}`: {reason}."
        return
    yield f"No expected source: {reason}."
    if expectation.non_github_source is not None:
        yield f"A label on the same host is compared with `{expectation.non_github_source.url}`."


def _pages(rules: set[str]) -> Iterator[str]:
    """Yield a line for each rule that found something, in the order of the registry."""
    for name in sorted(rules, key=list(RULE_BY_NAME).index):
        yield f"[`{name}`]({page_url(name)}): {_escaped(RULE_BY_NAME[name].summary)}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", printable(text))


def _holds(place: Span, other: Span) -> bool:
    return place.start <= other.start and other.end <= place.end
