"""What holds for every fix, whatever is in the file."""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit
from dockerlabel.dockerfile.image import ImageLabel, labels_of_stages
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, comments_in
from dockerlabel.dockerfile.nodes import Blank, BuildError, Comment, Instruction
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.dockerfile.words import unquote
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import FixResult, apply_edits
from dockerlabel.fixes.insert import insert_label
from dockerlabel.rules.context import targets_of
from dockerlabel.sources import annotations
from tests.conftest import examples
from tests.properties.holding import hold
from tests.properties.images import ARGUMENTS, MORE_ARGUMENTS, Labels, all_labels, read
from tests.properties.labelled import SECRET, Surroundings, files, harness, surroundings
from tests.properties.strategies import literal_values, plain_dockerfiles
from tests.rules.judge import Harness, judge_of

KEY = "org.opencontainers.image.vendor"
"""A key that no generated file sets."""

_EDITED = frozenset({"LABEL", "ARG", "ONBUILD"})

thresholds = st.sampled_from([Applicability.SAFE, Applicability.UNSAFE])


class Example(NamedTuple):
    """A file, what is found in it, and what the fixes up to a threshold make of it."""

    text: str
    judge: Harness
    threshold: Applicability
    found: tuple[Diagnostic, ...]
    fixed: FixResult

    @property
    def after(self) -> str:
        return self.fixed.document.text


def example(text: str, judge: Harness, threshold: Applicability) -> Example:
    return Example(text, judge, threshold, judge.lint(text), judge.fix(text, threshold))


def nothing_is_left(each: Example) -> None:
    """No fix is rejected, and after all of them there is none to make."""
    assert each.fixed.rejected == ""
    found = each.judge.lint(each.after)
    assert found == each.fixed.remaining
    assert [one for one in found if one.fix and one.fix.applicability >= each.threshold] == []


def twice_is_once(each: Example) -> None:
    assert each.judge.fix(each.after, each.threshold).document == each.fixed.document


def edits_say_what_changed(each: Example) -> None:
    """They make the fixed text of the original one, in one step, however many rounds there were."""
    edits = each.fixed.edits
    assert apply_edits(each.text, edits) == each.after
    assert all(one.span.end < other.span.start for one, other in pairwise(edits))
    assert all(edit.span.of(each.text) != edit.replacement for edit in edits)


def other_labels_stay(each: Example) -> None:
    """In every stage, under no build arguments and under others.

    One may go: that whose misspelled key is fixed. It leaves a source.
    """
    before, after = _labels(each.text), _labels(each.after)
    for old, new in zip(before, after, strict=True):
        if isinstance(old, str) or isinstance(new, str):
            assert isinstance(new, str)
            assert isinstance(old, str)
            # If the error was in what was fixed, an error in another label may follow it.
            assert new == old or _other_pairs(each.after) == _other_pairs(each.text)
            continue
        gone = old.keys() - new.keys()
        assert all(map(annotations.is_misspelled_source, gone))
        assert not gone or annotations.SOURCE in new
        left_out = {annotations.SOURCE, *gone}
        assert _without(new, {annotations.SOURCE}) == _without(old, left_out)


def other_bytes_stay(each: Example) -> None:
    """Comments, directives and all instructions but LABEL and ARG are what they were.

    Only a LABEL that goes as a whole takes the comments inside of it along.
    """
    assert _untouched(each.after) == _untouched(each.text)
    kept = iter(_comments(each.after))
    assert all(comment in kept for comment in _comments(each.text, spared=True))


def edits_are_in_place(each: Example) -> None:
    """An edit changes a LABEL or ARG, removes one, or inserts after an instruction."""
    instructions = read(each.text).instructions
    for diagnostic in each.found:
        for edit in diagnostic.fix.edits if diagnostic.fix else ():
            holders = [one for one in instructions if _holds(one, edit, text=each.text)]
            inserts = not edit.span.of(each.text)
            after = inserts and edit.span.start in {one.span.end for one in instructions}
            assert after or [one.keyword in _EDITED for one in holders] == [True]


