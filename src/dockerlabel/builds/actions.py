"""What the inputs of actions mean: the build that a step runs, and the labels that it is given.

Inputs are read of docker/build-push-action, docker/bake-action, docker/metadata-action and
docker/github-builder (`action.yml` and `src/context.ts`, `.github/workflows/build.yml`), and of
actions that took them over.
"""

from collections.abc import Mapping

from dockerlabel.builds.expressions import Scope, evaluate
from dockerlabel.builds.model import (
    Build,
    Kind,
    Literal,
    NotSet,
    PathPattern,
    Place,
    Setting,
    ThisRepository,
    Unknown,
    below,
)
from dockerlabel.builds.text import (
    REMOTE_CONTEXT,
    Metadata,
    Text,
    image_names,
    label_lines,
    pattern,
    plain,
    split_lines,
)
from dockerlabel.builds.yaml_nodes import Node, Scalar, get, text
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources.annotations import SOURCE

METADATA_ACTIONS = frozenset({"docker/metadata-action", "crazy-max/ghaction-docker-meta"})
BAKE_ACTIONS = frozenset({"docker/bake-action", "depot/bake-action", "useblacksmith/bake-action"})
HOME_ASSISTANT = "home-assistant/builder/actions/build-image"
_OWNERS = ("docker", "depot", "useblacksmith")
BUILD_ACTIONS = frozenset((HOME_ASSISTANT, *(f"{owner}/build-push-action" for owner in _OWNERS)))
BUILDAH = "redhat-actions/buildah-build"
GITHUB_BUILDER = regex(
    r"docker/github-builder(?:-experimental)?/\.github/workflows/(build|bake)\.ya?ml"
)

_CHANGING = regex(r"\$\{\{(?!\s*env\.)")
"""An expression that another run may evaluate to something else."""

_GIT_CONTEXT = "{{defaultContext}}"
_PUSHING_OUTPUT = regex(r"type=registry|push=(?:true|\*)|push-by-digest=true|^\*$")
_BAKE_COMMAND = regex(r"\bbuildx\s+bake\b")
_BAKE_FILE = regex(r"(?:^|\s)(?:-f|--file)[ =][\"']?([^\s\"'$*]+)")
_BAKE_LABELS = ("bake-file", "bake-file-labels")
_BAKE_ANNOTATIONS = "bake-file-annotations"


class BakeCall(NamedTuple):
    """A step that runs Bake.

    `files` are the files that it names, in their order, and the steps of docker/metadata-action
    whose files are among them; none: Bake's default files in `folder`. `sets` are its lines of
    `--set`.
    """

    place: Place
    files: tuple[str | Metadata, ...]
    folder: str = ""
    sets: tuple[Text, ...] = ()


class Step(NamedTuple):
    """A step of a job, or a job that calls a workflow, and the scope that it is read in.

    `checkouts` leads from folders of the workspace to whether they hold this repository.
    """

    node: Node
    scope: Scope
    checkouts: Mapping[str, bool] = {}

    @property
    def action(self) -> str:
        """The action that it uses, without version."""
        return text(self.node, "uses").partition("@")[0].lower()

    @property
    def place(self) -> Place:
        """Where it says what it runs."""
        for name in ("uses", "run"):
            found = get(self.node, name)
            if isinstance(found, Scalar):
                return Place(self.scope.file.path, found.line, found.span)
        return Place(self.scope.file.path, 1, Span(0, 0))

    def value(self, *names: str) -> Text:
        """Return an input, evaluated: the first of some names that is given."""
        given = (get(self.node, "with", name) for name in names)
        return evaluate(next(filter(None, given), None), self.scope)

    def flag(self, name: str) -> bool | None:
        """Return whether an input is true; None for an expression that nobody can know."""
        known = plain(self.value(name))
        return None if known is None else known.strip().lower() == "true"

    def is_written(self, *names: str) -> bool:
        """Return whether inputs are spelled out, here or as variables of the workflow."""
        written = [text(self.node, "with", name) for name in names]
        known = all(plain(self.value(name)) is not None for name in names)
        return known and not any(_CHANGING.search(each) for each in written)

    def path(self, path: str) -> str | None:
        """Return a path of the workspace as one of the repository; None outside of it."""
        found = below("", path)
        if found is None or not self.checkouts:
            return found
        for folder in sorted(self.checkouts, key=len, reverse=True):
            if not folder or found.startswith(f"{folder}/"):
                return found[len(folder) :].lstrip("/") if self.checkouts[folder] else None
        return found if "*" in found else None


def metadata_of(step: Step) -> Metadata:
    """Read a step of docker/metadata-action: it sets the source label, unless a line does."""
    source = label_lines(step.value("labels"), expected=step.scope.expected)
    match source:
        case NotSet():
            source = ThisRepository(step.place)
        case Literal(value, place) if "{{" in value:
            source = Unknown("a Handlebars template", place)
    images = (
        line[0]._replace(text=line[0].text.removeprefix("name=").partition(",")[0])
        for line in split_lines(step.value("images"))
    )
    return Metadata(
        source,
        images=image_names((each,) for each in images),
        target=pattern(step.value("bake-target")) or "docker-metadata-action",
        expression=f"${{{{ steps.{text(step.node, 'id') or 'ID'}.outputs.labels }}}}",
    )


def build_of(step: Step) -> Build | None:
    """Read a step of docker/build-push-action; None if it builds nothing of the repository."""
    dockerfile = _dockerfile(step)
    if dockerfile is None:
        return None
    preset = ThisRepository(step.place) if step.action == HOME_ASSISTANT else None
    return _build(step, dockerfile, preset=preset)


