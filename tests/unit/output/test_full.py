import pytest

from dockerlabel.diagnostic import Applicability, Diagnostic, Severity
from dockerlabel.document import Span
from dockerlabel.output.full import full
from tests.unit.reports import COLORED, HOSTILE_NAMES, PLAIN, diagnostic, replacement, report

TEXT = "FROM alpine\nLABEL a=b\nRUN true\n"


def shown(text: str, *diagnostics: Diagnostic) -> str:
    return "\n".join(full(report(text, *diagnostics), PLAIN))


def test_nothing_found_prints_nothing() -> None:
    assert shown(TEXT) == ""


def test_the_place_is_underlined() -> None:
    assert shown(TEXT, diagnostic(TEXT, "a=b")) == (
        "error[a-rule]: a message\n --> Dockerfile:2:7\n  |\n2 | LABEL a=b\n  |       ^^^\n  |\n"
    )


@pytest.mark.parametrize(
    ("applicability", "mark"),
    [
        (Applicability.SAFE, " [safe fix]"),
        (Applicability.UNSAFE, " [unsafe fix]"),
        (Applicability.DISPLAY_ONLY, ""),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_what_a_fix_would_do(applicability: Applicability, mark: str) -> None:
    fix = replacement(Span(0, 4), "x", applicability=applicability)
    assert shown(TEXT, diagnostic(TEXT, "FROM", severity=Severity.NOTE, fix=fix)) == (
        "note[a-rule]: a message\n"
        " --> Dockerfile:1:1\n"
        "  |\n"
        "1 | FROM alpine\n"
        "  | ^^^^\n"
        "  |\n"
        f"help: write `x`{mark}\n"
        "  |\n"
        "1 - FROM alpine\n"
        "1 + x alpine\n"
        "  |\n"
    )


def test_notes_and_help_come_after_the_code() -> None:
    found = diagnostic(TEXT, "FROM", notes=("one\n", "two"), advice="do\x1b it")
    assert shown(TEXT, found).split("\n")[5:] == [
        "  |",
        "  = note: one\\n",
        "  = note: two",
        "help: do\\x1b it",
        "",
    ]
    fixed = diagnostic(TEXT, "FROM", notes=("why",), fix=replacement(Span(0, 4), "x"))
    assert shown(TEXT, fixed).split("\n")[5:9] == [
        "  |",
        "  = note: why",
        "help: write `x` [safe fix]",
        "  |",
    ]


def test_each_diagnostic_has_its_frame() -> None:
    lines = shown(TEXT, diagnostic(TEXT, "FROM"), diagnostic(TEXT, "RUN")).split("\n")
    assert [line for line in lines if "-->" in line] == [
        " --> Dockerfile:1:1",
        " --> Dockerfile:3:1",
    ]
    assert lines.count("") == 2


def test_the_margin_grows_with_the_line_numbers() -> None:
    text = "#\n" * 99 + "FROM alpine AS base\\\n image\n"
    assert shown(text, diagnostic(text, "AS base\\\n image")) == (
        "error[a-rule]: a message\n"
        "   --> Dockerfile:100:13\n"
        "    |\n"
        "100 | FROM alpine AS base\\\n"
        "    |             ^^^^^^^^\n"
        "101 |  image\n"
        "    |  ^^^^^\n"
        "    |\n"
    )


def test_a_long_place_is_cut() -> None:
    text = "RUN a \\\n" * 20 + "b\n"
    lines = shown(text, diagnostic(text, text)).split("\n")
    assert [line[:2] for line in lines if line[:1].isdigit() or line[1:2].isdigit()] == [
        f"{number:2}"[:2] for number in range(1, 9)
    ]
    assert lines[-3] == "   …"


def test_an_empty_place_has_one_mark() -> None:
    assert shown("", diagnostic("")).split("\n")[2:-2] == ["  |", "1 |", "  | ^"]
    assert shown("FROM a\n", diagnostic("FROM a\n", " a")._replace(span=Span(4, 4))).split("\n")[
        3:5
    ] == ["1 | FROM a", "  |     ^"]


def test_the_end_of_a_file() -> None:
    lines = shown("FROM a\n", diagnostic("FROM a\n")._replace(span=Span(7, 7))).split("\n")
    assert lines[1:5] == [" --> Dockerfile:2:1", "  |", "2 |", "  | ^"]


@pytest.mark.parametrize(
    ("line", "code", "marks"),
    [
        pytest.param("\tLABEL\ta=<x>", "    LABEL    a=<x>", "               ^^^", id="tabs"),
        pytest.param("LABEL a=<x>\r", "LABEL a=<x>", "        ^^^", id="crlf"),
        pytest.param("LABEL \udce9=<x>", "LABEL \\xe9=<x>", "           ^^^", id="no-utf-8"),
        pytest.param("\x1b[0m<x>", "\\x1b[0m<x>", "       ^^^", id="escape"),
        pytest.param("\u202e<x>\u202c", "\\u202e<x>\\u202c", "      ^^^", id="bidi"),
        pytest.param("a\x0cb\x85<x>", "a\\x0cb\\x85<x>", "          ^^^", id="other-line-ends"),
        pytest.param("é<x>", "é<x>", " ^^^", id="letters"),
    ],
)
def test_code_is_shown_on_its_line(line: str, code: str, marks: str) -> None:
    text = f"FROM a\n{line}\n"
    lines = shown(text, diagnostic(text, "<x>")).split("\n")
    assert lines[3:5] == [f"2 | {code}", f"  | {marks}"]


def test_credentials_are_masked_in_code() -> None:
    line = "LABEL s=https://mona:hunter2@github.com/o/r"
    lines = shown(line, diagnostic(line, "https://mona:hunter2@github.com/o/r")).split("\n")
    assert lines[3:5] == [
        "1 | LABEL s=https://***@github.com/o/r",
        "  | " + "^" * len("LABEL s=https://***@github.com/o/r"),
    ]


def test_wide_characters_take_two_columns() -> None:
    text = 'LABEL a="漢字" b=<x>\n'
    lines = shown(text, diagnostic(text, "<x>")).split("\n")
    columns = len('LABEL a="') + 2 * 2 + len('" b=')
    assert lines[4] == "  | " + " " * columns + "^^^"


@pytest.mark.parametrize(("name", "escaped"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_names_messages_and_fixes_are_data(name: str, escaped: str) -> None:
    fix = replacement(Span(0, 0), name)
    found = report(TEXT, diagnostic(TEXT, message=f"says {name}", fix=fix), path=f"d/{name}")
    lines = list(full(found, PLAIN))
    assert lines[0] == f"error[a-rule]: says {escaped}"
    assert lines[1] == f" --> d/{escaped}:1:1"
    assert lines[6] == f"help: write `{escaped}` [safe fix]"
    assert len(lines) == 12 + name.count("\n")
    assert all(line.isprintable() for line in lines)


def test_colors() -> None:
    lines = list(full(report(TEXT, diagnostic(TEXT, "FROM")), COLORED))
    assert lines == [
        "\x1b[1;31merror[a-rule]\x1b[0m: \x1b[1ma message\x1b[0m",
        "\x1b[1;34m -->\x1b[0m Dockerfile:1:1",
        "\x1b[1;34m  |\x1b[0m",
        "\x1b[1;34m1 |\x1b[0m FROM alpine",
        "\x1b[1;34m  |\x1b[0m \x1b[1;31m^^^^\x1b[0m",
        "\x1b[1;34m  |\x1b[0m",
        "",
    ]
