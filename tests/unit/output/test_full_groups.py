from dockerlabel.diagnostic import Diagnostic, Severity
from dockerlabel.lint.report import Summary
from dockerlabel.output.formats import Full
from tests.unit.reports import COLORED, PLAIN, diagnostic, report

TEXT = "FROM alpine:3.22\n"
SHOWN = """\
note[a-rule]: a message
 --> a/Dockerfile:1:1
  |
1 | FROM alpine:3.22
  | ^^^^
  |
"""


def grouped(group: str, severity: Severity = Severity.NOTE, *notes: str) -> Diagnostic:
    return diagnostic(TEXT, "FROM", severity=severity, notes=notes)._replace(group=group)


def printed(*found: tuple[str, Diagnostic], show_notes: bool = False) -> str:
    form = Full(PLAIN, show_notes=show_notes)
    lines = [line for path, each in found for line in form.report(report(TEXT, each, path=path))]
    return "\n".join([*lines, *form.end(Summary())])


def test_notes_of_a_folder_are_one_line() -> None:
    note = grouped("are not published")
    paths = ("./test/a/Dockerfile", "test/b/Dockerfile", "x/Dockerfile", "x/y/Dockerfile")
    assert printed(*((path, note) for path in paths)) == (
        "note[a-rule]: 2 Dockerfiles in `test/` are not published (`check --show-notes` lists them)"
        "\n\n"
        "note[a-rule]: 2 Dockerfiles in `x/` are not published (`check --show-notes` lists them)\n"
    )


def test_what_is_alone_is_shown_as_any_other() -> None:
    assert printed(("a/Dockerfile", grouped("are not published"))) == SHOWN


def test_notes_are_shown_on_request() -> None:
    note = grouped("are not published")
    found = ("a/Dockerfile", note), ("a/b.Dockerfile", note)
    assert printed(*found, show_notes=True).startswith(SHOWN)


def test_errors_of_one_build_are_one_finding_with_what_all_have_in_common() -> None:
    common = "expected x"
    error = grouped("are published by w.yml:1", Severity.ERROR, common, "one")
    other = grouped("are published by w.yml:1", Severity.ERROR, "two", common)
    note = grouped("are not published")
    found = (
        ("c/Dockerfile", note),
        ("a/Dockerfile", error),
        ("b/Dockerfile", other),
        ("c/d/Dockerfile", note),
    )
    assert (
        printed(*found)
        == """\
error[a-rule]: 2 Dockerfiles are published by w.yml:1
  --> a/Dockerfile:1:1
  --> b/Dockerfile:1:1
  = note: expected x
help: `dockerlabel fix` inserts the label; or set it in the build definition

note[a-rule]: 2 Dockerfiles in `c/` are not published (`check --show-notes` lists them)
"""
    )


def test_nothing_of_a_name_reaches_a_terminal_raw() -> None:
    form = Full(COLORED)
    error = grouped("are published by \x1b[2J", Severity.ERROR, "\x1b[2K")
    for path in ("a\x07/Dockerfile", "b\x07/Dockerfile"):
        assert [*form.report(report(TEXT, error, path=path))] == []
    text = "\n".join(form.end(Summary()))
    assert "\\x1b[2J" in text
    assert "\\x1b[2K" in text
    assert "\x07" not in text
