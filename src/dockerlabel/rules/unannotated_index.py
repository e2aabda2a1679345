"""unannotated-index."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Severity, Violation
from dockerlabel.document import Span
from dockerlabel.rules.context import Carrier, Context
from dockerlabel.rules.rule import USE_SETTINGS, rule
from dockerlabel.sources import annotations

_LEVELS = "DOCKER_METADATA_ANNOTATIONS_LEVELS: index,manifest"
_PASSED_ON = "annotations: ${{ steps.meta.outputs.annotations }}"


@rule(severity=Severity.NOTE, since="0.1.0", not_ignorable=USE_SETTINGS, of_images=True)
def unannotated_index(context: Context) -> Iterator[Violation]:
    r"""The index of a multi-platform image has no source annotation.

    ## Why is this bad?

    A multi-platform image is an index that lists an image for each platform. The labels are in
    those images, and the index has annotations instead. GitHub documents that it reads the
    description of such an image from the annotations of the index, and users report the same of the
    source: a package was not linked although each image carried the label.

    It is a note, since a package that a workflow pushes with its `GITHUB_TOKEN` is linked to the
    workflow's repository anyway. Only `dockerlabel verify` reports it. An index of one platform,
    which BuildKit makes for an image with provenance, is not reported: BuildKit refuses annotations
    of such an index.

    ## Example

    ```console
    $ docker buildx build --platform linux/amd64,linux/arm64 --push --tag ghcr.io/octo-org/app .
    $ dockerlabel verify docker://ghcr.io/octo-org/app
    ```

    ## Use instead

    ```console
    $ docker buildx build --platform linux/amd64,linux/arm64 --push --tag ghcr.io/octo-org/app \
        --annotation index:org.opencontainers.image.source=https://github.com/octo-org/app .
    ```

    With docker/metadata-action and docker/build-push-action:

    ```yaml
    - id: meta
      uses: docker/metadata-action@v5
      env:
        DOCKER_METADATA_ANNOTATIONS_LEVELS: index,manifest
      with: {images: ghcr.io/octo-org/app}
    - uses: docker/build-push-action@v6
      with:
        push: true
        platforms: linux/amd64,linux/arm64
        tags: ${{ steps.meta.outputs.tags }}
        labels: ${{ steps.meta.outputs.labels }}
        annotations: ${{ steps.meta.outputs.annotations }}
    ```
    """
    if context.carrier is Carrier.INDEX and not context.source_labels:
        expected = context.expectation.source
        url = expected.url if expected else "URL"
        yield Violation(
            Span(0, 0),
            f"no `{annotations.SOURCE}` annotation",
            notes=(
                "GitHub's registry is reported to read the index's annotation",
                f"docker/metadata-action makes it with `{_LEVELS}`",
                f"docker/build-push-action needs `{_PASSED_ON}` then",
            ),
            help=f"build with `--annotation index:{annotations.SOURCE}={url}`",
        )
