"""discarded-source."""

from collections.abc import Iterator

from dockerlabel import oci
from dockerlabel.context import Context, stage_title, written_labels
from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.dockerfile.image import Image
from dockerlabel.dockerfile.nodes import Instruction
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.mending import insert_expected
from dockerlabel.rule import rule
from dockerlabel.values import NamedTuple


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0")
def discarded_source(context: Context) -> Iterator[Violation]:
    """The source label is set where the published image does not get it.

    ## Why is this bad?

    Labels come with `FROM`, not with `COPY --from`: those of a stage that only serves to build
    files are thrown away with it. A label behind `ONBUILD` is for the images that are built from
    this one. Either way the author believes that the label is set, and the image does not carry it.

    Where the published image has nothing to do with the labelled stage, that stage may well be the
    one that is published; then it belongs into the setting `targets`.

    ## Example

    ```dockerfile
    FROM golang:1.25 AS build
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    RUN go build -o /app .

    FROM scratch
    COPY --from=build /app /app
    ```

    ## Use instead

    ```dockerfile
    FROM golang:1.25 AS build
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    RUN go build -o /app .

    FROM scratch
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    COPY --from=build /app /app
    ```

    ## Fix safety

    The label is added to the published stage; the other one stays, since its stage may be a target
    of its own. The fix is unsafe where the published image has nothing to do with the labelled
    stage, and where the repository is only taken from the remote `origin` and something says that
    this is a fork.
    """
    published = {image.stage.number for image in context.images}
    for image in context.lacking:
        others = [stage for stage in image.stages if stage.number not in published]
        found = [_discarded(context, image, stage=stage) for stage in (image.stage, *others)]
        discarded = sorted(each for each in found if each)
        if discarded:
            yield _violation(context, image, discarded=discarded[0])


class _Discarded(NamedTuple):
    """A label that an image does not get; `remoteness` is 0 for the image's own stages."""

    remoteness: int
    offset: int
    stage: Stage
    instruction: Instruction


def _discarded(context: Context, image: Image, *, stage: Stage) -> _Discarded | None:
    for instruction, _ in written_labels(context.dockerfile, stage):
        is_trigger = instruction.keyword == "ONBUILD"
        if stage.number in image.chain and is_trigger:
            return _Discarded(0, instruction.span.start, stage, instruction)
        if stage.number not in image.chain:
            remoteness = 1 if stage.number in image.needed else 2
            return _Discarded(remoteness, instruction.span.start, stage, instruction)
    return None


def _violation(context: Context, image: Image, *, discarded: _Discarded) -> Violation:
    remoteness, _, stage, instruction = discarded
    where = (
        f"`{oci.SOURCE}` is set in stage {stage_title(stage)} (line {context.line(instruction)})"
    )
    publish = "list it" if stage.name else "give it a name and list that"
    why = (
        "but behind ONBUILD, for images that are built from this one",
        "but the image only takes files from there and does not carry it",
        (
            "from which the published image is not built; "
            f"if you publish that stage, {publish} in `targets`"
        ),
    )[remoteness]
    fix = insert_expected(context, image.stage)
    severity = None
    if remoteness == 2:  # noqa: PLR2004 - the published stage may be meant
        severity = Severity.WARNING
        fix = fix and fix._replace(applicability=Applicability.UNSAFE)
    return Violation(image.stage.from_line.head, f"{where}, {why}", fix, severity)
