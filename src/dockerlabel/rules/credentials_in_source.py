"""credentials-in-source."""

from collections.abc import Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.document import Span
from dockerlabel.rules.context import Context, label_place
from dockerlabel.rules.fixes import remove_credentials
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations
from dockerlabel.sources.label_value import LabelValue, UrlDefect


@rule(
    severity=Severity.ERROR,
    fix=Applicability.SAFE,
    since="0.1.0",
    if_ignored="a comment hides credentials, which are still in the file",
)
def credentials_in_source(context: Context) -> Iterator[Violation]:
    """The source label holds a user name, a password or a token.

    ## Why is this bad?

    Labels are part of the image: everybody who may pull it can read them, and so can everybody who
    reads the Dockerfile. A token that stood there is no secret any more: revoke it. A user name
    alone serves nobody, since browsers and readers of the label open a plain URL.

    What is secret is shown as `***`, here and in every other output. That includes parameters of a
    query whose names say so, such as `private_token`. The label is also looked at under a
    misspelled key, and where some of its variables have no value.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://mona:s3cret@github.com/octo-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix writes the web address of the repository that the label itself names; on a host whose
    addresses are not judged, and in a value with variables, it takes out the credentials and
    nothing else. It is unsafe where they are in a part of the value that is a variable, or in the
    default of an argument that a later RUN may read. It can not take back what was published.
    """
    for found in (*context.source_values, *context.unset_labels):
        if UrlDefect.CREDENTIALS in found.value.forms:
            fix = remove_credentials(context, found)
            yield _violation(found.span, found.value)._replace(fix=fix)
    for image in context.images:
        for key, label in image.labels.items():
            if not annotations.is_misspelled_source(key):
                continue
            place = label_place(context.dockerfile, label)
            shown = mask_credentials(label.value)
            if place and shown != label.value:
                yield _violation(place.value.span, LabelValue(shown))


def _violation(span: Span, value: LabelValue) -> Violation:
    return Violation(
        span,
        f"{value.quoted} contains credentials",
        notes=(
            "everyone who can pull the image can read them",
            "if they were secret, revoke them: published images keep them",
        ),
        help="remove the credentials",
    )
