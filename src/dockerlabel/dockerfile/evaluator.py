"""Runs one stage: the triggers that its parent stored with ONBUILD, then its own instructions."""

import re
from collections.abc import Iterable

from dockerlabel.dockerfile.expansion import Expansion, Scope, expand
from dockerlabel.dockerfile.instructions import arguments, flag_values
from dockerlabel.dockerfile.nodes import BuildError, Instruction, Pair
from dockerlabel.dockerfile.parser import parse_trigger
from dockerlabel.dockerfile.stage_checks import (
    copy_order_error,
    copy_reference_error,
    copy_source_error,
)
from dockerlabel.dockerfile.stages import SCRATCH, BuildOptions, Stage, Stages
from dockerlabel.dockerfile.substitution import Lookup, Variable
from dockerlabel.document import Document
from dockerlabel.lazy import NamedTuple, regex

_SETTERS = frozenset({"ARG", "ENV", "LABEL"})
_WITHOUT_EFFECT = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN", "SHELL"})
_EXPANDED = frozenset({"ADD", "COPY", "EXPOSE", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
_LISTS = frozenset({"ADD", "COPY", "EXPOSE", "VOLUME"})
_EXPANDED_FLAGS = ("chown", "chmod", "checksum")

_COMPUTED = regex("[$'\"\\\\`]")
_LEADING_TABS = regex(r"^\t+", re.MULTILINE)
_ONBUILD = regex(r"[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*", re.IGNORECASE)


class Command(NamedTuple):
    """An instruction to evaluate in a stage, and the document in which its places lie.

    `onbuild` is the line of the parent stage that stored it, if it is a trigger.
    """

    instruction: Instruction
    document: Document
    onbuild: Instruction | None = None


class ImageLabel(NamedTuple):
    """A label of an image, and where it comes from.

    `instruction` is the LABEL that sets it, or the ONBUILD of a parent stage (`from_trigger`),
    `pair` its name and value there, `stage` the number of the stage in which it was set. `unset`
    holds the variables of the value that are not set. `unknown` says why a plain build elsewhere
    may give another value; it is empty if none may.
    """

    key: str
    value: str
    stage: int
    instruction: Instruction
    pair: Pair
    unset: tuple[str, ...]
    unknown: str
    from_trigger: bool


def own_commands(document: Document, stage: Stage) -> list[Command]:
    """Return what a stage's own lines run, in order, as far as it can set a label or fail."""
    return [Command(each, document) for each in stage.instructions if _has_effect(each)]


def _has_effect(instruction: Instruction) -> bool:
    """Return whether an instruction sets anything, copies files, or has words that may fail."""
    if instruction.keyword in _SETTERS or instruction.flags:
        return True
    if instruction.keyword in _WITHOUT_EFFECT:
        return False
    return bool(instruction.heredocs or _COMPUTED.search(instruction.line.text))


def triggers(document: Document, stages: Stages, *, parent: Stage) -> list[Command] | str:
    """Return what a stage stored with ONBUILD: its children run that before their own lines.

    If one of the triggers cannot be read, it is the message with which each child fails.
    """
    commands: list[Command] = []
    for line in parent.instructions:
        if line.keyword == "ONBUILD":
            stored = parse_trigger(_stored_text(line, document))
            if isinstance(stored, BuildError):
                return stored.message
            own_document, trigger = stored
            message = copy_source_error(stages, trigger) or copy_reference_error(stages, trigger)
            if message:
                return message
            commands.append(Command(trigger, own_document, line))
    return commands


def _stored_text(line: Instruction, document: Document) -> str:
    """Return what ONBUILD stores of its line: the rest of it, and its here-documents."""
    text = _ONBUILD.sub("", line.line.text, count=1)
    bodies = [f"\n{each.body.of(document.text)}{each.name}" for each in line.heredocs]
    return text + "".join(bodies)


class State:
    """A stage while it is evaluated: its variables, its labels, and those that were overridden."""

    __slots__ = ("base", "labels", "overridden", "scope")

    def __init__(self, scope: Scope, base: str | None) -> None:
        """Begin with an image that is known by its name at most; None: scratch."""
        self.scope = scope
        self.base = base
        self.labels: dict[str, ImageLabel] = {}
        self.overridden: list[ImageLabel] = []

    @classmethod
    def of(cls, stage: Stage) -> "State":
        """Return the state in which a stage begins that is built from an image outside."""
        if stage.base == SCRATCH:
            return cls(Scope(stage.unknown), None)
        named = f"the base image {stage.base}" if stage.base else "the base image"
        return cls(Scope(f"{named} may set it"), stage.base)

    @property
    def size(self) -> int:
        """How much a stage inherits that is built from this one."""
        return self.scope.size + len(self.labels) + len(self.overridden)

    def child(self) -> "State":
        """Return the state in which a stage begins that is built from this one."""
        child = State(self.scope.child(), self.base)
        child.labels = dict(self.labels)
        child.overridden = list(self.overridden)
        return child

    def mark_unknown(self, why: str) -> None:
        """Mark all labels, as another build may have another base."""
        self.labels = {
            key: each._replace(unknown=each.unknown or f"the base differs: {why}")
            for key, each in self.labels.items()
        }


class Evaluator:
    """Runs the commands of stages, for one build."""

    __slots__ = ("_escape", "_options", "_stages")

    def __init__(self, stages: Stages, options: BuildOptions, *, escape: str) -> None:
        """Take the stages of a file, and the options of the build."""
        self._stages = stages
        self._options = options
        self._escape = escape

    def run(self, stage: Stage, state: State, *, commands: Iterable[Command]) -> BuildError | None:
        """Run the commands of a stage on its state; return the error that ends the build."""
        state.scope.begin(self._options.platform.os)
        for command in commands:
            keyword = command.instruction.keyword
            message = ""
            if keyword == "LABEL":
                message = self._label(state, command, stage=stage)
            elif keyword == "ENV":
                message = self._env(state.scope, command.instruction)
            elif keyword == "ARG":
                message = self._arg(state.scope, command.instruction)
            elif keyword in _EXPANDED:
                message = self._check(state.scope, command, stage=stage)
            if message:
                place = stage.from_line if command.onbuild else command.instruction
                return BuildError(place.head, message)
        return None

    def _label(self, state: State, command: Command, *, stage: Stage) -> str:
        found: list[ImageLabel] = []
        line, is_trigger = command.onbuild or command.instruction, command.onbuild is not None
        for place, pair in zip(_places(command), command.instruction.pairs, strict=True):
            key, value = self._expanded(state.scope, pair)
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
            name, value = self._expanded(scope, pair)
            if value.error:
                return value.error
            found.append((name.text, Variable(value.text, name.unknown or value.unknown)))
        for key, variable in found:
            scope.set_env(key, variable)
        return ""

    def _expanded(self, scope: Scope, pair: Pair) -> tuple[Expansion, Expansion]:
        """Expand a name and its value; an error of the name is also an error of the value."""
        name = expand(pair.name, scope.lookup, escape=self._escape)
        if name.error:
            return name, name
        return name, expand(pair.value or "", scope.lookup, escape=self._escape)

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

    def _check(self, scope: Scope, command: Command, *, stage: Stage) -> str:
        """Check an instruction that sets no label, but may end the build."""
        message = _words_error(command, scope.lookup, escape=self._escape)
        if message or not command.instruction.flags:
            return message
        return copy_order_error(self._stages, stage, instruction=command.instruction)


def _places(command: Command) -> tuple[Pair, ...]:
    """Return the pairs of a LABEL at their places in the line of the file that carries it.

    A trigger is read a second time, always with a backslash as its escape. If that gives other
    pairs, the whole line is the place of each.
    """
    line, pairs = command.onbuild, command.instruction.pairs
    if line is None:
        return pairs
    if line.trigger and len(line.trigger.pairs) == len(pairs):
        return line.trigger.pairs
    end = len(line.line.text)
    return tuple(Pair(pair.name, pair.value, 0, 0, end, pair.separator) for pair in pairs)


def _words_error(command: Command, lookup: Lookup, *, escape: str) -> str:
    instruction = command.instruction
    words = _expanded_words(instruction) if _COMPUTED.search(instruction.line.text) else []
    for word in words:
        error = expand(word, lookup, escape=escape).error
        if error:
            return error
    for heredoc in instruction.heredocs:
        if heredoc.expand:
            body = heredoc.body.of(command.document.text)
            if heredoc.strip_tabs:
                body = _LEADING_TABS.sub("", body)
            error = expand(body, lookup, escape="\\", quotes=False).error
            if error:
                return error
    return ""


def _expanded_words(instruction: Instruction) -> list[str]:
    if instruction.keyword not in _LISTS:
        return [instruction.text]
    flags = [value for name in _EXPANDED_FLAGS for value in flag_values(instruction, name)]
    words = arguments(instruction)
    if any("<<" in word for word in words):
        from dockerlabel.dockerfile.heredocs import is_heredoc  # noqa: PLC0415 - start-up

        words = [word for word in words if not is_heredoc(word)]
    return flags + words
