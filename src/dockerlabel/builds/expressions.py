"""Expressions of GitHub Actions, as far as files show what they give.

Read are contexts whose values follow from the expected source, `env`, `matrix`, `inputs`, and
outputs of earlier steps and jobs ("Contexts reference" of GitHub's documentation). Anything else is
a hole.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from dockerlabel.builds.model import Place
from dockerlabel.builds.text import Hole, Metadata, Piece, Text, hole, is_large, plain, substituted
from dockerlabel.builds.yaml_nodes import Node, YamlFile, entries
from dockerlabel.lazy import NamedTuple, regex

_EXPRESSION = regex(r"\$\{\{((?:(?!\$\{\{).)*?)\}\}")
_LITERAL = regex(r"true|false|'(?:[^']|'')*'")
_INDEX = regex(r"\[\s*'([^'\[\]]*)'\s*\]")
_FORMAT = regex(r"format\(\s*'([^']*)'\s*((?:,[^(),']*)+)\)")
_JSON_LABELS = regex(r"fromjson\(([^()]*)\)\.labels(\.[a-z.]+)?")
_OUTPUT = regex(r"[\w.-]+")
_STEP_OUTPUT = regex(r"steps\.([\w-]+)\.outputs\.[\w-]+")
_METADATA_VARIABLE = "docker_metadata_output_"

Outputs = Callable[[str], Text | None]
"""The outputs of a step or a job by their names in lower case; None: nobody can know it."""


class Budget:
    """How many steps and expressions may still be read, so that no file takes long."""

    def __init__(self, left: int) -> None:
        """Begin with `left` of them."""
        self._left = left

    def take(self) -> bool:
        """Return whether one more may be read."""
        self._left -= 1
        return self._left >= 0


class Scope(NamedTuple):
    """What an expression can refer to.

    `file` is where it is written. `expected` is the URL of the expected source, or empty. `env`
    holds the variables of step, job and workflow with their files, the nearest first. Ids and names
    of `inputs`, `steps` and `jobs` are in lower case. `metadata` are the steps of
    docker/metadata-action that ran in the job. `step_ids` are the ids of all steps of the job, in
    lower case, None if they are not known.
    """

    file: YamlFile
    expected: str
    budget: Budget
    env: tuple[tuple[YamlFile, Node | None], ...] = ()
    matrix: Mapping[str, Node] = {}
    inputs: Mapping[str, Text] = {}
    steps: Mapping[str, Outputs] = {}
    jobs: Callable[[str], Outputs | None] = lambda _job: None
    metadata: tuple[Metadata, ...] = ()
    step_ids: frozenset[str] | None = None

    def with_env(self, node: Node | None) -> "Scope":
        """Return the scope below an `env:` of the same file."""
        return self._replace(env=((self.file, node), *self.env)) if node else self


def evaluate(node: Node | None, scope: Scope) -> Text:
    """Return what a scalar gives; nothing for anything but a scalar."""

    def replace(match: re.Match[str], place: Place) -> Text:
        return _value(match[1].strip(), scope, place=place)

    return substituted(node, scope.file, pattern=_EXPRESSION, replace=replace)


def _value(source: str, scope: Scope, *, place: Place) -> Text:
    """Return what an expression gives; letter case and the form of an index do not matter."""
    name = _INDEX.sub(r".\1", source).lower()
    if not scope.budget.take():
        return hole("more expressions than are read", place)
    known = github_context(scope.expected).get(name)
    if _LITERAL.fullmatch(source):
        known = source.removeprefix("'").removesuffix("'").replace("''", "'")
    elif known is None and (call := _FORMAT.fullmatch(name)):
        known = _formatted(call[1], call[2], place=place, scope=scope)
    if known is not None:
        return (Piece(known, place, computed=True),)
    found = _looked_up(name, scope, place=place)
    if found is None or is_large(found):
        return (Piece("", place, hole=Hole(f"`${{{{ {source} }}}}`", empty=_empty(name, scope))),)
    # What it refers to may be used elsewhere, too: no edit of it would change this value alone.
    return tuple([piece._replace(exact=False) for piece in found])


def _empty(name: str, scope: Scope) -> str:
    """Return why an expression is certainly empty: GitHub reports no step that does not exist."""
    step = _STEP_OUTPUT.fullmatch(name)
    if step is None or scope.step_ids is None or step[1] in scope.step_ids:
        return ""
    return f"no step of the job has the id `{step[1]}`"


def _looked_up(name: str, scope: Scope, *, place: Place) -> Text | None:
    if labels := _JSON_LABELS.search(name):
        return _from_json(labels[1].strip(), labels[2] or "", place=place, scope=scope)
    context, _, rest = name.partition(".")
    match context:
        case "env":
            return _variable(rest, scope, place=place)
        case "matrix":
            value = _without_case(scope.matrix, rest.split("."))
            return evaluate(value, scope._replace(matrix={})) if value else None
        case "inputs":
            return scope.inputs.get(rest)
        case "steps" | "needs" | "jobs":
            id_, _, output = rest.partition(".outputs.")
            outputs = scope.steps.get(id_) if context == "steps" else scope.jobs(id_)
            return outputs(output) if outputs else None
    return None


def _without_case(values: Mapping[str, Node], names: list[str]) -> Node | None:
    """Return what is under some keys, one below the other, without regard to letter case."""
    found: Node | None = None
    for name in names:
        found = next((each for key, each in values.items() if key.lower() == name), None)
        values = entries(found)
    return found


def _variable(name: str, scope: Scope, *, place: Place) -> Text | None:
    """Return a variable as the nearest `env:` sets it, which sees those around it."""
    for index, (file, node) in enumerate(scope.env):
        if (value := _without_case(entries(node), [name])) is not None:
            # An action sees variables of the job that calls it, which has other steps.
            ids = scope.step_ids if file is scope.file else None
            outer = scope._replace(file=file, env=scope.env[index + 1 :], step_ids=ids)
            return evaluate(value, outer)
    if name.startswith(_METADATA_VARIABLE) and scope.metadata:
        output = name.removeprefix(_METADATA_VARIABLE).replace("_", "-")
        return metadata_outputs(scope.metadata[-1], place)(output)
    return None


def _from_json(json: str, key: str, *, place: Place, scope: Scope) -> Text | None:
    """Return the labels, or one of them, in docker/metadata-action's output `json`."""
    for piece in _looked_up(json, scope, place=place) or ():
        if piece.hole and piece.hole.output == "json" and piece.hole.metadata:
            return metadata_outputs(piece.hole.metadata, place)(key[1:] or "labels")
    return None


