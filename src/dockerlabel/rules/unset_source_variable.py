"""unset-source-variable."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Fix, Severity, Violation
from dockerlabel.dockerfile.expansion import INVISIBLE_ARGUMENTS, UNSET, expand, is_computed
from dockerlabel.dockerfile.nodes import Instruction, Pair
from dockerlabel.dockerfile.stages import SCRATCH, Stage
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import unquote
from dockerlabel.fixes.edits import add_default, setters, sole_use
from dockerlabel.fixes.insert import insert_argument
from dockerlabel.rules.context import Context, SourceLabel
from dockerlabel.rules.fixes import expected_note, fix_by, has_computed_key, write_expected
from dockerlabel.rules.rule import rule

_MARK = "\0"


@rule(severity=Severity.ERROR, fix=Applicability.UNSAFE, since="0.1.0")
def unset_source_variable(context: Context) -> Iterator[Violation]:
    """A variable in the source label has no value.

    ## Why is this bad?

    A variable that is not set is silently replaced by nothing: the label ends up empty, or is cut
    short to `https://github.com/`.

    An `ARG` before the first `FROM` is visible in `FROM` lines only, until a stage declares it
    again. An `ARG` in another stage, or further down, is not visible either. Then, and in an image
    from `scratch` that declares nothing, the variable can never have a value: this is an error.

    An `ARG` without a default has a value only if the build sets it (`docker build --build-arg`).
    The file does not show whether it does, so this is a note. Every other build, such as a
    contributor's, makes an image without a source; a default helps both.

    A name that nobody declares may be set by the base image: this is a note, too.

    ## Example

    ```dockerfile
    ARG SOURCE=https://github.com/octo-org/app
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=$SOURCE
    ```

    ## Use instead

    ```dockerfile
    ARG SOURCE=https://github.com/octo-org/app
    FROM alpine:3.22
    ARG SOURCE
    LABEL org.opencontainers.image.source=$SOURCE
    ```

    ## Fix safety

    The fix is unsafe, since there are several ways. If the argument has the right default before
    `FROM`, the fix declares it in the stage. If a default would make the value right, the fix adds
    that default. Otherwise it replaces the value by the expected repository.
    """
    for found in context.unset_labels:
        if found.has_spaces_around_equals:
            continue
        names, declared = found.image_label.unset, _declared(context, found)
        awaited = [name for name in names if name in declared]
        others = ((name, _why_never(context, found, name=name)) for name in names)
        dead = [(name, why) for name, why in others if why and name not in awaited]
        notes = expected_note(context, found)
        if dead:
            name, why = dead[0]
            message, notes = f"`${name}` is always empty here", (why, *notes)
        elif awaited:
            message = f"`${awaited[0]}` is empty unless the build sets it with `--build-arg`"
        else:
            message = f"`${names[0]}` is empty unless the base image sets it"
        severity = None if dead else Severity.NOTE
        yield Violation(found.span, message, _fix(context, found), severity, notes=notes)


def _lineage(context: Context, found: SourceLabel) -> list[Stage]:
    """Return the stage that sets a label and those that it is built from."""
    lineage = [context.stages[found.image_label.stage]]
    while lineage[-1].parent is not None:
        lineage.append(context.stages[lineage[-1].parent])
    return lineage


def _is_above(stage: Stage, instruction: Instruction, *, found: SourceLabel) -> bool:
    """Return whether an instruction is in a stage and above a label that the stage sets."""
    end = found.image_label.instruction.span.start
    return stage.from_line.span.start < instruction.span.start < end


def _declared(context: Context, found: SourceLabel) -> frozenset[str]:
    """Return the arguments that are declared where a label is set, with a value or without."""
    own, *ancestors = _lineage(context, found)
    inherited = [each.trigger or each for stage in ancestors for each in stage.instructions]
    above = [each for each in own.instructions if _is_above(own, each, found=found)]
    visible = (*above, *inherited)
    names = {pair.name for each in visible if each.keyword == "ARG" for pair in each.pairs}
    return frozenset(names) - INVISIBLE_ARGUMENTS


def _why_never(context: Context, found: SourceLabel, *, name: str) -> str:
    """Return why an undeclared variable never has a value; empty if it may have one."""
    if name in INVISIBLE_ARGUMENTS or not (name[0].isalpha() or name[0] == "_"):
        return "a variable of this name is never set in a stage"
    lineage = _lineage(context, found)
    for instruction, _ in setters(context.dockerfile, name=name):
        return _elsewhere(context, instruction, own=lineage[0])
    from_scratch = lineage[-1].base == SCRATCH and not any(stage.unknown for stage in lineage)
    return "it is not declared, and `scratch` sets no variables" if from_scratch else ""


def _elsewhere(context: Context, setter: Instruction, *, own: Stage) -> str:
    """Return where a variable is set or declared that the stage `own` does not see."""
    verb = "set" if setter.keyword == "ENV" else "declared"
    line = context.line(setter)
    above = [each for each in context.stages if each.from_line.span.start < setter.span.start]
    if not above:
        return f"it is {verb} before FROM (line {line}), but not in this stage"
    if above[-1] is own:
        return f"it is {verb} only later (line {line})"
    return f"it is {verb} in stage {above[-1].title} (line {line}), but not in this one"


def _fix(context: Context, found: SourceLabel) -> Fix | None:
    expected = context.expectation.compared(found.value)
    if expected is None or has_computed_key(context, found):
        return None
    names = set(found.image_label.unset)
    name = names.pop()
    needed = None if names else _needed(context, found, name=name, url=expected.url)
    if needed is None or sole_use(context.dockerfile, name) is None:
        return write_expected(context, found)
    return (
        _with_default(context, found, name=name, value=needed)
        or _with_declaration(context, found, name=name, value=needed)
        or write_expected(context, found)
    )


def _needed(context: Context, found: SourceLabel, *, name: str, url: str) -> str | None:
    """Return what a variable must hold for a label to be `url`; None if it cannot be."""

    def lookup(asked: str) -> Variable:
        return Variable(_MARK) if asked == name else UNSET

    text = expand(found.label.value.raw, lookup, escape=context.dockerfile.escape)
    before, mark, after = text.text.partition(_MARK)
    inner = url.removeprefix(before).removesuffix(after)
    fits = mark and not text.unset and inner and before + inner + after == url
    return inner if fits else None


def _with_default(context: Context, found: SourceLabel, *, name: str, value: str) -> Fix | None:
    """Give the stage's own declaration a default."""
    stage = context.stages[found.image_label.stage]
    own = [each for each in _arguments(context, name) if _is_above(stage, each[0], found=found)]
    if len(own) != 1 or own[0][1].value is not None:
        return None
    instruction, pair = own[0]
    edit = add_default(instruction, pair=pair, value=value, escape=context.dockerfile.escape)
    title = f"give `ARG {name}` the default `{value}`"
    why = "the build may set another value"
    return fix_by(context, (edit,), title=title, unsafe_because=why)


def _with_declaration(context: Context, found: SourceLabel, *, name: str, value: str) -> Fix | None:
    """Declare in the stage what has the right default before FROM."""
    first = context.stages[0].from_line.span.start
    above = [pair for each, pair in _arguments(context, name) if each.span.start < first]
    defaults = [pair.value or "" for pair in above]
    escape = context.dockerfile.escape
    if found.image_label.from_trigger or len(defaults) != 1 or is_computed(defaults[0], escape):
        return None
    if unquote(defaults[0], escape) != value:
        return None
    edit = insert_argument(context.dockerfile, context.stages[found.image_label.stage], name=name)
    why = "every RUN of the stage will see it"
    title = f"declare `ARG {name}` in the stage"
    return edit and fix_by(context, (edit,), title=title, unsafe_because=why)


def _arguments(context: Context, name: str) -> list[tuple[Instruction, Pair]]:
    return setters(context.dockerfile, name=name, keywords=("ARG",))
