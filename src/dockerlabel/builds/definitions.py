"""From files to builds: what build definitions say, and what all of them build."""

from collections.abc import Iterable, Iterator
from itertools import islice

from dockerlabel.builds.bake import BakeFile
from dockerlabel.builds.bake_files import BakeFiles, read_bake_hcl, read_bake_json
from dockerlabel.builds.compose import compose_builds
from dockerlabel.builds.goreleaser import goreleaser_builds
from dockerlabel.builds.model import (
    Build,
    Kind,
    PathPattern,
    Place,
    Unknown,
    below,
    definition_kind,
)
from dockerlabel.builds.scripts import pushes, script_builds, script_targets
from dockerlabel.builds.workflows import Workflows
from dockerlabel.builds.yaml_nodes import Unreadable, YamlFile, compose
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources.expected import ExpectedSource

_MAX_BUILDS = 5000
"""Nobody can know what further ones set; large repositories have some hundreds."""

_EVALUATED_WORDS = (
    r"build-push-action|bake-action|metadata-action|github-builder|buildah-build|image\.source"
    r"|buildx\s+bake|home-assistant/builder/|uses:\s*[\"']?\./"
)
_EVALUATED = regex(_EVALUATED_WORDS)
"""In workflows that do more than start scripts. Every other one has the word `push` in it."""

_RELEVANT = {
    Kind.WORKFLOW: regex(rf"{_EVALUATED_WORDS}|push|--target"),
    Kind.ACTION: regex(r"using:"),
    Kind.BAKE: regex(r"target"),
    Kind.COMPOSE: regex(r"build"),
    Kind.GORELEASER: regex(r"dockers"),
    Kind.DEVCONTAINER: regex(r"(?i)dockerfile"),
    Kind.SCRIPT: regex(r"image\.source|METADATA_OUTPUT|push|--target|copy"),
}
_EDITOR_DOCKERFILE = regex(r'"docker[fF]ile"\s*:\s*"([^"\\]+)"')


class Definition(NamedTuple):
    """A build definition that was read.

    `content` is what its kind makes of it: the nodes of YAML, a Bake file, or None if there is
    nothing to evaluate. `builds` are those that need no other file. `targets` are stages that a
    script names, `pushes` says whether something in it seems to push images.
    """

    path: str
    kind: Kind
    content: YamlFile | BakeFile | None = None
    builds: tuple[Build, ...] = ()
    targets: frozenset[str] = frozenset()
    pushes: bool = False


class Builds(NamedTuple):
    """All that the build definitions of a repository build.

    `targets` are stages that scripts name. `pushes` says whether any file seems to push images.
    """

    builds: tuple[Build, ...] = ()
    targets: frozenset[str] = frozenset()
    pushes: bool = False


def read_definition(path: str, text: str) -> Definition | None:
    """Read the text of a file; None if it builds nothing, by its name or by its words.

    `path` is relative to the repository's root, with `/`. What cannot be read may set anything.
    """
    kind = definition_kind(path)
    if kind is None or not _RELEVANT[kind].search(text):
        return None
    definition = Definition(path, kind, pushes=kind is not Kind.COMPOSE and pushes(text))
    match kind:
        case Kind.SCRIPT:
            builds = tuple(script_builds(text, path))
            return definition._replace(builds=builds, targets=script_targets(text))
        case Kind.DEVCONTAINER:
            return definition._replace(builds=tuple(_editor_builds(text, path)))
        case Kind.BAKE if path.endswith(".hcl"):
            return definition._replace(content=read_bake_hcl(text, path))
        case Kind.WORKFLOW | Kind.ACTION:
            builds = tuple(script_builds(text, path))
            definition = definition._replace(builds=builds, targets=script_targets(text))
            if kind is Kind.WORKFLOW and not _EVALUATED.search(text):
                return definition if definition.pushes or builds or definition.targets else None
    root = compose(text)
    if isinstance(root, Unreadable):
        return unreadable(path, root.why)
    file = YamlFile(path, text, root)
    return definition._replace(content=read_bake_json(file) if kind is Kind.BAKE else file)


def unreadable(path: str, why: str) -> Definition:
    """Return a definition that may set anything, in the builds of any file."""
    kind = definition_kind(path) or Kind.SCRIPT
    place = Place(path, 1, Span(0, 0))
    build = Build(place, kind, PathPattern(("*",), written=False), Unknown(why, place))
    return Definition(path, kind, builds=(build,), pushes=True)


def builds_of(definitions: Iterable[Definition], expected: ExpectedSource | None) -> Builds:
    """Return what definitions build together, each build once.

    Expressions that give the repository's address are compared with `expected`; without it nobody
    can know them.
    """
    found = tuple(definitions)
    url = expected.url if expected else ""
    builds = dict.fromkeys(islice(_builds(found, url), _MAX_BUILDS))
    if len(builds) == _MAX_BUILDS:
        last = next(reversed(builds))
        any_ = PathPattern(("*",), written=False)
        builds[Build(last.place, last.kind, any_, Unknown("too many builds", last.place))] = None
    return Builds(
        tuple(builds),
        frozenset().union(*(each.targets for each in found)),
        any(each.pushes for each in found) or any(build.publishes for build in builds),
    )


def _builds(definitions: tuple[Definition, ...], url: str) -> Iterator[Build]:
    def files(*kinds: Kind) -> list[YamlFile]:
        contents = (each.content for each in definitions if each.kind in kinds)
        return [content for content in contents if isinstance(content, YamlFile)]

    workflows = Workflows(files(Kind.WORKFLOW, Kind.ACTION), url)
    yield from workflows.builds
    for file in files(Kind.GORELEASER):
        yield from goreleaser_builds(file, expected=url)
    bakes = {each.path: each.content for each in definitions if isinstance(each.content, BakeFile)}
    composes = files(Kind.COMPOSE)
    yield from BakeFiles(bakes, composes, expected=url).builds(workflows.bake_calls)
    yield from compose_builds(composes, expected=url)
    for definition in definitions:
        yield from definition.builds


def _editor_builds(text: str, path: str) -> Iterator[Build]:
    """Yield what an editor builds for development containers."""
    for match in _EDITOR_DOCKERFILE.finditer(text):
        if (dockerfile := below(path.rpartition("/")[0], match[1])) is not None:
            place = Place(path, text.count("\n", 0, match.start()) + 1, Span(*match.span(1)))
            yield Build(place, Kind.DEVCONTAINER, PathPattern((dockerfile,)), publishes=False)
