"""unchecked-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import USE_SETTINGS, rule


@rule(severity=Severity.NOTE, since="0.1.0", not_ignorable=USE_SETTINGS)
def unchecked_source(context: Context) -> Iterator[Violation]:
    """The source label is not checked.

    ## Why is this bad?

    It need not be bad. But a report without problems should not promise more than was checked, so
    this rule names the files and labels that were not checked, and why:

    - A file with another frontend than Docker's (`# syntax=`) may mean anything. A mirror of
      Docker's own frontend, `registry.example/docker/dockerfile`, is checked.
    - A template is not yet a Dockerfile: `{{`, `{%` or `<%` begins a line at which an instruction
      should begin, or is part of `FROM`. The same holds if the base image is a placeholder such as
      `BASE_IMAGE` or `@BASE@`. Check what it generates.
    - A build definition that is not valid YAML or HCL cannot be read.
    - A value may be filled in by another tool (`%NAME%`, `@NAME@`, `__NAME__`, `{{…}}`), or differ
      from platform to platform.

    The summary counts the files that are not checked.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=@SOURCE_URL@
    ```
    """
    if context.unchecked:
        place, why = context.unchecked
        yield Violation(place, f"this file is not checked: {why}")
    for found in context.unchecked_labels:
        message = f"{found.value.quoted} is not checked: {found.why_unchecked}"
        yield Violation(found.span, message)
