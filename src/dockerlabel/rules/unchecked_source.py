"""unchecked-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.rules.context import Context, label_place
from dockerlabel.rules.rule import USE_SETTINGS, rule
from dockerlabel.sources import annotations
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import UrlDefect


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
    seen = set()
    for image in context.images:
        found = image.labels.get(annotations.SOURCE)
        place_in_file = label_place(context.dockerfile, found) if found else None
        if found is None or place_in_file is None or place_in_file.span in seen:
            continue
        seen.add(place_in_file.span)
        value = parse_label_value(found.value, context.expectation.hosts)
        why = "" if found.unset else found.unknown
        if UrlDefect.TEMPLATE in value.forms:
            why = "another tool replaces it"
        if why:
            yield Violation(place_in_file.value.span, f"{value.quoted} is not checked: {why}")
