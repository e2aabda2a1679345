import pytest

from dockerlabel.diagnostic import Edit
from dockerlabel.document import Document, Span
from dockerlabel.output.diff import diff
from tests.unit.reports import edits_between

HEAD = "--- a/f\n+++ b/f\n"
NO_END = "\\ No newline at end of file\n"

CASES = {
    "unchanged": ("a\n", "a\n", ""),
    "replaced": (
        "a\nb\nc\n",
        "a\nx\nc\n",
        "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n",
    ),
    "inserted-first": ("b\n", "a\nb\n", "@@ -1 +1,2 @@\n+a\n b\n"),
    "into-nothing": ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
    "to-nothing": ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
    "no-final-newline": (
        "a\nb",
        "a\nx",
        f"@@ -1,2 +1,2 @@\n a\n-b\n{NO_END}+x\n{NO_END}",
    ),
    "crlf": ("a\r\nb\r\n", "a\r\nx\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+x\r\n"),
    "other-line-ends": (
        "a\x0cb\x85\u2028\nc\n",
        "a\x0cb\x85\u2028\nd\n",
        "@@ -1,2 +1,2 @@\n a\x0cb\x85\u2028\n-c\n+d\n",
    ),
    "no-utf-8": (
        "\udce9\nb\n",
        "\udce9\nx\n",
        "@@ -1,2 +1,2 @@\n \udce9\n-b\n+x\n",
    ),
    "far-apart": (
        "a\n" + "-\n" * 7 + "b\n",
        "x\n" + "-\n" * 7 + "y\n",
        "@@ -1,4 +1,4 @@\n-a\n+x\n -\n -\n -\n@@ -6,4 +6,4 @@\n -\n -\n -\n-b\n+y\n",
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_exact_diffs(before: str, after: str, expected: str) -> None:
    shown = b"".join(diff("f", Document(before), edits=edits_between(before, after)))
    assert shown == (expected and HEAD + expected).encode("utf-8", "surrogateescape")


def test_only_hunks_with_credentials_say_so() -> None:
    line = "x=https://mona:hunter2@github.com/o/r\n"
    between = "-\n" * 9
    before, after = f"a\n{between}{line}", f"b\n{between}x=\n"
    shown = list(diff("f", Document(before), edits=edits_between(before, after)))
    assert b"hunter2" not in b"".join(shown)
    assert [each for each in shown if each.startswith(b"@@")] == [
        b"@@ -1,4 +1,4 @@\n",
        b"@@ -8,4 +8,4 @@ credentials are masked, so this does not apply; use `dockerlabel fix`\n",
    ]
    assert b"-x=https://***@github.com/o/r\n" in shown


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("a b", "a/a b\t", "b/a b\t"),
        ("caf\udce9", "a/caf\udce9", "b/caf\udce9"),
        ("new\nline", '"a/new\\nline"', '"b/new\\nline"'),
        ("tab\t", '"a/tab\\t"', '"b/tab\\t"'),
        ("\x1b[2J", '"a/\\033[2J"', '"b/\\033[2J"'),
        ('quote"', '"a/quote\\""', '"b/quote\\""'),
        ("back\\slash", '"a/back\\\\slash"', '"b/back\\\\slash"'),
        ("/srv/x", "a/srv/x", "b/srv/x"),
    ],
    ids=ascii,
)
def test_names_are_written_as_git_writes_them(name: str, old: str, new: str) -> None:
    head = list(diff(name, Document("a\n"), edits=[Edit(Span(0, 1), "b")]))[:2]
    expected = (f"--- {old}\n", f"+++ {new}\n")
    assert head == [line.encode("utf-8", "surrogateescape") for line in expected]
