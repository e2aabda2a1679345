"""unknown-remote."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Diagnostic, Severity, Violation
from dockerlabel.document import Span
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import rule
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_value import split_web_url


@rule(severity=Severity.NOTE, since="0.1.0")
def unknown_remote(_context: Context) -> Iterator[Violation]:
    """There is no repository to compare the source labels with.

    ## Why is this bad?

    Without it only the form of labels is judged: a label that is missing or that names another
    repository goes unnoticed. The message says what was looked at. Set `source:` in
    `.dockerlabel.yaml` or pass `--source`; for a GitHub Enterprise Server whose name does not tell,
    list its host under `hosts:` or pass `--host`.

    It is a note, once for each repository, and the summary counts the files that were not compared.

    ## Example

    In a repository whose only remote is `https://git.example.org/octo-org/app`:

    ```dockerfile
    FROM alpine:3.22
    ```
    """
    # The pipeline says it by `note`: it alone knows whether that was done for the repository.
    yield from ()


def note(expectation: Expectation) -> Diagnostic:
    """Return what is said of the first file of a repository without an expected source."""
    elsewhere = (
        expectation.non_github_source and split_web_url(expectation.non_github_source.url)[0]
    )
    judged = (
        f"only labels that name {elsewhere} are compared"
        if elsewhere
        else ("only the form of labels is judged")
    )
    message = (
        f"no source is expected, so {judged}: {expectation.reason}; "
        "set `source:` in .dockerlabel.yaml or pass --source (for a GitHub Enterprise Server whose "
        "name does not tell: `hosts:` or --host)"
    )
    return Diagnostic(unknown_remote.name, unknown_remote.severity, Span(0, 0), message)
