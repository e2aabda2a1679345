import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.credentials import blot_credentials, mask_credentials
from dockerlabel.document import Document
from dockerlabel.output.cut_credentials import blot, mask_blots, mask_code
from dockerlabel.output.diff import diff

SECRET = "hunter2"  # noqa: S105 - what must not be shown
HEAD = "LABEL a=b \\\n  s=https://mona:"
TAIL = "@github.com/o/r\n"
SEAMS = st.lists(
    st.sampled_from(["\\\n", "`\n", "\\ \t\n", "\\\r\n", "\\\n# why\n", "\\\n\n", "`\n \t\r\n"]),
    max_size=2,
).map("".join)


@given(st.lists(SEAMS, min_size=len(SECRET) + 1, max_size=len(SECRET) + 1))
def test_wherever_it_is_cut(seams: list[str]) -> None:
    """Each piece is masked, and nothing else is."""
    secret = "".join(map("".join, zip(seams, SECRET, strict=False))) + seams[-1]
    masked = mask_code(HEAD + secret + TAIL)
    dropped = "".join(seams).replace("# why", "")
    assert not set(SECRET) & set(masked.partition("https://")[2].partition("@")[0]) - set("why")
    assert masked.count("\n") == (HEAD + dropped + TAIL).count("\n")
    assert masked.startswith("LABEL a=b \\\n  s=https://")
    assert masked.endswith(TAIL)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("s=https://a:b\\\n@h.example/o", "s=https://***\\\n@h.example/o"),
        ("s=https://a:b\\\nc@h.example/o", "s=https://***\\\n***@h.example/o"),
        ("s=https:\\\n//a:b\\\n@h.example/o", "s=https:\\\n//***\\\n@h.example/o"),
        ("s=https://a:b\\\n# c\n\n@h.example/o", "s=https://***\\\n# c\n\n@h.example/o"),
        ("s=https://a:b%\\\n40h.example/o", "s=https://***%\\\n40h.example/o"),
        ("s=ghp_" + "a" * 9 + "`\n" + "a" * 9, "s=***`\n***"),
        ("s=https://a:b\\\\\n@h.example/o", "s=https://a:b\\\\\n@h.example/o"),
        ("# https://a:b\\\n@h.example/o", "# https://a:b\\\n@h.example/o"),
    ],
)
def test_exact_masks(text: str, masked: str) -> None:
    assert mask_code(text) == masked


@given(st.text("ab:/@%40#\\`\n\r\t ._", max_size=60))
def test_places_stay(text: str) -> None:
    blotted = blot(text)
    assert len(blotted) == len(text)
    assert all(now in {was, "\ud800"} for was, now in zip(text, blotted, strict=True))
    assert blotted.count("\n") == text.count("\n")


@given(st.text("ab:/@.", max_size=40))
def test_blots_stand_where_masks_do(text: str) -> None:
    blotted = mask_blots(blot_credentials(text, "\ud800"))
    assert mask_credentials(blotted) == mask_credentials(text)


def test_a_diff_around_a_cut_secret_says_that_it_does_not_apply() -> None:
    before, after = (f"a={each}\n{HEAD}{SECRET}\\\n{TAIL}" for each in "xy")
    shown = b"".join(diff("f", Document(before), after=Document(after))).decode()
    assert shown == (
        "--- a/f\n+++ b/f\n"
        "@@ -1,4 +1,4 @@ a credential is masked: this does not apply, use `dockerlabel fix`\n"
        "-a=x\n+a=y\n LABEL a=b \\\n   s=https://***\\\n @github.com/o/r\n"
    )


def test_two_secrets_are_not_the_same_line() -> None:
    before, after = (f"s=https://mona:{each}\\\n{TAIL}" for each in ("one1", "two2"))
    shown = b"".join(diff("f", Document(before), after=Document(after))).decode()
    assert "\n-s=https://***\\\n+s=https://***\\\n @github.com/o/r\n" in shown


@pytest.mark.parametrize(
    "text",
    [
        "https://a:b\\\n@c.d/e\n" * 30_000,
        "https://" + "a:b\\\n" * 100_000 + "@c.d/e",
        "a@b\\\n" * 100_000,
        "a@b\\\n" + "# @\n" * 100_000,
        "--" * 100_000 + "@",
    ],
    ids=lambda text: text[:12],
)
def test_time_is_in_proportion(text: str) -> None:
    started = time.process_time()
    mask_code(text)
    assert time.process_time() - started < 5
