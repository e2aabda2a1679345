"""Fixes of the source label that several rules share, and how far each may be trusted."""

from dockerlabel import oci
from dockerlabel.context import Context, SourceLabel
from dockerlabel.diagnostic import Applicability, Fix, fix_of
from dockerlabel.dockerfile.nodes import Word
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.label_edits import argument_default, is_computed, replace_word, sole_variable
from dockerlabel.label_insertion import insert_label


def write_expected(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that puts the expected source in the place of a label's value.

    It is unsafe where only `origin` vouches for the owner and something says that it is a fork.
    """
    compared = context.expectation.compared(found.source) or context.expectation.source
    if compared is None:
        return None
    ceiling = Applicability.UNSAFE if context.fork_sign else Applicability.SAFE
    return _replace(context, found, value=compared.url, ceiling=ceiling)


def write_canonical(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that spells the repository which the label itself names as it should be."""
    if not found.source.canonical_url:
        return None
    value = found.source.canonical_text
    return _replace(context, found, value=value, ceiling=Applicability.SAFE)


def insert_expected(context: Context, stage: Stage) -> Fix | None:
    """Return the fix that makes a stage set the expected source."""
    expected = context.expectation.source
    if expected is None:
        return None
    edit = insert_label(context.dockerfile, stage, key=oci.SOURCE, value=expected.url)
    if edit is None:
        return None
    ceiling = Applicability.UNSAFE if context.fork_sign else Applicability.SAFE
    title = f"insert `LABEL {oci.SOURCE}={expected.url}`"
    return fix_of(title, [edit], applicability=ceiling)


def _replace(
    context: Context, found: SourceLabel, *, value: str, ceiling: Applicability
) -> Fix | None:
    """Replace a value, or the default of the argument that is all of it."""
    word = found.label.value
    applicability = ceiling
    if is_computed(word.raw, context.dockerfile.escape):
        default = _default(context, found)
        if default is None:
            applicability = Applicability.UNSAFE
        else:
            word = default
    edit = replace_word(context.dockerfile, word, value=value)
    if edit is None:
        return None
    return fix_of(f"replace it with `{value}`", [edit], applicability=applicability)


def _default(context: Context, found: SourceLabel) -> Word | None:
    name = sole_variable(found.label.value.raw)
    if name is None:
        return None
    instructions = context.stages[found.image_label.stage].instructions
    return argument_default(context.dockerfile, instructions, name=name)
