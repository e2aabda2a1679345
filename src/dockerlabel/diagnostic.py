"""Values about a document: violations of rules, diagnostics for users, and fixes."""

from collections.abc import Iterable
from enum import IntEnum
from itertools import pairwise

from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple


class Severity(IntEnum):
    """How bad it is, in rising order."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


class Applicability(IntEnum):
    """How far a fix may be trusted, in rising order.

    SAFE: surely what the author meant. UNSAFE: probably meant, applied on request only.
    DISPLAY_ONLY: shown, never applied.
    """

    DISPLAY_ONLY = 1
    UNSAFE = 2
    SAFE = 3


class Edit(NamedTuple):
    """Replace a span of the original text; an empty span inserts."""

    span: Span
    replacement: str

    @property
    def growth(self) -> int:
        """By how many characters the text gets longer."""
        return len(self.replacement) - (self.span.end - self.span.start)


class Fix(NamedTuple):
    """Edits that are taken together or not at all; made by `fix_of`.

    `writes_owner`: they write the owner of the expected source, which is wrong in a fork.
    `unsafe_reason` says why the fix is unsafe, if that is more than the rule says of all its fixes.
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability
    writes_owner: bool = False
    unsafe_reason: str = ""

    def unsafe_because(self, reason: str) -> "Fix":
        """Return the fix as one that is made on request only, for a reason."""
        return self._replace(applicability=Applicability.UNSAFE, unsafe_reason=reason)


def fix_of(title: str, edits: Iterable[Edit], *, applicability: Applicability) -> Fix:
    """Make a fix with its edits sorted.

    Raises ValueError if edits overlap, or two of them insert at one place: the order in which they
    apply would be ambiguous.
    """
    ordered = tuple(sorted(edits))
    for before, after in pairwise(ordered):
        if after.span.start < before.span.end or after.span == before.span:
            raise ValueError(f"edits of a fix overlap at offset {after.span.start}")
    return Fix(title, ordered, applicability)


def replaced_spans(edits: Iterable[Edit]) -> tuple[Span, ...]:
    """Return the spans of the replacements of sorted, disjoint edits in the new text."""
    spans: list[Span] = []
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        spans.append(Span(start, start + len(edit.replacement)))
        shift += edit.growth
    return tuple(spans)


class Violation(NamedTuple):
    """What a rule finds at one place; `severity` only if it differs from the rule's own.

    `covers` holds other places that have the same problem: lesser rules are silent there.
    `if_forked` is another note if there is evidence that the clone is one of a fork.
    `notes`, `help` and `group` are as in `Diagnostic`; a fix takes the place of `help`.
    """

    span: Span
    message: str
    fix: Fix | None = None
    severity: Severity | None = None
    covers: tuple[Span, ...] = ()
    if_forked: str = ""
    notes: tuple[str, ...] = ()
    help: str = ""
    group: str = ""


class Diagnostic(NamedTuple):
    """What a user sees of a violation: with the rule's name and the severity in force.

    `message` is a line that says what is wrong. `notes` are facts that explain it, a line each.
    `help` says what to do: the title of the fix, if there is one. `group` is what files have in
    common for which the same rule finds the same, as in "are published without it by …".
    """

    rule: str
    severity: Severity
    span: Span
    message: str
    fix: Fix | None = None
    notes: tuple[str, ...] = ()
    help: str = ""
    group: str = ""

    @property
    def headline(self) -> str:
        """The message for formats of one line: with the first note, unless a safe fix is enough."""
        if self.fix and self.fix.applicability is Applicability.SAFE:
            return self.message
        return "; ".join((self.message, *self.notes[:1]))


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: `a, b and c`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
