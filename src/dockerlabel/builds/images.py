"""Images that Dockerfiles build on, and which Dockerfile of the repository makes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from dockerlabel.builds.model import Build, Fit
from dockerlabel.builds.text import image_name
from dockerlabel.dockerfile.image import evaluate
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.dockerfile.stages import BuildOptions, Stage, Stages, copy_sources, read_stages
from dockerlabel.dockerfile.words import labels_named
from dockerlabel.lazy import NamedTuple
from dockerlabel.sources.annotations import SOURCE

MAX_CHAIN = 50
"""Images of a repository that are built one on the other."""

_LOCAL_OWNER = "local-image"
_NAMES_NO_IMAGE = ("#", "label ", "maintainer ")


class Facts(NamedTuple):
    """What is asked of a Dockerfile of the repository.

    `stage` is the name of its last stage, and `base` the image that this is built from, empty if
    there is none or nobody can know. `carries_source` says whether a plain build of that stage has
    a source label of its own, `sets_source` whether any line sets one. `only_base` says that the
    file consists of FROM and ARG. `parts` are the images that other stages use and that files are
    copied from. `sources` leads from the names of stages, None for the last, to the value and line
    of their source labels.
    """

    stage: str = ""
    base: str = ""
    carries_source: bool = False
    sets_source: bool = False
    only_base: bool = False
    parts: tuple[str, ...] = ()
    sources: Mapping[str | None, tuple[str, int]] = {}


def facts_of(dockerfile: Dockerfile) -> Facts:
    """Return what is asked of a Dockerfile; of one that the builder rejects nothing is known."""
    (image,) = evaluate(dockerfile, BuildOptions(), targets=(None,))
    if isinstance(image, BuildError):
        return Facts()
    stages = read_stages(dockerfile, BuildOptions())
    parts = () if isinstance(stages, BuildError) else _parts(stages, image.chain)
    sets_source = any(labels_named(SOURCE, dockerfile.instructions, escape=dockerfile.escape))
    return Facts(
        image.stage.name,
        image.base or "",
        SOURCE in image.labels,
        sets_source,
        has_only_base(dockerfile),
        tuple(dict.fromkeys(parts)),
        dict(_sources(dockerfile, image.stages)) if sets_source else {},
    )


def has_only_base(dockerfile: Dockerfile) -> bool:
    """Return whether a file consists of FROM and ARG."""
    return all(each.keyword in {"FROM", "ARG"} for each in dockerfile.instructions)


def _sources(
    dockerfile: Dockerfile, stages: Sequence[Stage]
) -> Iterator[tuple[str | None, tuple[str, int]]]:
    text = dockerfile.document.text
    targets = (*(each.name for each in stages if each.name), None)
    images = evaluate(dockerfile, BuildOptions(), targets=targets)
    for target, image in zip(targets, images, strict=True):
        label = None if isinstance(image, BuildError) else image.labels.get(SOURCE)
        if label and not label.unknown:
            line = text.count("\n", 0, label.instruction.line.start) + 1
            yield target, (label.value, line)


def _parts(stages: Stages, final: Iterable[int]) -> Iterator[str]:
    for stage in stages.stages:
        if stage.parent is None and stage.number not in final:
            yield stage.base
        for instruction in stage.copy_instructions:
            names = copy_sources(instruction)
            yield from (each for each in names if stages.source_stage(each, instruction) is None)


class Images:
    """Which Dockerfile makes an image.

    Known are the names that certain builds push, those that Bake hands from target to target, and
    `[REGISTRY/]OWNER/FOLDER` for the Dockerfile in a folder.
    """

    def __init__(self, builds: Iterable[Build], paths: Iterable[str], *, repository: str) -> None:
        """Learn the names; `repository` is `OWNER/REPO` of the expected source, or empty."""
        self._owner, _, self._repository = repository.lower().partition("/")
        self._by_name: dict[str, set[str]] = {}
        self._handed: dict[tuple[str, str], set[str]] = {}
        self._paths = frozenset(paths)
        for build in builds:
            made = self._paths.intersection(build.dockerfile.alternatives)
            for image in build.images if "*" not in "".join(build.images) else ():
                self._by_name.setdefault(image.lower(), set()).update(made)
            for image, dockerfile in build.bases:
                others = self._paths.intersection(dockerfile.alternatives)
                for path in made:
                    self._handed.setdefault((path, image.lower()), set()).update(others)
        names = (*self._by_name, *(image for _, image in self._handed))
        last_parts = {image_name(name).rpartition("/")[2] for name in names}
        self._words = frozenset({*last_parts, self._owner, _LOCAL_OWNER} - {""})

    def may_be_named_in(self, text: str) -> bool:
        """Return whether the text of a Dockerfile may name an image of the repository.

        A name may be put together from variables, but its last part is written somewhere: not in a
        URL, and not where a LABEL or a comment begins.
        """
        lowered = text.lower()
        words = [word for word in self._words if word in lowered]
        lines = lowered.split("\n") if words else ()
        return any(
            word in part
            for line in lines
            if not line.lstrip().startswith(_NAMES_NO_IMAGE)
            for part in line.split()
            if "://" not in part
            for word in words
        )

    def dockerfile_of(self, image: str, asker: str) -> str | None:
        """Return the one Dockerfile, other than `asker`, that makes what it calls `image`."""
        name = image_name(image).lower()
        handed = self._handed.get((asker, image.lower())) or self._handed.get((asker, name))
        found = handed or self._by_name.get(name) or self._in_folder(name)
        others = found - {asker} if found else set()
        return next(iter(others)) if len(others) == 1 else None

    def _in_folder(self, name: str) -> set[str] | None:
        first, *rest = name.split("/")
        if rest and ("." in first or ":" in first or first == "localhost"):
            first, *rest = rest
        if not rest or first not in {self._owner, _LOCAL_OWNER} or not first:
            return None
        in_path, by_name = self._folders
        return in_path.get("/".join(rest)) or by_name.get(rest[-1])

    @cached_property
    def _folders(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """The Dockerfiles in each folder, by its path and by its last part; few images ask."""
        in_path: dict[str, set[str]] = {}
        by_name: dict[str, set[str]] = {}
        for path in self._paths:
            folder = path.rpartition("/")[0].lower() or self._repository
            in_path.setdefault(folder, set()).add(path)
            by_name.setdefault(folder.rpartition("/")[2], set()).add(path)
        return in_path, by_name


class Repository:
    """The Dockerfiles of a repository and its builds, as far as verdicts need them.

    `targets` are the stages that scripts and build definitions name. `pushes` says whether any
    file seems to push images.
    """

    def __init__(
        self,
        facts: Mapping[str, Facts],
        builds: Iterable[Build],
        *,
        repository: str = "",
        targets: frozenset[str] = frozenset(),
        pushes: bool = False,
        naming: "Callable[[Images], Iterable[str]] | None" = None,
    ) -> None:
        """Take the facts of all Dockerfiles by their paths; a mapping may read them when asked.

        `repository` is `OWNER/REPO` of the expected source, or empty. `naming` gives the paths of
        the Dockerfiles that may name one of the images, by their text; without it all may.
        """
        self.facts = facts
        self.builds = tuple(builds)
        self.targets = targets | {build.target for build in self.builds if build.target}
        self.pushes = pushes
        self.images = Images(self.builds, facts, repository=repository)
        self._naming = naming or (lambda _images: facts)
        self._users: dict[str, list[tuple[str, bool]]] | None = None

    def fitting(self, path: str) -> tuple[tuple[Build, Fit], ...]:
        """Return the builds that may read a Dockerfile, and how certain that is."""
        fits = ((build, build.fit(path)) for build in self.builds)
        return tuple((build, fit) for build, fit in fits if fit is not Fit.NO)

    def making(self, path: str, stage: str, *, last: bool) -> list[tuple[Build, Fit]]:
        """Return the builds that may make the image of a stage, and how certain that is."""
        fits = [(build, build.fit_stage(path, stage, last=last)) for build in self.builds]
        return [(build, fit) for build, fit in fits if fit is not Fit.NO]

    def is_builder(self, path: str) -> bool:
        """Return whether other Dockerfiles use the image, and only to build files with it."""
        return bool(self._users_of(path)) and not self._is_final_base(path, frozenset())

    def _is_final_base(self, path: str, seen: frozenset[str]) -> bool:
        """Return whether an image is built on it that is more than such a helper itself."""
        below = seen | {path}
        users = [user for user, final in self._users_of(path) if final]
        if len(below) > MAX_CHAIN or not below.isdisjoint(users):
            return True
        return any(not self._users_of(user) or self._is_final_base(user, below) for user in users)

    def _users_of(self, path: str) -> Sequence[tuple[str, bool]]:
        """Return the Dockerfiles that use an image, and whether their own is built on it."""
        if self._users is None:
            self._users = {}
            for user in self._naming(self.images):
                facts = self.facts[user]
                for image, final in ((facts.base, True), *((each, False) for each in facts.parts)):
                    used = self.images.dockerfile_of(image, user) if image else None
                    if used:
                        self._users.setdefault(used, []).append((user, final))
        return self._users.get(path, ())
