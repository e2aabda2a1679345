"""invalid-syntax."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import rule

_MOST = 100
"""How long a message may be that quotes the builder: a longer one becomes a note."""


@rule(
    severity=Severity.ERROR,
    since="0.1.0",
    not_ignorable="the build fails anyway",
    always_on=True,
)
def invalid_syntax(context: Context) -> Iterator[Violation]:
    """The builder would reject the file.

    ## Why is this bad?

    The file does not build, so there is no image and no label. The message is the one with which
    BuildKit ends the build, and the place is the line or the word that it complains about. Nothing
    else is said about the file, and nothing in it is fixed, until it reads without error. The one
    exception is the legacy form of `LABEL` and `ENV`, which `# check=error=true` makes an error.

    A base image that only a build argument without default names, as in `ARG BASE` and
    `FROM ${BASE}`, is no error, since whoever builds the file gives the argument. The base is
    unknown then, and the labels of the file are checked as in any other.

    In a folder of tests or examples it is a note, since such files may be broken on purpose, unless
    a build publishes the file.

    Only what concerns stages, labels, variables, parser directives and here-documents is checked.
    What an instruction such as `RUN` or `COPY` does with its arguments is left to the builder.

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
            group=verdict.group if verdict else "",
        )
