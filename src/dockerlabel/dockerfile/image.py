"""What a build makes of each target: the labels of its image, and the place that sets each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dockerlabel.dockerfile.directives import LEGACY_FORM, legacy_form_is_error
from dockerlabel.dockerfile.evaluator import (
    Command,
    Evaluator,
    ImageLabel,
    State,
    own_commands,
    triggers,
)
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.dockerfile.stage_checks import stage_error
from dockerlabel.dockerfile.stages import BuildOptions, Stage, Stages, read_stages
from dockerlabel.lazy import NamedTuple

__all__ = ["Image", "ImageLabel", "checked", "evaluate", "labels_of_stages"]

MOST_INHERITED = 1_000_000
"""Variables and labels that the stages of a file may inherit from one another, all in all. A
trigger that a stage runs for its parent counts ten times."""

BUDGET_EXCEEDED = (
    f"the stages inherit more than {MOST_INHERITED} variables and labels from one another"
)

_COST_OF_TRIGGER = 10
_TARGET = "TARGETSTAGE"
"""The variable that holds the name of the target."""


class Image(NamedTuple):
    """What a build of `stage` gives.

    `base` is the image outside of the file that it is built from: None for scratch, empty if that
    is not known (see `base_unknown`). `overridden` holds the labels that a later one of the same
    key replaced, in order. `stages` holds all stages of the file, `dependencies` leads from the
    number of each that is needed to the numbers of those that it is built from and copies from.
    `check_error` says which of the builder's own checks ends the build after all, if the file asks
    for that.
    """

    stage: Stage
    labels: Mapping[str, ImageLabel]
    base: str | None
    overridden: tuple[ImageLabel, ...]
    stages: tuple[Stage, ...]
    dependencies: Mapping[int, tuple[int, ...]]
    check_error: BuildError | None

    @property
    def base_unknown(self) -> str:
        """Why it is not known what the image is built from; empty if it is."""
        return self.stages[self.chain[-1]].unknown if self.base == "" else ""

    @property
    def chain(self) -> tuple[int, ...]:
        """The numbers of the stages that it is built from, the target first."""
        stage, chain = self.stage, [self.stage.number]
        while stage.parent is not None:
            stage = self.stages[stage.parent]
            chain.append(stage.number)
        return tuple(chain)

    @property
    def needed(self) -> frozenset[int]:
        """The numbers of the stages that it is built from, and of all that they copy from."""
        return _needed(self.stage.number, self.dependencies)


def evaluate(
    dockerfile: Dockerfile, options: BuildOptions, *, targets: Sequence[str | None]
) -> tuple[Image | BuildError, ...]:
    """Return what a build of each target gives, without running anything; None: the last stage.

    An error is the first one that ends the build, in BuildKit's order: reading, instructions,
    stages, triggers, then expansion in the stages that the target needs. The builder's own checks
    come last: see `checked`. What the targets share is evaluated once, unless the file
    asks which of them is built.
    """
    groups = [targets] if targets else []
    if len(targets) > 1 and any(_TARGET in each.line.text for each in dockerfile.instructions):
        groups = [(target,) for target in targets]
    return tuple(
        [image for group in groups for image in _evaluate(dockerfile, options, targets=group)]
    )


def _evaluate(
    dockerfile: Dockerfile, options: BuildOptions, *, targets: Sequence[str | None]
) -> list[Image | BuildError]:
    stages = read_stages(dockerfile, options, target=targets[0])
    if isinstance(stages, BuildError):
        return [stages for _ in targets]
    found = [stages.target(target) for target in targets]
    error = stage_error(stages)
    if error:
        return [each if isinstance(each, BuildError) else error for each in found]
    evaluation = _Evaluation(dockerfile, stages, options=options)
    evaluation.run([each for each in found if isinstance(each, Stage)])
    return [evaluation.image(each) if isinstance(each, Stage) else each for each in found]


def checked(image: Image | BuildError) -> Image | BuildError:
    """Return an image, or the error with which the builder's own checks end its build."""
    return image if isinstance(image, BuildError) else image.check_error or image


def labels_of_stages(
    dockerfile: Dockerfile, options: BuildOptions
) -> tuple[tuple[ImageLabel, ...] | BuildError, ...]:
    """Return the labels that each stage would give as a target, in one pass over the file.

    Those that a later one of the same key replaces are there, too: the last one of a key counts.
    A stage that cannot be built has its error instead. Empty for a file that does not read.
    """
    stages = read_stages(dockerfile, options)
    if isinstance(stages, BuildError):
        return ()
    evaluation = _Evaluation(dockerfile, stages, options=options)
    evaluation.run(stages.stages)
    return tuple([evaluation.labels(stage) for stage in stages.stages])


def _needed(number: int, dependencies: Mapping[int, tuple[int, ...]]) -> frozenset[int]:
    needed: set[int] = set()
    waiting = [number]
    while waiting:
        number = waiting.pop()
        if number not in needed:
            needed.add(number)
            waiting.extend(dependencies[number])
    return frozenset(needed)


