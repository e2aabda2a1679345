"""What holds for fixes of labels that are empty, unset, malformed, leaking or misspelled."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel import oci
from dockerlabel.diagnostic import Applicability, Edit
from dockerlabel.document import Span
from dockerlabel.fixer import apply_edits
from tests.property.images import Labels, all_labels, read
from tests.property.strategies import dockerfiles, label_values, plain_dockerfiles
from tests.rules.judge import Judge, judge_of

EXAMPLES = 100

SECRET = "hunter2"  # noqa: S105 - what must never be printed

_MISSPELLED = (
    "org.opencontainer.image.source",
    "org.opencontainers.image.sources",
    '"org.opencontainers.images.source"',
    "org.opencontainers.image.$A",
    "org.open{escape}\ncontainers.image.sources",
)

_LINES = (
    "LABEL {key}={value}",
    "LABEL {key} = {value}",
    "LABEL {key} ={escape}\n  # why\n  {value}",
    "LABEL {key} {value}",
    "LABEL a=1 {escape}\n {key}={value}{escape}\n  {other}={value}",
    "LABEL {key}={value} {key}={value}",
    "ONBUILD LABEL {key}={value}",
    "ONBUILD LABEL {key} = {value}",
    "ARG SRC\nLABEL {key}=$SRC",
    "ARG SRC={value}\nLABEL {key}=${{SRC}}",
    'ARG NAME\nLABEL {key}="https://github.com/octo-org/$NAME"',
    "LABEL {key}=https://github.com/$LATE\nARG LATE",
    "LABEL {key}=https://$TOKEN@github.com/octo-org/app{escape}\n  {other} = {value}",
)

_VALUES = (
    *("https://github.com/octo-org/app", "https://github.com/octo-org/old", "'octo-org/app'"),
    *(f"https://mona:{SECRET}@github.com/octo-org/old", f"https://mona:{SECRET}@$A/octo-org/app"),
    *(f'"mona:{SECRET}@git.example.org:a/b"', f"'see https://{SECRET}@ghcr.io/o/r:1'"),
    *("https://github.com/OWNER/REPO", '"https://github.com/<owner>/<repo>"', "$SRC", "$A", "$$A"),
    *('""', "''", "our", "'our code'", "https://github.com/octo-org", "'$SRC'", "'= x'"),
    *("=https://github.com/octo-org/app", "https://github.com/{{a}}/b"),
)

_JUDGES: Mapping[str, Mapping[str, object]] = {
    "declared": {},
    "another host": {"source": "https://git.example.org/group/sub/app"},
    "assumed": {"remotes": {"origin": "https://github.com/octo-org/app"}},
    "fork": {"remotes": {"origin": "https://github.com/octocat/app"}},
    "targets": {"targets": ["base", "build", "final-1"]},
    "no source": {"remotes": {}},
    "arguments": {"build-args": {"SRC": "https://github.com/octo-org/old"}},
    "some rules": {"ignore": ["misspelled-source-key", "wrong-source"]},
}

law = settings(max_examples=EXAMPLES)
judges = st.sampled_from(sorted(_JUDGES)).map(lambda name: judge_of(_JUDGES[name]))
thresholds = st.sampled_from([Applicability.SAFE, Applicability.UNSAFE])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Files with such labels behind some of their instructions."""
    text = draw(st.one_of(plain_dockerfiles(), plain_dockerfiles(), dockerfiles()))
    dockerfile = read(text)
    escape, newline = dockerfile.escape, dockerfile.document.newline
    given_values = st.sampled_from(_VALUES)
    values = st.one_of(given_values, given_values, label_values(escape, plain=True))
    near = draw(st.sampled_from(_MISSPELLED))
    names = st.sampled_from([oci.SOURCE, near, near, draw(st.sampled_from(_MISSPELLED))])
    heads = (each.span.end for each in dockerfile.instructions if each.keyword == "FROM")
    first = next(heads, len(text))
    ends = [each.span.end for each in dockerfile.instructions if each.span.end >= first]
    edits = []
    for place in sorted(draw(st.sets(st.sampled_from(ends or [first]), min_size=1, max_size=4))):
        keys = [draw(names).format(escape=escape) for _ in range(2)]
        line = draw(st.sampled_from(_LINES)).format(
            key=keys[0], other=keys[1], value=draw(values), escape=escape
        )
        begin = "" if text[place - 1 : place] == "\n" else "\n"
        edits.append(Edit(Span(place, place), f"{begin}{line}\n".replace("\n", newline)))
    return apply_edits(text, edits)


@law
@given(files(), judges, thresholds)
def test_nothing_is_left(text: str, judge: Judge, threshold: Applicability) -> None:
    """No fix is refused, and after all of them there is none to make."""
    fixed = judge.fix(text, threshold)
    assert fixed.bug == ""
    found = judge.lint(fixed.document.text)
    assert found == fixed.remaining
    assert [each for each in found if each.fix and each.fix.applicability >= threshold] == []
    assert judge.fix(fixed.document.text, threshold).document == fixed.document


@law
@given(files(), judges, thresholds)
def test_other_labels_stay(text: str, judge: Judge, threshold: Applicability) -> None:
    """In every stage, under no build arguments and under others; a key that is mended may go."""
    after = all_labels(judge.fix(text, threshold).document.text)
    for old, new in zip(all_labels(text), after, strict=True):
        assert _others(new) == _others(old)
        if isinstance(old, str) or isinstance(new, str):
            continue
        kept = {key: value for key, value in new.items() if oci.is_misspelled_source(key)}
        assert kept.items() <= old.items()
        gone = {key for key in old if oci.is_misspelled_source(key)} - set(kept)
        assert not gone or oci.SOURCE in new


@law
@given(files(), judges, thresholds)
def test_secrets_are_masked(text: str, judge: Judge, threshold: Applicability) -> None:
    assert SECRET not in judge.output(text)
    fixed = judge.fix(text, threshold)
    for diagnostic in (*fixed.applied, *fixed.remaining):
        assert SECRET not in diagnostic.message
        assert diagnostic.fix is None or SECRET not in diagnostic.fix.title


@law
@given(files(), judges)
def test_places_are_the_labels(text: str, judge: Judge) -> None:
    """Each is said once, and of something that is written in the file."""
    found = judge.lint(text)
    spans = [each.span for each in found]
    assert spans == sorted(set(spans))
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


def _others(labels: Labels) -> Labels:
    if isinstance(labels, str):
        return labels
    source = {key for key in labels if key == oci.SOURCE or oci.is_misspelled_source(key)}
    return {key: value for key, value in labels.items() if key not in source}
