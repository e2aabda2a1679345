"""Diagnostics with the code that they are about, the place underlined, and what a fix would do."""

from collections.abc import Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Diagnostic, Fix
from dockerlabel.document import Document, LineIndex, Span
from dockerlabel.lint.report import Report
from dockerlabel.output.diff import changed_lines, lines_without_ends
from dockerlabel.output.masking import mask_multiline
from dockerlabel.output.terminal import Colors, columns, printable

_MARKS = {
    Applicability.SAFE: " [safe fix]",
    Applicability.UNSAFE: " [unsafe fix]",
    Applicability.DISPLAY_ONLY: "",
}
_MOST_LINES = 8
_WIDEST = 240
_AROUND = 80
"""Characters that are shown of each part of a line that is wider than that."""


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
