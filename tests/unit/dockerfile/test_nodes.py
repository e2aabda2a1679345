"""The parts of a file, and the places of instructions."""

from tests.unit.dockerfiles import read


def test_head_and_span() -> None:
    """The head ends with the arguments; the span goes on to the end of the last line."""
    text = "FROM a\n  RUN <<E \\\n b\nx\nE\nRUN c"
    first, last = (each for each in read(text).instructions if each.keyword == "RUN")
    assert first.head.of(text) == "RUN <<E \\\n b"
    assert first.span.of(text) == "  RUN <<E \\\n b\nx\nE\n"
    assert [heredoc.body.of(text) for heredoc in first.heredocs] == ["x\n"]
    assert last.span.of(text) == last.head.of(text) == "RUN c"


def test_parts() -> None:
    text = "\ufeff# escape=`\n#c\n\n \t\nFROM a\n# b \\\n\u3000# d\nRUN `\n\n x"
    kinds = [(type(part).__name__, part.span.of(text)) for part in read(text).parts]
    assert kinds == [
        ("ParserDirective", "\ufeff# escape=`\n"),
        ("Comment", "#c\n"),
        ("Blank", "\n"),
        ("Blank", " \t\n"),
        ("Instruction", "FROM a\n"),
        ("Comment", "# b \\\n"),
        ("Comment", "\u3000# d\n"),
        ("Instruction", "RUN `\n\n x"),
    ]


def test_what_is_never_read() -> None:
    text = "FROM a\n# b\nLABEL c\nRUN d\n"
    kinds = [(type(part).__name__, part.span.of(text)) for part in read(text).parts]
    assert kinds[-1] == ("Unread", "LABEL c\nRUN d\n")
    assert kinds[:-1] == [("Instruction", "FROM a\n"), ("Comment", "# b\n")]