def metadata_outputs(metadata: Metadata, place: Place) -> Outputs:
    """Return the outputs of docker/metadata-action; that under the label's key is its value."""

    def output(name: str) -> Text | None:
        is_name = _OUTPUT.fullmatch(name)
        return hole(f"output `{name}`", place, output=name, metadata=metadata) if is_name else None

    return output


def _formatted(template: str, arguments: str, *, place: Place, scope: Scope) -> str | None:
    """Return what `format` gives if all its arguments are known."""
    for index, argument in enumerate(arguments[1:].split(",")):
        value = plain(_value(argument.strip(), scope, place=place))
        if value is None:
            return None
        template = template.replace(f"{{{index}}}", value)
    return template


@lru_cache(maxsize=8)
def github_context(expected: str) -> Mapping[str, str]:
    """Return the values of the `github` context that the expected source gives."""
    server, _, repository = expected.removeprefix("https://").partition("/")
    owner, _, name = repository.partition("/")
    if not name:
        return {}
    event = "github.event.repository."
    return {
        "github.server_url": f"https://{server}",
        "github.repository": repository,
        "github.repository_owner": owner,
        "github.repositoryurl": f"git://{server}/{repository}.git",
        event + "html_url": expected,
        event + "full_name": repository,
        event + "name": name,
        event + "owner.login": owner,
        event + "clone_url": f"{expected}.git",
        event + "git_url": f"git://{server}/{repository}.git",
        event + "ssh_url": f"git@{server}:{repository}.git",
    }
