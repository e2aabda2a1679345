"""What the builder refuses in stages: all of them, needed for the target or not (third phase)."""

from collections.abc import Mapping

from dockerlabel.dockerfile.expansion import UNSET, expand
from dockerlabel.dockerfile.nodes import BuildError, Instruction
from dockerlabel.dockerfile.stages import (
    SCRATCH,
    BuildOptions,
    Stage,
    Stages,
    origins,
    stage_number,
)
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import go_quote
from dockerlabel.lazy import regex


def stage_error(stages: Stages, options: BuildOptions) -> BuildError | None:
    """Check the target, what stages copy from, and all image references, in that order."""
    if options.target and not stages.find(options.target):
        message = f"target stage {go_quote(options.target)} could not be found"
        return BuildError(stages.stages[-1].from_line.head, message)
    return _copy_error(stages) or _circle_error(stages) or _reference_error(stages)


def _copy_error(stages: Stages) -> BuildError | None:
    for stage in stages.stages:
        for instruction in stage.copy_instructions:
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
    if not any(stage.copy_instructions for stage in stages.stages):
        return None
    takes = {
        stage.number: [
            origin.number
            for instruction in stage.copy_instructions
            for origin in stages.source_stages(instruction)
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
        for taker in stage.copy_instructions:
            for name in origins(taker):
                message = "" if stages.named(name, taker) else reference_error(name)
                if message:
                    return _stage_name_error(taker, name, message=message)
    return None


def _stage_name_error(instruction: Instruction, name: str, *, message: str) -> BuildError:
    shown = go_quote(name)
    return BuildError(instruction.head, f"failed to parse stage name {shown}: {message}")


_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?"
_REFERENCE = regex(
    rf"((?:{_HOST}/)?{_COMPONENT}(?:/{_COMPONENT})*)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):([0-9a-fA-F]{32,}))?"
)
_PLAIN = regex("[a-z0-9]+(?:[./-][a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
"""A reference as nearly all are; shorter than an identifier, nothing can be wrong with it."""
_IDENTIFIER = regex("[a-f0-9]{64}")
_IDENTIFIER_LENGTH = 64
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_DEFAULT_HOST = "docker.io"
_MAX_NAME = 255


def reference_error(name: str) -> str:
    """Return what is wrong with an image reference, in the builder's words; empty if nothing is."""
    plain = len(name) < _IDENTIFIER_LENGTH and _PLAIN.fullmatch(name)
    return "" if plain else grammar_error(name)


def grammar_error(name: str) -> str:
    """Return the same, for references that the whole grammar is needed for."""
    if _IDENTIFIER.fullmatch(name):
        return f"invalid repository name ({name}), cannot specify 64-byte hexadecimal strings"
    host, remainder = _split_host(name)
    remote = remainder.partition(":")[0]
    if remote.lower() != remote:
        # Who writes a URL may write a login into it, and this would be a piece of that.
        shown = "***" if "//" in name else remote
        return f"invalid reference format: repository name ({shown}) must be lowercase"
    full = f"{host}/{remainder}"
    found = _REFERENCE.fullmatch(full)
    if found is None:
        lowered = _REFERENCE.fullmatch(full.lower())
        uppercase = lowered is not None and full.lower() != full
        return "repository name must be lowercase" if uppercase else "invalid reference format"
    if len(found[1]) - len(host) - 1 > _MAX_NAME:
        return f"repository name must not be more than {_MAX_NAME} characters"
    return _digest_error(found[2], found[3])


def _split_host(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    is_host = first == "localhost" or "." in first or ":" in first or first.lower() != first
    if not slash or not is_host:
        host, remainder = _DEFAULT_HOST, name
    else:
        host, remainder = first, rest
    if host == "index.docker.io":
        host = _DEFAULT_HOST
    if host == _DEFAULT_HOST and "/" not in remainder:
        remainder = f"library/{remainder}"
    return host, remainder


def _digest_error(algorithm: str | None, digits: str) -> str:
    if algorithm is None:
        return ""
    length = _DIGEST_LENGTHS.get(algorithm)
    if length is None:
        return "unsupported digest algorithm"
    if len(digits) != length:
        return "invalid checksum digest length"
    return "" if digits.lower() == digits else "invalid checksum digest format"
