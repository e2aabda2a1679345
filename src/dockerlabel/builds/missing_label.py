"""What to say of a published image without a source label, by the builds of its repository.

The lines of `judge_image` are asked in their order, and the first that holds decides.
"""

from collections.abc import Callable, Collection, Iterator
from enum import Enum

from dockerlabel.builds.images import MAX_CHAIN, Facts, Repository
from dockerlabel.builds.model import Build, Fit, Kind, NotSet, Unknown
from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import NamedTuple, regex

_UNPUBLISHED_FOLDERS = regex(
    r"(?i)(?:^|/)(?:tests?|testing|testdata|testfiles[^/]*|fixtures|__fixtures__|e2e|e2e-[^/]*|integration"
    r"|acceptance|playwright|\.?examples?|demos?|docs?|hack|\.github|\.ci|\.circleci|contrib)(?=/)"
)
_WORDS = "dev|debug|development|coverage|test|tilt"
_UNPUBLISHED_NAMES = regex(
    rf"(?i)(?:^|/)(?:(?:docker|container)file[._-](?:{_WORDS})|(?:{_WORDS})[._-](?:docker|container)file)$"
)
_MAX_NAMED = 3
_WHERE_IT_RUNS = frozenset({Kind.ACTION, Kind.DEVCONTAINER})


class Reason(Enum):
    """Why a verdict is as it is."""

    SET = "a build sets the label"
    INHERITED = "it is built on an image of this repository"
    PUBLISHED = "a build publishes it without the label"
    UNCERTAIN = "builds disagree, or what they set is unknown"
    UNPUBLISHED = "it is probably not published"
    UNLABELLED = "no build sets the label"


_COMMON = {
    Reason.INHERITED: "are built on other images of this repository",
    Reason.PUBLISHED: "get the source as an annotation only",
    Reason.UNCERTAIN: "may get the label from a build",
    Reason.UNPUBLISHED: "are probably not published",
}
"""What is said of many images for the reason of a note."""


class Image(NamedTuple):
    """A published image without a source label of its own.

    `path` is its Dockerfile, from the repository's root. `stage` is the name of its stage, empty
    without one, and `last` says whether that is the file's last. `base` is the image that it is
    built from, empty for scratch. `declared` says that settings name the file's stages.
    `sets_source` says that any line of the file sets a source label, `only_base` that it consists
    of FROM and ARG.
    """

    path: str
    stage: str = ""
    last: bool = True
    base: str = ""
    declared: bool = False
    sets_source: bool = False
    only_base: bool = False


class Verdict(NamedTuple):
    """What to say of an image; `severity` None: nothing.

    `notes` are lines for the user. `safe` says whether inserting the label is safe as far as builds
    go. `builds` are the builds that the verdict rests on.
    """

    severity: Severity | None
    reason: Reason
    notes: tuple[str, ...] = ()
    safe: bool = True
    builds: tuple[Build, ...] = ()

    @property
    def group(self) -> str:
        """What it has in common with the same verdict on others; empty for warnings."""
        if self.severity is Severity.ERROR:
            return f"are published without the label by {self.builds[0].place}"
        return _COMMON[self.reason] if self.severity is Severity.NOTE else ""


def last_image(path: str, facts: Facts) -> Image:
    """Return the image of a Dockerfile's last stage, by what is known of the file on the disk."""
    sets_source, only_base = facts.sets_source, facts.only_base
    return Image(path, facts.stage, base=facts.base, sets_source=sets_source, only_base=only_base)


def judge_image(image: Image, repository: Repository) -> Verdict:
    """Return what to say of a published image that has no source label of its own."""
    return _judge(image, repository, seen=frozenset())


def _judge(image: Image, repository: Repository, *, seen: frozenset[str]) -> Verdict:
    fits = repository.making(image.path, image.stage, last=image.last)
    setting = [build for build, _ in fits if build.sets_source]
    publishing = [build for build, _ in fits if build.publishes]
    if setting and all(build.sets_source for build in publishing):
        return Verdict(None, Reason.SET, builds=tuple(setting))
    inherited = _inherited(image, repository, seen=seen)
    if inherited:
        return inherited
    certain = [build for build, fit in fits if fit is Fit.CERTAIN and build.publishes]
    without = [build for build in certain if isinstance(build.source, NotSet)]
    if without:
        return _published(without)
    unknown = [build for build, _ in fits if isinstance(build.source, Unknown)]
    if unknown or (setting and publishing):
        return Verdict(
            Severity.NOTE,
            Reason.UNCERTAIN,
            tuple(_uncertain(unknown, setting, publishing=publishing)),
            safe=False,
            builds=tuple(unknown or setting),
        )
    if not certain and not image.declared:
        why = next(_not_published(image, repository), "")
        if why:
            return Verdict(Severity.NOTE, Reason.UNPUBLISHED, (why,), safe=False)
    if publishing:
        return _published(publishing)
    annotated = [build for build, _ in fits if build.annotated]
    return _published(annotated) if annotated else Verdict(Severity.WARNING, Reason.UNLABELLED)


