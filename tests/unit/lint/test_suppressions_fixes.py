"""Fixes beside ignore comments: what one may leave behind, and what must not be a directive."""

import pytest

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Severity, fix_of
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify_edits import verify_edits
from tests.rules.judge import judge_of
from tests.unit.dockerfiles import fixed_by, read

KEY = "org.opencontainers.image.source"


def test_a_comment_may_lose_its_work() -> None:
    """Something new is said of a comment: that is no harm done by the fix."""
    text = f"FROM a\n# x\nLABEL {KEY}=x\n"

    def lint(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        now = dockerfile.document.text
        start = now.rindex("x") if now.endswith("x\n") else now.index("#")
        span = Span(start, start + 1)
        made = fix_of("write y", [Edit(span, "y")], applicability=Applicability.SAFE)
        found = Diagnostic("rule", Severity.ERROR, span, "m", made)
        return (found if now == text else found._replace(fix=None),)

    fixed = fixed_by(lint, text)
    assert (fixed.rejected, fixed.document.text) == ("", f"FROM a\n# x\nLABEL {KEY}=y\n")


@pytest.mark.parametrize("directive", ["escape=`", "check=skip=all", "syntax=docker/dockerfile:1"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_no_fix_makes_a_directive(directive: str, mark: str) -> None:
    text = f"{mark}# dockerlabel: ignore-file[ssh-source] x\n# {directive}\nFROM a\n"
    judge = judge_of({"ignore": ["missing-source"]})
    (found,) = judge.lint(text)
    assert (found.rule, found.fix) == ("unused-ignore", None)
    assert judge.lint(text.replace(f"# {directive}", "# x"))[0].fix


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        pytest.param("# a\n# escape=`\nFROM a\n", "# a\n", id="escape"),
        pytest.param("# a\n# check=skip=all\nFROM a\n", "# a\n", id="check"),
        pytest.param("# escape=`\nFROM a\n", "# escape=`\n", id="removed"),
        pytest.param("# a\n# syntax=example.org/f\nFROM a\n", "# a\n", id="frontend"),
        pytest.param("#!a\n# b\n# syntax=example.org/f\nFROM a\n", "# b\n", id="shebang"),
    ],
)
def test_the_proof_minds_directives(text: str, removed: str) -> None:
    start = text.index(removed)
    edits = [Edit(Span(start, start + len(removed)), "")]
    after = read(apply_edits(text, edits))
    assert verify_edits(read(text), after, edits=edits) == "it would change a parser directive"