def diagnostics_are_in_the_text(each: Example) -> None:
    """One for each place, in the order of places."""
    spans = [one.span for one in each.found]
    assert spans == sorted(set(spans))
    assert all(0 <= span.start <= span.end <= len(each.text) for span in spans)
    assert all(one.message and "\n" not in one.message.strip("\n") for one in each.found)


def secrets_are_masked(each: Example) -> None:
    assert SECRET not in each.judge.output(each.text)
    for diagnostic in (*each.found, *each.fixed.applied, *each.fixed.remaining):
        assert SECRET not in diagnostic.message
        assert diagnostic.fix is None or SECRET not in diagnostic.fix.title


def bytes_come_back(each: Example) -> None:
    """A fix makes no bytes that read as other text."""
    read_again = Document.from_bytes(Document(each.text).to_bytes())
    fixed = each.judge.fix(read_again.text, each.threshold).document
    assert Document.from_bytes(fixed.to_bytes()) == fixed


def what_is_right_stays(each: Example) -> None:
    """A file without anything to fix is exactly the same afterwards."""
    assert any(one.fix for one in each.found) or each.after == each.text


def no_fix_is_taken_in_part(each: Example) -> None:
    """What comes out of a round is the text with all edits of the fixes that were taken."""
    with patch("dockerlabel.fixes.fixer.MAX_ROUNDS", 1):
        fixed = each.judge.fix(each.text, each.threshold)
    edits = [edit for one in fixed.applied if one.fix for edit in one.fix.edits]
    assert fixed.document.text == apply_edits(each.text, sorted(edits))


def every_published_image_carries_the_source(each: Example) -> None:
    """After all fixes each one does, or something is reported of the file all the same."""
    judge = each.judge
    fixed = judge.fix(each.text, Applicability.UNSAFE)
    if fixed.remaining or judge.expectation.source is None or judge.settings.ignore:
        return
    context = judge.context(parse(fixed.document))
    assert all(annotations.SOURCE in image.labels for image in context.images)
    for found in context.source_labels:
        assert judge.expectation.accepts(found.value) or not found.value.canonical_url


PROPERTIES = (
    nothing_is_left,
    twice_is_once,
    edits_say_what_changed,
    other_labels_stay,
    other_bytes_stay,
    edits_are_in_place,
    diagnostics_are_in_the_text,
    secrets_are_masked,
    bytes_come_back,
    what_is_right_stays,
    no_fix_is_taken_in_part,
    every_published_image_carries_the_source,
)


@examples(100)
@given(files(), surroundings(), thresholds)
def test_every_fix(text: str, around: Surroundings, threshold: Applicability) -> None:
    hold(PROPERTIES, example(text, harness(around), threshold))


def no_label_changes(each: Example) -> None:
    """In no stage and under no build arguments."""
    assert _labels(each.after) == _labels(each.text)


def the_key_is_fixed_and_nothing_else(each: Example) -> None:
    """The source then has the value that was under the misspelled key, or what it had."""
    for old, new in zip(_labels(each.text), _labels(each.after), strict=True):
        if isinstance(old, str) or isinstance(new, str):
            assert new == old
            continue
        values = [old[key] for key in old if key not in new]
        assert new.get(annotations.SOURCE) in [old.get(annotations.SOURCE), *values]


def labels_go_into_published_stages(each: Example) -> None:
    """And so into what is built from these, but into no other stage, ancestor or not."""
    dockerfile = read(each.text)
    targets = dockerfile.error or targets_of(dockerfile, each.judge.settings)
    stages = read_stages(dockerfile, BuildOptions())
    if isinstance(targets, BuildError) or isinstance(stages, BuildError):
        assert each.after == each.text
        return
    last = stages.stages[-1]
    reached = {
        found.number for one in targets.published if (found := stages.find(one) if one else last)
    }
    for stage in stages.stages:
        reached |= {stage.number} if stage.parent in reached else set()
    before = labels_of_stages(dockerfile, BuildOptions())
    after = labels_of_stages(parse(each.fixed.document), BuildOptions())
    for stage, old, new in zip(stages.stages, before, after, strict=True):
        if stage.number not in reached and not isinstance(old, BuildError):
            assert not isinstance(new, BuildError)
            assert _source(old) == _source(new)


