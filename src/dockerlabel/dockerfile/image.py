"""The labels of the image that a build of one target gives, each with the place that sets it."""

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

__all__ = [
    "Image",
    "ImageLabel",
    "build",
    "build_all",
    "evaluate",
    "evaluate_all",
    "labels_of_stages",
]

MOST_INHERITED = 1_000_000
"""Variables and labels that the stages of a file may take over from one another, all in all. A
trigger that a stage runs for its parent counts ten times."""

BUDGET_EXCEEDED = (
    f"the stages inherit more than {MOST_INHERITED} variables and labels from one another"
)

_COST_OF_TRIGGER = 10
_TARGET = "TARGETSTAGE"
"""The variable that holds the name of the target."""


class Image(NamedTuple):
    """What a build of `stage` gives.

    `base` is the image outside of the file on which it stands: None for scratch. `overridden`
    holds the labels that a later one of the same key replaced, in order. `stages` holds all stages
    of the file, `origins` leads from the number of each that is needed to the numbers of those that
    it is built from and takes files from. `check_error` says which of the builder's own checks ends
    the build after all, where the file asks for that.
    """

    stage: Stage
    labels: Mapping[str, ImageLabel]
    base: str | None
    overridden: tuple[ImageLabel, ...]
    stages: tuple[Stage, ...]
    origins: Mapping[int, tuple[int, ...]]
    check_error: BuildError | None

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
        """The numbers of the stages that it is built from, and of all that they take files from."""
        needed: set[int] = set()
        waiting = [self.stage.number]
        while waiting:
            number = waiting.pop()
            if number not in needed:
                needed.add(number)
                waiting.extend(self.origins[number])
        return frozenset(needed)


def build(dockerfile: Dockerfile, options: BuildOptions) -> Image | BuildError:
    """Evaluate a file for one target, as a build does, without running anything.

    An error is the first one that ends the build, in BuildKit's order: reading, instructions,
    stages, expansion in the stages that the target needs, and the builder's own checks.
    """
    image = evaluate(dockerfile, options)
    return image if isinstance(image, BuildError) else image.check_error or image


def build_all(
    dockerfile: Dockerfile, options: BuildOptions, *, targets: Sequence[str | None]
) -> tuple[Image | BuildError, ...]:
    """Evaluate a file for several targets, each as `build` would."""
    images = evaluate_all(dockerfile, options, targets=targets)
    if isinstance(images, BuildError):
        return tuple([build(dockerfile, options._replace(target=each)) for each in targets])
    return tuple([image.check_error or image for image in images])


def evaluate(dockerfile: Dockerfile, options: BuildOptions) -> Image | BuildError:
    """Evaluate a file like `build`, but leave it to the caller what the checks of an image say."""
    images = _evaluate(dockerfile, options, targets=(options.target,))
    return images if isinstance(images, BuildError) else images[0]


def evaluate_all(
    dockerfile: Dockerfile, options: BuildOptions, *, targets: Sequence[str | None]
) -> tuple[Image, ...] | BuildError:
    """Evaluate a file for several targets, like `evaluate`.

    An error is the first one of any target. What they share is evaluated once, unless the file asks
    which of them is built.
    """
    groups = [targets] if targets else []
    if len(targets) > 1 and any(_TARGET in each.line.text for each in dockerfile.instructions):
        groups = [(target,) for target in targets]
    found: list[Image] = []
    for group in groups:
        images = _evaluate(dockerfile, options._replace(target=group[0]), targets=group)
        if isinstance(images, BuildError):
            return images
        found += images
    return tuple(found)


