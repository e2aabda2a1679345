"""source-subpath."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import replace_value
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.NOTE, fix=Applicability.UNSAFE, since="0.1.0")
def source_subpath(context: Context) -> Iterator[Violation]:
    """The source label has a path after the repository, such as `/tree/main/images/api`.

    ## Why is this bad?

    It may be intended: Renovate reads such a path as the directory of the source, which is useful
    if a repository has several images. Others do not expect it: Dependabot cuts the subdirectory
    short, Kargo shows a broken link, and GitHub documents the label as `https://HOST/OWNER/REPO`.

    If the path is intended, put `ignore: [source-subpath]` into `.dockerlabel.yaml`.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app/tree/main/images/api
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix removes the path. It is unsafe, since the path may be meant for Renovate.
    """
    for found in context.source_values:
        source, url = found.value, found.value.canonical_url
        if UrlDefect.SUBPATH in source.forms and url:
            why = "Renovate may read the path"
            yield Violation(
                found.span,
                f"{source.quoted} has a path after the repository",
                replace_value(context, found, value=url, unsafe_because=why),
                notes=(
                    "Renovate reads it as the directory of the source; others do not expect it",
                ),
                help=f"write `{url}`",
            )
