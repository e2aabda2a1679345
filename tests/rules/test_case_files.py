"""The case files' own forms: what is written is what is read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.case_files import Outcome, decode, encode, read_cases, write_outcomes

FILE = """\
# some-rule

What it is about.

## one

Some prose.

```dockerfile crlf
FROM scratch


RUN true
```

More prose.

```yaml
select: [wrong-source]
```

```output
Dockerfile:1:1: error some-rule words
```

```fixed crlf no-newline
FROM scratch
RUN false
```

## two

```dockerfile no-newline escaped
FROM x\\x20
```

```fixed unsafe
FROM y
```
"""


@given(st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_round_trip_of_bytes(text: str) -> None:
    assert decode(*encode(text)) == text


@given(st.text(st.sampled_from("ab \t\r\n\\x0f4u\ufeff\u00a0\u3000\udce9")))
def test_round_trip_of_odd_text(text: str) -> None:
    data = text.encode("utf-8", "surrogateescape")
    text = data.decode("utf-8", "surrogateescape")
    assert decode(*encode(text)) == text


@given(st.text(st.sampled_from("a \t\r\n\ufeff\u00a0\udce9")))
def test_body_is_harmless(text: str) -> None:
    """Neither blanks at line ends nor anything that an editor might change or not show."""
    _, body = encode(text)
    assert body.endswith("\n")
    assert body.isascii()
    assert "\r" not in body
    assert not any(line != line.rstrip() for line in body.split("\n"))


def test_plain_text_needs_no_form() -> None:
    assert encode("FROM scratch\n# é\n\tRUN a\n") == ([], "FROM scratch\n# é\n\tRUN a\n")


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "some-rule.md"
    path.write_text(FILE, "utf-8")
    one, two = read_cases(path)
    assert (one.rule, one.name) == ("some-rule", "one")
    assert one.text == "FROM scratch\r\n\r\n\r\nRUN true\r\n"
    assert one.settings == "select: [wrong-source]\n"
    assert one.expected == Outcome(
        "Dockerfile:1:1: error some-rule words\n", "FROM scratch\r\nRUN false", unsafe_fixed=None
    )
    assert (two.name, two.text) == ("two", "FROM x ")
    assert two.expected == Outcome("", None, "FROM y\n")


def test_write_what_is_there_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "some-rule.md"
    path.write_text(FILE.replace("More prose.\n\n", ""), "utf-8")
    before = path.read_text("utf-8")
    write_outcomes(path, {case.name: case.expected for case in read_cases(path)})
    assert path.read_text("utf-8") == before


def test_write_another_outcome(tmp_path: Path) -> None:
    """Inputs and prose stay; what comes out no more goes."""
    path = tmp_path / "some-rule.md"
    path.write_text(FILE, "utf-8")
    one, two = read_cases(path)
    write_outcomes(path, {"one": Outcome("", None, "FROM \x07\n")})
    assert read_cases(path) == (one._replace(expected=Outcome("", None, "FROM \x07\n")), two)
    text = path.read_text("utf-8")
    assert "Some prose." in text
    assert "More prose." in text
    assert "```fixed unsafe escaped\nFROM \\x07\n```" in text


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("```dockerfile mac\nFROM x\n```\n", id="unknown form"),
        pytest.param("```fixd\nFROM x\n```\n", id="unknown block"),
        pytest.param("```output\na\n```\n\n```output\nb\n```\n", id="block twice"),
    ],
)
def test_mistakes_are_refused(tmp_path: Path, block: str) -> None:
    path = tmp_path / "some-rule.md"
    path.write_text(f"# some-rule\n\n## one\n\n{block}", "utf-8")
    with pytest.raises(ValueError, match=r"no such form|unknown or occurs twice"):
        read_cases(path)
