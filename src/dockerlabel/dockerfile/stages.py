"""The stages of a file: their names, what each is built from, and what it copies from others."""

import re
from collections.abc import Container, Mapping

from dockerlabel.dockerfile.expansion import UNSET, Expansion, expand
from dockerlabel.dockerfile.instructions import flag_values, words
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction
from dockerlabel.dockerfile.platforms import (
    DEFAULT_PLATFORM,
    Platform,
    platform_arguments,
    platform_error,
)
from dockerlabel.dockerfile.references import PODMAN_TRANSPORT, reference_error
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import go_lower, go_quote
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

SCRATCH = "scratch"

_GIVEN = ("linux", "0" * 64, f"sha256:{'0' * 64}")
"""Values that a build may give: for a name, a tag or a platform, and for digests."""

_MOUNT_FROM = regex(r'(?:^|,)"?from=([^",]*)', re.IGNORECASE)


class BuildOptions(NamedTuple):
    """The options of a build besides its target."""

    build_args: Mapping[str, str] = {}
    platform: Platform = DEFAULT_PLATFORM


class Stage(NamedTuple):
    """A stage: its number, lower-case name (empty without one), FROM line and instructions.

    `base` is what FROM names once expanded, `parent` the number of the stage that this is, if any.
    `copy_instructions` are the instructions that take files from another stage or image.
    `unknown` says why another build may have another base; it is empty if none may. If it is not
    known which base any build has, `base` is empty.
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
    """Divide a file into stages, for a build of one target."""
    if dockerfile.error:
        return dockerfile.error
    heads = [each for each in dockerfile.instructions if each.keyword == "FROM"]
    if not heads:
        return BuildError(Span(0, 0), "dockerfile contains no stages to build")
    names = [_name(head) for head in heads]
    variables = _globals(dockerfile, options, target=target or names[-1])
    if isinstance(variables, BuildError):
        return variables
    found: list[Stage] = []
    last_of: dict[str, int] = {}
    for index, (head, own) in enumerate(zip(heads, _bodies(dockerfile), strict=True)):
        base = _base(head, variables, stages=last_of)
        if isinstance(base, BuildError):
            return base
        transport = PODMAN_TRANSPORT.match(base.text) if dockerfile.for_podman else None
        if transport:
            base = Expansion("", unknown=f"only Podman reads {transport[0]}")
        parent = last_of.get(base.text)
        copies = tuple([each for each in own if each.flags and copy_sources(each)])
        name = names[index]
        found.append(Stage(index, name, head, base.text, parent, own, copies, base.unknown))
        if name:
            last_of[name] = index
    return Stages(tuple(found), variables.values, last_of)


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


class _Globals:
    """The variables before the first FROM, and the ARG without default that each depends on."""

    __slots__ = ("_escape", "_without_default", "values")

    def __init__(self, values: dict[str, Variable], *, escape: str) -> None:
        self.values = values
        self._without_default: dict[str, str] = {}
        self._escape = escape

    def set_default(self, name: str, raw: str | None) -> str:
        """Set an ARG that no build argument sets; return the builder's message if it fails."""
        if raw is None:
            if name not in self.values:
                self._without_default[name] = name
            return ""
        value, missing = self.expand(raw)
        self.values[name] = Variable(value.text, value.unknown)
        self._without_default.pop(name, None)
        if missing or not value.text:
            self._without_default[name] = missing or name
        return value.error

    def expand(self, raw: str, *, given: str | None = None) -> tuple[Expansion, str]:
        """Expand a word; return also the first ARG without default that takes part, if any.

        `given` is the value of those that depend on such an ARG; without it they have none.
        """
        missing: list[str] = []

        def lookup(name: str) -> Variable:
            if name in self._without_default:
                missing.append(self._without_default[name])
                if given is not None:
                    return Variable(given)
            return self.values.get(name, UNSET)

        return expand(raw, lookup, escape=self._escape), next(iter(missing), "")


def _globals(
    dockerfile: Dockerfile, options: BuildOptions, *, target: str
) -> _Globals | BuildError:
    """Read the ARG lines before the first FROM."""
    platform = platform_arguments(options.platform, options.build_args, target=target)
    found = _Globals(platform, escape=dockerfile.escape)
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            break
        for pair in instruction.pairs:
            if pair.name in options.build_args:
                found.values[pair.name] = Variable(options.build_args[pair.name])
                continue
            message = found.set_default(pair.name, pair.value)
            if message:
                return BuildError(instruction.line.span(pair.value_start, pair.end), message)
    return found


def _base(
    head: Instruction, variables: _Globals, *, stages: Container[str]
) -> Expansion | BuildError:
    """Return what a FROM names, after environment replacement; `stages` are the names above it.

    If it is refused for want of an ARG without default, the build is meant to give that: the base
    is empty, as it is not known.
    """
    base, message, missing = _expand_from(head, variables)
    if missing and (message or _is_refused(base.text, stages)):
        for given in _GIVEN:
            other, remaining, _ = _expand_from(head, variables, given=given)
            if not remaining and not _is_refused(other.text, stages):
                known = base.text == SCRATCH or base.text in stages
                return base if known else Expansion("", unknown=f"{missing} has no default")
    if not message:
        return base
    undeclared = base.unset if not base.text and not missing else ()
    help_ = f"declare `ARG {undeclared[0]}` before the first FROM" if undeclared else ""
    return BuildError(head.head, message, help_)


def _expand_from(
    head: Instruction, variables: _Globals, *, given: str | None = None
) -> tuple[Expansion, str, str]:
    """Return what a FROM names, the builder's message, and the ARG without default at fault."""
    written = words(head)[0]
    base, missing = variables.expand(written, given=given)
    message = base.error or ("" if base.text else f"base name ({written}) should not be blank")
    for platform in flag_values(head, "platform"):
        value, argument = variables.expand(platform, given=given)
        error = platform_error(platform, value)
        if error and not message:
            message, missing = error, argument
    return base, message, missing


def _is_refused(base: str, stages: Container[str]) -> bool:
    return base not in stages and bool(reference_error(base))
