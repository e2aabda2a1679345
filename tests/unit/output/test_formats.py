"""Every format: what it leaves out, where it stops, what it says of files that failed."""

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dockerlabel.diagnostic import Applicability, Fix, Severity
from dockerlabel.document import Span
from dockerlabel.lint.report import Failure, Report
from dockerlabel.output.as_json import dumped, elements
from dockerlabel.output.formats import (
    NAMES,
    Format,
    format_called,
    step_summary,
)
from dockerlabel.output.masking import open_fix
from dockerlabel.output.terminal import printable, printable_path, storable
from tests.unit.reports import (
    COLORED,
    HOSTILE_NAMES,
    PLAIN,
    diagnostic,
    printed,
    replacement,
    report,
)

TEXT = "FROM alpine\nLABEL a=b\n"
SECRET = "https://mona:hunter2@github.com/o/r"  # noqa: S105 - nobody's


def called(name: str) -> Format:
    return format_called(name, PLAIN)


def sarif(*outcomes: Report | Failure) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(printed(called("sarif"), *outcomes))["runs"][0]
    return run


@pytest.mark.parametrize("name", NAMES)
def test_nothing_found(name: str) -> None:
    shown = printed(called(name), report(TEXT))
    assert bool(shown) is called(name).document


PLACES = "FROM alpine\n\x0cLABEL a=é😀\u2028b x=y\r\n"


def test_concise_has_a_line_each() -> None:
    found = report(
        PLACES,
        diagnostic(PLACES, "FROM alpine", severity=Severity.NOTE),
        diagnostic(PLACES, "x=y", severity=Severity.WARNING),
        diagnostic(PLACES, "LABEL"),
    )
    assert printed(called("concise"), found).split("\n") == [
        "Dockerfile:1:1: note a-rule a message",
        "Dockerfile:2:15: warning a-rule a message",
        "Dockerfile:2:2: error a-rule a message",
    ]


def test_concise_at_the_end_of_a_file() -> None:
    found = report("", diagnostic("", ""))
    assert printed(called("concise"), found) == "Dockerfile:1:1: error a-rule a message"


def test_concise_in_colors() -> None:
    found = report(PLACES, diagnostic(PLACES))
    assert printed(format_called("concise", COLORED), found) == (
        "\x1b[1mDockerfile:1:1:\x1b[0m \x1b[1;31merror\x1b[0m \x1b[1ma-rule\x1b[0m a message"
    )


