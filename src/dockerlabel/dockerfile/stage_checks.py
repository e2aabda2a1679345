"""What the builder refuses in stages: all of them, needed for the target or not (third phase)."""

from collections.abc import Mapping

from dockerlabel.dockerfile.nodes import BuildError, Instruction
from dockerlabel.dockerfile.operators import Variable
from dockerlabel.dockerfile.reference import reference_error
from dockerlabel.dockerfile.stages import (
    SCRATCH,
    BuildOptions,
    Stage,
    Stages,
    origins,
    stage_number,
)
from dockerlabel.dockerfile.variables import UNSET, expand
from dockerlabel.dockerfile.words import go_quote


def stage_error(stages: Stages, options: BuildOptions) -> BuildError | None:
    """Check the target, what stages copy from, and all image references, in that order."""
    if options.target and not stages.find(options.target):
        message = f"target stage {go_quote(options.target)} could not be found"
        return BuildError(stages.stages[-1].from_line.head, message)
    return _copy_error(stages) or _circle_error(stages) or _reference_error(stages)


def _copy_error(stages: Stages) -> BuildError | None:
    for stage in stages.stages:
        for instruction in stage.takers:
            if instruction.keyword == "COPY":
                message = copy_origin_error(stages, instruction)
                if message:
                    return BuildError(instruction.head, message)
    return None


def copy_origin_error(stages: Stages, instruction: Instruction) -> str:
    """Return what is wrong with the `--from` of a COPY; empty if nothing is."""
    for name in origins(instruction):
        expanded = expand(name, _nothing, escape="\\")
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


def order_error(stages: Stages, stage: Stage, *, taker: Instruction) -> str:
    """Say which stage a COPY of `stage` takes files from although it comes later."""
    for name in origins(taker):
        origin = stages.named(name, taker)
        if origin and origin.number > stage.number:
            current = stage.name or f"stage-{stage.number}"
            return (
                f"cannot copy from stage {go_quote(name)}, "
                f"it needs to be defined before current stage {go_quote(current)}"
            )
    return ""


def _nothing(_name: str) -> Variable:
    return UNSET


def _circle_error(stages: Stages) -> BuildError | None:
    """Find a stage that takes files from itself, over however many others."""
    if not any(stage.takers for stage in stages.stages):
        return None
    takes = {
        stage.number: [
            origin.number
            for instruction in stage.takers
            for origin in stages.copied_from(instruction)
        ]
        for stage in stages.stages
    }
    done: set[int] = set()
    for stage in stages.stages:
        if _in_circle(stage.number, takes, done=done):
            message = (
                f"circular dependency detected on stage: {stage.name or f'stage-{stage.number}'}"
            )
            return BuildError(stage.from_line.head, message)
    return None


def _in_circle(start: int, takes: Mapping[int, list[int]], *, done: set[int]) -> bool:
    """Walk from `start` to all that it takes from; true where the walk meets its own path."""
    path: list[tuple[int, int]] = [(start, 0)]
    on_path = {start}
    while path:
        index, step = path.pop()
        if index in done:
            continue
        if step == len(takes[index]):
            done.add(index)
            on_path.discard(index)
            continue
        path.append((index, step + 1))
        following = takes[index][step]
        if following in on_path:
            return True
        if following not in done:
            path.append((following, 0))
            on_path.add(following)
    return False


def _reference_error(stages: Stages) -> BuildError | None:
    """Check every image that a stage is built from or takes files from."""
    for stage in stages.stages:
        if stage.parent is None and stage.base != SCRATCH:
            message = reference_error(stage.base)
            if message:
                return _stage_name_error(stage.from_line, stage.base, message=message)
        for taker in stage.takers:
            for name in origins(taker):
                message = "" if stages.named(name, taker) else reference_error(name)
                if message:
                    return _stage_name_error(taker, name, message=message)
    return None


def _stage_name_error(instruction: Instruction, name: str, *, message: str) -> BuildError:
    shown = go_quote(name)
    return BuildError(instruction.head, f"failed to parse stage name {shown}: {message}")
