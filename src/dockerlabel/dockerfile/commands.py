"""What a stage runs: the triggers that its parent stored, then its own instructions."""

import re

from dockerlabel.dockerfile.instructions import arguments, flag_values
from dockerlabel.dockerfile.nodes import BuildError, Instruction, Pair
from dockerlabel.dockerfile.operators import Lookup
from dockerlabel.dockerfile.parser import parse_trigger
from dockerlabel.dockerfile.stage_checks import copy_origin_error
from dockerlabel.dockerfile.stages import Stage, Stages
from dockerlabel.dockerfile.variables import expand
from dockerlabel.document import Document
from dockerlabel.regex import regex
from dockerlabel.values import NamedTuple

_COMPUTED = regex("[$'\"\\\\`]")
_LEADING_TABS = regex(r"^\t+", re.MULTILINE)
_ONBUILD = regex(r"[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*", re.IGNORECASE)
_SETTERS = frozenset({"ARG", "ENV", "LABEL"})
_WITHOUT_EFFECT = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD", "RUN", "SHELL"})
_LISTS = frozenset({"ADD", "COPY", "EXPOSE", "VOLUME"})
_EXPANDED_FLAGS = ("chown", "chmod", "checksum")


class Command(NamedTuple):
    """An instruction to evaluate in a stage, and the document in which its places lie.

    `onbuild` is the line of the parent stage that stored it, if it is a trigger.
    """

    instruction: Instruction
    document: Document
    onbuild: Instruction | None = None


def own_commands(document: Document, stage: Stage) -> list[Command]:
    """Return what a stage's own lines run, in order, as far as it can set a label or fail."""
    return [Command(each, document) for each in stage.instructions if _counts(each)]


def _counts(instruction: Instruction) -> bool:
    """Tell whether an instruction sets anything, takes files, or holds words that may fail."""
    if instruction.keyword in _SETTERS or instruction.flags:
        return True
    if instruction.keyword in _WITHOUT_EFFECT:
        return False
    return bool(instruction.heredocs or _COMPUTED.search(instruction.line.text))


def triggers(document: Document, stages: Stages, *, parent: Stage) -> list[Command] | str:
    """Return what a stage stored with ONBUILD: its children run that before their own lines.

    Where one of the triggers can not be read, its message: each child fails with it.
    """
    commands: list[Command] = []
    for line in parent.instructions:
        if line.keyword == "ONBUILD":
            stored = parse_trigger(_stored_text(line, document))
            if isinstance(stored, BuildError):
                return stored.message
            own_document, trigger = stored
            message = copy_origin_error(stages, trigger)
            if message:
                return message
            commands.append(Command(trigger, own_document, line))
    return commands


def words_error(command: Command, lookup: Lookup, *, escape: str) -> str:
    """Return why the words or the here-documents of an instruction can not be expanded."""
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
    """Return the words that are expanded when the instruction runs, in the builder's order."""
    keyword = instruction.keyword
    if keyword in _LISTS:
        flags = [value for name in _EXPANDED_FLAGS for value in flag_values(instruction, name)]
        words = arguments(instruction)
        if any("<<" in word for word in words):
            from dockerlabel.dockerfile.heredocs import is_heredoc  # noqa: PLC0415 - start-up

            words = [word for word in words if not is_heredoc(word)]
        return flags + words
    return [instruction.text]


def _stored_text(line: Instruction, document: Document) -> str:
    """Return what ONBUILD stores of its line: the rest of it, and its here-documents."""
    text = _ONBUILD.sub("", line.line.text, count=1)
    bodies = [f"\n{each.body.of(document.text)}{each.name}" for each in line.heredocs]
    return text + "".join(bodies)


def places(command: Command) -> tuple[Pair, ...]:
    """Return where the pairs of a LABEL stand in the line that carries it in the file.

    A trigger is read a second time, always with a backslash as its escape. Where that gives other
    pairs, the whole line is the place of each.
    """
    line, pairs = command.onbuild, command.instruction.pairs
    if line is None:
        return pairs
    if line.trigger and len(line.trigger.pairs) == len(pairs):
        return line.trigger.pairs
    end = len(line.line.text)
    return tuple(Pair(pair.name, pair.value, 0, 0, end, pair.separator) for pair in pairs)