@pytest.mark.parametrize(("name", "shown"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_in_concise_names_and_messages_are_data(name: str, shown: str) -> None:
    found = report(PLACES, diagnostic(PLACES, message=f"says {name}!"), path=f"dir/{name}")
    expected = f"dir/{shown}:1:1: error a-rule says {shown}!"
    assert printed(called("concise"), found) == expected


@pytest.mark.parametrize("name", NAMES)
def test_documents_print_at_the_end(name: str) -> None:
    form = called(name)
    shown = list(form.report(report(TEXT, diagnostic(TEXT))))
    assert bool(shown) is not form.document


@pytest.mark.parametrize("name", [*NAMES, "page"])
def test_a_fix_that_would_show_a_secret_is_kept_back(name: str) -> None:
    """Its title is masked, and its edits cannot be: they would not apply."""
    fix = replacement(Span(0, 4), SECRET)._replace(title="write it")
    text = f"FROM a\nLABEL s={SECRET}\n"
    found = diagnostic(text, "FROM", fix=fix)
    form = step_summary() if name == "page" else called(name)
    shown = printed(form, report(text, found))
    assert "hunter2" not in shown
    assert open_fix(found) is None
    if name == "json":
        assert json.loads(shown)["diagnostics"][0]["fix"] is None
    if name == "sarif":
        assert "fixes" not in json.loads(shown)["runs"][0]["results"][0]


UNSAFE = replacement(Span(0, 0), "x", applicability=Applicability.UNSAFE)


@pytest.mark.parametrize("name", ["concise", "github", "gitlab", "junit", "page"])
@pytest.mark.parametrize(
    ("fix", "has_note"), [(None, True), (UNSAFE, True), (replacement(Span(0, 0), "x"), False)]
)
def test_one_line_has_a_note_if_no_safe_fix_is_enough(
    name: str, fix: Fix | None, *, has_note: bool
) -> None:
    form = step_summary() if name == "page" else called(name)
    found = diagnostic(TEXT, fix=fix, notes=("why", "more"))
    shown = printed(form, report(TEXT, found))
    assert ("a message; why" in shown.replace("&#59;", ";")) is has_note
    assert "more" not in shown


@pytest.mark.parametrize("name", ["github", "junit"])
def test_help_is_below_the_message(name: str) -> None:
    shown = printed(called(name), report(TEXT, diagnostic(TEXT, advice="do it")))
    assert re.search(r"a message(\n|%0A)help: do it\b", shown)


def test_sarif_has_message_notes_and_help_in_one_text() -> None:
    found = diagnostic(TEXT, notes=("o\nne", "two"), advice="do it")
    text = sarif(report(TEXT, found))["results"][0]["message"]["text"]
    assert text == "a message\nnote: o\\nne\nnote: two\nhelp: do it"


def test_sarif_holds_no_bytes_that_are_no_text() -> None:
    for text, fixes in (("é", 1), ("\udce9", 0)):
        run = sarif(report(TEXT, diagnostic(TEXT, fix=replacement(Span(0, 4), text))))
        assert len(run["results"][0].get("fixes", [])) == fixes


def test_sarif_reports_failures() -> None:
    run = sarif(Failure("a b/caf\udce9", "it is\x1b[2J\nnot there"))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "it is\\x1b[2J\\nnot there"
    location = told["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "a%20b/caf%E9", "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b", "a/b"),
        ("50%:#?", "50%25%3A%23%3F"),
        ("é\n", "%C3%A9%0A"),
        ("/srv/a b", "file:///srv/a%20b"),
    ],
)
def test_places_in_sarif(path: str, uri: str) -> None:
    run = sarif(report(TEXT, diagnostic(TEXT), path=path))
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == uri
    assert ("uriBaseId" in location) is not path.startswith("/")


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [(Severity.NOTE, 3), (Severity.WARNING, 2), (Severity.ERROR, 1), (None, 0)],
)
def test_what_does_not_fail_a_run_is_no_failure_in_junit(
    fail_on: Severity | None, failures: int
) -> None:
    found = [diagnostic(TEXT, severity=severity) for severity in Severity]
    told = report(TEXT, *found)._replace(fail_on=fail_on)
    root = ET.fromstring(printed(called("junit"), told))  # noqa: S314 - our own
    counts = {"name": "dockerlabel", "tests": "3", "failures": str(failures), "errors": "0"}
    assert root.attrib == counts
    outcomes = [each.tag for suite in root for case in suite for each in case]
    assert outcomes == ["system-out"] * (3 - failures) + ["failure"] * failures


def test_columns_are_for_places_in_one_line() -> None:
    """GitHub refuses an annotation with columns that spans lines."""
    (line,) = called("github").report(report(TEXT, diagnostic(TEXT, "alpine\nLABEL")))
    assert ",line=1,endLine=2::" in line
    assert "col" not in line.partition("::Dockerfile")[0].lower()


def test_the_page_has_room_for_so_much() -> None:
    long = "x" * 2_000
    reports = [
        report(TEXT, diagnostic(TEXT, message=f"`{long}`"), path=f"{at}") for at in range(2_000)
    ]
    page = printed(step_summary(), *reports, Failure("a", "b"))
    assert len(page.encode()) < 600_000
    assert "2000 errors in 2000 Dockerfiles." in page
    rows = page.count("| error |")
    assert f"{2_001 - rows} rows more did not fit." in page
    assert "x" * 600 not in page


