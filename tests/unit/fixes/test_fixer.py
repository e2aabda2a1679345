"""Rounds, conflicts and refusals of the fixer, with lints made for the purpose."""

import re
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Severity, fix_of
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import MAX_ROUNDS, FixResult, apply_edits, composed
from tests.rules.judge import SOURCE as EXPECTED
from tests.rules.judge import judge_of
from tests.unit.dockerfiles import Lint, fixed_by

SAFE, UNSAFE, DISPLAY_ONLY = (
    Applicability.SAFE,
    Applicability.UNSAFE,
    Applicability.DISPLAY_ONLY,
)

KEY = "org.opencontainers.image.source"
NEAR = "org.opencontainer.image.source"
SOURCE = f"LABEL {KEY}="
OLD = "https://github.com/octo-org/old"


def replacing(old: str, new: str, applicability: Applicability = SAFE) -> Lint:
    """A lint that finds a pattern anywhere and replaces all that it matches in one fix each."""

    def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        spans = [Span(*found.span()) for found in re.finditer(old, dockerfile.document.text)]
        return tuple(
            Diagnostic(
                f"no-{old}",
                Severity.ERROR,
                span,
                f"{old} should be {new}",
                fix_of(f"write {new}", [Edit(span, new)], applicability=applicability),
            )
            for span in spans
        )

    return lint


def all_of(*lints: Lint) -> Lint:
    def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        return tuple(sorted(chain(*(each(dockerfile) for each in lints)), key=lambda d: d.span))

    return lint


def run(text: str, *lints: Lint, threshold: Applicability = SAFE) -> FixResult:
    return fixed_by(all_of(*lints), text, threshold)


def test_nothing_to_do() -> None:
    text = "FROM a\n"
    fixed = run(text)
    assert fixed.document.text == text
    assert (fixed.edits, fixed.applied, fixed.remaining, fixed.rejected) == ((), (), (), "")


def test_all_in_one_round() -> None:
    text = f"FROM a\n{SOURCE}x1\nFROM b\n{SOURCE}x2\n"
    fixed = run(text, replacing("x[12]", "y"))
    assert fixed.document.text == f"FROM a\n{SOURCE}y\nFROM b\n{SOURCE}y\n"
    assert [each.span.of(text) for each in fixed.applied] == ["x1", "x2"]
    assert fixed.remaining == ()
    assert fixed.rejected == ""


def test_what_a_fix_brings_up_at_its_place_is_fixed_in_the_next_round() -> None:
    fixed = run(f"FROM a\n{SOURCE}x1\n", replacing("x1", "x2"), replacing("x2", "x3"))
    assert fixed.document.text == f"FROM a\n{SOURCE}x3\n"
    assert [each.rule for each in fixed.applied] == ["no-x1", "no-x2"]


def test_rounds_come_to_an_end() -> None:
    fixed = run(f"FROM a\n{SOURCE}x\n", replacing("x", "y"), replacing("y", "x"))
    assert len(fixed.applied) == MAX_ROUNDS


@pytest.mark.parametrize(
    ("applicability", "threshold", "taken"),
    [
        pytest.param(SAFE, SAFE, True, id="safe"),
        pytest.param(SAFE, UNSAFE, True, id="safe, unsafe ones too"),
        pytest.param(UNSAFE, SAFE, False, id="unsafe"),
        pytest.param(UNSAFE, UNSAFE, True, id="unsafe ones too"),
        pytest.param(DISPLAY_ONLY, UNSAFE, False, id="never"),
    ],
)
def test_threshold(applicability: Applicability, threshold: Applicability, *, taken: bool) -> None:
    fixed = run(f"FROM a\n{SOURCE}x\n", replacing("x", "y", applicability), threshold=threshold)
    assert fixed.document.text == f"FROM a\n{SOURCE}{'y' if taken else 'x'}\n"
    assert len(fixed.applied) == taken
    assert len(fixed.remaining) == (not taken)


def test_the_first_of_two_that_overlap_wins() -> None:
    fixed = run(f"FROM a\n{SOURCE}x12\n", replacing("x1", "y"), replacing("12", "3"))
    assert fixed.document.text == f"FROM a\n{SOURCE}y2\n"
    assert [each.rule for each in fixed.applied] == ["no-x1"]


