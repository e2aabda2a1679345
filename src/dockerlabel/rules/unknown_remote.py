"""unknown-remote."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.document import Span
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import USE_SETTINGS, rule
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_value import split_web_url


@rule(severity=Severity.NOTE, since="0.1.0", not_ignorable=USE_SETTINGS, once_per_repository=True)
def unknown_remote(context: Context) -> Iterator[Violation]:
    """There is no repository to compare the source labels with.

    ## Why is this bad?

    Without one, only the form of labels is checked: a missing label, or one that points to a
    different repository, goes unnoticed. The message says why. Set `source:` in `.dockerlabel.yaml`
    or pass `--source`; for a GitHub Enterprise Server that is not named github.*, list its host
    under `hosts:` or pass `--host`.

    This is a note, once for each repository, and the summary counts the files that were not
    compared. To fail instead, set `severity: {unknown-remote: error}`.

    ## Example

    In a repository whose only remote is `https://git.example.org/octo-org/app`:

    ```dockerfile
    FROM alpine:3.22
    ```
    """
    if context.expectation.source is None:
        yield Violation(
            Span(0, 0),
            f"no repository to compare with: {context.expectation.reason}",
            notes=tuple(_notes(context.expectation)),
            help="set `source:` in .dockerlabel.yaml or pass --source",
        )


def _notes(expectation: Expectation) -> Iterator[str]:
    elsewhere = expectation.non_github_source
    checked = f"labels on {split_web_url(elsewhere.url)[0]}" if elsewhere else "the form of labels"
    yield f"only {checked} can be checked"
    if len(expectation.remotes) > 1:
        yield from (f"remote `{each.name}`: {each.passed_over}" for each in expectation.remotes)
    if expectation.remotes:
        yield (
            "for a GitHub Enterprise Server that is not named github.*, set `hosts:` or pass --host"
        )