@pytest.mark.parametrize(
    ("message", "cell"),
    [
        ("a `b` c", "a <code>b</code> c"),
        ("a `b", "a &#96;b"),
        ("`a` `b", "<code>a</code> &#96;b"),
        ("``", ""),
        ("<img src=x>|", "&#60;img src&#61;x&#62;&#124;"),
        ("`<b>`", "<code>&#60;b&#62;</code>"),
        ("&amp; \\| [x](y)", "&#38;amp&#59; &#92;&#124; &#91;x&#93;&#40;y&#41;"),
    ],
)
def test_messages_on_the_page(message: str, cell: str) -> None:
    page = printed(step_summary(), report(TEXT, diagnostic(TEXT, message=message)))
    assert page.split("\n")[6].endswith(f" | {cell} |")


def test_counts() -> None:
    unsafe = replacement(Span(0, 0), "x", applicability=Applicability.UNSAFE)
    found = [
        diagnostic(TEXT, fix=replacement(Span(0, 0), "x")),
        diagnostic(TEXT, fix=unsafe),
        diagnostic(TEXT),
        *[diagnostic(TEXT)._replace(rule="longer-rule")] * 10,
    ]
    assert printed(format_called("full", PLAIN, statistics=True), report(TEXT, *found)) == (
        "10  longer-rule\n 3  a-rule       1 fixable, 1 unsafe"
    )
    document = json.loads(
        printed(format_called("json", PLAIN, statistics=True), report(TEXT, *found))
    )
    assert document["statistics"] == [
        {"rule": "longer-rule", "count": 10, "fixable": 0, "unsafe_fixable": 0},
        {"rule": "a-rule", "count": 3, "fixable": 1, "unsafe_fixable": 1},
    ]
    assert printed(format_called("full", PLAIN, statistics=True), report(TEXT)) == ""


def test_a_long_line_is_cut_round_the_place() -> None:
    text = f"FROM {'a' * 5_000}<x>{'b' * 5_000}\n"
    shown = printed(called("full"), report(text, diagnostic(text, "<x>"))).split("\n")
    assert max(map(len, shown)) < 300
    code, marks = shown[3:5]
    assert code[marks.index("^") : marks.rindex("^") + 1] == "<x>"
    wide = printed(called("full"), report(text, diagnostic(text, text[:-1]))).split("\n")
    assert max(map(len, wide)) < 300


def test_a_long_line_with_a_secret_is_masked_before_it_is_cut() -> None:
    text = f"LABEL s=https://mona:{'hunter2' * 100}@github.com/o/r t={'b' * 500}\n"
    fix = replacement(Span(0, 5), "label")
    shown = printed(called("full"), report(text, diagnostic(text, "LABEL", fix=fix)))
    assert "hunter2" not in shown
    assert max(map(len, shown.split("\n"))) < 300


def test_many_changed_lines_are_cut() -> None:
    fix = replacement(Span(0, 0), "a\n" * 50)
    shown = printed(called("full"), report(TEXT, diagnostic(TEXT, fix=fix))).split("\n")
    assert [line for line in shown if " + " in line] == [f"{at} + a" for at in range(1, 9)]
    assert shown[-2] == "  …"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x ##[add-mask]y", "x #\\x23[add-mask]y"),
        ("###[", "##\\x23["),
        ("## [", "## ["),
        ("\ufffe\uffff", "\\ufffe\\uffff"),
    ],
)
def test_what_a_runner_would_take_for_a_command(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert "##[" not in dumped([text])
    assert json.loads(dumped([text])) == [text]


def test_paths_that_begin_a_line() -> None:
    assert printable_path("::error::x") == "./::error::x"
    assert printable_path(" \u3000::error::x") == "./ \u3000::error::x"
    assert printable_path("a::b") == "a::b"


def test_what_a_document_cannot_hold() -> None:
    assert storable("a\n\x1b\u202e\udce9") == "a\n\x1b\u202e\\xe9"


def test_elements_of_an_array() -> None:
    for values in ([], ["1"], ["1", "2", "3"]):
        assert list(map(str, json.loads(f"[{''.join(elements(values))}]"))) == values
