"""What build definitions say: builds, the Dockerfiles they read, and the source label they set.

Which files are definitions is known by their names alone.
"""

import re
from enum import Enum
from functools import lru_cache

from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

MAX_BYTES = 1 << 20
"""What is larger is not read: nobody can know what it sets."""


class Place(NamedTuple):
    """Where something is written: `path` from the repository's root, `line` from one."""

    path: str
    line: int
    span: Span

    def __str__(self) -> str:
        """Return it for a message."""
        return f"{self.path}:{self.line}"


class NotSet(NamedTuple):
    """The build does not set the source label; `why` if that is a mistake."""

    why: str = ""


class Literal(NamedTuple):
    """The build sets a known text.

    `replaceable` says that the span of `place` is the value and nothing else, so that another one
    can be written there. `computed` says that expressions gave it.
    """

    value: str
    place: Place
    replaceable: bool = False
    computed: bool = False


class ThisRepository(NamedTuple):
    """The build sets the web address of the repository that it runs in."""

    place: Place


class Unknown(NamedTuple):
    """The build sets the label, or may set it, to something that files do not show."""

    why: str
    place: Place


Setting = NotSet | Literal | ThisRepository | Unknown


class Kind(Enum):
    """What kind of file defines a build; the value is the word of reports."""

    WORKFLOW = "workflow"
    BAKE = "bake"
    COMPOSE = "compose"
    GORELEASER = "goreleaser"
    SCRIPT = "script"
    ACTION = "action"
    """A container action: the runner builds its image, and nobody pushes it."""
    DEVCONTAINER = "devcontainer"
    """The editor builds it."""


_NAMES = {
    Kind.WORKFLOW: regex(r"^\.github/workflows/[^/]+\.ya?ml$"),
    Kind.ACTION: regex(r"^(?:\.github/actions/.+/)?action\.ya?ml$"),
    Kind.BAKE: regex(r"(?:^|/)[^/]*bake[^/]*\.(?:hcl|json)$"),
    Kind.COMPOSE: regex(r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$"),
    Kind.GORELEASER: regex(r"(?:^|/)(?:\.?goreleaser(?:[._-][^/]*)?|goreleaser/[^/]+)\.ya?ml$"),
    Kind.DEVCONTAINER: regex(r"(?:^|/)\.?devcontainer\.json$"),
    Kind.SCRIPT: regex(
        r"(?:^|/)(?:[^/]+\.(?:sh|mk)|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|Jenkinsfile"
        r"|package\.json"
        r"|\.gitlab-ci\.yml|\.circleci/config\.yml|cloudbuild[^/]*\.ya?ml)$"
    ),
}
_WITH_VALUES = frozenset({Kind.WORKFLOW, Kind.ACTION, Kind.BAKE, Kind.COMPOSE, Kind.GORELEASER})


def definition_kind(path: str) -> Kind | None:
    """Return what kind of definition a path of the repository is by its name, if it is one."""
    return next((kind for kind, names in _NAMES.items() if names.search(path)), None)


def has_values(path: str) -> bool:
    """Return whether a path names a definition whose values are checked, unlike a script's."""
    return definition_kind(path) in _WITH_VALUES


class Fit(Enum):
    """Whether a build reads a Dockerfile."""

    NO = 0
    POSSIBLE = 1
    CERTAIN = 2


class PathPattern(NamedTuple):
    """The Dockerfile of a build, from the repository's root.

    `*` is the value of an expression: any text, slashes included. With several `alternatives`
    the build reads one of them. `written` says that the file spells the path out; one that comes
    from a matrix or from inputs can be exact without being written.
    """

    alternatives: tuple[str, ...]
    written: bool = True

    def fit(self, path: str) -> Fit:
        """Return whether the build reads a Dockerfile."""
        if path in self.alternatives:
            return Fit.CERTAIN
        patterns = [each for each in self.alternatives if "*" in each]
        patterns += [each[2:] for each in patterns if each.startswith("*/")]  # `*` may be `.`
        return Fit.POSSIBLE if any(_compiled(each).fullmatch(path) for each in patterns) else Fit.NO


class Build(NamedTuple):
    """One image that a build definition describes.

    `target` is the stage, None for the last one, `*` for one that nobody can know. `publishes` is
    None if the file does not say; such a build never counts against a Dockerfile. `images` are
    the names it is pushed under, without tags, `*` as in paths. `bases` are images
    that the Dockerfile names and that the same definition builds. `annotated` says that the source
    is given as an annotation. `unused_labels` is the expression for the labels of
    docker/metadata-action, which ran and whose labels this build does not take.
    """

    place: Place
    kind: Kind
    dockerfile: PathPattern
    source: Setting = NotSet()
    publishes: bool | None = None
    target: str | None = None
    name: str = ""
    images: tuple[str, ...] = ()
    bases: tuple[tuple[str, PathPattern], ...] = ()
    annotated: bool = False
    unused_labels: str = ""

    @property
    def sets_source(self) -> bool:
        """Whether the image certainly gets the label."""
        return isinstance(self.source, Literal | ThisRepository)

    @property
    def source_value(self) -> str:
        """The known text that the label is set to; empty without one."""
        return self.source.value if isinstance(self.source, Literal) else ""

    @property
    def source_place(self) -> Place:
        """Where the label is set; where the build is defined if it is not."""
        return self.place if isinstance(self.source, NotSet) else self.source.place

    def fit(self, path: str) -> Fit:
        """Return whether the build reads a Dockerfile, whatever the stage."""
        return self.dockerfile.fit(path)

    def fit_stage(self, path: str, stage: str, *, last: bool) -> Fit:
        """Return whether the build makes the image of a stage; stages without a name are empty."""
        fit = self.fit(path)
        if self.target is None:
            return fit if last else Fit.NO
        if "*" in self.target:
            return Fit.NO if fit is Fit.NO else Fit.POSSIBLE
        return fit if self.target.lower() == stage else Fit.NO


def below(folder: str, path: str) -> str | None:
    """Return the plain form of a path that is relative to a folder of the repository.

    None if it leads out of the repository. What `..` takes back from a `*` may be anything.
    """
    parts: list[str] = []
    for part in f"{folder}/{path}".split("/") if not path.startswith("/") else path.split("/"):
        if part == "..":
            if not parts:
                return None
            if "*" in parts[-1]:
                parts[-1] = "*"
            else:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    from dockerlabel.config.gitignore import glob  # noqa: PLC0415 - start-up: few paths have a `*`

    return glob([re.escape(piece) for piece in pattern.split("*")])