def test_the_second_comes_after_the_first() -> None:
    fixed = run(f"FROM a\n{SOURCE}x12\n", replacing("x1", "1"), replacing("12", "3"))
    assert fixed.document.text == f"FROM a\n{SOURCE}3\n"


def test_insertions_at_one_place_do_not_go_together() -> None:
    """In which order would they be?"""

    def inserting(text: str) -> Lint:
        def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
            if text in dockerfile.document.text:
                return ()
            end = len("FROM a\n")
            edits = [Edit(Span(end, end), f"{SOURCE}{text}\n")]
            made = fix_of(text, edits, applicability=SAFE)
            return (Diagnostic(f"no-{text}", Severity.ERROR, Span(0, 6), text, made),)

        return lint

    fixed = run("FROM a\n", inserting("x"), inserting("y"))
    assert fixed.document.text == f"FROM a\n{SOURCE}y\n{SOURCE}x\n"
    assert fixed.rejected == ""


def test_a_fix_is_taken_whole_or_not_at_all() -> None:
    """One edit overlaps another fix's: the second edit waits with it."""

    def pair(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        spans = [Span(*found.span()) for found in re.finditer("x", dockerfile.document.text)]
        if len(spans) < 2:
            return ()
        made = fix_of("both", [Edit(span, "z") for span in spans], applicability=SAFE)
        return (Diagnostic("both", Severity.ERROR, spans[-1], "both", made),)

    fixed = run(f"FROM a\n{SOURCE}x1\nFROM b\n{SOURCE}x\n", replacing("x1", "y"), pair)
    assert fixed.document.text == f"FROM a\n{SOURCE}y\nFROM b\n{SOURCE}x\n"


def test_a_fix_that_changes_another_label_is_refused() -> None:
    text = "FROM a\nLABEL team=x\n"
    fixed = run(text, replacing("x", "y"))
    assert fixed.document.text == text
    assert fixed.applied == ()
    assert [each.rule for each in fixed.remaining] == ["no-x"]
    assert fixed.rejected == "it would change another label"


def test_a_refused_fix_does_not_stop_the_others() -> None:
    text = f"FROM a\nLABEL team=x1\n{SOURCE}x2\n"
    fixed = run(text, replacing("x1", "y"), replacing("x2", "y"))
    assert fixed.document.text == f"FROM a\nLABEL team=x1\n{SOURCE}y\n"
    assert [each.rule for each in fixed.remaining] == ["no-x1"]
    assert fixed.rejected == "it would change another label"


def test_a_refused_fix_does_not_stop_many_others() -> None:
    stages = "".join(f"FROM a\n{SOURCE}x\n" for _ in range(2 * MAX_ROUNDS))
    fixed = run(f"FROM a\nLABEL team=w\n{stages}", replacing("w", "y"), replacing("x", "y"))
    assert fixed.document.text == f"FROM a\nLABEL team=w\n{stages.replace('x', 'y')}"
    assert [each.rule for each in fixed.remaining] == ["no-w"]


def test_a_fix_that_breaks_the_file_is_refused() -> None:
    text = f"FROM a\n{SOURCE}x\n"
    fixed = run(text, replacing("x", "y z"))
    assert fixed.document.text == text
    assert fixed.rejected.startswith("the build would fail: Syntax error - can't find =")


def test_a_fix_that_brings_up_something_elsewhere_is_refused() -> None:
    def elsewhere(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        if "y" in dockerfile.document.text:
            return (Diagnostic("elsewhere", Severity.NOTE, Span(0, 4), "mind the y"),)
        return ()

    text = f"FROM a\nRUN b\n{SOURCE}x\n"
    fixed = run(text, replacing("x", "y"), elsewhere)
    assert fixed.document.text == text
    assert fixed.rejected == "it would introduce a new elsewhere diagnostic: mind the y"


def test_an_error_that_goes_on_to_another_place_is_not_new() -> None:
    """Of several places the builder names the first."""

    def first(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        found = re.search(r" [a-z]$", dockerfile.document.text, re.MULTILINE)
        if found is None:
            return ()
        return (Diagnostic("first", Severity.ERROR, Span(*found.span()), "legacy form"),)

    text = f"FROM a\nLABEL {KEY} x\nENV b c\n"
    fixed = run(text, replacing(" x", "=x"), first)
    assert fixed.document.text == f"FROM a\n{SOURCE}x\nENV b c\n"
    assert fixed.rejected == ""
    assert [each.rule for each in fixed.remaining] == ["first"]


def test_a_fix_that_changes_nothing_is_not_applied() -> None:
    fixed = run(f"FROM a\n{SOURCE}x\n", replacing("x", "x"))
    assert fixed.applied == ()


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        pytest.param([], "abcd", id="none"),
        pytest.param([Edit(Span(1, 3), "x")], "axd", id="replace"),
        pytest.param([Edit(Span(4, 4), "x")], "abcdx", id="append"),
        pytest.param([Edit(Span(0, 0), "x"), Edit(Span(0, 1), "")], "xbcd", id="touching"),
        pytest.param([Edit(Span(0, 1), ""), Edit(Span(1, 2), "x")], "xcd", id="in a row"),
    ],
)
def test_apply_edits(edits: list[Edit], after: str) -> None:
    assert apply_edits("abcd", edits) == after


def rename(text: str, then: str) -> FixResult:
    """Rename the key; afterwards something is said of `then`."""

    def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        now = dockerfile.document.text
        if NEAR not in now:
            start = now.index(then)
            return (Diagnostic("later", Severity.NOTE, Span(start, start + len(then)), "later"),)
        place = Span(now.index(NEAR), now.index(NEAR) + len(NEAR))
        made = fix_of("rename", [Edit(place, KEY)], applicability=SAFE)
        return (Diagnostic("first", Severity.ERROR, place, "first", made),)

    return fixed_by(lint, text)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n", "x", id="value"),
        pytest.param(f"FROM a\nLABEL {NEAR} \\\n  x\n", "x", id="value in the next line"),
        pytest.param(f"FROM a\nLABEL b=1 {NEAR}=x", "b=1", id="pair before it"),
        pytest.param(f"FROM a AS b\nONBUILD LABEL {NEAR}=x\nFROM b", "x", id="trigger"),
    ],
)
def test_in_the_same_instruction(text: str, then: str) -> None:
    fixed = rename(text, then)
    assert fixed.rejected == ""
    assert fixed.document.text == text.replace(NEAR, KEY)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        pytest.param(f"FROM a\nLABEL {NEAR}=x\nRUN b\n", "RUN", id="instruction after it"),
        pytest.param(f"FROM a\nLABEL c=1\nLABEL {NEAR}=x\n", "c=1", id="instruction before it"),
        pytest.param(f"# why\nFROM a\nLABEL {NEAR}=x\n", "FROM", id="first instruction"),
    ],
)
def test_elsewhere(text: str, then: str) -> None:
    fixed = rename(text, then)
    assert fixed.rejected == "it would introduce a new later diagnostic: later"
    assert fixed.document.text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"# why\nFROM a\nLABEL {NEAR}=x\n", id="at the top"),
        pytest.param(f"FROM a\nLABEL {NEAR}=x\n# why\n", id="after it"),
    ],
)
def test_of_a_comment(text: str) -> None:
    """What a comment ignored may have been fixed: then the comment is of no more use."""
    fixed = rename(text, "# why")
    assert fixed.rejected == ""
    assert fixed.document.text == text.replace(NEAR, KEY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "FROM scratch\nLABEL team=blue\rsize=L",
            f"FROM scratch\nLABEL team=blue\rsize=L {KEY}={EXPECTED}",
            id="pairs that a carriage return parts",
        ),
        pytest.param(
            f"FROM alpine\nARG NAME=old\nLABEL {KEY}=https://github.com/octo-org/${{NAME:?}}\n",
            f"FROM alpine\nARG NAME=old\nLABEL {KEY}={EXPECTED}\n",
            id="a value that some builds refuse",
        ),
        pytest.param(
            f"\ufeff# dockerlabel: ignore[empty-source] x\nFROM a\nARG URL\n{SOURCE}$URL\n",
            f"\ufeffFROM a\nARG URL={EXPECTED}\n{SOURCE}$URL\n",
            id="an unused ignore comment after a byte order mark",
        ),
        pytest.param(
            f"FROM a\n{SOURCE}${{A?x}} b=${{B?y}}\n",
            f"FROM a\n{SOURCE}${{A?x}} b=${{B?y}}\n",
            id="two values that fail",
        ),
        pytest.param(
            f"FROM a AS b\nONBUILD {SOURCE}${{A?{OLD}}}\nFROM b\n",
            f"FROM a AS b\nONBUILD {SOURCE}${{A?{OLD}}}\nFROM b\n",
            id="a value of ONBUILD that fails",
        ),
    ],
)
def test_fix(before: str, after: str) -> None:
    fixed = judge_of({}).fix(before, UNSAFE)
    assert (fixed.document.text, fixed.rejected) == (after, "")


