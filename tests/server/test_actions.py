"""Code actions as plain functions."""

import pytest
from lsprotocol import types

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.document import Span
from dockerlabel.server.client import FIX_ALL, QUICK_FIX, Client
from dockerlabel.server.features import fix_all, is_asked_for, quick_fixes
from dockerlabel.server.session import Linted
from tests.server.wire import structured, target

TEXT = "FROM a\nLABEL k=v\n"
PLACE = Span(15, 16)
URI = "file:///app/Dockerfile"


@pytest.mark.parametrize(
    ("only", "quick", "everything"),
    [
        pytest.param(None, True, False, id="nothing-said"),
        pytest.param([], True, False, id="nothing-listed"),
        pytest.param(["quickfix"], True, False, id="quick-fixes"),
        pytest.param(["source"], False, True, id="source"),
        pytest.param(["source.fixAll"], False, True, id="fix-all"),
        pytest.param(["source.fixAll.dockerlabel"], False, True, id="ours"),
        pytest.param(["quickfix", "source.fixAll"], True, True, id="both"),
        pytest.param([""], True, True, id="everything"),
        pytest.param(["source.fixAll.ruff"], False, False, id="another-linter"),
        pytest.param(["source.fix", "quick"], False, False, id="parts-of-words"),
        pytest.param(["refactor", "source.organizeImports"], False, False, id="other-kinds"),
        pytest.param(["source.fixAll.dockerlabel.more"], False, False, id="narrower"),
    ],
)
def test_kinds_are_asked_for_by_what_they_begin_with(
    *, only: list[str] | None, quick: bool, everything: bool
) -> None:
    assert is_asked_for(QUICK_FIX, only) == quick
    assert is_asked_for(FIX_ALL, only) == everything


def actions(
    applicability: Applicability, title: str = "write `w`", *, ignore: tuple[Edit, ...] = ()
) -> list[types.CodeAction]:
    """What is offered about a diagnostic with such a fix."""
    fix = Fix(title, (Edit(Span(0, 0), "# w\n"), Edit(PLACE, "w")), applicability)
    found = Diagnostic("wrong-source", Severity.ERROR, PLACE, "a message", fix)
    linted = Linted(TEXT, (found,), ignores=(ignore,))
    shown = quick_fixes(linted, PLACE, listed=(), target=target(TEXT, Client(versioned=True)))
    return [structured(each, types.CodeAction) for each in shown]


@pytest.mark.parametrize(
    ("applicability", "title", "shown", "preferred"),
    [
        (Applicability.SAFE, "write `w`", "dockerlabel: write `w`", True),
        (Applicability.UNSAFE, "write `w`", "dockerlabel: write `w` (unsafe)", False),
        (Applicability.SAFE, "\x1b[1m\u202e\n", "dockerlabel: \\x1b[1m\\u202e\\n", True),
    ],
    ids=["safe", "unsafe", "hostile"],
)
def test_titles_and_preference(
    *, applicability: Applicability, title: str, shown: str, preferred: bool
) -> None:
    (action,) = actions(applicability, title)
    assert (action.title, action.is_preferred) == (shown, preferred)


def test_a_fix_is_one_action_whole() -> None:
    (action,) = actions(Applicability.SAFE)
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (URI, 7)
    assert [each.new_text for each in change.edits if isinstance(each, types.TextEdit)] == [
        "# w\n",
        "w",
    ]


def test_what_is_only_shown_is_not_offered() -> None:
    assert actions(Applicability.DISPLAY_ONLY) == []


def test_without_edits_there_is_no_action() -> None:
    assert list(fix_all((), target(TEXT, Client()))) == []


def test_a_diagnostic_can_be_ignored_in_its_place() -> None:
    comment = Edit(Span(7, 7), "# dockerlabel: ignore[wrong-source] REASON\n")
    fix, ignore = actions(Applicability.SAFE, ignore=(comment,))
    assert fix.is_preferred
    assert not ignore.is_preferred
    assert ignore.title == "dockerlabel: ignore wrong-source here, with a reason"
    assert ignore.edit
    assert ignore.edit.document_changes
    [change] = ignore.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert [(each.range.start.line, each.new_text) for each in change.edits] == [  # type: ignore[union-attr] # no snippets
        (1, "# dockerlabel: ignore[wrong-source] REASON\n")
    ]