def _evaluate(
    dockerfile: Dockerfile, options: BuildOptions, *, targets: Sequence[str | None]
) -> tuple[Image, ...] | BuildError:
    if dockerfile.error:
        return dockerfile.error
    stages = read_stages(dockerfile, options)
    if isinstance(stages, BuildError):
        return stages
    error = stage_error(stages, options)
    if error:
        return error
    found = [(stages.find(target) if target else None) or stages.stages[-1] for target in targets]
    return _Evaluation(dockerfile, stages, options=options).images(found)


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
    """The stages that targets need, each evaluated once."""

    __slots__ = (
        "_child_count",
        "_commands",
        "_document",
        "_evaluator",
        "_inherited",
        "_origins",
        "_stages",
        "_states",
        "_triggers",
    )

    def __init__(self, dockerfile: Dockerfile, stages: Stages, *, options: BuildOptions) -> None:
        self._document = dockerfile.document
        self._stages = stages
        self._commands: dict[int, list[Command]] = {}
        self._triggers: dict[int, list[Command] | str] = {}
        self._states: dict[int, State] = {}
        self._evaluator = Evaluator(stages, options, escape=dockerfile.escape)
        self._child_count: Counter[int] = Counter()
        self._origins: dict[int, tuple[int, ...]] = {}
        self._inherited = 0

    def images(self, targets: Sequence[Stage]) -> tuple[Image, ...] | BuildError:
        """Return what a build of each target gives, or the first error of any."""
        error = self._collect(targets)
        self._count_heirs(self._commands, kept=[target.number for target in targets])
        for number in sorted(self._commands):
            error = error or self._evaluate(self._stages.stages[number])
        if error:
            return error
        writes_legacy = self._legacy_form()
        return tuple([self._image(target, legacy=writes_legacy) for target in targets])

    def _image(self, target: Stage, *, legacy: Mapping[int, BuildError]) -> Image:
        state = self._states[target.number]
        image = Image(
            stage=target,
            labels=state.labels,
            base=state.base,
            overridden=tuple(state.overridden),
            stages=self._stages.stages,
            origins=self._origins,
            check_error=None,
        )
        if not legacy:
            return image
        number = min(image.needed & legacy.keys(), default=None)
        return image if number is None else image._replace(check_error=legacy[number])

    def all_labels(self) -> tuple[tuple[ImageLabel, ...] | BuildError, ...]:
        numbers = range(len(self._stages.stages))
        self._count_heirs(numbers, kept=numbers)
        found: list[tuple[ImageLabel, ...] | BuildError] = []
        for stage in self._stages.stages:
            above = None if stage.parent is None else found[stage.parent]
            error = self._learn(stage) or (above if isinstance(above, BuildError) else None)
            error = error or self._evaluate(stage)
            if error:
                found.append(error)
            else:
                state = self._states[stage.number]
                found.append((*state.overridden, *state.labels.values()))
        return tuple(found)

    def _legacy_form(self) -> dict[int, BuildError]:
        """Return where `check=error=true` turns the legacy form into an error, by stage."""
        found: dict[int, BuildError] = {}
        if legacy_form_is_error(self._document.text):
            for number, commands in self._commands.items():
                for command in commands:
                    setter = command.instruction
                    if setter.keyword != "ARG" and any(not pair.separator for pair in setter.pairs):
                        place = (command.onbuild or command.instruction).head
                        found.setdefault(number, BuildError(place, LEGACY_FORM))
        return found

    def _collect(self, targets: Iterable[Stage]) -> BuildError | None:
        """Find the stages that targets need, and what each of them runs, triggers first."""
        waiting = list(targets)
        while waiting:
            stage = waiting.pop()
            if stage.number in self._commands:
                continue
            error = self._learn(stage)
            if error:
                return error
            found: list[Stage] = []
            if stage.parent is not None:
                found.append(self._stages.stages[stage.parent])
            stored = [each.instruction for each in self._commands[stage.number] if each.onbuild]
            for instruction in (*stage.copy_instructions, *stored):
                found.extend(self._stages.source_stages(instruction))
            self._origins[stage.number] = tuple([each.number for each in found])
            waiting.extend(found)
        return None

    def _learn(self, stage: Stage) -> BuildError | None:
        """Find out what a stage runs: the triggers of its parent, then its own lines."""
        stored: list[Command] | str = []
        if stage.parent is not None:
            stored = self._stored(self._stages.stages[stage.parent])
        if isinstance(stored, str):
            return BuildError(stage.from_line.head, stored)
        self._commands[stage.number] = [*stored, *own_commands(self._document, stage)]
        return self._charge(_COST_OF_TRIGGER * len(stored))

    def _stored(self, parent: Stage) -> list[Command] | str:
        if parent.number not in self._triggers:
            found = triggers(self._document, self._stages, parent=parent)
            self._triggers[parent.number] = found
        return self._triggers[parent.number]

    def _count_heirs(self, numbers: Iterable[int], *, kept: Iterable[int]) -> None:
        """Count for each stage who begins with its outcome; where it is kept, that counts too."""
        parents = (self._stages.stages[number].parent for number in numbers)
        self._child_count.update(parent for parent in parents if parent is not None)
        self._child_count.update(kept)

    def _charge(self, count: int) -> BuildError | None:
        """Count what is taken over, so that no file can take for ever."""
        self._inherited += count
        place = self._stages.stages[-1].from_line.head
        return BuildError(place, BUDGET_EXCEEDED) if self._inherited > MOST_INHERITED else None

    def _evaluate(self, stage: Stage) -> BuildError | None:
        """Evaluate a stage whose parent, if it has one, is evaluated."""
        if stage.parent is None:
            state = State.of(stage)
        else:
            state = self._states[stage.parent]
            if self._child_count[stage.parent] > 1:
                error = self._charge(state.size)
                if error:
                    return error
                state = state.child()
            if stage.unknown:
                error = self._charge(len(state.labels))
                if error:
                    return error
                state.doubt(stage.unknown)
        self._states[stage.number] = state
        return self._evaluator.run(stage, state, commands=self._commands[stage.number])
