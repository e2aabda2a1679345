import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.document import Document, Span
from dockerlabel.output.diff import diff
from dockerlabel.output.formats import NAMES, format_called
from dockerlabel.output.masking import mask_code, mask_multiline
from tests.unit.reports import PLAIN, diagnostic, edits_between, printed, replacement, report

SECRET = "ŹŻŽŸÝŲŴ"  # noqa: S105 - letters that nothing else has
HEAD = "LABEL a=b \\\n  s=https://mona:"
TAIL = "@github.com/o/r\n"
SEAMS = st.lists(
    st.sampled_from(["\\\n", "`\n", "\\ \t\n", "\\\r\n", "\\\n# why\n", "\\\n\n", "`\n \t\r\n"]),
    max_size=2,
).map("".join)
CUT_SECRETS = st.lists(SEAMS, min_size=len(SECRET) + 1, max_size=len(SECRET) + 1).map(
    lambda seams: "".join(map("".join, zip(seams, SECRET, strict=False))) + seams[-1]
)


@given(CUT_SECRETS)
def test_wherever_it_is_cut(secret: str) -> None:
    masked = mask_multiline(f"FROM a\n{HEAD}{secret}{TAIL}RUN b\\\n c\n")
    lines = masked.removeprefix("FROM a\n").removesuffix("\nRUN b\\\n c\n")
    assert len(lines) < len(masked)
    if "\n" in secret:
        assert not set(lines) - set("*\r\n")
    assert not set(SECRET) & set(mask_code(masked))


@pytest.mark.no_cover
@given(CUT_SECRETS)
def test_it_comes_out_of_no_format(secret: str) -> None:
    """Whether it is in the code that is shown, around a change, or part of the change."""
    value = f"https://mona:{secret}@github.com/o/r"
    text = f"FROM a\n{HEAD}{secret}{TAIL}RUN b\n"
    found = diagnostic(text, value, fix=replacement(Span(0, 4), value)._replace(title="x"))
    other = diagnostic(text, "RUN b", fix=replacement(Span(len(text) - 2, len(text)), "c"))
    shown = [printed(format_called(name, PLAIN), report(text, found, other)) for name in NAMES]
    for after in (text.replace(" b\n", " c\n"), text.replace(value, "x"), text + text):
        shown += [
            line.decode() for line in diff("f", Document(text), edits=edits_between(text, after))
        ]
    assert not set(SECRET) & set("".join(shown))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("s=https://a:b\\\n@h.example/o", "**************\n************"),
        ("s=https:\\\n//a:b\\\n@h.example/o", "*********\n******\n************"),
        ("s=https://a:b\\\n# c\n\n@h.example/o", "**************\n***\n\n************"),
        ("s=https://a:b%\\\n40h.example/o", "***************\n*************"),
        ("s=ghp_" + "a" * 9 + "`\n" + "a" * 9, "****************\n*********"),
        ("FROM a\ns=u:`\r\np@h:o\n\nRUN b", "FROM a\n*****\r\n*****\n\nRUN b"),
        ("s=https://a:b\\\\\n@h.example/o",) * 2,
        ("# https://a:b\\\n@h.example/o",) * 2,
        ("RUN a \\\n https://a:b@h.example/o \\\n b",) * 2,
    ],
)
def test_exact_masks(text: str, masked: str) -> None:
    assert mask_multiline(text) == masked


@given(st.text("ab:/@%40#\\`\n\r\t ._", max_size=60))
def test_places_stay(text: str) -> None:
    masked = mask_multiline(text)
    assert len(masked) == len(text)
    assert all(now in {was, "*"} for was, now in zip(text, masked, strict=True))
    assert masked.count("\n") == text.count("\n")


def test_a_diff_around_a_cut_secret_says_that_it_does_not_apply() -> None:
    before, after = (f"a={each}\n{HEAD}{SECRET}\\\n{TAIL}" for each in "xy")
    shown = b"".join(diff("f", Document(before), edits=edits_between(before, after))).decode()
    assert shown == (
        "--- a/f\n+++ b/f\n"
        "@@ -1,4 +1,4 @@ credentials are masked, so this does not apply; use `dockerlabel fix`\n"
        "-a=x\n+a=y\n ***********\n *************************\n ***************\n"
    )


def test_two_secrets_are_not_the_same_line() -> None:
    before, after = (f"s=https://mona:{each}\\\n{TAIL}" for each in ("one1", "two2"))
    shown = b"".join(diff("f", Document(before), edits=edits_between(before, after))).decode()
    assert "\n-********************\n+********************\n ***************\n" in shown


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text",
    [
        "https://a:b\\\n@c.d/e\n" * 30_000,
        "https://" + "a:b\\\n" * 100_000 + "@c.d/e",
        "a@b\\\n" * 100_000,
        "a@b\\\n" + "# @\n" * 100_000,
        "\\ " * 100_000 + "@",
        "--" * 100_000 + "@",
    ],
    ids=lambda text: text[:12],
)
def test_time_is_in_proportion(text: str) -> None:
    started = time.process_time()
    mask_code(text)
    assert time.process_time() - started < 5
