"""misspelled-source-key."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Fix, Severity, Violation
from dockerlabel.dockerfile.expansion import is_computed
from dockerlabel.dockerfile.image import Image, ImageLabel
from dockerlabel.document import Span
from dockerlabel.fixes.edits import rename_key
from dockerlabel.lazy import NamedTuple
from dockerlabel.rules.context import Context, label_place
from dockerlabel.rules.fixes import fix_by
from dockerlabel.rules.rule import rule
from dockerlabel.sources import annotations


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0")
def misspelled_source_key(context: Context) -> Iterator[Violation]:
    """The key of the source label is misspelled.

    ## Why is this bad?

    Any key is allowed, so nothing complains about `org.opencontainer.image.source` or
    `org.opencontainers.image.sources`. GitHub's container registry does not read them: the image
    has no source, or the source of its base image.

    A key counts as misspelled if each of its four parts is at most one slip from the right one: a
    letter missing, added or wrong, two letters swapped, or another letter case. Longer keys that
    begin like the right one are not reported.

    If the right key is set as well, this is a warning: the misspelled one can be removed.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainer.image.source=https://github.com/octo-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    Only the key changes; from then on its value is checked. There is no fix if the right key is set
    as well, if an image has several keys that may be meant, or if the key contains variables.
    """
    for place, carried in _places(context).items():
        label = carried[0].label
        always_set = all(annotations.SOURCE in each.image.labels for each in carried)
        lacking = [each for each in carried if each.lacks]
        fix = _rename(context, label) if lacking else None
        renamed = [each.image.stage.from_line.head for each in lacking if fix and each.is_live]
        yield Violation(
            place,
            f"`{label.key}` is a misspelling of `{annotations.SOURCE}`",
            fix,
            Severity.WARNING if always_set else None,
            tuple(renamed),
            notes=("the image sets the correct key as well",) if always_set else (),
        )


class _Carried(NamedTuple):
    """A label with a misspelled key in an image.

    `lacks` says that the image has no source, and no other key that may be meant.
    """

    image: Image
    label: ImageLabel
    lacks: bool

    @property
    def is_live(self) -> bool:
        """Whether no later label of the same key replaces it."""
        return self.image.labels[self.label.key] is self.label


def _places(context: Context) -> dict[Span, list[_Carried]]:
    """Return, by the place of their keys, the labels with misspelled keys in each image."""
    found = dict[Span, list[_Carried]]()
    escape = context.dockerfile.escape
    for image in context.images:
        labels = (*image.overridden, *image.labels.values())
        misspelled = [label for label in labels if annotations.is_misspelled_source(label.key)]
        keys = {label.key for label in misspelled}
        lacks = annotations.SOURCE not in image.labels and len(keys) == 1
        for label in misspelled:
            place = label_place(context.dockerfile, label)
            if place and not (label.unknown and is_computed(place.key.raw, escape)):
                found.setdefault(place.key.span, []).append(_Carried(image, label, lacks))
    return found


def _rename(context: Context, label: ImageLabel) -> Fix | None:
    edit = rename_key(context.dockerfile, label.instruction, pair=label.pair)
    return edit and fix_by(context, (edit,), title=f"rename it to `{annotations.SOURCE}`")