def test_a_build_that_failed_elsewhere_must_fail_still() -> None:
    """What another instruction refuses is no matter of a label."""
    text = f"FROM a\nARG NAME=b\nLABEL a=${{NAME:?}}\n{SOURCE}{OLD}\n"
    fixed = judge_of({}).fix(text, UNSAFE)
    assert (fixed.document.text, fixed.rejected) == (text.replace(OLD, EXPECTED), "")


def test_edits_of_several_rounds_refer_to_the_original_text() -> None:
    text = f"FROM a\n{SOURCE}x1\nFROM b\n{SOURCE}z\n"
    fixed = run(text, replacing("x1", "x2"), replacing("x2", "x3"), replacing("z", "w"))
    assert fixed.edits == (
        Edit(Span(text.index("x1"), text.index("x1") + 2), "x3"),
        Edit(Span(text.index("z\n"), text.index("z\n") + 1), "w"),
    )


def test_what_one_round_undoes_is_no_edit() -> None:
    fixed = run(f"FROM a\n{SOURCE}x\n", replacing("x", "y"), replacing("y", "x"))
    assert len(fixed.applied) == MAX_ROUNDS
    assert fixed.edits == ()


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        pytest.param([], [Edit(Span(1, 2), "x")], [Edit(Span(1, 2), "x")], id="second-only"),
        pytest.param([Edit(Span(1, 2), "x")], [], [Edit(Span(1, 2), "x")], id="first-only"),
        pytest.param(
            [Edit(Span(0, 0), "xy")],
            [Edit(Span(4, 5), "")],
            [Edit(Span(0, 0), "xy"), Edit(Span(2, 3), "")],
            id="apart",
        ),
        pytest.param(
            [Edit(Span(1, 2), "xyz")], [Edit(Span(2, 3), "")], [Edit(Span(1, 2), "xz")], id="inside"
        ),
        pytest.param(
            [Edit(Span(1, 2), "xyz")], [Edit(Span(0, 6), "-")], [Edit(Span(0, 4), "-")], id="around"
        ),
        pytest.param(
            [Edit(Span(1, 2), "xyz")], [Edit(Span(3, 5), "-")], [Edit(Span(1, 3), "xy-")], id="over"
        ),
        pytest.param(
            [Edit(Span(1, 3), "")], [Edit(Span(1, 1), "x")], [Edit(Span(1, 3), "x")], id="gone"
        ),
    ],
)
def test_composed(first: list[Edit], second: list[Edit], both: list[Edit]) -> None:
    text = "abcd"
    between = apply_edits(text, first)
    assert composed(first, second, between=between) == tuple(both)
    assert apply_edits(text, both) == apply_edits(between, second)


@st.composite
def edits_in(draw: st.DrawFn, text: str) -> list[Edit]:
    """Sorted edits of a text that do not overlap, no two at the same place."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.text("xy", max_size=3))) for start, end in pairs]


@given(st.data(), st.text("abcd", max_size=20))
def test_composed_edits_do_the_same_at_once(data: st.DataObject, text: str) -> None:
    first = data.draw(edits_in(text))
    between = apply_edits(text, first)
    second = data.draw(edits_in(between))
    both = composed(first, second, between=between)
    assert apply_edits(text, both) == apply_edits(between, second)
    assert all(one.span.end < other.span.start for one, other in pairwise(both))
