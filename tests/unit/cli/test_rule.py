"""A rule's page with the output for its example."""

from dockerlabel.cli.rule import Example, example_of, rule_manual
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.rules.rule import Rule

WRONG = RULE_BY_NAME["wrong-source"]
EXAMPLE = """\
FROM alpine:3.22
LABEL org.opencontainers.image.source=https://github.com/a/b
"""


def page(prose: str, *, rest: str = "") -> str:
    return f"# a\n\n## Example\n\n{prose}```dockerfile\n{EXAMPLE}```\n{rest}"


def rule(prose: str) -> Rule:
    return WRONG._replace(page=page(prose, rest="\n## Fix safety\n\nSafe.\n"))


def test_an_example_whose_prose_names_no_remote() -> None:
    text = page("In `https://example.org`:\n\n")
    assert example_of(text) == Example(EXAMPLE, "", len(text))


def test_an_example_whose_prose_names_a_remote() -> None:
    text = page("With a remote\n`origin` at `https://github.com/o/r` alone:\n\n", rest="\nmore\n")
    assert example_of(text) == Example(EXAMPLE, "https://github.com/o/r", len(text) - 6)


def test_a_page_without_an_example_stays_as_it_is() -> None:
    bare = WRONG._replace(page="Says something.\n\n## Why is this bad?\n\nIt is.")
    assert example_of(bare.page) is None
    assert rule_manual(bare) == (
        "# wrong-source\n\nSays something.\n\nSeverity: error · safe fix · since 0.1.0\n\n"
        "## Why is this bad?\n\nIt is.\n"
    )


def test_the_output_is_after_the_example() -> None:
    before, _, after = rule_manual(rule("")).partition("`dockerlabel check` prints:\n\n```text\n")
    assert before.endswith(f"```dockerfile\n{EXAMPLE}```\n\n")
    message = "error[wrong-source]: `https://github.com/a/b` points to a different repository"
    assert after.startswith(f"{message}\n --> Dockerfile:2:39\n")
    assert "  = note: expected https://github.com/octo-org/app (declared)\n" in after
    assert "help: replace it with `https://github.com/octo-org/app` [safe fix]\n" in after
    assert after.endswith("\n  |\n```\n\n## Fix safety\n\nSafe.\n")


def test_the_remote_of_the_prose_is_origin() -> None:
    manual = rule_manual(rule("Where the only remote is `https://github.com/o/b`:\n\n"))
    assert "note[forked-source]" in manual
    assert "the remote `origin` is https://github.com/o/b" in manual
