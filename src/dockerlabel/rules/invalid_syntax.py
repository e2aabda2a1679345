"""invalid-syntax."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import rule

_MOST = 100
"""How long a message may be that quotes the builder: a longer one becomes a note."""


@rule(
    severity=Severity.ERROR, since="0.1.0", not_ignorable="the build fails anyway", always_on=True
)
def invalid_syntax(context: Context) -> Iterator[Violation]:
    """The file does not build.

    ## Why is this bad?

    BuildKit rejects the file, so there is no image and no label. The message is BuildKit's own, and
    the place is the line or the word that it reports. Nothing else is reported about the file, and
    nothing in it is fixed, until this error is gone. The only exception is the legacy form of
    `LABEL` and `ENV`, which `# check=error=true` turns into an error.

    A base image that is only named by a build argument without a default, as in `ARG BASE` and
    `FROM ${BASE}`, is not an error, since the build passes the argument. The base is then unknown,
    and the labels of the file are checked as in any other.

    In a folder of tests or examples it is a note, since such files may be broken on purpose, unless
    a build publishes the file.

    Only stages, labels, variables, parser directives and here-documents are checked. What an
    instruction such as `RUN` or `COPY` does with its arguments is left to the builder.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app team blue
    ```
    """
    if context.error:
        verdict = context.meant_to_fail()
        notes = verdict.notes if verdict else ()
        message = f"the build fails: {context.error.message}"
        if len(message) > _MOST:
            message, notes = "the build fails", (context.error.message, *notes)
        yield Violation(
            context.error.span,
            message,
            severity=verdict and verdict.severity,
            notes=notes,
            help=context.error.help,
            group=verdict.group if verdict else "",
        )
