"""Diagnostics as a SARIF 2.1.0 log, as code scanning on GitHub takes it.

Words as in the standard: a diagnostic is a *result*, its place a *region*. Lines and columns count
from one, columns in code points.
"""

import os
from collections import Counter
from collections.abc import Iterator
from inspect import cleandoc
from urllib.parse import quote

from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.document import LineIndex, Span
from dockerlabel.lint.report import Failure, Report, Summary
from dockerlabel.output.as_json import dumped, elements
from dockerlabel.output.formats import Format
from dockerlabel.output.gitlab import fingerprints
from dockerlabel.output.masking import open_fix
from dockerlabel.output.terminal import printable, storable
from dockerlabel.rules.registry import RULES
from dockerlabel.rules.rule import PROJECT_URL, Rule, page_url, rule_page
from dockerlabel.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_END = "]}]}"
"""What ends the results, the run, the runs and the log."""
_TAGS = ["docker", "maintainability", "oci-label"]

_WINDOW, _FACTOR, _WORD = 100, 37, 1 << 64
_END_OF_TEXT = "\uffff"


class SarifLog(Format):
    """The results of a run, kept until its end."""

    document = in_repository = True

    def __init__(self) -> None:
        self._results: list[str] = []
        self._notifications: list[object] = []

    def report(self, report: Report) -> tuple[str, ...]:
        """Keep the diagnostics of a file for the end."""
        if not report.diagnostics:
            return ()
        index = LineIndex(report.document)
        hashes = LineHashes(report.document.text)
        for diagnostic, own in zip(report.diagnostics, fingerprints(report), strict=True):
            result = _result(report.path, diagnostic, index=index)
            line = index.position(diagnostic.span.start).line
            prints = {"primaryLocationLineHash": hashes.of(line), "dockerlabel/v1": own}
            self._results.append(dumped({**result, "partialFingerprints": prints}))
        return ()

    def failure(self, failure: Failure) -> tuple[str, ...]:
        """Keep a failure for the end."""
        locations = [{"physicalLocation": {"artifactLocation": _artifact(failure.path)}}]
        message = {"text": printable(failure.message)}
        notification = {"level": "error", "message": message, "locations": locations}
        self._notifications.append(notification)
        return ()

    def end(self, _summary: Summary) -> Iterator[str]:
        """Yield the lines of the log, one for each result."""
        run = {
            "tool": {"driver": _driver()},
            "automationDetails": {"id": "dockerlabel/"},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
            "invocations": [
                {
                    "executionSuccessful": not self._notifications,
                    "toolExecutionNotifications": self._notifications,
                }
            ],
            "results": [],
        }
        yield dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}).removesuffix(_END)
        yield from elements(self._results)
        yield _END


def _driver() -> dict[str, object]:
    return {
        "name": "dockerlabel",
        "semanticVersion": __version__,
        "informationUri": PROJECT_URL,
        "rules": [_rule(rule) for rule in RULES],
    }


def _rule(rule: Rule) -> dict[str, object]:
    page = rule_page(rule)
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _why(rule)},
        "help": {"text": page, "markdown": page},
        "helpUri": page_url(rule.name),
        "defaultConfiguration": {"level": rule.severity.name.lower()},
        "properties": {"precision": "very-high", "tags": _TAGS},
    }


def _why(rule: Rule) -> str:
    """Return the first paragraph of what a rule's page says about it; code scanning shows that."""
    reason = cleandoc(rule.page).partition("\n## Why is this bad?\n")[2].strip()
    return " ".join(reason.partition("\n\n")[0].split()) or rule.summary


def _result(path: str, diagnostic: Diagnostic, *, index: LineIndex) -> dict[str, object]:
    artifact = _artifact(path)
    location = {"artifactLocation": artifact, "region": _region(index, diagnostic.span)}
    result: dict[str, object] = {
        "ruleId": diagnostic.rule,
        "level": diagnostic.severity.name.lower(),
        "message": {"text": "\n".join(_lines(diagnostic))},
        "locations": [{"physicalLocation": location}],
    }
    fix = open_fix(diagnostic)
    if fix and all(edit.replacement == storable(edit.replacement) for edit in fix.edits):
        result["fixes"] = [_fix(fix, artifact, index=index)]
    return result


def _lines(diagnostic: Diagnostic) -> Iterator[str]:
    """Yield the message, the notes and the help: code scanning shows no other text of a result."""
    yield printable(diagnostic.message)
    yield from (f"note: {printable(note)}" for note in diagnostic.notes)
    if diagnostic.help:
        yield f"help: {printable(diagnostic.help)}"


def _fix(fix: Fix, artifact: dict[str, str], *, index: LineIndex) -> dict[str, object]:
    replacements = [
        {"deletedRegion": _region(index, span), "insertedContent": {"text": replacement}}
        for span, replacement in fix.edits
    ]
    return {
        "description": {"text": printable(fix.title)},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def _artifact(path: str) -> dict[str, str]:
    """Return where a file is: below the root of the repository, or, outside of it, by itself."""
    uri = quote(path.encode("utf-8", "surrogateescape"))
    if os.path.isabs(path):
        return {"uri": f"file:///{uri.removeprefix('/')}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _region(index: LineIndex, span: Span) -> dict[str, int]:
    start, end = index.position(span.start), index.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


class LineHashes:
    """The hash of a line by which GitHub knows an alert again.

    GitHub's own action, `codeql-action/upload-sarif`, makes it of the file and warns if a
    document says otherwise; whoever uploads by the API must say it. It takes 100 UTF-16 units from
    the beginning of a line on, without blanks, and numbers those that are alike.
    """

    def __init__(self, text: str) -> None:
        """Read a text as that action does: undecodable bytes as U+FFFD, all line ends alike."""
        readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        lines = readable.replace("\r\n", "\n").replace("\r", "\n")
        dense = lines.replace(" ", "").replace("\t", "") + _END_OF_TEXT
        seen = Counter[str]()
        self._lines: list[tuple[str, int]] = []
        start = 0
        while start < len(dense):
            window = dense[start : start + _WINDOW]
            seen[window] += 1
            self._lines.append((window, seen[window]))
            start = dense.find("\n", start) + 1 or len(dense)

    def of(self, line: int) -> str:
        """Return the hash of a line, counted from one."""
        window, number = self._lines[line - 1]
        units = window.encode("utf-16-le", "surrogatepass")[: 2 * _WINDOW].ljust(2 * _WINDOW, b"\0")
        value = 0
        for at in range(0, 2 * _WINDOW, 2):
            value = (value * _FACTOR + int.from_bytes(units[at : at + 2], "little")) % _WORD
        return f"{value:x}:{number}"
