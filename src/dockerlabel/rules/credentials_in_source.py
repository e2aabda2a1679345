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
    """The source label contains a user name, a password or a token.

    ## Why is this bad?

    Labels are part of the image: everyone who can pull it can read them, and so can everyone who
    reads the Dockerfile. A token in a label is no longer secret: revoke it. A user name alone is
    useless, since browsers and readers of the label open a plain URL.

    Secrets are shown as `***`, here and in every other output, also in query parameters with names
    such as `private_token`. The label is checked even under a misspelled key, and even if some of
    its variables have no value.

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

    The fix writes the web URL of the repository that the label itself names. On a host whose URLs
    are not checked, and in a value with variables, it removes only the credentials. It is unsafe if
    they are in a part of the value that is a variable, or in the default of an argument that a
    later RUN may read. It cannot take back what was published.
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
