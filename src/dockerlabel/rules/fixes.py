"""Fixes of the source label that several rules share, and how far each may be trusted."""

from collections.abc import Iterable

from dockerlabel.credentials import mask_credentials, without_credentials
from dockerlabel.diagnostic import Applicability, Edit, Fix, fix_of
from dockerlabel.dockerfile.expansion import is_computed, may_fail
from dockerlabel.dockerfile.nodes import Instruction, Pair, Word
from dockerlabel.dockerfile.stages import Stage
from dockerlabel.fixes.edits import (
    argument_default,
    cut_credentials,
    fits,
    replace_word,
    sole_variable,
)
from dockerlabel.lazy import TYPE_CHECKING, regex
from dockerlabel.rules.context import Context, SourceLabel
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Authority
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import MALFORMED, UrlDefect

if TYPE_CHECKING:
    from dockerlabel.builds.missing_label import Verdict
    from dockerlabel.rules.values import SourceValue

_COMMENT = regex(r"(^|\s)#")
_LOST = "the text after `#` would be lost"
_QUERY = regex(r"\?\S*")
_ANOTHER_LABEL = regex(r"[\w.-][\"']?\s*=")
_TWO_URLS = frozenset({UrlDefect.DOUBLED_SCHEME})
_GUESSED = MALFORMED | {UrlDefect.REGISTRY}
"""Forms that only suggest which repository they mean."""

_LABEL_LOST = "text that looks like another label would be lost"

FORK_HINT = "if this is a fork, add the remote `upstream` or set `source:`"
"""What to do about a message that is wrong in a fork."""


def write_expected(context: Context, found: "SourceValue") -> Fix | None:
    """Return the fix that puts the expected source in the place of a label's value.

    It is unsafe if the value holds what is a comment or another label to people, though not to the
    builder, and if one of two URLs in a row names another repository. Build definitions name others
    on purpose: there it is unsafe, too, if another one is mentioned in a form that is not its URL.
    """
    expected = context.expectation.compared(found.value)
    if expected is None:
        return None
    if isinstance(found, SourceLabel):
        unsafe_because, forms = _loss(context, found), _TWO_URLS
    else:
        unsafe_because, forms = "", _GUESSED if found.value.name else frozenset()
    if not forms.isdisjoint(found.value.forms) and not found.value.within(expected.url):
        unsafe_because = "it names another repository"
    fix = replace_value(context, found, value=expected.url, unsafe_because=unsafe_because)
    return fix and fix._replace(writes_owner=True)


def may_be_upstream(context: Context, found: "SourceValue") -> bool:
    """Return whether a label may rightly name the repository that this one is a fork of.

    It then differs from the expected source in the owner alone, and only `origin` disagrees. In
    build definitions nothing is said of that.
    """
    expected = context.expectation.compared(found.value)
    is_assumed = expected is not None and expected.authority is Authority.ASSUMED
    if expected is None or not is_assumed or not isinstance(found, SourceLabel):
        return False
    return found.value.differs_in_owner(expected.url) and not found.value.placeholder


def write_canonical(context: Context, found: "SourceValue") -> Fix | None:
    """Return the fix that spells the repository which the label itself names as it should be."""
    if not found.value.canonical_url:
        return None
    return replace_value(context, found, value=found.value.canonical_text)


def remove_credentials(context: Context, found: "SourceValue") -> Fix | None:
    """Return the fix that leaves the credentials out and keeps what is around them.

    If they are part of a path or of words, nothing is left that could be kept.
    """
    source = found.value
    named = source.canonical_url and UrlDefect.REGISTRY not in source.forms
    if isinstance(found, SourceLabel):
        word, text = found.label.value, found.image_label.value
        if has_computed_key(context, found):
            return None
        if not named or is_computed(word.raw, context.dockerfile.escape):
            cut = cut_credentials(context.dockerfile, word)
            if cut or found.image_label.unset:
                return cut and fix_by(context, (cut,), title="remove the credentials")
    else:
        text = found.literal.value
    value = source.canonical_text if named else without_credentials(text)
    if mask_credentials(value) != value:
        return write_expected(context, found)
    return replace_value(context, found, value=value)


def has_computed_key(context: Context, found: SourceLabel) -> bool:
    """Return whether another build may set another label: then its value is not to be changed."""
    return is_computed(found.label.key.raw, context.dockerfile.escape)


