"""The labels of the image that a build of one target gives, each with the place that sets it."""

from collections.abc import Mapping

from dockerlabel.dockerfile.commands import Command, commands, places, words_error
from dockerlabel.dockerfile.directives import LEGACY_FORM, legacy_form_is_error
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction, Pair
from dockerlabel.dockerfile.operators import Variable
from dockerlabel.dockerfile.stage_checks import order_error, stage_error
from dockerlabel.dockerfile.stages import (
    SCRATCH,
    BuildOptions,
    Stage,
    Stages,
    read_stages,
)
from dockerlabel.dockerfile.variables import Scope, expand
from dockerlabel.values import NamedTuple

_WORDY = frozenset("ADD COPY EXPOSE STOPSIGNAL USER VOLUME WORKDIR".split())


class ImageLabel(NamedTuple):
    """A label of an image, and where it comes from.

    `instruction` is the LABEL that sets it, or the ONBUILD of a parent stage (`from_trigger`),
    `pair` its name and value there, `stage` the number of the stage in which it was set. `unset`
    holds the variables of the value that gave nothing. `unknown` says why a plain build elsewhere
    may give another value; it is empty where none may.
    """

    key: str
    value: str
    stage: int
    instruction: Instruction
    pair: Pair
    unset: tuple[str, ...]
    unknown: str
    from_trigger: bool


class Image(NamedTuple):
    """What a build of `stage` gives.

    `base` is the image outside of the file on which it stands: None for scratch. `overridden`
    holds the labels that a later one of the same key replaced, in order. `chain` holds the numbers
    of the stages that it is built from, the target first; `needed` those and all that they take
    files from. `stages` holds all stages of the file. `check_error` says which of the builder's own
    checks ends the build after all, where the file asks for that.
    """

    stage: Stage
    labels: Mapping[str, ImageLabel]
    base: str | None
    overridden: tuple[ImageLabel, ...]
    chain: tuple[int, ...]
    needed: frozenset[int]
    stages: tuple[Stage, ...]
    check_error: BuildError | None


class _State:
    """A stage while it is evaluated: its variables, its labels and those it replaced."""

    __slots__ = ("base", "labels", "overridden", "scope")

    def __init__(self, scope: Scope, base: str | None) -> None:
        self.scope = scope
        self.base = base
        self.labels: dict[str, ImageLabel] = {}
        self.overridden: list[ImageLabel] = []


def build(dockerfile: Dockerfile, options: BuildOptions) -> Image | BuildError:
    """Evaluate a file for one target, as a build does, without running anything.

    An error is the first one that ends the build, in BuildKit's order: reading, instructions,
    stages, expansion in the stages that the target needs, and the builder's own checks.
    """
    image = evaluate(dockerfile, options)
    return image if isinstance(image, BuildError) else image.check_error or image


def evaluate(dockerfile: Dockerfile, options: BuildOptions) -> Image | BuildError:
    """Evaluate a file like `build`, but leave it to the caller what the checks of an image say."""
    if dockerfile.error:
        return dockerfile.error
    stages = read_stages(dockerfile, options)
    if isinstance(stages, BuildError):
        return stages
    error = stage_error(stages, options)
    if error:
        return error
    found = stages.find(options.target) if options.target else None
    return _Evaluation(dockerfile, stages, options=options).image(found or stages.stages[-1])


def labels_of_stages(
    dockerfile: Dockerfile, options: BuildOptions
) -> tuple[tuple[ImageLabel, ...] | BuildError, ...]:
    """Return the labels that each stage would give as a target, in one pass over the file.

    Those that a later one of the same key replaces are there, too: the last one of a key counts.
    A stage that can not be built has its error instead. Empty for a file that does not read.
    """
    stages = None if dockerfile.error else read_stages(dockerfile, options)
    if stages is None or isinstance(stages, BuildError):
        return ()
    return _Evaluation(dockerfile, stages, options=options).all_labels()


