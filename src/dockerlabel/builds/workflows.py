"""Workflows of GitHub Actions: jobs, steps, matrices, and what they call in the repository.

Local reusable workflows and composite actions are read where they are used, with their inputs;
matrices that are written out are expanded, as GitHub does ("Running variations of jobs").
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from dockerlabel.builds import actions
from dockerlabel.builds.actions import BakeCall, Step
from dockerlabel.builds.expressions import Budget, Outputs, Scope, evaluate, metadata_outputs
from dockerlabel.builds.model import Build, Kind, PathPattern, Place, below
from dockerlabel.builds.text import Text, hole, pattern, plain
from dockerlabel.builds.yaml_nodes import (
    Block,
    Node,
    Scalar,
    YamlFile,
    elements,
    entries,
    get,
    text,
)
from dockerlabel.lazy import regex
from dockerlabel.sources.annotations import SOURCE

_WORKFLOW = regex(r"^\.github/workflows/[^/]+\.ya?ml$")
_ID = regex(r"[\w-]+")
_MAX_JOBS = 256
"""Jobs that a matrix may make, on GitHub too."""

_MAX_DEPTH = 4
"""How deeply actions and workflows call one another; GitHub allows ten."""

_MAX_RUNNING = 50
"""Jobs that wait for the outputs of one another."""

_BUDGET = 100_000
"""Steps and expressions of a repository; a thousand workflows have fewer."""

_Texts = Mapping[str, Text]


class Workflows:
    """The workflows and local actions of a repository, read once for all that they build."""

    def __init__(self, files: Iterable[YamlFile], expected: str) -> None:
        """Read `files`; `expected` is the URL of the expected source, or empty."""
        self.builds: list[Build] = []
        self.bake_calls: list[BakeCall] = []
        self._files = {file.path: file for file in files}
        self._expected = expected
        self._budget = Budget(_BUDGET)
        self.running = 0
        called = set(self._called())
        for file in self._files.values():
            if _WORKFLOW.search(file.path):
                if file.path not in called or _triggers(file) != {"workflow_call"}:
                    self.run_workflow(file, inputs={}, depth=0)
            else:
                self.builds += _container_action(file)

    def scope(self, file: YamlFile) -> Scope:
        """Return the scope of a file before anything of it ran."""
        return Scope(file, self._expected, self._budget)

    def local_file(self, uses: str, *names: str) -> YamlFile | None:
        """Return the file that `uses: ./…` leads to."""
        path = below("", uses)
        wanted = [path, *(f"{path}/{name}".lstrip("/") for name in names)]
        return next((self._files[each] for each in wanted if each in self._files), None)

    def _called(self) -> Iterator[str]:
        for file in self._files.values():
            for job in entries(get(file.root, "jobs")).values():
                uses = text(job, "uses")
                if uses.startswith("./"):
                    yield below("", uses) or ""

    def run_workflow(self, file: YamlFile, *, inputs: _Texts, depth: int) -> _Texts:
        """Read the jobs of a workflow; return its outputs."""
        scope = self.scope(file)._replace(inputs=inputs).with_env(get(file.root, "env"))
        nodes = entries(get(file.root, "jobs"))
        jobs = {name.lower(): _Job(self, node, depth=depth) for name, node in nodes.items()}

        def outputs_of(name: str) -> Outputs | None:
            return jobs[name].outputs(scope) if name in jobs else None

        scope = scope._replace(jobs=outputs_of)
        for job in jobs.values():
            job.run(scope)
        given = entries(get(file.root, "on", "workflow_call", "outputs"))
        return {name.lower(): evaluate(get(each, "value"), scope) for name, each in given.items()}


class _Job:
    """A job, run once for each leg of its matrix."""

    def __init__(self, workflows: Workflows, node: Node, *, depth: int) -> None:
        self._workflows = workflows
        self._node = node
        self._depth = depth
        self._outputs: _Texts = {}
        self._ran = False

    def run(self, scope: Scope) -> None:
        """Run it, unless another job asked for its outputs before."""
        if self._ran or self._workflows.running >= _MAX_RUNNING:
            return
        self._ran = True
        self._workflows.running += 1
        scope = scope.with_env(get(self._node, "env"))
        for leg in matrix_legs(get(self._node, "strategy", "matrix")):
            if scope.budget.take():
                self._run_leg(scope._replace(matrix=leg))
        self._workflows.running -= 1

    def outputs(self, scope: Scope) -> Outputs:
        """Return its outputs, as its last leg leaves them; it runs first if it did not run yet."""
        self.run(scope)
        return self._outputs.get

    def _run_leg(self, scope: Scope) -> None:
        uses = text(self._node, "uses")
        step = Step(self._node, scope)
        if not uses:
            scope = _Steps(self._workflows, scope, depth=self._depth).run(get(self._node, "steps"))
            outputs = entries(get(self._node, "outputs"))
            self._outputs = {name.lower(): evaluate(node, scope) for name, node in outputs.items()}
        elif uses.startswith("./"):
            file = self._workflows.local_file(uses)
            if file is not None and self._depth < _MAX_DEPTH:
                declared = get(file.root, "on", "workflow_call", "inputs")
                inputs = _inputs(step, declared, defaults=self._workflows.scope(file))
                depth = self._depth + 1
                self._outputs = self._workflows.run_workflow(file, inputs=inputs, depth=depth)
        elif called := actions.GITHUB_BUILDER.fullmatch(step.action):
            if called[1] == "bake":
                self._workflows.bake_calls.append(actions.bake_call_of(step))
            elif build := actions.github_builder_of(step):
                self._workflows.builds.append(build)


class _Steps:
    """Steps that run one after another, in a job or in a composite action."""

    def __init__(self, workflows: Workflows, scope: Scope, *, depth: int) -> None:
        self._workflows = workflows
        self._scope = scope
        self._depth = depth
        self._outputs: dict[str, Outputs] = {}
        self._checkouts: dict[str, bool] = {}

    def run(self, steps: Node | None) -> Scope:
        """Run them; return the scope after the last."""
        self._scope = self._scope._replace(steps=self._outputs, step_ids=_step_ids(steps))
        for node in elements(steps):
            if not self._scope.budget.take():
                break
            step = Step(node, self._scope.with_env(get(node, "env")), self._checkouts)
            outputs = self._run(step)
            if outputs and (id_ := text(node, "id").lower()):
                self._outputs[id_] = outputs
        return self._scope

    def _run(self, step: Step) -> Outputs | None:
        name, workflows = step.action, self._workflows
        if name in actions.METADATA_ACTIONS:
            metadata = actions.metadata_of(step)
            self._scope = self._scope._replace(metadata=(*self._scope.metadata, metadata))
            return metadata_outputs(metadata, step.place)
        if name in actions.BUILD_ACTIONS:
            workflows.builds += filter(None, (actions.build_of(step),))
        elif name in actions.BAKE_ACTIONS:
            workflows.bake_calls.append(actions.bake_call_of(step))
        elif name == actions.BUILDAH:
            workflows.builds += actions.buildah_of(step)
        elif name == "actions/checkout":
            self._check_out(step)
        elif name.startswith("./"):
            return self._run_composite(step)
        else:
            workflows.bake_calls += filter(None, (actions.bake_call_in(step),))
            return _script_outputs(step)
        return None

    def _check_out(self, step: Step) -> None:
        folder = below("", pattern(step.value("path")))
        repository = plain(step.value("repository"))
        if folder is not None:
            own = repository is None or not repository or not step.scope.expected
            own = own or step.scope.expected.lower().endswith(f"/{repository}".lower())
            self._checkouts[folder] = own or self._checkouts.get(folder, False)

    def _run_composite(self, step: Step) -> Outputs | None:
        file = self._workflows.local_file(text(step.node, "uses"), "action.yml", "action.yaml")
        if file is None or self._depth >= _MAX_DEPTH:
            return None
        scope = self._workflows.scope(file)
        inputs = _inputs(step, get(file.root, "inputs"), defaults=scope)
        scope = scope._replace(inputs=inputs, env=step.scope.env, metadata=step.scope.metadata)
        steps = _Steps(self._workflows, scope, depth=self._depth + 1)
        steps._checkouts = self._checkouts
        after = steps.run(get(file.root, "runs", "steps"))
        self._scope = self._scope._replace(metadata=after.metadata)
        return lambda name: evaluate(get(file.root, "outputs", name, "value"), after) or None


def _step_ids(steps: Node | None) -> frozenset[str] | None:
    """Return the ids of steps in lower case; None if one is not written out."""
    nodes = elements(steps)
    ids = [text(node, "id") for node in nodes if get(node, "id")]
    if not all(isinstance(node, Block) for node in nodes) or not all(map(_ID.fullmatch, ids)):
        return None
    return frozenset(id_.lower() for id_ in ids)


def _script_outputs(step: Step) -> Outputs | None:
    """Return the outputs of a script that mentions the label: it computes it."""
    for node in (get(step.node, "run"), get(step.node, "with", "script")):
        if isinstance(node, Scalar) and SOURCE in node.text:
            return lambda name: hole(f"a script computes `{name}`", step.place)
    return None


def _inputs(step: Step, declared: Node | None, *, defaults: Scope) -> _Texts:
    """Return the inputs that a step or a job gives to what it calls, and the defaults."""
    known, given = entries(declared), entries(get(step.node, "with"))
    return {
        **{name.lower(): evaluate(get(node, "default"), defaults) for name, node in known.items()},
        **{name.lower(): evaluate(node, step.scope) for name, node in given.items()},
    }


def _triggers(file: YamlFile) -> set[str]:
    on = get(file.root, "on")
    if isinstance(on, Scalar):
        return {on.text}
    return {each.text for each in elements(on) if isinstance(each, Scalar)} or {*entries(on)}


def _container_action(file: YamlFile) -> Iterator[Build]:
    """Yield the build of an action that runs in a container of its own."""
    image = get(file.root, "runs", "image")
    if text(file.root, "runs", "using").lower() != "docker" or not isinstance(image, Scalar):
        return
    path = below(file.path.rpartition("/")[0], image.text)
    if path is not None and "://" not in image.text:
        place = Place(file.path, image.line, image.span)
        yield Build(place, Kind.ACTION, PathPattern((path,)), publishes=False)


Leg = Mapping[str, Node]


def matrix_legs(matrix: Node | None) -> list[Leg]:
    """Return the legs of a matrix, without the values that are not written out."""
    lists = {name: elements(node) for name, node in entries(matrix).items() if elements(node)}
    axes = {name: each for name, each in lists.items() if name not in {"include", "exclude"}}
    included = get(matrix, "include")
    legs = list(islice(product(*axes.values()), _MAX_JOBS + 1)) if axes else []
    if len(legs) > _MAX_JOBS:
        return [{}]
    excluded = [entries(each) for each in elements(get(matrix, "exclude"))]
    found = [dict(zip(axes, leg, strict=True)) for leg in legs]
    found = [leg for leg in found if not any(_agrees(leg, each) for each in excluded if each)]
    for each in elements(included)[:_MAX_JOBS]:
        _include(found, entries(each), axes=axes)
    computed = included is not None and not elements(included)
    return [*found, {}] if computed or not found else [*found]


def _include(legs: list[dict[str, Node]], added: Leg, *, axes: Mapping[str, object]) -> None:
    """Add an entry of `include` to all legs whose own values it leaves alone; else make a leg."""
    own = {name: node for name, node in added.items() if name in axes}
    fitting = [leg for leg in legs if axes and set(axes) <= set(leg) and _agrees(leg, own)]
    for leg in fitting:
        leg.update(added)
    if not fitting:
        legs.append(dict(added))


def _agrees(leg: Leg, values: Leg) -> bool:
    """Return whether a leg has all of some values."""
    return all(name in leg and _same(leg[name], node) for name, node in values.items())


def _same(one: Node, other: Node) -> bool:
    if isinstance(one, Block) and isinstance(other, Block):
        return _agrees(one.values, other.values)
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return one.text == other.text
    return False
