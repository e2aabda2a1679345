"""source-letter-case."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import replace_value
from dockerlabel.rules.rule import rule


@rule(severity=Severity.NOTE, fix=Applicability.SAFE, compares=True, since="0.1.0")
def source_letter_case(context: Context) -> Iterator[Violation]:
    """The source label names the right repository in other letter case.

    ## Why is this bad?

    Not much: there is no public evidence that it breaks anything. But it is not the repository's
    name, and what compares the label as a text will not find it.

    It is said only where the letter case is settled: where the source is declared by its URL, or
    GitHub Actions says which repository it is. The URL of a remote is what somebody typed at
    `git clone`, and proves nothing.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/Octo-Org/App
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    Nothing but letter case changes. The fix is unsafe only where the value is put together from
    variables.
    """
    expected = context.expectation.source
    if expected is None or not context.expectation.case_is_authoritative:
        return
    for found in context.source_values:
        own = found.value.canonical_text
        settled = expected.url + own[len(expected.url) :]
        if own != settled and own.lower() == settled.lower() and found.value.within(expected.url):
            yield Violation(
                found.span,
                f"{found.value.quoted} is not spelled in the repository's letter case",
                replace_value(context, found, value=settled),
                notes=(f"expected {expected}",),
                help=f"write `{settled}`",
            )
