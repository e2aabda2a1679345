"""What holds for the fixes of some rules, and for how they are taken.

200 generated files for each law in an ordinary run; 2,000 where the environment variable
DOCKERLABEL_EXHAUSTIVE is 1.
"""

import os
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.image import ImageLabel, labels_of_stages
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.rules.context import published
from dockerlabel.sources import annotations
from tests.properties.images import MORE_ARGUMENTS, all_labels, read
from tests.properties.labelled import files, judges
from tests.rules.judge import Harness

EXAMPLES = 2_000 if os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1" else 200

law = settings(max_examples=EXAMPLES)
thresholds = st.sampled_from([Applicability.SAFE, Applicability.UNSAFE])


@law
@given(files(), judges(), thresholds)
def test_no_fix_is_taken_in_part(text: str, judge: Harness, threshold: Applicability) -> None:
    """What comes out of a round is the text with all edits of the fixes that were taken."""
    with patch("dockerlabel.fixes.fixer.MAX_ROUNDS", 1):
        fixed = judge.fix(text, threshold)
    edits = [edit for each in fixed.applied if each.fix for edit in each.fix.edits]
    assert fixed.document.text == apply_edits(text, sorted(edits))


@law
@given(files(), judges("legacy-label-syntax", "overridden-source"), thresholds)
def test_form_alone_changes_no_label(text: str, judge: Harness, threshold: Applicability) -> None:
    """Neither does what has no effect: in no stage and under no build arguments."""
    fixed = judge.fix(text, threshold).document.text
    assert all_labels(fixed, MORE_ARGUMENTS) == all_labels(text, MORE_ARGUMENTS)


@law
@given(files(), judges("misspelled-source-key"), thresholds)
def test_a_key_is_mended_and_nothing_else(
    text: str, judge: Harness, threshold: Applicability
) -> None:
    """The source then has the value that stood under the misspelled key, or what it had."""
    fixed = judge.fix(text, threshold).document.text
    before, after = all_labels(text, MORE_ARGUMENTS), all_labels(fixed, MORE_ARGUMENTS)
    for old, new in zip(before, after, strict=True):
        if isinstance(old, str) or isinstance(new, str):
            assert new == old
            continue
        gone = [key for key in old if key not in new]
        assert new.get(annotations.SOURCE) in [
            old.get(annotations.SOURCE),
            *(old[key] for key in gone),
        ]


@law
@given(files(), judges("missing-source", "discarded-source"), thresholds)
def test_labels_go_into_published_stages(
    text: str, judge: Harness, threshold: Applicability
) -> None:
    """And so into what is built from these, but into no other stage, ancestor or not."""
    dockerfile = read(text)
    fixed = judge.fix(text, threshold).document
    targets = dockerfile.error or published(dockerfile, judge.settings)
    stages = dockerfile.error or read_stages(dockerfile, BuildOptions())
    if isinstance(targets, BuildError) or isinstance(stages, BuildError):
        assert fixed.text == text
        return
    last = stages.stages[-1]
    reached = {found.number for each in targets if (found := stages.find(each) if each else last)}
    for stage in stages.stages:
        reached |= {stage.number} if stage.parent in reached else set()
    before = labels_of_stages(dockerfile, BuildOptions())
    after = labels_of_stages(parse(fixed), BuildOptions())
    for stage, old, new in zip(stages.stages, before, after, strict=True):
        if stage.number not in reached and not isinstance(old, BuildError):
            assert not isinstance(new, BuildError)
            assert _source(old) == _source(new)


@law
@given(files(), judges())
def test_every_published_image_carries_the_source(text: str, judge: Harness) -> None:
    """After all fixes each one does, or something is said of the file all the same."""
    fixed = judge.fix(text, Applicability.UNSAFE)
    context = judge.context(parse(fixed.document))
    if fixed.remaining or judge.expectation.source is None or judge.settings.ignore:
        return
    assert all(annotations.SOURCE in image.labels for image in context.images)
    for found in context.source_labels:
        assert judge.expectation.accepts(found.value) or not found.value.canonical_url


def _source(labels: tuple[ImageLabel, ...]) -> str | None:
    """The last one counts."""
    return {label.key: label.value for label in labels}.get(annotations.SOURCE)
