"""What holds for ignore comments, whatever stands in the file."""

import os
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability, Edit, Violation
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.lint.add_suppressions import Ignored, add_ignores
from dockerlabel.lint.linter import violations
from dockerlabel.lint.suppressions import can_be_ignored
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import Rule
from tests.properties.images import all_labels, read
from tests.properties.labelled import SECRET, files, judges
from tests.properties.test_fix_laws import thresholds
from tests.rules.judge import Harness

law = settings(max_examples=2_000 if os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1" else 200)

_MARK = "# dockerlabel: "

_NAMES = (*RULE_BY_NAME, "wrong-sauce", "wrong_source", "")


def said_of(text: str, judge: Harness) -> list[tuple[Rule, Violation]]:
    """All that rules say, what is hidden behind another at its place included."""
    return list(violations(judge.context(parse(Document(text))), judge.settings))


def add(text: str, judge: Harness) -> Ignored:
    places = [(rule.name, each.span) for rule, each in said_of(text, judge)]
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


@law
@given(files(), judges())
def test_nothing_is_found_once_it_is_ignored(text: str, judge: Harness) -> None:
    """But for what no comment can ignore; and no comment is of no use."""
    ignored = add(text, judge)
    assert ignored.bug == ""
    left = [each.rule for each in judge.lint(ignored.document.text)]
    assert left == [each.rule for each in judge.lint(text) if not can_be_ignored(each.rule)]


@law
@given(files(), judges())
def test_twice_is_once(text: str, judge: Harness) -> None:
    once = add(text, judge).document
    assert add(once.text, judge) == Ignored(once, 0)


@law
@given(files(), judges())
def test_no_label_changes(text: str, judge: Harness) -> None:
    """In every stage, under no build arguments and under others; the source included."""
    assert all_labels(add(text, judge).document.text) == all_labels(text)


@law
@given(files(), judges())
def test_only_comments_are_added(text: str, judge: Harness) -> None:
    """Each on a line of its own; all other bytes stay."""
    after = add(text, judge)
    lines = after.document.text.split("\n")
    kept = [line for line in lines if _MARK not in line]
    assert len(lines) - len(kept) == after.added
    mark = "\ufeff" if text.startswith("\ufeff") and not kept[0].startswith("\ufeff") else ""
    assert mark + "\n".join(kept) == text


@law
@given(files(), judges())
def test_buildkit_reads_the_same(text: str, judge: Harness) -> None:
    """As its own parser has it, in an older version."""
    reader: Any = pytest.importorskip("dockerfile", reason="it has no wheel for this machine")
    after = add(text, judge).document.text
    # Neither may be given to it: the one cuts the text off, the other ends the interpreter.
    assume(not any(0xD800 <= ord(char) <= 0xDFFF or char == "\x00" for char in text))
    assert _read_by(reader, after) == _read_by(reader, text)


@law
@given(files(), judges())
def test_no_fix_touches_what_is_ignored(text: str, judge: Harness) -> None:
    ignored = add(text, judge).document
    assert judge.fix(ignored.text, Applicability.UNSAFE).document == ignored


@law
@given(commented(), judges(), thresholds)
def test_fixes_beside_comments(text: str, judge: Harness, threshold: Applicability) -> None:
    """None is refused, none is left, and a second run changes nothing."""
    fixed = judge.fix(text, threshold)
    assert fixed.bug == ""
    left = [each for each in fixed.remaining if each.fix and each.fix.applicability >= threshold]
    assert left == []
    assert judge.fix(fixed.document.text, threshold).document == fixed.document
    assert SECRET not in judge.output(text)


@law
@given(commented(), judges())
def test_comments_only_take_away(text: str, judge: Harness) -> None:
    """Without its comments each rule says all that it says with them, where none hides another."""
    bare = "\n".join(line for line in text.split("\n") if _MARK not in line)
    said = {(rule.name, _place(bare, each.span)) for rule, each in said_of(bare, judge)}
    for rule, found in said_of(text, judge):
        if rule.name != "unused-ignore":
            assert (rule.name, _place(text, found.span)) in said


@law
@given(commented())
def test_comments_change_no_label(text: str) -> None:
    bare = "\n".join(line for line in text.split("\n") if _MARK not in line)
    assert all_labels(text) == all_labels(bare)


def _place(text: str, span: Span) -> tuple[int, str]:
    """A place that counts no comment: how many other lines stand above it, and what it covers."""
    above = text[: span.start].split("\n")
    return sum(_MARK not in line for line in above), span.of(text).partition("\n")[0]


def _read_by(reader: Any, text: str) -> list[tuple[Any, ...]] | str:  # noqa: ANN401 - untyped
    try:
        commands = reader.parse_string(text)
    except reader.GoParseError as error:
        return str(error)
    return [(each.cmd, each.sub_cmd, each.json, each.flags, each.value) for each in commands]