def _published(builds: list[Build]) -> Verdict:
    """Return the verdict on an image that builds publish without the label."""
    annotated = [build for build in builds if build.annotated]
    if len(annotated) == len(builds):
        note = f"{builds[0].place} sets the source as an annotation only"
        return Verdict(Severity.NOTE, Reason.PUBLISHED, (note,), builds=tuple(builds))
    plain = [build for build in builds if not build.annotated]
    notes = [f"{build.place} publishes it without the label" for build in plain[:_MAX_NAMED]]
    settings = [build.source for build in plain]
    notes += dict.fromkeys(each.why for each in settings if isinstance(each, NotSet) and each.why)
    if plain[0].unused_labels:
        notes.append(f"that build could take `labels: {plain[0].unused_labels}`")
    return Verdict(Severity.ERROR, Reason.PUBLISHED, tuple(notes), builds=tuple(plain))


def _uncertain(
    unknown: list[Build], setting: list[Build], *, publishing: list[Build]
) -> Iterator[str]:
    for build in unknown[:_MAX_NAMED]:
        if isinstance(build.source, Unknown):
            yield f"{build.source.place} may set it: {build.source.why}"
    without = [build for build in publishing if isinstance(build.source, NotSet)]
    if setting and without:
        yield f"{setting[0].place} sets it and {without[0].place} does not"


def _inherited(image: Image, repository: Repository, *, seen: frozenset[str]) -> Verdict | None:
    """Return what holds for the image of the repository that this one is built on."""
    path = repository.images.dockerfile_of(image.base, image.path) if image.base else None
    if path is None or path in seen or len(seen) > MAX_CHAIN:
        return None
    facts = repository.facts[path]
    if facts.carries_source:
        return Verdict(None, Reason.INHERITED)
    parent = last_image(path, facts)
    verdict = _judge(parent, repository, seen=seen | {image.path, path})
    match verdict.severity:
        case None:
            return Verdict(None, Reason.INHERITED)
        case Severity.NOTE:
            note = f"it is built on the image of {path}"
            return Verdict(Severity.NOTE, Reason.INHERITED, (note, *verdict.notes), safe=False)
    return None


def _not_published(image: Image, repository: Repository) -> Iterator[str]:
    """Yield what says that nobody pulls an image for itself."""
    path = image.path
    if image.sets_source:
        return
    if reason := unpublished_path(path):
        yield reason
    is_alone = not repository.builds and len(repository.facts) <= 1
    if image.only_base and not is_alone:
        yield "it consists of FROM and ARG alone"
    builds = [build for build, _ in repository.fitting(path)]
    local = [build for build in builds if build.kind in _WHERE_IT_RUNS]
    pushed = any(build.publishes for build in builds)
    if local and not pushed:
        yield f"{local[0].place} builds it where it runs"
    if builds and all(build.kind is Kind.COMPOSE for build in builds) and not repository.pushes:
        yield f"only Compose builds it ({builds[0].place}), and no file pushes images"
    publishing = [build for build in repository.builds if build.publishes]
    if publishing and not pushed and all(build.dockerfile.written for build in publishing):
        yield f"builds such as {publishing[0].place} publish other Dockerfiles"
    if repository.is_builder(path):
        yield "other Dockerfiles only take files from its image"


def unpublished_path(path: str) -> str:
    """Return why a path is one of tests, examples or development; empty if it is not."""
    folder = _UNPUBLISHED_FOLDERS.search(path)
    if folder:
        return f"Dockerfiles in `{path[: folder.end()]}/` are probably not published"
    if _UNPUBLISHED_NAMES.search(path):
        return "its name says that it is for development"
    return ""


def meant_to_fail(path: str, repository: Callable[[], Repository]) -> Verdict | None:
    """Return what to say of a broken file that is one of tests and examples; None of others.

    The repository is asked only about these: a build may publish them after all.
    """
    reason = unpublished_path(path)
    fits = repository().fitting(path) if reason else ()
    if not reason or any(build.publishes and fit is Fit.CERTAIN for build, fit in fits):
        return None
    return Verdict(Severity.NOTE, Reason.UNPUBLISHED, (reason,))


def published_stages(
    path: str, stages: Collection[str], *, labelled: Collection[str] = (), repository: Repository
) -> tuple[str, ...]:
    """Return the names of the stages that builds publish; an empty name is the last stage.

    `stages` are the names that the file has, `labelled` those that set a source label. Counted are
    the targets of certain publishing builds; the last stage is published if one of them has no
    target. If there is none, what a script or another build names and is labelled is published,
    else the last stage.
    """
    fits = [build for build, fit in repository.fitting(path) if fit is Fit.CERTAIN]
    targets = [build.target for build in fits if build.publishes]
    if not targets:
        named = {target.lower() for target in repository.targets}
        return tuple(name for name in labelled if name and name in named) or ("",)
    found = [target.lower() for target in targets if target and target.lower() in stages]
    last = [""] if len(found) < len(targets) else []
    return tuple(dict.fromkeys((*found, *last)))
