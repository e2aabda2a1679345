"""The stages of a file: their names, what each is built from, and what it copies from others."""

import re
from collections.abc import Mapping

from dockerlabel.dockerfile.expansion import UNSET, Expansion, expand
from dockerlabel.dockerfile.instructions import flag_values, words
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction
from dockerlabel.dockerfile.platforms import (
    DEFAULT_PLATFORM,
    Platform,
    platform_arguments,
    platform_error,
)
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import go_lower, go_quote
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

SCRATCH = "scratch"

_MOUNT_FROM = regex(r'(?:^|,)"?from=([^",]*)', re.IGNORECASE)


class BuildOptions(NamedTuple):
    """What a build is told besides its target."""

    build_args: Mapping[str, str] = {}
    platform: Platform = DEFAULT_PLATFORM


class Stage(NamedTuple):
    """A stage: its number, lower-case name (empty without one), FROM line and instructions.

    `base` is what FROM names once expanded, `parent` the number of the stage that this is, if any.
    `copy_instructions` are those of the instructions that take files from another stage or image.
    `unknown` says why another build may have another base; it is empty if none may.
    """

    number: int
    name: str
    from_line: Instruction
    base: str
    parent: int | None
    instructions: tuple[Instruction, ...]
    copy_instructions: tuple[Instruction, ...]
    unknown: str = ""

    @property
    def title(self) -> str:
        """How messages refer to the stage: its name, else its number."""
        return f"`{self.name}`" if self.name else str(self.number)


class Stages(NamedTuple):
    """All stages of a file, the last stage of each name, and the variables set before the first."""

    stages: tuple[Stage, ...]
    globals: Mapping[str, Variable]
    last_of: Mapping[str, int]

    def find(self, name: str) -> Stage | None:
        """Return the last stage of a name, without regard to letter case."""
        index = self.last_of.get(go_lower(name))
        return None if index is None else self.stages[index]

    def target(self, name: str | None) -> Stage | BuildError:
        """Return the stage that a build of a target makes; without a name that is the last one."""
        last = self.stages[-1]
        if not name:
            return last
        message = f"target stage {go_quote(name)} could not be found"
        return self.find(name) or BuildError(last.from_line.head, message)

    def source_stages(self, instruction: Instruction) -> list[Stage]:
        """Return the stages that COPY or RUN takes files from."""
        names = copy_sources(instruction)
        return [stage for name in names if (stage := self.source_stage(name, instruction))]

    def source_stage(self, name: str, instruction: Instruction) -> Stage | None:
        """Return the stage that COPY or RUN means by a name; COPY may count them from zero."""
        number = stage_number(name) if instruction.keyword == "COPY" else None
        if number is None:
            return self.find(name)
        return self.stages[number] if 0 <= number < len(self.stages) else None


def stage_number(name: str) -> int | None:
    """Return the number that a name is; one beyond 64 bits is a name, as for Go's Atoi."""
    digits = re.fullmatch(r"([+-]?)0*([0-9]{1,19})", name)
    if digits is None:
        return None
    number = int(digits[1] + digits[2])
    return number if -(1 << 63) <= number < 1 << 63 else None


def copy_sources(instruction: Instruction) -> list[str]:
    """Return what COPY and RUN name as the stage or image to take files from."""
    if "from" not in "".join(instruction.flags):
        return []
    if instruction.keyword == "COPY":
        return [value for value in flag_values(instruction, "from") if value]
    if instruction.keyword != "RUN":
        return []
    mounts = flag_values(instruction, "mount")
    return [found[1] for mount in mounts if (found := _MOUNT_FROM.search(mount)) and found[1]]


def read_stages(
    dockerfile: Dockerfile, options: BuildOptions, *, target: str | None = None
) -> Stages | BuildError:
    """Divide a file that reads without error into stages, for a build of one target."""
    heads = [each for each in dockerfile.instructions if each.keyword == "FROM"]
    if not heads:
        return BuildError(Span(0, 0), "dockerfile contains no stages to build")
    names = [_name(head) for head in heads]
    variables = platform_arguments(options.platform, options.build_args, target=target or names[-1])
    error = _read_globals(dockerfile, options, variables=variables)
    if error:
        return error
    found: list[Stage] = []
    last_of: dict[str, int] = {}
    for index, (head, own) in enumerate(zip(heads, _bodies(dockerfile), strict=True)):
        base = _base(head, variables, escape=dockerfile.escape)
        if isinstance(base, BuildError):
            return base
        parent = last_of.get(base.text)
        copies = tuple([each for each in own if each.flags and copy_sources(each)])
        name = names[index]
        found.append(Stage(index, name, head, base.text, parent, own, copies, base.unknown))
        if name:
            last_of[name] = index
    return Stages(tuple(found), variables, last_of)


def _name(head: Instruction) -> str:
    given = words(head)
    return go_lower(given[2]) if len(given) > 1 else ""


def _bodies(dockerfile: Dockerfile) -> list[tuple[Instruction, ...]]:
    """Return the instructions of each stage, without its FROM."""
    bodies: list[list[Instruction]] = []
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            bodies.append([])
        elif bodies:
            bodies[-1].append(instruction)
    return [tuple(body) for body in bodies]


def _read_globals(
    dockerfile: Dockerfile, options: BuildOptions, *, variables: dict[str, Variable]
) -> BuildError | None:
    """Add what the ARG lines before the first FROM set."""

    def lookup(name: str) -> Variable:
        return variables.get(name, UNSET)

    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            break
        for pair in instruction.pairs:
            if pair.name in options.build_args:
                variables[pair.name] = Variable(options.build_args[pair.name])
            elif pair.value is not None:
                value = expand(pair.value, lookup, escape=dockerfile.escape)
                if value.error:
                    place = instruction.line.span(pair.value_start, pair.end)
                    return BuildError(place, value.error)
                variables[pair.name] = Variable(value.text, value.unknown)
    return None


def _base(
    head: Instruction, variables: Mapping[str, Variable], *, escape: str
) -> Expansion | BuildError:
    """Return what a FROM names, after environment replacement."""

    def lookup(name: str) -> Variable:
        return variables.get(name, UNSET)

    written = words(head)[0]
    base = expand(written, lookup, escape=escape)
    message = base.error
    if not base.text and not message:
        message = f"base name ({written}) should not be blank"
    for platform in flag_values(head, "platform"):
        message = message or platform_error(platform, lookup, escape=escape)
    return BuildError(head.head, message) if message else base
