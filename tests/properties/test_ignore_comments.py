"""What holds for ignore comments, whatever is in the file."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Violation
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.lint.add_suppressions import Ignored, add_ignores
from dockerlabel.lint.linter import violations
from dockerlabel.lint.suppressions import can_be_ignored
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import Rule
from tests.conftest import examples
from tests.properties.holding import hold
from tests.properties.images import all_labels, read
from tests.properties.labelled import SECRET, Surroundings, files, harness, surroundings
from tests.properties.test_fixes import thresholds
from tests.rules.judge import Harness

_MARK = "# dockerlabel: "

_NAMES = (*RULE_BY_NAME, "wrong-sauce", "wrong_source", "")

_BUILDKIT: Any = import_module("dockerfile") if find_spec("dockerfile") else None
"""BuildKit's own parser, in an older version; there is no wheel of it for some machines."""


class Example(NamedTuple):
    """A file, what is found in it, and the file after all of it is ignored by comments."""

    text: str
    judge: Harness
    found: tuple[Diagnostic, ...]
    ignored: Ignored

    @property
    def after(self) -> str:
        return self.ignored.document.text


def violations_of(text: str, judge: Harness) -> list[tuple[Rule, Violation]]:
    """All that rules find, what is hidden by another at its place included."""
    return list(violations(judge.context(parse(Document(text))), judge.settings))


def add(text: str, judge: Harness) -> Ignored:
    places = [(rule.name, each.span) for rule, each in violations_of(text, judge)]
    return add_ignores(parse(Document(text)), places, reason="why")


@st.composite
def comments(draw: st.DrawFn) -> str:
    """Ignore comments, most of them well written."""
    form = draw(st.sampled_from(["ignore[{}] why", "ignore[{}]", "ignore-file[{}] why", "ignore"]))
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3))
    return _MARK + form.format(", ".join(names))


@st.composite
def commented(draw: st.DrawFn) -> str:
    """Files with comments of all kinds above instructions and between the lines of a LABEL."""
    text = draw(files())
    dockerfile = read(text)
    inner = (
        offset
        for each in dockerfile.instructions
        for offset in each.line.offsets[1:]
        if text[offset - 1] == "\n"
    )
    places = sorted({*(each.span.start for each in dockerfile.instructions), *inner} - {0})
    chosen = draw(st.sets(st.sampled_from(places), max_size=4)) if places else ()
    edits = [
        Edit(Span(place, place), draw(comments()) + dockerfile.document.newline)
        for place in sorted(chosen)
    ]
    return apply_edits(text, edits)


def nothing_is_found_once_it_is_ignored(each: Example) -> None:
    """But for what no comment can ignore; and no comment is of no use."""
    assert each.ignored.rejected == ""
    left = [one.rule for one in each.judge.lint(each.after)]
    assert left == [one.rule for one in each.found if not can_be_ignored(one.rule)]


def twice_is_once(each: Example) -> None:
    assert add(each.after, each.judge) == Ignored(each.ignored.document, 0)


def no_label_changes(each: Example) -> None:
    """In every stage, under no build arguments and under others; the source included."""
    assert all_labels(each.after) == all_labels(each.text)


def only_comments_are_added(each: Example) -> None:
    """Each on a line of its own; all other bytes stay."""
    lines = each.after.split("\n")
    kept = [line for line in lines if _MARK not in line]
    assert len(lines) - len(kept) == each.ignored.added
    moved = each.text.startswith("\ufeff") and not kept[0].startswith("\ufeff")
    assert ("\ufeff" if moved else "") + "\n".join(kept) == each.text


def buildkit_reads_the_same(each: Example) -> None:
    # Neither may be given to it: the one cuts the text off, the other ends the interpreter.
    odd = any(0xD800 <= ord(char) <= 0xDFFF or char == "\x00" for char in each.text)
    assert odd or not _BUILDKIT or _read_by_buildkit(each.after) == _read_by_buildkit(each.text)


def no_fix_touches_what_is_ignored(each: Example) -> None:
    assert each.judge.fix(each.after, Applicability.UNSAFE).document == each.ignored.document


@examples(100)
@given(files(), surroundings())
def test_ignoring_all_that_is_found(text: str, around: Surroundings) -> None:
    judge = harness(around)
    hold(
        [
            nothing_is_found_once_it_is_ignored,
            twice_is_once,
            no_label_changes,
            only_comments_are_added,
            buildkit_reads_the_same,
            no_fix_touches_what_is_ignored,
        ],
        Example(text, judge, judge.lint(text), add(text, judge)),
    )


def fixes_beside_comments(text: str, judge: Harness, threshold: Applicability) -> None:
    """None is rejected, none is left, and a second run changes nothing."""
    fixed = judge.fix(text, threshold)
    assert fixed.rejected == ""
    left = [each for each in fixed.remaining if each.fix and each.fix.applicability >= threshold]
    assert left == []
    assert judge.fix(fixed.document.text, threshold).document == fixed.document
    assert SECRET not in judge.output(text)


def comments_only_take_away(text: str, judge: Harness, _threshold: Applicability) -> None:
    """Each rule finds with its comments no more than without, before one hides another."""
    bare = _without_comments(text)
    found = {(rule.name, _place(bare, each.span)) for rule, each in violations_of(bare, judge)}
    for rule, each in violations_of(text, judge):
        assert rule.name == "unused-ignore" or (rule.name, _place(text, each.span)) in found


def comments_change_no_label(text: str, _judge: Harness, _threshold: Applicability) -> None:
    assert all_labels(text) == all_labels(_without_comments(text))


@examples(100)
@given(commented(), surroundings(), thresholds)
def test_files_with_comments(text: str, around: Surroundings, threshold: Applicability) -> None:
    hold(
        [fixes_beside_comments, comments_only_take_away, comments_change_no_label],
        text,
        harness(around),
        threshold,
    )


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if _MARK not in line)


def _place(text: str, span: Span) -> tuple[int, str]:
    """A place that counts no comment: how many other lines are above it, and what it covers."""
    above = text[: span.start].split("\n")
    return sum(_MARK not in line for line in above), span.of(text).partition("\n")[0]


def _read_by_buildkit(text: str) -> list[tuple[Any, ...]] | str:
    try:
        commands = _BUILDKIT.parse_string(text)
    except _BUILDKIT.GoParseError as error:
        return str(error)
    return [(each.cmd, each.sub_cmd, each.json, each.flags, each.value) for each in commands]
