"""git-suffix-in-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import write_canonical
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0")
def git_suffix_in_source(context: Context) -> Iterator[Violation]:
    """The source label ends in `.git`.

    ## Why is this bad?

    This is the URL for `git clone`. Users report that GitHub's container registry does not link a
    package by it (docker/build-push-action#221, drone-docker#410, dotnet/sdk#38176);
    docker/metadata-action changed from the clone URL to the web URL for that reason.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app.git
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix writes the web URL of the repository that the label itself names. It is unsafe only if
    the value contains variables.
    """
    for found in context.source_values:
        if UrlDefect.GIT_SUFFIX in found.value.forms and found.value.canonical_url:
            yield Violation(
                found.span,
                f"{found.value.quoted} ends in `.git`",
                write_canonical(context, found),
                notes=("GitHub is reported not to link packages by clone URLs",),
                help=f"write `{found.value.canonical_url}`",
            )