@examples(100)
@given(files(), surroundings(), thresholds)
def test_fixes_of_some_rules(text: str, around: Surroundings, threshold: Applicability) -> None:
    for each, rules in (
        (no_label_changes, ("legacy-label-syntax", "overridden-source")),
        (the_key_is_fixed_and_nothing_else, ("misspelled-source-key",)),
        (labels_go_into_published_stages, ("missing-source", "discarded-source")),
    ):
        hold([each], example(text, harness(around, *rules), threshold))


@examples(200)
@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    judge_of({}).fix(Document.from_bytes(data).text, Applicability.UNSAFE)


@examples(100)
@given(plain_dockerfiles(), literal_values(), st.data())
def test_insertion(text: str, value: str, data: st.DataObject) -> None:
    """A label can be added to any stage: it and its children carry it, and nothing else changes."""
    dockerfile = read(text)
    stages = read_stages(dockerfile, BuildOptions())
    assert not isinstance(stages, BuildError)
    stage = data.draw(st.sampled_from(stages.stages))
    edit = insert_label(dockerfile, stage, key=KEY, value=value)
    assert edit is not None
    assert edit.span.start == edit.span.end
    before, after = all_labels(text), all_labels(apply_edits(text, [edit]))
    children = {stage.number}
    for each in stages.stages:
        children |= {each.number} if each.parent in children else set()
    carries = [each.number in children for each in stages.stages for _ in ARGUMENTS]
    carries += carries[-len(ARGUMENTS) :]
    for labels, then, carried in zip(before, after, carries, strict=True):
        assert isinstance(labels, dict)
        assert then == ({**labels, KEY: value} if carried else labels)


def _other_pairs(text: str) -> list[tuple[str, str | None]]:
    """Return all labels as they are written, but for those that are or become the source's."""
    dockerfile = read(text)
    setters = [each.trigger or each for each in dockerfile.instructions]
    pairs = [pair for each in setters if each.keyword == "LABEL" for pair in each.pairs]
    keys = [(unquote(pair.name, dockerfile.escape), pair) for pair in pairs]
    return [
        (pair.name, pair.value)
        for key, pair in keys
        if key != annotations.SOURCE and not annotations.is_misspelled_source(key)
    ]


def _labels(text: str) -> list[Labels]:
    return all_labels(text, MORE_ARGUMENTS)


def _source(labels: tuple[ImageLabel, ...]) -> str | None:
    """The last one counts."""
    return {label.key: label.value for label in labels}.get(annotations.SOURCE)


def _without(labels: Mapping[str, str], left_out: Collection[str]) -> Mapping[str, str]:
    return {key: value for key, value in labels.items() if key not in left_out}


def _untouched(text: str) -> list[str]:
    kept = (
        part
        for part in read(text).parts
        if not isinstance(part, Blank | Comment)
        and not (isinstance(part, Instruction) and part.keyword in _EDITED)
    )
    return [part.span.of(text).rstrip("\r\n") for part in kept]


def _comments(text: str, *, spared: bool = False) -> Iterator[str]:
    """All comments; the spared ones are not in a LABEL that may go as a whole."""
    for part in read(text).parts:
        if isinstance(part, Comment):
            yield part.span.of(text).strip()
        elif isinstance(part, Instruction) and not part.heredocs:
            setter = part.trigger or part
            if not (spared and setter.keyword == "LABEL" and _may_go(setter, read(text).escape)):
                yield from (each.of(text).strip() for each in comments_in(text, part.span))


def _may_go(label: Instruction, escape: str) -> bool:
    keys = [unquote(pair.name, escape) for pair in label.pairs]
    return all(key == annotations.SOURCE or annotations.is_misspelled_source(key) for key in keys)


def _holds(instruction: Instruction, edit: Edit, *, text: str) -> bool:
    """Whether an edit is in the lines of an instruction; a removal may take one empty line."""
    beyond = text[instruction.span.end : edit.span.end]
    spare = not beyond.strip(UNICODE_BLANKS) and beyond.count("\n") <= 1
    inside = instruction.span.start <= edit.span.start < instruction.span.end
    return inside and (not beyond or (spare and not edit.replacement))
