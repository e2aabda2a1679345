"""What holds for every fix, whatever stands in the file."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel import oci
from dockerlabel.diagnostic import Applicability, Edit
from dockerlabel.dockerfile.nodes import Blank, BuildError, Instruction, Quote
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.dockerfile.words import spell
from dockerlabel.document import Document, Span
from dockerlabel.fixer import apply_edits
from dockerlabel.label_insertion import insert_label
from tests.property.images import Labels, all_labels, read
from tests.property.strategies import dockerfiles, literal_values, plain_dockerfiles
from tests.rules.judge import Judge, judge_of

EXAMPLES = 200

SECRET = "hunter2"  # noqa: S105 - what must never be printed

KEY = "org.opencontainers.image.vendor"
"""A key that no generated file sets."""

_EDITED = frozenset({"LABEL", "ARG", "ONBUILD"})

_VALUES = (
    *("https://github.com/octo-org/app", "https://github.com/octo-org/app.git"),
    *("https://github.com/octo-org/old", "https://github.com/mona/app", "git@github.com:a/b.git"),
    *(
        "https://ghcr.io/octo-org/app",
        "ssh://git@github.com/octo-org/app",
        f"https://mona:{SECRET}@github.com/octo-org/app",
    ),
    *("https://github.com/OWNER/REPO", "", "our code", "$A", "https://github.com/{{ a }}/b"),
)

_LINES = (
    "LABEL {key}={value}",
    "label {key} {value}",
    "LABEL title=app {key}={value}",
    "LABEL {key}={value} {key}={value}",
    "ONBUILD LABEL {key}={value}",
    "ARG REPO={value}\nLABEL {key}=$REPO",
    'ARG SRC={value}\nLABEL {key}="${{SRC}}"',
    "ENV SRC={value}\nLABEL {key}=$SRC",
    "LABEL {key}=https://github.com/octo-org/$A",
    "LABEL {key}=x {value}",
    "LABEL a=1 {escape}\n  {key}={value} {escape}\n\n# c\n  b=2",
)

_JUDGES: Mapping[str, Mapping[str, object]] = {
    "declared": {},
    "another host": {"source": "https://git.example.org/group/sub/app"},
    "assumed": {"remotes": {"origin": "https://github.com/octo-org/app"}},
    "fork": {"remotes": {"origin": "https://github.com/octocat/app"}},
    "targets": {"targets": ["base", "final-1"]},
    "no source": {"remotes": {}},
}

law = settings(max_examples=EXAMPLES)
judges = st.sampled_from(sorted(_JUDGES)).map(lambda name: judge_of(_JUDGES[name]))
thresholds = st.sampled_from([Applicability.SAFE, Applicability.UNSAFE])


@st.composite
def labelled(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """Files with source labels of all kinds between their instructions."""
    text = draw(texts)
    dockerfile = read(text)
    newline = dockerfile.document.newline
    heads = (each.span.end for each in dockerfile.instructions if each.keyword == "FROM")
    first = next(heads, len(text))
    ends = [each.span.end for each in dockerfile.instructions if each.span.end >= first]
    chosen = draw(st.sets(st.sampled_from(ends), min_size=1, max_size=3)) if ends else ()
    edits = []
    for place in sorted(chosen):
        value = spell(
            draw(st.sampled_from(_VALUES)), draw(st.sampled_from(Quote)), escape=dockerfile.escape
        )
        line = draw(st.sampled_from(_LINES)).format(
            key=oci.SOURCE, value=value, escape=dockerfile.escape
        )
        begin = "" if text[place - 1] == "\n" else "\n"
        edits.append(Edit(Span(place, place), f"{begin}{line}\n".replace("\n", newline)))
    return apply_edits(text, edits)


files = st.one_of(
    labelled(plain_dockerfiles()),
    labelled(plain_dockerfiles()),
    labelled(plain_dockerfiles()),
    labelled(dockerfiles()),
    dockerfiles(),
)


@law
@given(files, judges, thresholds)
def test_nothing_is_left(text: str, judge: Judge, threshold: Applicability) -> None:
    """No fix is refused, and after all of them there is none to make."""
    fixed = judge.fix(text, threshold)
    assert fixed.bug == ""
    found = judge.lint(fixed.document.text)
    assert found == fixed.remaining
    assert [each for each in found if each.fix and each.fix.applicability >= threshold] == []


@law
@given(files, judges, thresholds)
def test_twice_is_once(text: str, judge: Judge, threshold: Applicability) -> None:
    once = judge.fix(text, threshold).document
    assert judge.fix(once.text, threshold).document == once


@law
@given(files, judges, thresholds)
def test_other_labels_stay(text: str, judge: Judge, threshold: Applicability) -> None:
    """In every stage, under no build arguments and under others."""
    fixed = judge.fix(text, threshold).document.text
    assert list(map(_others, all_labels(fixed))) == list(map(_others, all_labels(text)))


@law
@given(files, judges, thresholds)
def test_other_bytes_stay(text: str, judge: Judge, threshold: Applicability) -> None:
    """Comments, directives and all instructions but LABEL and ARG are what they were."""
    fixed = judge.fix(text, threshold).document.text
    assert _untouched(fixed) == _untouched(text)


@law
@given(files, judges)
def test_edits_are_in_place(text: str, judge: Judge) -> None:
    """An edit stands in a LABEL or ARG, or inserts behind an instruction."""
    instructions = read(text).instructions
    for diagnostic in judge.lint(text):
        for edit in diagnostic.fix.edits if diagnostic.fix else ():
            holders = [each for each in instructions if _holds(each, edit.span)]
            inserts = not edit.span.of(text)
            behind = inserts and edit.span.start in {each.span.end for each in instructions}
            assert behind or [each.keyword in _EDITED for each in holders] == [True]


@law
@given(files, judges)
def test_diagnostics_stand_in_the_text(text: str, judge: Judge) -> None:
    """One for each place, in the order of places."""
    found = judge.lint(text)
    spans = [each.span for each in found]
    assert spans == sorted(set(spans))
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(each.message and "\n" not in each.message.strip("\n") for each in found)


@law
@given(files, judges)
def test_secrets_are_masked(text: str, judge: Judge) -> None:
    assert SECRET not in judge.output(text)
    for diagnostic in judge.lint(text):
        assert diagnostic.fix is None or SECRET not in diagnostic.fix.title


@law
@given(files, judges, thresholds)
def test_bytes_come_back(text: str, judge: Judge, threshold: Applicability) -> None:
    """A fix makes no bytes that read as other text."""
    data = Document(text).to_bytes()
    fixed = judge.fix(Document.from_bytes(data).text, threshold).document
    assert Document.from_bytes(fixed.to_bytes()) == fixed


@law
@given(files, st.sampled_from(sorted(_JUDGES)))
def test_what_is_right_stays(text: str, name: str) -> None:
    """A file about which nothing can be mended is the very same afterwards."""
    judge = judge_of(_JUDGES[name])
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
    carries = [each.number in children for each in stages.stages for _ in (0, 1)]
    carries += carries[-2:]
    for labels, then, carried in zip(before, after, carries, strict=True):
        assert isinstance(labels, dict)
        assert then == ({**labels, KEY: value} if carried else labels)


def _others(labels: Labels) -> Labels:
    if isinstance(labels, str):
        return labels
    return {key: value for key, value in labels.items() if key != oci.SOURCE}


def _untouched(text: str) -> list[str]:
    kept = (
        part
        for part in read(text).parts
        if not isinstance(part, Blank)
        and not (isinstance(part, Instruction) and part.keyword in _EDITED)
    )
    return [part.span.of(text).rstrip("\r\n") for part in kept]


def _holds(instruction: Instruction, span: Span) -> bool:
    return instruction.head.start <= span.start and span.end <= instruction.head.end
