"""What the builder refuses in stages, needed for the target or not (its third phase)."""

from collections.abc import Mapping

from dockerlabel.dockerfile.expansion import expand
from dockerlabel.dockerfile.nodes import BuildError, Instruction
from dockerlabel.dockerfile.references import reference_error
from dockerlabel.dockerfile.stages import SCRATCH, Stage, Stages, copy_sources, stage_number
from dockerlabel.dockerfile.substitution import unset
from dockerlabel.dockerfile.words import go_quote


def stage_error(stages: Stages) -> BuildError | None:
    """Check what stages copy from, then all image references, whatever the target is."""
    return _copy_error(stages) or _circle_error(stages) or _reference_error(stages)


def _copy_error(stages: Stages) -> BuildError | None:
    for stage in stages.stages:
        for instruction in stage.copy_instructions:
            if message := copy_source_error(stages, instruction):
                return BuildError(instruction.head, message)
    return None


def copy_source_error(stages: Stages, instruction: Instruction) -> str:
    """Return what is wrong with the `--from` of a COPY; empty if nothing is."""
    if instruction.keyword != "COPY":
        return ""
    for name in copy_sources(instruction):
        expanded = expand(name, unset, escape="\\")
        if expanded.error:
            return expanded.error
        if expanded.text != name:
            return (
                "variable expansion is not supported for --from, define a new stage with FROM "
                "using ARG from global scope as a workaround"
            )
        number = stage_number(name)
        if number is not None and not 0 <= number < len(stages.stages):
            return f"invalid stage index {number}"
    return ""


def copy_order_error(stages: Stages, stage: Stage, *, instruction: Instruction) -> str:
    """Return which stage an instruction of `stage` copies from although it comes later."""
    for name in copy_sources(instruction):
        source = stages.source_stage(name, instruction)
        if source and source.number > stage.number:
            return (
                f"cannot copy from stage {go_quote(name)}, "
                f"it needs to be defined before current stage {go_quote(_name(stage))}"
            )
    return ""


def _name(stage: Stage) -> str:
    """Return how the builder refers to a stage."""
    return stage.name or f"stage-{stage.number}"


def _circle_error(stages: Stages) -> BuildError | None:
    """Find a stage that takes files from itself, through however many others."""
    if not any(stage.copy_instructions for stage in stages.stages):
        return None
    sources = {
        stage.number: [
            source.number
            for instruction in stage.copy_instructions
            for source in stages.source_stages(instruction)
        ]
        for stage in stages.stages
    }
    done: set[int] = set()
    for stage in stages.stages:
        if _in_circle(stage.number, sources, done=done):
            message = f"circular dependency detected on stage: {_name(stage)}"
            return BuildError(stage.from_line.head, message)
    return None


def _in_circle(start: int, sources: Mapping[int, list[int]], *, done: set[int]) -> bool:
    """Walk from `start` to all its sources; return whether the walk meets its own path."""
    path: list[tuple[int, int]] = [(start, 0)]
    on_path = {start}
    while path:
        number, step = path.pop()
        if number in done:
            continue
        if step == len(sources[number]):
            done.add(number)
            on_path.discard(number)
            continue
        path.append((number, step + 1))
        following = sources[number][step]
        if following in on_path:
            return True
        if following not in done:
            path.append((following, 0))
            on_path.add(following)
    return False


def _reference_error(stages: Stages) -> BuildError | None:
    for stage in stages.stages:
        is_image = stage.parent is None and stage.base not in {SCRATCH, ""}
        if is_image and (message := _stage_name_error(stage.base)):
            return BuildError(stage.from_line.head, message)
        for instruction in stage.copy_instructions:
            if message := copy_reference_error(stages, instruction):
                return BuildError(instruction.head, message)
    return None


def copy_reference_error(stages: Stages, instruction: Instruction) -> str:
    """Return what is wrong with an image that an instruction copies from; empty if nothing is."""
    names = copy_sources(instruction)
    images = (name for name in names if not stages.source_stage(name, instruction))
    return next(filter(None, map(_stage_name_error, images)), "")


def _stage_name_error(name: str) -> str:
    message = reference_error(name)
    return f"failed to parse stage name {go_quote(name)}: {message}" if message else ""
