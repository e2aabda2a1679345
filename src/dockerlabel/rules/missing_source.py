"""missing-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.dockerfile.image import Image, ImageLabel
from dockerlabel.document import Span
from dockerlabel.rules.context import Carrier, Context, label_place, swallowing_label
from dockerlabel.rules.fixes import FORK_HINT, insert_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations


@rule(severity=Severity.WARNING, fix=Applicability.SAFE, since="0.1.0", compares=True)
def missing_source(context: Context) -> Iterator[Violation]:
    """A published image does not say which repository it is built from.

    ## Why is this bad?

    GitHub's container registry links a package to a repository through the label
    `org.opencontainers.image.source`; Renovate, Dependabot and Snyk read it too. An image that does
    not set it is not neutral: it carries the label of its base image, and with it the name of
    somebody else's repository.

    The whole build decides which label an image carries, so the build definitions of the repository
    are read too: workflows, Bake, Compose, goreleaser, scripts. If they set the label, nothing is
    reported. If they publish the image without it, that is an **error**, and a note names the line.
    If something else may publish it, it is a **warning**. It is a **note** if nobody pulls the
    image itself, such as an image for tests or examples, or if what a build sets is unknown.
    See [What your build sets](https://github.com/dockerlabel/dockerlabel/blob/main/docs/builds.md).

    Without a repository to compare with, nothing is reported. `dockerlabel verify` reports a built
    image without the label as an error in any case.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    RUN apk add --no-cache curl
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    RUN apk add --no-cache curl
    ```

    ## Fix safety

    The label is added to the published stage, in the style of the other labels; nothing else
    changes. The fix is unsafe for an image that may not be published, or may get the label from a
    build, and if the repository is only known from the remote `origin` and something suggests that
    this is a fork.

    There is no fix if the label is part of another label's value, as in the older form with
    continued lines: only the author knows where that value ends.
    """
    expected = context.expectation.source
    if context.carrier is Carrier.LABEL and not context.source_labels:
        yield Violation(
            Span(0, 0),
            f"no `{annotations.SOURCE}` label in the image",
            severity=Severity.ERROR,
            notes=(f"expected {expected}",) if expected else (),
        )
    if expected is None:
        return
    for image, verdict in context.unlabelled:
        if swallowing := swallowing_label(context.dockerfile, image):
            yield _swallowed(context, swallowing)
            continue
        if verdict.severity:
            yield Violation(
                image.stage.from_line.head,
                f"no `{annotations.SOURCE}` label in {_place(context, image)}",
                insert_expected(context, image.stage, verdict=verdict),
                verdict.severity,
                notes=(*verdict.notes, f"expected {expected}", *_instead(image)),
                if_forked=FORK_HINT,
                group=verdict.group,
            )


def _swallowed(context: Context, label: ImageLabel) -> Violation:
    """Return what is wrong with a source label that the builder reads as part of another."""
    place = label_place(context.dockerfile, label)
    return Violation(
        place.value.span if place else label.instruction.head,
        f"`{annotations.SOURCE}` is part of the value of `{label.key}`, so it is not set",
        help=f"quote the value of `{label.key}` and separate the two labels with a space",
    )


def _place(context: Context, image: Image) -> str:
    is_final = image.stage.number == context.stages[-1].number
    return "the final stage" if is_final else f"stage {image.stage.title}"


def _instead(image: Image) -> Iterator[str]:
    """Yield what a plain build carries instead of the label."""
    if image.base is not None:
        base = f"`{image.base}`" if image.base else "its base image"
        yield f"without its own label the image inherits the one of {base}, if any"
    if annotations.VCS_URL in image.labels:
        yield f"GitHub does not read `{annotations.VCS_URL}`"
