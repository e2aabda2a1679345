"""credentials-in-source."""

from collections.abc import Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context, label_place
from dockerlabel.rules.fixes import remove_credentials
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations
from dockerlabel.sources.label_value import UrlDefect


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
    for found in (*context.source_labels, *context.unset_labels):
        if UrlDefect.CREDENTIALS in found.value.forms:
            fix = remove_credentials(context, found)
            yield Violation(found.label.value.span, _message(found.value.shown), fix)
    for image in context.images:
        for key, label in image.labels.items():
            if not annotations.is_misspelled_source(key):
                continue
            place = label_place(context.dockerfile, label)
            shown = mask_credentials(label.value)
            if place and shown != label.value:
                yield Violation(place.value.span, _message(shown))


def _message(shown: str) -> str:
    return (
        f"`{shown}` holds credentials, which everybody who gets the image can read: "
        "take them out, and revoke them if they were secret"
    )
