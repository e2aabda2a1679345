"""discarded-source."""

from collections.abc import Iterator, Mapping

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.dockerfile.image import Image
from dockerlabel.dockerfile.nodes import Instruction
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.rules.context import Context, swallowing_label, written_labels
from dockerlabel.rules.fixes import insert_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations

if TYPE_CHECKING:
    from dockerlabel.builds.missing_label import Verdict


@rule(severity=Severity.WARNING, fix=Applicability.SAFE, since="0.1.0")
def discarded_source(context: Context) -> Iterator[Violation]:
    """The source label is set in a place from which it does not reach the published image.

    ## Why is this bad?

    An image inherits labels with `FROM`, not with `COPY --from`: the labels of a stage that only
    compiles files are discarded with it. A label after `ONBUILD` is for images that are built from
    this one. Either way the author believes that the label is set, but the image does not carry it.

    If the published image does not use the labelled stage at all, that stage may be the published
    one. Nothing is reported if a build definition or a script names it as its target; otherwise
    list it in the setting `targets`. Whether this is an error, a warning or a note depends on the
    builds of the repository, as for [missing-source](missing-source.md).

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

    The label is added to the published stage; the other label is kept, since its stage may be a
    target of its own. The fix is unsafe if the published image does not use the labelled stage, and
    if the repository is only known from the remote `origin` and something suggests that this is a
    fork.
    """
    if not context.unlabelled:
        return
    labelled = {each.stage.number: each for each in _labelled(context)}
    published = {image.stage.number for image in context.images}
    others = {number: each for number, each in labelled.items() if number not in published}
    for image, verdict in context.unlabelled:
        discarded = _nearest(image, labelled, others=others)
        if discarded and verdict.severity and not swallowing_label(context.dockerfile, image):
            yield _violation(context, image, discarded=discarded, verdict=verdict)


class _Labelled(NamedTuple):
    """A stage, the first source label that it writes, and the first that it writes as a trigger."""

    stage: Stage
    first: Instruction
    trigger: Instruction | None


class _Discarded(NamedTuple):
    """A label that an image does not get; `remoteness` is 0 for the image's own stages."""

    remoteness: int
    stage: Stage
    instruction: Instruction


def _labelled(context: Context) -> Iterator[_Labelled]:
    """Yield the stages that write a source label, in the order of the file."""
    for stage in context.stages:
        if written := [instruction for instruction, _ in written_labels(context.dockerfile, stage)]:
            trigger = next((each for each in written if each.keyword == "ONBUILD"), None)
            yield _Labelled(stage, written[0], trigger)


def _nearest(
    image: Image, labelled: Mapping[int, _Labelled], *, others: Mapping[int, _Labelled]
) -> _Discarded | None:
    """Return the label that an image comes nearest to getting, the first of several.

    `labelled` are the stages that write one, `others` the ones that are not published.
    """
    chain, needed, own = frozenset(image.chain), image.needed, image.stage.number
    near = [labelled[each] for each in sorted(needed & labelled.keys() & {own, *others})]
    for stage, _, trigger in near:
        if trigger and stage.number in chain:
            return _Discarded(0, stage, trigger)
    for stage, first, _ in near:
        if stage.number not in chain:
            return _Discarded(1, stage, first)
    far = next((each for number, each in others.items() if number not in needed), None)
    return far and _Discarded(2, far.stage, far.first)


def _violation(
    context: Context, image: Image, *, discarded: _Discarded, verdict: "Verdict"
) -> Violation:
    remoteness, stage, instruction = discarded
    line = context.line(instruction)
    message = (
        f"`{annotations.SOURCE}` is set by ONBUILD and does not reach this image"
        if remoteness == 0
        else f"`{annotations.SOURCE}` is set in stage {stage.title} and does not reach the image"
    )
    publish = "list it" if stage.name else "give it a name and list that"
    notes = (
        (f"line {line} sets the label for images that are built from this one",),
        (f"line {line} sets the label, but the image takes only files from that stage",),
        (
            f"line {line} sets the label, but the image is not built from that stage",
            f"if you publish that stage, {publish} in `targets`",
        ),
    )[remoteness]
    fix = insert_expected(context, image.stage, verdict=verdict)
    severity = verdict.severity
    if severity and remoteness == 2:  # noqa: PLR2004 - the published stage may be meant
        severity = min(severity, Severity.WARNING)
        fix = fix and fix._replace(applicability=Applicability.UNSAFE)
    head = image.stage.from_line.head
    return Violation(head, message, fix, severity, notes=(*verdict.notes, *notes))
