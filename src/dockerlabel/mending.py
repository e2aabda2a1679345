"""Fixes of the source label that several rules share, and how far each may be trusted."""

from dockerlabel import oci
from dockerlabel.context import Context, SourceLabel
from dockerlabel.diagnostic import Applicability, Edit, Fix, fix_of
from dockerlabel.dockerfile.nodes import Word
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.git.credentials import mask_credentials, without_credentials
from dockerlabel.label_edits import (
    argument_default,
    cut_credentials,
    is_computed,
    join_assignment,
    replace_word,
    sole_variable,
)
from dockerlabel.label_insertion import insert_label
from dockerlabel.label_source import Form
from dockerlabel.source import Authority


def write_expected(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that puts the expected source in the place of a label's value.

    It is unsafe where only `origin` vouches for the owner and something says that it is a fork.
    """
    compared = context.expectation.compared(found.source)
    return compared and _replace(context, found, value=compared.url, doubt=context.fork_sign)


def may_be_upstream(context: Context, found: SourceLabel) -> bool:
    """Tell whether a label may rightly name the repository that this one is a fork of.

    It then differs from the expected source in the owner alone, and only `origin` disagrees.
    """
    expected = context.expectation.compared(found.source)
    if expected is None or expected.authority is not Authority.ASSUMED:
        return False
    return found.source.differs_in_owner(expected.url) and not found.source.placeholder


def write_canonical(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that spells the repository which the label itself names as it should be."""
    if not found.source.canonical_url:
        return None
    value = found.source.canonical_text
    return _replace(context, found, value=value, doubt="")


def remove_credentials(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that leaves the credentials out and keeps what is around them.

    Where they are part of a path or of words, nothing is left that could be kept.
    """
    source, word = found.source, found.label.value
    named = source.canonical_url and Form.REGISTRY not in source.forms
    if not named or is_computed(word.raw, context.dockerfile.escape):
        cut = cut_credentials(context.dockerfile, word)
        if cut or found.image_label.unset:
            return cut and _fix("take the credentials out", cut, doubt="")
    value = source.canonical_text if named else without_credentials(found.image_label.value)
    if mask_credentials(value) != value:
        return write_expected(context, found)
    return _replace(context, found, value=value, doubt="")


def join_value(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that takes the blanks around `=` out of `LABEL key = value`."""
    setter = found.image_label
    edit = join_assignment(context.dockerfile, setter.instruction, pair=setter.pair)
    return edit and _fix("write `=` without blanks around it", edit, doubt="")


def instead(context: Context, found: SourceLabel) -> str:
    """Say which source is expected in the place of a label's, as the end of a message."""
    expected = context.expectation.compared(found.source)
    return f": the source should be {expected.url} ({expected.reason})" if expected else ""


def insert_expected(context: Context, stage: Stage) -> Fix | None:
    """Return the fix that makes a stage set the expected source."""
    expected = context.expectation.source
    if expected is None:
        return None
    edit = insert_label(context.dockerfile, stage, key=oci.SOURCE, value=expected.url)
    if edit is None:
        return None
    return _fix(f"insert `LABEL {oci.SOURCE}={expected.url}`", edit, doubt=context.fork_sign)


def _replace(context: Context, found: SourceLabel, *, value: str, doubt: str) -> Fix | None:
    """Replace a value, or the default of the argument that is all of it."""
    word = found.label.value
    if is_computed(word.raw, context.dockerfile.escape):
        default = _default(context, found)
        word = default or word
        doubt = doubt or ("" if default else "the value is put together from variables")
    edit = replace_word(context.dockerfile, word, value=value)
    return edit and _fix(f"replace it with `{value}`", edit, doubt=doubt)


def _fix(title: str, edit: Edit, *, doubt: str) -> Fix:
    """Return a fix of one edit; a doubt makes it unsafe, and its title says why."""
    if not doubt:
        return fix_of(title, [edit], applicability=Applicability.SAFE)
    return fix_of(f"{title} (unsafe: {doubt})", [edit], applicability=Applicability.UNSAFE)


def _default(context: Context, found: SourceLabel) -> Word | None:
    name = sole_variable(found.label.value.raw)
    if name is None:
        return None
    setter = found.image_label.instruction
    own = context.stages[found.image_label.stage].instructions
    before = tuple(each for each in own if each.span.start < setter.span.start)
    value = found.image_label.value
    return argument_default(context.dockerfile, before, name=name, value=value)
