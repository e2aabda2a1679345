import pytest

from dockerlabel.diagnostic import Applicability, Severity
from dockerlabel.document import Span
from dockerlabel.lint.report import Report, Summary, counted
from dockerlabel.output.terminal import wants_colors
from tests.unit.reports import diagnostic, replacement, report

TEXT = "FROM a\n"
SAFE = replacement(Span(0, 0), "x")
UNSAFE = replacement(Span(0, 0), "x", applicability=Applicability.UNSAFE)


def lines(*reports: Report) -> tuple[str, ...]:
    summary = Summary()
    for each in reports:
        summary = summary.add(each)
    return summary.lines()


def test_nothing_found() -> None:
    assert lines(report(TEXT)) == ("1 Dockerfile checked: no problems found.",)
    assert lines(report(TEXT), report(TEXT)) == ("2 Dockerfiles checked: no problems found.",)


def test_kinds_are_counted() -> None:
    found = [
        diagnostic(TEXT),
        diagnostic(TEXT),
        diagnostic(TEXT, severity=Severity.WARNING),
        diagnostic(TEXT, severity=Severity.NOTE),
    ]
    assert lines(report(TEXT, *found), report(TEXT)) == (
        "2 errors, 1 warning, 1 note in 2 Dockerfiles.",
    )


def test_fixes_are_offered() -> None:
    assert lines(report(TEXT, diagnostic(TEXT, fix=SAFE), diagnostic(TEXT, fix=UNSAFE))) == (
        "2 errors in 1 Dockerfile.",
        "1 fixable with `dockerlabel fix`.",
        "1 more with `dockerlabel fix --unsafe-fixes`.",
    )


def test_unsafe_fixes_alone_are_not_more() -> None:
    offered = lines(report(TEXT, diagnostic(TEXT, fix=UNSAFE)))[1]
    assert "more" not in offered
    assert "`dockerlabel fix --unsafe-fixes`" in offered


def test_files_that_were_not_compared_are_counted() -> None:
    lost = report(TEXT)._replace(compared=False)
    assert lines(lost, lost, report(TEXT))[-1] == "2 files not compared with a repository."
    assert lines(lost)[-1] == "1 file not compared with a repository."


@pytest.mark.parametrize(
    ("fail_on", "fails"),
    [
        (Severity.NOTE, True),
        (Severity.WARNING, True),
        (Severity.ERROR, False),
        (None, False),
    ],
)
def test_what_fails(fail_on: Severity | None, *, fails: bool) -> None:
    found = (diagnostic(TEXT, severity=Severity.NOTE), diagnostic(TEXT, severity=Severity.WARNING))
    assert report(TEXT, *found)._replace(fail_on=fail_on).fails is fails
    assert not report(TEXT)._replace(fail_on=fail_on).fails


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 files"), (1, "1 file"), (2, "2 files")], ids=str
)
def test_counted(number: int, expected: str) -> None:
    assert counted(number, "file") == expected


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
    ids=str,
)
def test_colors(
    choice: str, environment: dict[str, str], *, terminal: bool, expected: bool
) -> None:
    assert wants_colors(choice, environment, is_terminal=terminal) is expected


@pytest.mark.parametrize(
    ("summary", "verb", "line"),
    [
        (Summary(files=2, errors=1), "", "1 error in 2 Dockerfiles."),
        (Summary(files=2, errors=1), "remain", "1 error remains in 2 Dockerfiles."),
        (Summary(files=2, errors=1, notes=1), "remain", "1 error, 1 note remain in 2 Dockerfiles."),
        (Summary(files=1, notes=2), "remain", "2 notes remain in 1 Dockerfile."),
        (Summary(files=1), "remain", "1 Dockerfile checked: no problems remain."),
        (Summary(files=1), "", "1 Dockerfile checked: no problems found."),
        (
            Summary(files=2, errors=1, by_build=1),
            "",
            "1 error in 2 Dockerfiles (1 gets the label from a build definition).",
        ),
        (
            Summary(files=3, by_build=2),
            "",
            "3 Dockerfiles checked: no problems found (2 get the label from a build definition).",
        ),
        (
            Summary(files=4, definitions=1),
            "",
            "3 Dockerfiles and 1 build definition checked: no problems found.",
        ),
        (Summary(files=2, definitions=2, notes=1), "", "1 note in 2 build definitions."),
        (Summary(files=1, errors=1), "would remain", "1 error would remain in 1 Dockerfile."),
        (Summary(files=1), "would remain", "1 Dockerfile checked: no problems would remain."),
    ],
)
def test_the_verb_agrees(summary: Summary, verb: str, line: str) -> None:
    assert summary.lines(verb=verb)[0] == line
