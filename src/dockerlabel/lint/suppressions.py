"""Comments that ignore rules: `# dockerlabel: ignore[rule, rule] reason`.

Above an instruction such a comment holds for that instruction, above FROM for the whole stage, and
inside of a continued instruction for the pairs that begin on the next line. Which instruction a
comment belongs to is as BuildKit has it: empty lines do not part them, an empty comment does.
`ignore-file` holds for the file, wherever it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import accumulate

from dockerlabel.diagnostic import Applicability, Edit, Fix, Violation, fix_of, listed
from dockerlabel.dockerfile.directives import NAMES, parse_directive
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, comments_in
from dockerlabel.dockerfile.nodes import Comment, Dockerfile, Instruction
from dockerlabel.document import Span, line_start, next_line
from dockerlabel.lazy import NamedTuple
from dockerlabel.rules.registry import RULE_BY_NAME, RULES

_NOWHERE = Span(0, 0)

_FORM = "write `# dockerlabel: ignore[RULE] REASON` above an instruction, or `ignore-file[RULE]`"


class Ignore(NamedTuple):
    """A comment that is meant for dockerlabel.

    `span` is the comment from its `#` to its last visible character, `listed` the text between its
    brackets. `names` are the rules that it names: none if it is not written as
    it must be. It holds for what begins in `scope`, which is empty if it belongs to nothing.
    """

    span: Span
    listed: Span
    names: tuple[str, ...]
    scope: Span


class Suppression:
    """The ignore comments of a file, and what they have ignored so far."""

    __slots__ = ("_dockerfile", "_ignored", "_ignores", "_scopes")

    def __init__(self, dockerfile: Dockerfile) -> None:
        """Read the comments of a file."""
        self._dockerfile = dockerfile
        self._ignores = read_ignores(dockerfile)
        self._scopes = _scopes(self._ignores) if self._ignores else {}
        self._ignored: dict[str, list[int]] = {}

    def ignores(self, rule: str, span: Span) -> bool:
        """Return whether a comment ignores a rule at a place, and record that it does."""
        if rule not in self._scopes:
            return False
        starts, ends = self._scopes[rule]
        above = bisect_right(starts, span.start)
        if not above or ends[above - 1] <= span.start:
            return False
        self._ignored.setdefault(rule, []).append(span.start)
        return True

    def unused(self, is_judged: Callable[[str], bool]) -> Iterator[Violation]:
        """Yield what is wrong with the comments, once all rules have spoken.

        `is_judged` returns whether it means anything that a rule finds nothing.
        """
        for places in self._ignored.values():
            places.sort()
        for ignore in self._ignores:
            idle = tuple(
                name
                for name in ignore.names
                if can_be_ignored(name)
                # In which clones a covered rule finds anything is a matter of their remotes.
                and covering(name) == name
                and all(map(is_judged, _covered(name)))
                and not self._has_ignored(name, ignore.scope)
            )
            message, *notes = (*_faults(ignore, idle=idle), "")
            if message:
                fix = _fix(self._dockerfile, ignore, idle=idle)
                hint = "" if ignore.names else _FORM
                yield Violation(ignore.span, message, fix, notes=tuple(notes[:-1]), help=hint)

    def _has_ignored(self, name: str, scope: Span) -> bool:
        for rule in _covered(name):
            places = self._ignored.get(rule, [])
            first = bisect_left(places, scope.start)
            if first < len(places) and places[first] < scope.end:
                return True
        return False


def covering(name: str) -> str:
    """Return the name under which a comment ignores a rule in every clone."""
    return next((rule.name for rule in RULES if name in rule.covers), name)


def can_be_ignored(name: str) -> bool:
    """Return whether a comment can ignore what has this name."""
    return name in RULE_BY_NAME and not RULE_BY_NAME[name].not_ignorable


def read_ignores(dockerfile: Dockerfile) -> tuple[Ignore, ...]:
    """Return the comments of a file that are meant for dockerlabel, well written or not."""
    text = dockerfile.document.text
    if "dockerlabel" not in text.lower():
        return ()
    is_ours = _patterns()[0].match
    found = [each for each in _comments(dockerfile) if is_ours(text, each[0])]
    return tuple(_ignore(text, place, scope=scope) for place, scope in found)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a comment begins that is meant for dockerlabel, and how it is to be written.

    Without a colon it is meant if it goes on as comments for other linters do: prose does not.
    """
    name = "[A-Za-z0-9_-]{1,40}"
    return (
        re.compile(
            r"(?i)(?:#|//)[ \t]*dockerlabel"
            r"(?:[ \t]*[:=]|[ \t_-]*(?:ignore|disable|skip)(?:[_-]file)?"
            rf"(?:[ \t]*[\[(=:]|[ \t]+(?:{'|'.join(RULE_BY_NAME)})\b))"
        ),
        re.compile(
            r"(?:#|//)[ \t]*dockerlabel:[ \t]*(ignore|ignore-file)"
            rf"\[([ \t]*{name}(?:[ \t]*,[ \t]*{name})*[ \t]*)\](?:[ \t][^\n]*)?"
        ),
    )


def _ignore(text: str, place: int, *, scope: Span) -> Ignore:
    end = text.find("\n", place)
    comment = text[place : len(text) if end < 0 else end].rstrip(UNICODE_BLANKS)
    span = Span(place, place + len(comment))
    found = _patterns()[1].fullmatch(comment)
    if found is None:
        return Ignore(span, _NOWHERE, (), _NOWHERE)
    names = tuple(dict.fromkeys(name.strip(" \t") for name in found[2].split(",")))
    listed = Span(place + found.start(2), place + found.end(2))
    return Ignore(span, listed, names, scope if found[1] == "ignore" else Span(0, len(text) + 1))


