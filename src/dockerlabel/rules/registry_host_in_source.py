"""registry-host-in-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import expected_note, may_be_upstream, write_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0", compares=True)
def registry_host_in_source(context: Context) -> Iterator[Violation]:
    """The source label points to a container registry instead of the repository.

    ## Why is this bad?

    `ghcr.io` and `containers.HOST` hold images, not source code. On GitHub Enterprise Server the
    mistake is easy to make: the example in GitHub's documentation shows
    `https://containers.HOSTNAME/…`, although the text beside it asks for
    `https://HOSTNAME/OWNER/REPO`.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://ghcr.io/octo-org/app"
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
        if UrlDefect.REGISTRY in found.value.forms and not may_be_upstream(context, found):
            yield Violation(
                found.span,
                f"{found.value.quoted} points to a container registry, not a repository",
                write_expected(context, found),
                notes=expected_note(context, found),
                help="write the URL of the source repository",
            )
