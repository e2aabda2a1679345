"""source-letter-case."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import replace_value
from dockerlabel.rules.rule import rule


@rule(severity=Severity.NOTE, fix=Applicability.SAFE, compares=True, since="0.1.0")
def source_letter_case(context: Context) -> Iterator[Violation]:
    """The source label names the right repository in different letter case.

    ## Why is this bad?

    There is no public evidence that it breaks anything. But it is not the repository's exact name,
    and a program that compares the label as a text will not find it.

    This is reported only if the letter case is known: if the source is declared as a URL, or GitHub
    Actions names the repository. The URL of a remote is what somebody typed at `git clone`, and
    proves nothing.

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

    Only letter case changes. The fix is unsafe only if the value contains variables.
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