def join_value(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that takes the blanks around `=` out of `LABEL key = value`."""
    from dockerlabel.fixes.pair_form import join_assignment  # noqa: PLC0415 - start-up: it is rare

    if has_computed_key(context, found):
        return None
    setter = found.image_label
    edit = join_assignment(context.dockerfile, setter.instruction, pair=setter.pair)
    return edit and fix_by(context, (edit,), title="remove the spaces around `=`")


def expected_note(context: Context, found: "SourceValue") -> tuple[str, ...]:
    """Return the note that names the source expected in the place of a label's, if one is."""
    expected = context.expectation.compared(found.value)
    return (f"expected {expected}",) if expected else ()


def insert_expected(context: Context, stage: Stage, *, verdict: "Verdict") -> Fix | None:
    """Return the fix that makes a stage set the expected source.

    It is unsafe if the builds of the repository leave doubt that the image is to carry it.
    """
    from dockerlabel.fixes.insert import insert_label  # noqa: PLC0415 - start-up: most have the label

    expected = context.expectation.source
    if expected is None:
        return None
    edit = insert_label(context.dockerfile, stage, key=annotations.SOURCE, value=expected.url)
    if edit is None:
        return None
    title = f"insert `LABEL {annotations.SOURCE}={expected.url}`"
    doubt = "" if verdict.safe else verdict.reason.value
    fix = fix_by(context, (edit,), title=title, unsafe_because=doubt)
    return fix and fix._replace(writes_owner=True)


def write_pair_form(context: Context, found: SourceLabel) -> Fix | None:
    """Return the fix that makes `LABEL key=value` of `LABEL key value`."""
    from dockerlabel.fixes.pair_form import in_pair_form  # noqa: PLC0415 - start-up: it is rare

    edits = in_pair_form(context.dockerfile, found.label)
    if edits is None or found.has_spaces_around_equals:
        # The sign is not part of the value that was meant: see `join_value`.
        return None
    return fix_by(context, edits, title=f"write `LABEL {annotations.SOURCE}=…`")


def remove_label(
    context: Context, instruction: Instruction, *, pair: Pair, values: Iterable[str]
) -> Fix | None:
    """Return the fix that takes a label away which has no effect; None if it might have one.

    `values` are what it says in the images where another label replaces it. A value that can fail
    to expand ends the build, even if no image ever carries it. Evidence of a fork is not removed by
    a safe fix: without it, the next one might write the fork's owner.
    """
    from dockerlabel.fixes.remove import remove_pair  # noqa: PLC0415 - start-up: it is rare

    edits = remove_pair(context.dockerfile, instruction, pair=pair)
    if edits is None or may_fail(pair.value or "", context.dockerfile.escape):
        return None
    expectation = context.expectation
    carried = (parse_label_value(value, expectation.hosts) for value in sorted(values))
    evidence = expectation.fork_evidence_in((context.as_written(pair), *carried))
    why = "" if evidence == expectation.fork_evidence else evidence
    why = why or (_LABEL_LOST if _holds_label(pair) else "")
    return fix_by(context, edits, title="remove the label", unsafe_because=why)


def replace_value(
    context: Context, found: "SourceValue", *, value: str, unsafe_because: str = ""
) -> Fix | None:
    """Return the fix that replaces a value, or the default of the argument that is all of it.

    It is unsafe, too, if the value is put together from variables, and if a RUN may read the
    argument: what that starts has it in its environment.
    """
    if isinstance(found, SourceLabel):
        edit, risk = _replacement(context, found, value=value)
        unsafe_because = unsafe_because or risk
    else:
        edit = found.replaced(value)
    title = f"replace it with `{value}`"
    return edit and fix_by(context, (edit,), title=title, unsafe_because=unsafe_because)


def _replacement(context: Context, found: SourceLabel, *, value: str) -> tuple[Edit | None, str]:
    """Return the edit that replaces a label's value, and what else may change with it."""
    word, risk = found.label.value, ""
    if has_computed_key(context, found):
        return None, risk
    if is_computed(word.raw, context.dockerfile.escape):
        default = _default(context, found)
        word = default or word
        risk = _risk_of_default(context, found, default=default)
    return replace_word(context.dockerfile, word, value=value), risk


def fix_by(
    context: Context, edits: tuple[Edit, ...], *, title: str, unsafe_because: str = ""
) -> Fix | None:
    """Return a fix of some edits, a safe one without a reason why it is unsafe.

    None if the builder would not read the lines that they make.
    """
    if not fits(context.dockerfile.document.text, edits):
        return None
    fix = fix_of(title, edits, applicability=Applicability.SAFE)
    return fix.unsafe_because(unsafe_because) if unsafe_because else fix


def _loss(context: Context, found: SourceLabel) -> str:
    """Return what would be lost with a value besides the repository; empty if nothing would."""
    if _COMMENT.search(found.image_label.value):
        return _LOST
    several_lines = "\n" in found.label.value.span.of(context.dockerfile.document.text)
    swallows_line = several_lines and not found.label.separator and " " in found.label.value.text
    return _LABEL_LOST if swallows_line or _holds_label(found.image_label.pair) else ""


def _holds_label(pair: Pair) -> bool:
    """Return whether a value holds what looks like `KEY=`: not the `=` of a query."""
    return _ANOTHER_LABEL.search(_QUERY.sub("", pair.value or "")) is not None


def _risk_of_default(context: Context, found: SourceLabel, *, default: Word | None) -> str:
    """Return what else may change with the default of an argument; empty if nothing may."""
    if default is None:
        return "the value contains variables"
    family = {found.image_label.stage}
    for stage in context.stages:
        if stage.parent in family:
            family.add(stage.number)
        for each in stage.instructions if stage.number in family else ():
            is_run = (each.trigger or each).keyword == "RUN"
            if is_run and each.span.start > default.span.start:
                return f"the RUN in line {context.line(each)} may read the argument"
    return ""


def _default(context: Context, found: SourceLabel) -> Word | None:
    name = sole_variable(found.label.value.raw)
    if name is None:
        return None
    setter = found.image_label.instruction
    own = context.stages[found.image_label.stage].instructions
    before = tuple(each for each in own if each.span.start < setter.span.start)
    return argument_default(context.dockerfile, before, name=name, value=found.image_label.value)
