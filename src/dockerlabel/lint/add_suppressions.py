"""Adds the comments that ignore what is found, so that a large repository can start today."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span, line_start
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.remove import FOR_A_TOOL
from dockerlabel.fixes.verify_edits import verify_edits
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.lint.suppressions import can_be_ignored, covering

if TYPE_CHECKING:
    from dockerlabel.fixes.fixer import Verify

Place = tuple[str, Span]
"""A violation, as far as it matters here: the name of its rule, and its span."""


class Ignored(NamedTuple):
    """A document with as many comments as were `added`, which name `rules`.

    `rejected` says why none was added: what they would have done that they must not.
    """

    document: Document
    added: int
    rejected: str = ""
    rules: frozenset[str] = frozenset()


def add_ignores(
    dockerfile: Dockerfile,
    places: Iterable[Place],
    *,
    reason: str,
    read: Callable[[Document], Dockerfile] = parse,
    verify: "Verify" = verify_edits,
) -> Ignored:
    """Add comments that ignore violations, and prove that they do nothing else.

    `reason` is one line of text. The new text is `read` and compared with the old one by `verify`.
    """
    known = tuple(places)
    edits = ignore_edits(dockerfile, known, reason=reason)
    if not edits:
        return Ignored(dockerfile.document, 0)
    after = read(Document(apply_edits(dockerfile.document.text, edits)))
    # No instruction is meant to change: for the proof there are no edits.
    if rejected := verify(dockerfile, after, edits=[]):
        return Ignored(dockerfile.document, 0, rejected)
    rules = frozenset(rule for rule, _ in known if can_be_ignored(rule))
    return Ignored(after.document, len(edits), rules=rules)


def ignore_edits(
    dockerfile: Dockerfile, places: Iterable[Place], *, reason: str
) -> tuple[Edit, ...]:
    """Return the edits that add comments for violations; what cannot be ignored is left out.

    One comment serves all that is found in a line. It goes above the pair of a continued LABEL
    that begins the line, otherwise above the instruction.
    """
    starts = [instruction.span.start for instruction in dockerfile.instructions]
    found: dict[int, list[Place]] = {}
    for rule, span in places:
        if can_be_ignored(rule):
            place = bisect_right(starts, span.start) - 1
            found.setdefault(place, []).append((covering(rule), span))
    return tuple(
        _insertion(dockerfile, line, names=names, reason=reason)
        for number in sorted(found)
        for line, names in _lines(dockerfile, number, places=found[number])
    )


class _Line(NamedTuple):
    """The physical line that a comment is about: its start, and how far above one may go."""

    start: int
    floor: int


def _lines(
    dockerfile: Dockerfile, number: int, *, places: list[Place]
) -> Iterator[tuple[_Line, tuple[str, ...]]]:
    """Yield the lines of an instruction to comment on, in their order, with the rules to name."""
    text = dockerfile.document.text
    instruction = dockerfile.instructions[number]
    line = instruction.line
    first = _first_line(dockerfile, number)
    pairs = [line.span(each.start, each.end) for each in (instruction.trigger or instruction).pairs]
    names: dict[_Line, dict[str, None]] = {}
    for rule, span in places:
        own = bisect_right(pairs, (span.start, len(text))) - 1
        begin = pairs[own].start if own >= 0 else line.start
        start = line_start(text, begin)
        is_inner = start > line.start and not text[start:begin].strip(UNICODE_BLANKS)
        names.setdefault(_Line(start, start) if is_inner else first, {})[rule] = None
    for place in sorted(names):
        yield place, tuple(names[place])


def _first_line(dockerfile: Dockerfile, number: int) -> _Line:
    """Return the first line of an instruction; above it may be comments for other tools."""
    text = dockerfile.document.text
    mark = text.startswith("\ufeff")
    start = line_start(text, dockerfile.instructions[number].line.start)
    above = dockerfile.instructions[number - 1] if number else None
    floor = above or (dockerfile.directives[-1] if dockerfile.directives else None)
    return _Line(max(start, mark), floor.span.end if floor else int(mark))


def _insertion(dockerfile: Dockerfile, line: _Line, *, names: tuple[str, ...], reason: str) -> Edit:
    """Return the edit that puts a comment above a line, and above comments for other tools."""
    text = dockerfile.document.text
    end = text.find("\n", line.start) + 1
    own = text[line.start : end or len(text)]
    indent = own[: len(own) - len(own.lstrip(UNICODE_BLANKS))]
    newline = own[len(own.rstrip("\r\n")) :] if end else dockerfile.document.newline
    place = line.start
    while place > line.floor:
        above = max(line_start(text, place - 1), line.floor)
        if not FOR_A_TOOL.match(text[above:place].lstrip(UNICODE_BLANKS)):
            break
        place = above
    comment = f"{indent}# dockerlabel: ignore[{', '.join(names)}] {reason}{newline}"
    return Edit(Span(place, place), comment)