class _Evaluation:
    """The stages that a target needs, evaluated in the order of the file."""

    __slots__ = (
        "_commands",
        "_document",
        "_escape",
        "_options",
        "_stages",
        "_states",
    )

    def __init__(self, dockerfile: Dockerfile, stages: Stages, *, options: BuildOptions) -> None:
        self._document = dockerfile.document
        self._escape = dockerfile.escape
        self._stages = stages
        self._options = options
        self._commands: dict[int, list[Command]] = {}
        self._states: dict[int, _State] = {}

    def image(self, target: Stage) -> Image | BuildError:
        error = self._collect(target)
        for index in sorted(self._commands):
            error = error or self._evaluate(self._stages.stages[index])
        if error:
            return error
        state = self._states[target.number]
        return Image(
            stage=target,
            labels=state.labels,
            base=state.base,
            overridden=tuple(state.overridden),
            chain=self._chain(target),
            needed=frozenset(self._commands),
            stages=self._stages.stages,
            check_error=self._check_error(),
        )

    def all_labels(self) -> tuple[tuple[ImageLabel, ...] | BuildError, ...]:
        found: list[tuple[ImageLabel, ...] | BuildError] = []
        for stage in self._stages.stages:
            own = commands(self._document, self._stages, stage=stage)
            above = None if stage.parent is None else found[stage.parent]
            error = next((each for each in (own, above) if isinstance(each, BuildError)), None)
            if not isinstance(own, BuildError) and error is None:
                self._commands[stage.number] = own
                error = self._evaluate(stage)
            if isinstance(error, BuildError):
                found.append(error)
            else:
                state = self._states[stage.number]
                found.append((*state.overridden, *state.labels.values()))
        return tuple(found)

    def _check_error(self) -> BuildError | None:
        """Say where `check=error=true` turns the legacy form of LABEL or ENV into an error."""
        if not legacy_form_is_error(self._document.text):
            return None
        for index in sorted(self._commands):
            for command in self._commands[index]:
                setter = command.instruction
                if setter.keyword != "ARG" and any(not pair.separator for pair in setter.pairs):
                    return BuildError((command.onbuild or command.instruction).head, LEGACY_FORM)
        return None

    def _chain(self, stage: Stage) -> tuple[int, ...]:
        chain = [stage.number]
        while stage.parent is not None:
            stage = self._stages.stages[stage.parent]
            chain.append(stage.number)
        return tuple(chain)

    def _collect(self, target: Stage) -> BuildError | None:
        """Find the stages that the target needs, and what each of them runs, triggers first."""
        waiting = [target]
        while waiting:
            stage = waiting.pop()
            if stage.number in self._commands:
                continue
            found = commands(self._document, self._stages, stage=stage)
            if isinstance(found, BuildError):
                return found
            self._commands[stage.number] = found
            if stage.parent is not None:
                waiting.append(self._stages.stages[stage.parent])
            triggers = [each.instruction for each in found if each.onbuild]
            for instruction in (*stage.takers, *triggers):
                waiting.extend(self._stages.copied_from(instruction))
        return None

    def _evaluate(self, stage: Stage) -> BuildError | None:
        state = self._begin(stage)
        self._states[stage.number] = state
        for command in self._commands[stage.number]:
            keyword = command.instruction.keyword
            message = ""
            if keyword == "LABEL":
                message = self._label(state, command, stage=stage)
            elif keyword == "ENV":
                message = self._env(state.scope, command.instruction)
            elif keyword == "ARG":
                message = self._arg(state.scope, command.instruction)
            elif keyword in _WORDY:
                message = self._words(state.scope, command, stage=stage)
            if message:
                place = stage.from_line if command.onbuild else command.instruction
                return BuildError(place.head, message)
        return None

    def _begin(self, stage: Stage) -> _State:
        if stage.parent is not None:
            parent = self._states[stage.parent]
            state = _State(parent.scope.child(), parent.base)
            state.labels = dict(parent.labels)
            state.overridden = list(parent.overridden)
            if stage.unknown:
                state.labels = {
                    key: each._replace(unknown=each.unknown or f"the base differs: {stage.unknown}")
                    for key, each in parent.labels.items()
                }
        elif stage.base == SCRATCH:
            state = _State(Scope(stage.unknown), None)
        else:
            state = _State(Scope(f"the base image {stage.base} may set it"), stage.base)
        state.scope.begin(self._options.platform.partition("/")[0])
        return state

    def _label(self, state: _State, command: Command, *, stage: Stage) -> str:
        lookup = state.scope.lookup
        found: list[ImageLabel] = []
        line, is_trigger = command.onbuild or command.instruction, command.onbuild is not None
        for place, pair in zip(places(command), command.instruction.pairs, strict=True):
            key = expand(pair.name, lookup, escape=self._escape)
            value = key if key.error else expand(pair.value or "", lookup, escape=self._escape)
            if value.error:
                return value.error
            why = key.unknown or value.unknown
            texts = key.text, value.text, stage.number
            found.append(ImageLabel(*texts, line, place, value.unset, why, is_trigger))
        for label in found:
            if label.key in state.labels:
                state.overridden.append(state.labels[label.key])
            state.labels[label.key] = label
        return ""

    def _env(self, scope: Scope, instruction: Instruction) -> str:
        found = []
        for pair in instruction.pairs:
            name = expand(pair.name, scope.lookup, escape=self._escape)
            value = (
                name if name.error else expand(pair.value or "", scope.lookup, escape=self._escape)
            )
            if value.error:
                return value.error
            found.append((name.text, Variable(value.text, name.unknown or value.unknown)))
        for key, variable in found:
            scope.set_env(key, variable)
        return ""

    def _arg(self, scope: Scope, instruction: Instruction) -> str:
        given = self._options.build_args
        for pair in instruction.pairs:
            if pair.name in given:
                variable = Variable(given[pair.name])
            elif pair.value is None:
                variable = self._stages.globals.get(pair.name, Variable(None))
            else:
                value = expand(pair.value, scope.lookup, escape=self._escape)
                if value.error:
                    return value.error
                variable = Variable(value.text, value.unknown)
            scope.set_arg(pair.name, variable)
        return ""

    def _words(self, scope: Scope, command: Command, *, stage: Stage) -> str:
        """Check an instruction that sets no label: its words may fail all the same."""
        return words_error(command, scope.lookup, escape=self._escape) or (
            order_error(self._stages, stage, taker=command.instruction)
            if command.instruction.flags
            else ""
        )