def _build(step: Step, dockerfile: PathPattern, *, preset: Setting | None) -> Build:
    labels = label_lines(step.value("labels"), expected=step.scope.expected)
    source = preset or labels if isinstance(labels, NotSet) else labels
    if git_labels := _git_labels(step):
        source = git_labels
    metadata = step.scope.metadata if isinstance(source, NotSet) else ()
    return Build(
        step.place,
        Kind.WORKFLOW,
        dockerfile,
        source,
        publishes=_publishes(step),
        target=pattern(step.value("target")) or None,
        name=step.action.rpartition("/")[2],
        images=image_names(map(step.value, ("tags", "image", "meta-images"))),
        annotated=_is_annotated(step),
        unused_labels=metadata[-1].expression if metadata else "",
    )


def _dockerfile(step: Step) -> PathPattern | None:
    """Return the Dockerfile of a build; paths are relative to the workspace or a Git context."""
    context, file = pattern(step.value("context")), pattern(step.value("file"))
    if step.action == HOME_ASSISTANT:
        context = context or "."
    if not context or context.startswith(_GIT_CONTEXT):
        folder = context.removeprefix(_GIT_CONTEXT).removeprefix(":")
        path = below(folder, file or "Dockerfile")
    elif REMOTE_CONTEXT.search(context):
        return None
    else:
        path = step.path(file or f"{context}/Dockerfile")
    return None if path is None else PathPattern((path,), step.is_written("context", "file"))


def _publishes(step: Step) -> bool:
    """Return whether a build pushes; an expression counts as yes."""
    if step.flag("push") is not False:
        return True
    return any(_PUSHING_OUTPUT.search(pattern(line)) for line in split_lines(step.value("outputs")))


def _git_labels(step: Step) -> Unknown | None:
    """Return what `BUILDX_GIT_LABELS` sets: the raw URL of the remote, over all other labels."""
    nodes = (get(node, "BUILDX_GIT_LABELS") for _, node in step.scope.env)
    value = evaluate(next(filter(None, nodes), None), step.scope)
    known = plain(value)
    if not value or (known is not None and known.lower() not in {"1", "true", "full"}):
        return None
    return Unknown("`BUILDX_GIT_LABELS`", value[0].place)


def _is_annotated(step: Step) -> bool:
    """Return whether the image gets the source as an annotation."""
    for line in split_lines((*step.value("annotations"), *step.value("outputs"))):
        hole = line[0].hole
        if SOURCE in pattern(line) or (hole and hole.output == "annotations"):
            return True
    return step.flag("set-meta-annotations") is True


def buildah_of(step: Step) -> tuple[Build, ...]:
    """Read a step of redhat-actions/buildah-build: an image of one or more files, not pushed."""
    files = [pattern(line) for line in split_lines(step.value("containerfiles", "dockerfiles"))]
    context = pattern(step.value("context")) or "."
    paths = [step.path(each) for each in files or [f"{context}/Dockerfile"]]
    source = label_lines(step.value("labels"), expected=step.scope.expected)
    return tuple(
        Build(step.place, Kind.WORKFLOW, PathPattern((path,)), source, publishes=None)
        for path in paths
        if path is not None
    )


def github_builder_of(step: Step) -> Build | None:
    """Read a job that calls docker/github-builder's workflow `build`."""
    context = pattern(step.value("context")) or "."
    if REMOTE_CONTEXT.search(context):
        return None
    file = pattern(step.value("file"))
    names = (below(context, file or "Dockerfile"), below("", file) if file else None)
    paths = tuple(dict.fromkeys(name for name in names if name is not None))
    preset = _meta_labels(step)
    build = _build(step, PathPattern(paths, step.is_written("context", "file")), preset=preset)
    return build._replace(publishes=False) if plain(step.value("output")) == "local" else build


def _meta_labels(step: Step) -> Setting:
    """Return what docker/github-builder's own metadata sets: nothing, unless it is asked to."""
    match step.flag("set-meta-labels"):
        case True:
            own = label_lines(step.value("meta-labels"), expected=step.scope.expected)
            return ThisRepository(step.place) if isinstance(own, NotSet) else own
        case None:
            return Unknown("`set-meta-labels`", step.place)
    return NotSet()


def bake_call_of(step: Step) -> BakeCall:
    """Read a step of docker/bake-action, or a job that calls docker/github-builder's `bake`."""
    files: list[str | Metadata] = []
    for line in split_lines(step.value("files")):
        files += _metadata_files(line) or [pattern(line).removeprefix("cwd://")]
    context = pattern(step.value("workdir", "source", "context")).removeprefix(_GIT_CONTEXT)
    files.append(Metadata(_meta_labels(step), annotated=_is_annotated(step)))
    folder = "" if REMOTE_CONTEXT.search(context) else below("", context.removeprefix(":")) or ""
    return BakeCall(step.place, tuple(files), folder, tuple(split_lines(step.value("set"))))


def bake_call_in(step: Step) -> BakeCall | None:
    """Return how a script runs `docker buildx bake`; options are searched, nothing is parsed."""
    script = evaluate(get(step.node, "run"), step.scope)
    shown = pattern(script)
    if not _BAKE_COMMAND.search(shown):
        return None
    given = _metadata_files(script)
    if "DOCKER_METADATA_OUTPUT_BAKE_FILE" in shown:
        given += step.scope.metadata[-1:]
    return BakeCall(step.place, (*_BAKE_FILE.findall(shown), *given))


def _metadata_files(text: Text) -> list[Metadata]:
    """Return what the Bake files of docker/metadata-action in a text set."""
    found: list[Metadata] = []
    for piece in text:
        if piece.hole and piece.hole.metadata:
            metadata, output = piece.hole.metadata, piece.hole.output
            source = metadata.source if output in _BAKE_LABELS else NotSet()
            found.append(metadata._replace(source=source, annotated=output == _BAKE_ANNOTATIONS))
    return found
