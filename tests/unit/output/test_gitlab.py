"""What is the same alert in another run, and what is not."""

from dockerlabel.diagnostic import Severity
from dockerlabel.output.gitlab import fingerprints
from tests.unit.reports import diagnostic, report

TEXT = "FROM a\nLABEL s=x\nLABEL s=x\n"


def test_lines_above_do_not_matter() -> None:
    before = fingerprints(report(TEXT, diagnostic(TEXT, "s=x")))
    moved = f"# a comment\n\n{TEXT}"
    assert fingerprints(report(moved, diagnostic(moved, "s=x"))) == before


def test_messages_and_severities_do_not_matter() -> None:
    first = diagnostic(TEXT, "s=x")
    other = first._replace(message="said otherwise", severity=Severity.NOTE)
    assert fingerprints(report(TEXT, first)) == fingerprints(report(TEXT, other))


def test_all_are_different() -> None:
    first = diagnostic(TEXT, "s=x")
    same, elsewhere = first._replace(rule="b-rule"), diagnostic(TEXT, "FROM a")
    again = first._replace(span=first.span._replace(start=23, end=26))
    found = fingerprints(report(TEXT, first, same, elsewhere, again))
    assert len(set(found)) == 4
    other_path = fingerprints(report(TEXT, first, same, elsewhere, again, path="b"))
    assert not set(found) & set(other_path)


def test_a_secret_is_no_part_of_it() -> None:
    """Whoever knows a fingerprint must not be able to try secrets against it."""
    texts = [f"LABEL s=https://mona:{secret}@github.com/x/y" for secret in ("one", "two")]
    found = [fingerprints(report(text, diagnostic(text, text[8:]))) for text in texts]
    assert found[0] == found[1]


def test_undecodable_bytes_are_distinguished() -> None:
    texts = [f"LABEL s={byte}" for byte in ("\udce9", "\udcff")]
    found = [fingerprints(report(text, diagnostic(text, text[8:]), path=text)) for text in texts]
    assert found[0] != found[1]
