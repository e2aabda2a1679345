"""empty-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import expected_note, write_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0")
def empty_source(context: Context) -> Iterator[Violation]:
    """The source label is empty.

    ## Why is this bad?

    An empty label still replaces the label of the base image, and names no repository that the
    package could be linked to.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=""
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/octo-org/app"
    ```

    ## Fix safety

    The fix writes the expected repository. It is unsafe if the value contains variables, and if the
    repository is only known from the remote `origin` and something suggests that this is a fork.
    """
    for found in context.source_values:
        if UrlDefect.EMPTY in found.value.forms:
            yield Violation(
                found.span,
                f"the label `{annotations.SOURCE}` is empty",
                write_expected(context, found),
                notes=expected_note(context, found),
                help="write the URL of the repository, `https://HOST/OWNER/REPO`",
            )