class _Evaluation:
    """The stages that targets need, each evaluated once, and the errors of those that fail."""

    def __init__(self, dockerfile: Dockerfile, stages: Stages, *, options: BuildOptions) -> None:
        self._document = dockerfile.document
        self._stages = stages
        self._evaluator = Evaluator(stages, options, escape=dockerfile.escape)
        self._triggers: dict[int, list[Command] | str] = {}
        self._commands: dict[int, list[Command]] = {}
        self._dependencies: dict[int, tuple[int, ...]] = {}
        self._states: dict[int, State] = {}
        self._trigger_errors: dict[int, BuildError] = {}
        self._errors: dict[int, BuildError] = {}
        self._check_errors: dict[int, BuildError] = {}
        self._inherited = 0

    def run(self, targets: Sequence[Stage]) -> None:
        """Evaluate the targets and all that they need."""
        self._collect(targets)
        parents = [self._stages.stages[number].parent for number in self._commands]
        uses = Counter([*parents, *[target.number for target in targets]])
        for number in sorted(self._commands):
            stage = self._stages.stages[number]
            error = self._evaluate(stage, shares_parent=uses[stage.parent] > 1)
            if error:
                self._errors[number] = error
        if legacy_form_is_error(self._document.text):
            self._check_errors = self._legacy_forms()

    def image(self, target: Stage) -> Image | BuildError:
        """Return what a build of the target gives."""
        if self._trigger_errors or self._errors:
            needed = _needed(target.number, self._dependencies)
            error = _first(self._trigger_errors, needed) or _first(self._errors, needed)
            if error:
                return error
        state = self._states[target.number]
        image = Image(
            stage=target,
            labels=state.labels,
            base=state.base,
            overridden=tuple(state.overridden),
            stages=self._stages.stages,
            dependencies=self._dependencies,
            check_error=None,
        )
        if not self._check_errors:
            return image
        return image._replace(check_error=_first(self._check_errors, image.needed))

    def labels(self, stage: Stage) -> tuple[ImageLabel, ...] | BuildError:
        """Return all labels that are set in a stage and those that it is built from."""
        error = self._errors.get(stage.number)
        if error:
            return error
        state = self._states[stage.number]
        return (*state.overridden, *state.labels.values())

    def _collect(self, targets: Iterable[Stage]) -> None:
        """Find the stages that targets need, and what each of them runs, triggers first."""
        waiting = list(targets)
        while waiting:
            stage = waiting.pop()
            if stage.number in self._commands:
                continue
            commands = self._commands_of(stage)
            if isinstance(commands, BuildError):
                self._trigger_errors[stage.number] = commands
                commands = []
            self._commands[stage.number] = commands
            parent = self._parent(stage)
            needed = [parent] if parent else []
            stored = [each.instruction for each in commands if each.onbuild]
            for instruction in (*stage.copy_instructions, *stored):
                needed.extend(self._stages.source_stages(instruction))
            self._dependencies[stage.number] = tuple([each.number for each in needed])
            waiting.extend(needed)

    def _commands_of(self, stage: Stage) -> list[Command] | BuildError:
        """Return what a stage runs: the triggers of its parent, then its own instructions."""
        parent = self._parent(stage)
        stored = self._stored(parent) if parent else []
        if isinstance(stored, str):
            return BuildError(stage.from_line.head, stored)
        error = self._charge(_COST_OF_TRIGGER * len(stored))
        return error or [*stored, *own_commands(self._document, stage)]

    def _parent(self, stage: Stage) -> Stage | None:
        return None if stage.parent is None else self._stages.stages[stage.parent]

    def _stored(self, parent: Stage) -> list[Command] | str:
        if parent.number not in self._triggers:
            found = triggers(self._document, self._stages, parent=parent)
            self._triggers[parent.number] = found
        return self._triggers[parent.number]

    def _charge(self, count: int) -> BuildError | None:
        """Count what is inherited, so that no file takes forever."""
        self._inherited += count
        place = self._stages.stages[-1].from_line.head
        return BuildError(place, BUDGET_EXCEEDED) if self._inherited > MOST_INHERITED else None

    def _evaluate(self, stage: Stage, *, shares_parent: bool) -> BuildError | None:
        """Evaluate a stage after its parent, if it has one; return the error that ends it."""
        error = self._trigger_errors.get(stage.number)
        state = error or self._first_state(stage, shares_parent=shares_parent)
        if isinstance(state, BuildError):
            return state
        self._states[stage.number] = state
        return self._evaluator.run(stage, state, commands=self._commands[stage.number])

    def _first_state(self, stage: Stage, *, shares_parent: bool) -> State | BuildError:
        """Return what a stage begins with: its parent's state, or a copy if others need that."""
        if stage.parent is None:
            return State.of(stage)
        error = self._errors.get(stage.parent)
        if error:
            return error
        state = self._states[stage.parent]
        copied = state.size if shares_parent else 0
        error = self._charge(copied + len(state.labels) if stage.unknown else copied)
        if error:
            return error
        if shares_parent:
            state = state.child()
        if stage.unknown:
            state.mark_unknown(stage.unknown)
        return state

    def _legacy_forms(self) -> dict[int, BuildError]:
        """Return where the legacy form ends the build as `check=error=true` asks, by stage."""
        found: dict[int, BuildError] = {}
        for number, commands in self._commands.items():
            for command in commands:
                setter = command.instruction
                if setter.keyword != "ARG" and any(not pair.separator for pair in setter.pairs):
                    place = (command.onbuild or setter).head
                    found.setdefault(number, BuildError(place, LEGACY_FORM))
        return found


def _first(errors: Mapping[int, BuildError], needed: frozenset[int]) -> BuildError | None:
    """Return the error of the first of the needed stages that has one."""
    number = min(needed & errors.keys(), default=None)
    return None if number is None else errors[number]
