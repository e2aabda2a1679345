"""Diagnostics with the code that they are about, the place underlined, and what a fix would do.

Diagnostics of many files that have one cause are shown as one.
"""

from collections.abc import Iterable, Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Diagnostic, Fix, Severity
from dockerlabel.document import Document, LineIndex, Span
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Report
from dockerlabel.output.diff import changed_lines, lines_without_ends
from dockerlabel.output.masking import mask_multiline
from dockerlabel.output.terminal import Colors, columns, printable, printable_path

_MARKS = {
    Applicability.SAFE: " [safe fix]",
    Applicability.UNSAFE: " [unsafe fix]",
    Applicability.DISPLAY_ONLY: "",
}
_MOST_LINES = 8
_WIDEST = 240
_AROUND = 80
"""Characters that are shown of each part of a line that is wider than that."""

_WAYS_OUT = "`{}` inserts the label; or set it in the build definition"


def full(report: Report, colors: Colors) -> Iterator[str]:
    """Yield the lines of a report."""
    if not report.diagnostics:
        return
    report = report._replace(document=Document(mask_multiline(report.document.text)))
    index = LineIndex(report.document)
    for diagnostic in report.diagnostics:
        yield from _diagnostic(report, diagnostic, index=index, colors=colors)
        yield ""


def _diagnostic(
    report: Report, diagnostic: Diagnostic, *, index: LineIndex, colors: Colors
) -> Iterator[str]:
    rule, severity, span, message, fix, notes, advice, _ = diagnostic
    kind = colors.severity(severity, f"{severity.name.lower()}[{rule}]")
    yield f"{kind}: {colors.bold(printable(message))}"
    line, column = index.position(span.start)
    last = index.position(max(span.start, span.end - 1)).line
    margin = " " * len(str(last))
    arrow = colors.frame(f"{margin}-->")
    yield f"{arrow} {printable(report.path)}:{line}:{column}"
    bar = colors.frame(f"{margin} |")
    yield bar
    shown = range(line, min(last, line + _MOST_LINES - 1) + 1)
    for number in shown:
        code, underline = _code(report.document.text, index.line(number), span=span)
        head = colors.frame(f"{number:>{len(margin)}} |")
        yield f"{head} {code}".rstrip()
        if underline:
            yield f"{bar} {colors.severity(severity, underline)}"
    if shown[-1] < last:
        yield f"{colors.frame(margin + ' …')}"
    yield bar
    for note in notes:
        yield f"{colors.frame(f'{margin} =')} {colors.bold('note')}: {printable(note)}"
    if advice:
        mark = _MARKS[fix.applicability] if fix else ""
        yield f"{colors.bold('help')}: {printable(advice)}{mark}"
    if fix:
        yield from _changes(report, fix, index=index, colors=colors)


def _changes(report: Report, fix: Fix, *, index: LineIndex, colors: Colors) -> Iterator[str]:
    """Yield the lines that a fix takes away and those that it brings."""
    edits = [edit._replace(replacement=mask_multiline(edit.replacement)) for edit in fix.edits]
    lines = [
        (sign, number, text)
        for change in changed_lines(report.document, edits, index=index, split=lines_without_ends)
        for sign, above, texts in (
            ("-", change.before, change.gone),
            ("+", change.after, change.come),
        )
        for number, text in enumerate(texts, above + 1)
    ]
    shown = lines[:_MOST_LINES]
    width = max((len(str(number)) for _, number, _ in shown), default=0)
    bar = colors.frame(f"{' ' * width} |")
    yield bar
    for sign, number, text in shown:
        code = _cut(_masked(text))
        paint = colors.removed if sign == "-" else colors.added
        yield f"{colors.frame(f'{number:>{width}}')} {paint(f'{sign} {code}'.rstrip())}"
    yield colors.frame(f"{' ' * width} …") if len(lines) > len(shown) else bar


