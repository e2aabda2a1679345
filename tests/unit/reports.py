"""Reports for the tests of output formats."""

from difflib import SequenceMatcher
from itertools import accumulate

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.document import Document, Span
from dockerlabel.lint.report import Failure, Report, Summary
from dockerlabel.output.formats import Format
from dockerlabel.output.terminal import Colors

PLAIN = Colors(on=False)
COLORED = Colors(on=True)

HOSTILE_NAMES = {
    "newline": ("a\nb", "a\\nb"),
    "carriage-return": ("a\rb", "a\\rb"),
    "tab": ("a\tb", "a\\tb"),
    "escape": ("\x1b[2J\x1b]0;x\x07", "\\x1b[2J\\x1b]0;x\\x07"),
    "c1": ("a\x9bb\x85", "a\\x9bb\\x85"),
    "delete": ("a\x7fb", "a\\x7fb"),
    "bidi": ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
    "invisible": ("a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\xad"),
    "tag": ("a\U000e0041", "a\\U000e0041"),
    "line-separator": ("a\u2028b", "a\\u2028b"),
    "no-utf-8": ("caf\udce9\udcff", "caf\\xe9\\xff"),
    "surrogate": ("\ud83d", "\\ud83d"),
    "letters": ("é😀 ü 漢", "é😀 ü 漢"),
}
"""Text that a terminal or a line-based reader would take wrongly, and how it is shown."""


def diagnostic(
    text: str,
    marked: str = "",
    *,
    message: str = "a message",
    severity: Severity = Severity.ERROR,
    fix: Fix | None = None,
    notes: tuple[str, ...] = (),
    advice: str = "",
) -> Diagnostic:
    """A diagnostic about the first place of a part of the text."""
    start = text.index(marked)
    span = Span(start, start + len(marked))
    advice = fix.title if fix else advice
    return Diagnostic("a-rule", severity, span, message, fix, notes, advice)


def report(text: str, *diagnostics: Diagnostic, path: str = "Dockerfile") -> Report:
    """A report of a file that was compared with a repository."""
    return Report(path, Document(text), diagnostics, compared=True)


def replacement(span: Span, text: str, *, applicability: Applicability = Applicability.SAFE) -> Fix:
    """A fix that replaces one span."""
    return Fix(f"write `{text}`", (Edit(span, text),), applicability)


def printed(form: Format, *outcomes: Report | Failure) -> str:
    """All that a format prints of some files and of their sum."""
    lines: list[str] = []
    summary = Summary()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            lines += form.failure(outcome)
        else:
            summary = summary.add(outcome)
            lines += form.report(outcome)
    return "\n".join((*lines, *form.end(summary)))


def edits_between(before: str, after: str) -> list[Edit]:
    """Edits that replace the lines in which two texts differ."""
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    starts = list(accumulate(map(len, old), initial=0))
    return [
        Edit(Span(starts[start], starts[end]), "".join(new[there:until]))
        for kind, start, end, there, until in SequenceMatcher(None, old, new).get_opcodes()
        if kind != "equal"
    ]
