"""What the builder refuses in stages, needed for the target or not, and in image references."""

from collections.abc import Mapping

from dockerlabel.dockerfile.expansion import expand
from dockerlabel.dockerfile.nodes import BuildError, Instruction
from dockerlabel.dockerfile.stages import SCRATCH, Stage, Stages, copy_sources, stage_number
from dockerlabel.dockerfile.substitution import unset
from dockerlabel.dockerfile.words import go_quote
from dockerlabel.lazy import regex

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


def stage_error(stages: Stages) -> BuildError | None:
    """Check what stages copy from, then all image references, whatever the target is."""
    return _copy_error(stages) or _circle_error(stages) or _reference_error(stages)


def _copy_error(stages: Stages) -> BuildError | None:
    for stage in stages.stages:
        for instruction in stage.copy_instructions:
            if instruction.keyword == "COPY":
                message = copy_source_error(stages, instruction)
                if message:
                    return BuildError(instruction.head, message)
    return None


def copy_source_error(stages: Stages, instruction: Instruction) -> str:
    """Return what is wrong with the `--from` of a COPY; empty if nothing is."""
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
        if stage.parent is None and stage.base != SCRATCH:
            message = _stage_name_error(stage.base)
            if message:
                return BuildError(stage.from_line.head, message)
        for instruction in stage.copy_instructions:
            for name in copy_sources(instruction):
                known = stages.source_stage(name, instruction)
                message = "" if known else _stage_name_error(name)
                if message:
                    return BuildError(instruction.head, message)
    return None


def _stage_name_error(name: str) -> str:
    message = reference_error(name)
    return f"failed to parse stage name {go_quote(name)}: {message}" if message else ""


def reference_error(name: str) -> str:
    """Return what is wrong with an image reference, in the builder's words; empty if nothing is."""
    plain = len(name) < _IDENTIFIER_LENGTH and _PLAIN.fullmatch(name)
    return "" if plain else grammar_error(name)


def grammar_error(name: str) -> str:
    """Return the same by the whole grammar, which few references need."""
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