def _code(text: str, line: Span, *, span: Span) -> tuple[str, str]:
    """Return a line as it is shown, and the marks under the part of it that `span` covers."""
    start = min(max(span.start, line.start), line.end)
    end = max(start, min(span.end, line.end))
    pieces = [
        _visible(text[line.start : start]),
        _visible(text[start:end]),
        _visible(text[end : line.end]),
    ]
    code = "".join(pieces)
    masked = _masked(line.of(text))
    if masked != code:
        # The places have moved: the whole line is marked.
        masked = _cut(masked)
        lead = len(masked) - len(masked.lstrip())
        return masked, " " * lead + "^" * columns(masked.strip())
    if len(code) > _WIDEST:
        before, marked, after = pieces
        pieces = [_cut(before[::-1], _AROUND)[::-1], _cut(marked, _AROUND), _cut(after, _AROUND)]
        code = "".join(pieces)
    lead = len(pieces[1]) - len(pieces[1].lstrip(" ")) if line.start > span.start else 0
    width = max(1, columns(pieces[1]) - lead) if end > start or span.start == span.end else 0
    return code, (" " * (columns(pieces[0]) + lead) + "^" * width) if width else ""


def _cut(text: str, longest: int = _WIDEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _masked(text: str) -> str:
    return mask_credentials(_visible(text))


def _visible(text: str) -> str:
    return printable(text.replace("\t", "    "))


class _Key(NamedTuple):
    """What diagnostics of a group have in common; only notes are grouped by `folder`."""

    rule: str
    severity: Severity
    group: str
    folder: str


class _Group(NamedTuple):
    """Diagnostics of one cause: how the first is shown, where all are, the notes of all.

    `commands` are those that fix them: the longest fixes all.
    """

    first: tuple[str, ...]
    places: list[str]
    notes: list[str]
    commands: set[str]


class Groups:
    """The diagnostics of a run that belong to groups, kept until its end."""

    def __init__(self, colors: Colors) -> None:
        self._colors = colors
        self._found: dict[_Key, _Group] = {}

    def add(self, report: Report) -> None:
        """Keep the diagnostics of a file."""
        index = LineIndex(report.document)
        for each in report.diagnostics:
            key = _key(report.path, each)
            line, column = index.position(each.span.start)
            place = f"{printable_path(report.path)}:{line}:{column}"
            if key not in self._found:
                first = tuple(full(report._replace(diagnostics=(each,)), self._colors))
                self._found[key] = _Group(first, [], list(each.notes), set())
            group = self._found[key]
            group.places.append(place)
            group.notes[:] = [note for note in group.notes if note in each.notes]
            is_unsafe = each.fix and each.fix.applicability is Applicability.UNSAFE
            group.commands.add("dockerlabel fix --unsafe-fixes" if is_unsafe else "dockerlabel fix")

    def lines(self) -> Iterator[str]:
        """Yield the lines of all groups; what is alone in its group is shown as any other."""
        groups = sorted(self._found.items(), key=lambda each: -each[0].severity)
        for key, group in groups:
            if len(group.places) == 1:
                yield from group.first
            elif key.severity is Severity.NOTE:
                yield f"{self._head(key, group)} (`check --show-notes` lists them)"
                yield ""
            else:
                yield from self._finding(key, group)

    def _finding(self, key: _Key, group: _Group) -> Iterable[str]:
        yield self._head(key, group)
        yield from (f"  {self._colors.frame('-->')} {place}" for place in group.places)
        for note in group.notes:
            mark, kind = self._colors.frame("  ="), self._colors.bold("note")
            yield f"{mark} {kind}: {printable(note)}"
        yield f"{self._colors.bold('help')}: {_WAYS_OUT.format(max(group.commands))}"
        yield ""

    def _head(self, key: _Key, group: _Group) -> str:
        kind = self._colors.severity(key.severity, f"{key.severity.name.lower()}[{key.rule}]")
        where = f" in `{key.folder}/`" if key.folder else ""
        message = printable(f"{len(group.places)} Dockerfiles{where} {key.group}")
        return f"{kind}: {self._colors.bold(message)}"


def _key(path: str, diagnostic: Diagnostic) -> _Key:
    rule, severity, group = diagnostic.rule, diagnostic.severity, diagnostic.group
    top, slash, _ = path.removeprefix("./").lstrip("/").partition("/")
    return _Key(rule, severity, group, top if slash and severity is Severity.NOTE else "")
