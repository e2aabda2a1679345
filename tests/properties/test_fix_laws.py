"""What holds for every fix, whatever stands in the file.

200 generated files for each law in an ordinary run; 2,000 where the environment variable
DOCKERLABEL_EXHAUSTIVE is 1.
"""

import os
from collections.abc import Collection, Iterator, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability, Edit
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Blank, BuildError, Comment, Instruction
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.dockerfile.words import unquote
from dockerlabel.document import Document
from dockerlabel.fixes.edits import comments_in
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.insert import insert_label
from dockerlabel.sources import annotations
from tests.properties.images import ARGUMENTS, MORE_ARGUMENTS, all_labels, read
from tests.properties.labelled import SECRET, files, judges
from tests.properties.strategies import literal_values, plain_dockerfiles
from tests.rules.judge import Harness, judge_of

EXAMPLES = 2_000 if os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1" else 200

KEY = "org.opencontainers.image.vendor"
"""A key that no generated file sets."""

_EDITED = frozenset({"LABEL", "ARG", "ONBUILD"})

law = settings(max_examples=EXAMPLES)
thresholds = st.sampled_from([Applicability.SAFE, Applicability.UNSAFE])


@law
@given(files(), judges(), thresholds)
def test_nothing_is_left(text: str, judge: Harness, threshold: Applicability) -> None:
    """No fix is refused, and after all of them there is none to make."""
    fixed = judge.fix(text, threshold)
    assert fixed.bug == ""
    found = judge.lint(fixed.document.text)
    assert found == fixed.remaining
    assert [each for each in found if each.fix and each.fix.applicability >= threshold] == []


@law
@given(files(), judges(), thresholds)
def test_twice_is_once(text: str, judge: Harness, threshold: Applicability) -> None:
    once = judge.fix(text, threshold).document
    assert judge.fix(once.text, threshold).document == once


@law
@given(files(), judges(), thresholds)
def test_other_labels_stay(text: str, judge: Harness, threshold: Applicability) -> None:
    """In every stage, under no build arguments and under others.

    One may go: that whose misspelled key is mended. It leaves a source.
    """
    fixed = judge.fix(text, threshold).document.text
    before, after = all_labels(text, MORE_ARGUMENTS), all_labels(fixed, MORE_ARGUMENTS)
    for old, new in zip(before, after, strict=True):
        if isinstance(old, str) or isinstance(new, str):
            assert isinstance(new, str)
            assert isinstance(old, str)
            # Where the error was in what was mended, that of another label may come up behind it.
            assert new == old or _other_pairs(fixed) == _other_pairs(text)
            continue
        gone = old.keys() - new.keys()
        assert all(map(annotations.is_misspelled_source, gone))
        assert not gone or annotations.SOURCE in new
        left_out = {annotations.SOURCE, *gone}
        assert _without(new, {annotations.SOURCE}) == _without(old, left_out)


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


@law
@given(files(), judges(), thresholds)
def test_other_bytes_stay(text: str, judge: Harness, threshold: Applicability) -> None:
    """Comments, directives and all instructions but LABEL and ARG are what they were.

    Only a LABEL that goes as a whole takes the comments inside of it along.
    """
    fixed = judge.fix(text, threshold).document.text
    assert _untouched(fixed) == _untouched(text)
    kept = iter(_comments(fixed))
    assert all(comment in kept for comment in _comments(text, spared=True))


@law
@given(files(), judges())
def test_edits_are_in_place(text: str, judge: Harness) -> None:
    """An edit stands in a LABEL or ARG, removes one, or inserts behind an instruction."""
    instructions = read(text).instructions
    for diagnostic in judge.lint(text):
        for edit in diagnostic.fix.edits if diagnostic.fix else ():
            holders = [each for each in instructions if _holds(each, edit, text=text)]
            inserts = not edit.span.of(text)
            behind = inserts and edit.span.start in {each.span.end for each in instructions}
            assert behind or [each.keyword in _EDITED for each in holders] == [True]


@law
@given(files(), judges())
def test_diagnostics_stand_in_the_text(text: str, judge: Harness) -> None:
    """One for each place, in the order of places."""
    found = judge.lint(text)
    spans = [each.span for each in found]
    assert spans == sorted(set(spans))
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(each.message and "\n" not in each.message.strip("\n") for each in found)


@law
@given(files(), judges(), thresholds)
def test_secrets_are_masked(text: str, judge: Harness, threshold: Applicability) -> None:
    assert SECRET not in judge.output(text)
    fixed = judge.fix(text, threshold)
    for diagnostic in (*judge.lint(text), *fixed.applied, *fixed.remaining):
        assert SECRET not in diagnostic.message
        assert diagnostic.fix is None or SECRET not in diagnostic.fix.title


@law
@given(files(), judges(), thresholds)
def test_bytes_come_back(text: str, judge: Harness, threshold: Applicability) -> None:
    """A fix makes no bytes that read as other text."""
    data = Document(text).to_bytes()
    fixed = judge.fix(Document.from_bytes(data).text, threshold).document
    assert Document.from_bytes(fixed.to_bytes()) == fixed


@law
@given(files(), judges())
def test_what_is_right_stays(text: str, judge: Harness) -> None:
    """A file about which nothing can be mended is the very same afterwards."""
    if not any(each.fix for each in judge.lint(text)):
        assert judge.fix(text, Applicability.UNSAFE).document.text == text


@law
@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    judge_of({}).fix(Document.from_bytes(data).text, Applicability.UNSAFE)


@law
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
                yield from (each.strip() for each in comments_in(part.span.of(text)))


def _may_go(label: Instruction, escape: str) -> bool:
    keys = [unquote(pair.name, escape) for pair in label.pairs]
    return all(key == annotations.SOURCE or annotations.is_misspelled_source(key) for key in keys)


def _holds(instruction: Instruction, edit: Edit, *, text: str) -> bool:
    """Whether an edit lies in the lines of an instruction; a removal may take one empty line."""
    behind = text[instruction.span.end : edit.span.end]
    spare = not behind.strip(UNICODE_BLANKS) and behind.count("\n") <= 1
    inside = instruction.span.start <= edit.span.start < instruction.span.end
    return inside and (not behind or (spare and not edit.replacement))