def _comments(dockerfile: Dockerfile) -> Iterator[tuple[int, Span]]:
    """Yield the offset of each comment, and the part of the file that it belongs to."""
    text = dockerfile.document.text
    heads = [each.span.start for each in dockerfile.instructions if each.keyword == "FROM"]
    above: list[int] = []
    for part in dockerfile.parts:
        if isinstance(part, Comment):
            place = part.span.end - len(part.span.of(text).lstrip(f"\ufeff{UNICODE_BLANKS}"))
            above.append(place)
            if not text[place + 1 : part.span.end].strip(UNICODE_BLANKS):
                yield from ((each, _NOWHERE) for each in above)
                above = []
        elif isinstance(part, Instruction):
            end = part.span.end
            if part.keyword == "FROM":
                behind = bisect_right(heads, part.span.start)
                end = heads[behind] if behind < len(heads) else len(text)
            scope = Span(part.span.start, _including_end(text, end))
            yield from ((each, scope) for each in above)
            above = []
            yield from _inner_comments(text, part)
    yield from ((each, _NOWHERE) for each in above)


def _including_end(text: str, offset: int) -> int:
    """Return the end of a scope: one that reaches to the end of the text has that place in it."""
    return offset + (offset == len(text))


def _inner_comments(text: str, instruction: Instruction) -> Iterator[tuple[int, Span]]:
    """Yield the comments between the lines of an instruction, each with the pairs of the next."""
    line = instruction.line
    comments = comments_in(text, Span(line.start, line.end))
    if not comments:
        return
    setter = instruction.trigger or instruction
    begins = [line.span(pair.start, pair.end).start for pair in setter.pairs]
    begins.append(_including_end(text, instruction.span.end))
    starts = line.offsets
    for comment in comments:
        below = bisect_right(starts, comment.start)
        scope = _NOWHERE
        if below < len(starts):
            end = next_line(text, starts[below])
            scope = Span(starts[below], begins[bisect_left(begins, end)])
        yield comment.start, scope


def _covered(name: str) -> tuple[str, ...]:
    """Return the rules that a comment with a rule's name ignores."""
    return name, *RULE_BY_NAME[name].covers


def _scopes(ignores: tuple[Ignore, ...]) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Return, for each rule, the starts of its comments' scopes, and the furthest end so far."""
    scopes: dict[str, list[Span]] = {}
    for ignore in ignores:
        for name in filter(can_be_ignored, ignore.names):
            for rule in _covered(name):
                scopes.setdefault(rule, []).append(ignore.scope)
    found: dict[str, tuple[tuple[int, ...], ...]] = {}
    for rule, spans in scopes.items():
        starts, ends = zip(*sorted(spans), strict=True)
        found[rule] = starts, tuple(accumulate(ends, max))
    return found


def _faults(ignore: Ignore, *, idle: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a comment: a message, then notes."""
    if not ignore.names:
        yield "invalid ignore comment"
        return
    if ignore.scope == _NOWHERE:
        yield "unused ignore comment: it is not attached to an instruction"
    elif idle:
        reports = "reports" if len(idle) == 1 else "report"
        names = listed(f"`{name}`" for name in idle)
        yield f"unused ignore comment: {names} {reports} nothing here"
    for name in ignore.names:
        if name not in RULE_BY_NAME:
            yield f"unknown rule `{name}`{_advice(name)}"
        elif why := RULE_BY_NAME[name].not_ignorable:
            yield f"a comment cannot ignore `{name}`: {why}"


@lru_cache(maxsize=64)
def _advice(name: str) -> str:
    import difflib  # noqa: PLC0415 - start-up: only for a mistake

    known = [each for each in RULE_BY_NAME if can_be_ignored(each)]
    nearest = difflib.get_close_matches(name.lower().replace("_", "-"), known, n=1)
    return f" (did you mean `{nearest[0]}`?)" if nearest else ""


def _fix(dockerfile: Dockerfile, ignore: Ignore, *, idle: tuple[str, ...]) -> Fix | None:
    """Return the fix that takes names out of a comment, or the comment out of the file."""
    if ignore.scope == _NOWHERE:
        return None
    useless = {*idle, *(name for name in RULE_BY_NAME if not can_be_ignored(name))}
    gone = tuple(name for name in ignore.names if name in useless)
    kept = [name for name in ignore.names if name not in useless]
    if not gone:
        return None
    names = listed(f"`{name}`" for name in gone)
    title = f"remove {names} from the comment" if kept else "remove the comment"
    edit = Edit(ignore.listed, ", ".join(kept)) if kept else _removal(dockerfile, ignore.span)
    return edit and fix_of(title, [edit], applicability=Applicability.UNSAFE)


def _is_in_text(dockerfile: Dockerfile, comment: Span) -> bool:
    """Return whether a comment is in the middle of a definition's text, which has no keyword."""
    instructions = dockerfile.instructions
    above = bisect_right(instructions, comment.start, key=lambda each: each.span.start) - 1
    last = instructions[above] if above >= 0 else None
    return last is not None and not last.keyword and comment.start < last.span.end


def _removal(dockerfile: Dockerfile, comment: Span) -> Edit | None:
    """Return the edit that removes a comment with its line.

    None if the line below would become a parser directive, and in a text of a build definition,
    which would be another text.
    """
    text = dockerfile.document.text
    if _is_in_text(dockerfile, comment):
        return None
    start = max(line_start(text, comment.start), text.startswith("\ufeff"))
    end = next_line(text, comment.end)
    if all(comment.start < each.span.start for each in dockerfile.instructions[:1]):
        below = text[end : next_line(text, end)]
        directive = parse_directive(below.strip(UNICODE_BLANKS))
        if directive and directive[0] in NAMES:
            return None
    return Edit(Span(start, end), "")
