"""legacy-label-syntax."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import write_pair_form
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations


@rule(severity=Severity.WARNING, fix=Applicability.SAFE, since="0.1.0")
def legacy_label_syntax(context: Context) -> Iterator[Violation]:
    """The source label is written in the legacy form, without an equals sign.

    ## Why is this bad?

    In `LABEL key value` the value is the rest of the line: a second label on the line becomes part
    of the URL, and so does the equals sign in `LABEL key = value`. BuildKit warns about this form
    (LegacyKeyValueFormat), and fails the build if the file says `# check=error=true`.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source https://github.com/octo-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The value stays the same to the byte, in quotes if it contains spaces; variables and comments
    are kept. There is no fix for a value that begins with `=` or cannot be quoted as a whole.
    """
    for found in context.source_labels:
        if not found.label.separator:
            yield Violation(
                found.span,
                f"`{annotations.SOURCE}` is set in the legacy form `LABEL KEY VALUE`",
                write_pair_form(context, found),
                notes=("in this form the rest of the line is the value, other labels included",),
                help="write `LABEL KEY=VALUE`",
            )
