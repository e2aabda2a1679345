"""overridden-source."""

from collections.abc import Iterator
from itertools import pairwise

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.dockerfile.nodes import Instruction, Pair
from dockerlabel.dockerfile.words import label
from dockerlabel.document import LineIndex
from dockerlabel.rules.context import Context, written_labels
from dockerlabel.rules.fixes import remove_label
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations
from dockerlabel.sources.label_value import UrlDefect

_Setter = tuple[Instruction, Pair]


@rule(severity=Severity.WARNING, fix=Applicability.SAFE, since="0.1.0", unnecessary=True)
def overridden_source(context: Context) -> Iterator[Violation]:
    """The source label has no effect: the same stage sets it again.

    ## Why is this bad?

    The last label of a stage counts, also within one `LABEL`. Correcting an earlier one changes
    nothing, and reading it is misleading.

    A label that another stage sets again is not reported: the earlier stage may be built itself.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/template
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix removes the label that has no effect, and its `LABEL` if that has no other label;
    comments are kept. There is no fix if the value might end the build, as `${NAME:?}` can, or if a
    comment for a linter would end up above something else. The fix is unsafe if only the removed
    label suggests that this may be a fork.
    """
    values = context.overridden_values()
    for stage in context.built:
        written = list(written_labels(context.dockerfile, stage))
        labels = [each for each in written if each[0].keyword == "LABEL"]
        yield from _overridden(context, labels, values=values)
        if context.dockerfile.escape == "\\":
            # Under another escape a trigger may be read otherwise than it is written.
            triggers = [each for each in written if each[0].keyword == "ONBUILD"]
            yield from _overridden(context, triggers, values=values)


def _overridden(
    context: Context, setters: list[_Setter], *, values: dict[int, set[str]]
) -> Iterator[Violation]:
    """Yield what is wrong with all of some setters but the last, which run one after another."""
    dockerfile = context.dockerfile
    index = LineIndex(dockerfile.document) if len(setters) > 1 else None
    for (instruction, pair), (later, last) in pairwise(setters):
        if any(UrlDefect.TEMPLATE in context.as_written(each).forms for each in (pair, last)):
            continue
        line = index.position(later.head.start).line if index else 0
        setter = "the same instruction" if later is instruction else f"line {line}"
        yield Violation(
            label(instruction, pair, escape=dockerfile.escape).value.span,
            f"this `{annotations.SOURCE}` has no effect: {setter} sets it again",
            remove_label(context, instruction, pair=pair, values=values.get(id(pair), ())),
        )
