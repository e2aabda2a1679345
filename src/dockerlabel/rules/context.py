"""What rules see: a file, the images that it publishes, and the source that they must carry."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from dockerlabel.config.settings import Settings
from dockerlabel.dockerfile.directives import why_unchecked
from dockerlabel.dockerfile.image import Image, ImageLabel, evaluate
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction, Label, Pair, Quote
from dockerlabel.dockerfile.stages import BuildOptions, Stage, read_stages
from dockerlabel.dockerfile.words import label, labels_named, quote_style, unquote
from dockerlabel.document import Span
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple, regex
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.fork_signs import fork_sign, plain_labels
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import LabelValue, UrlDefect

if TYPE_CHECKING:
    from dockerlabel.builds.images import Repository
    from dockerlabel.builds.missing_label import Verdict
    from dockerlabel.builds.model import Build, Fit
    from dockerlabel.rules.values import BuildValue

_SWALLOWED = regex(rf"""(?:[\s"',;:]){re.escape(annotations.SOURCE)}["']?\s*=""")


class SourceLabel(NamedTuple):
    """The source label of a published image, its place in the file, and what its value says."""

    image_label: ImageLabel
    label: Label
    value: LabelValue

    @property
    def span(self) -> Span:
        """Where the value is written."""
        return self.label.value.span

    @property
    def why_unchecked(self) -> str:
        """Why nobody can say what the value will be; empty if it is checked."""
        if UrlDefect.TEMPLATE in self.value.forms:
            return "another tool replaces it"
        return "" if self.image_label.unset else self.image_label.unknown

    @property
    def has_spaces_around_equals(self) -> bool:
        """Whether it is written `LABEL key = value`: the `=` has become part of the value."""
        return not self.label.separator and self.label.value.raw.startswith("=")


class Targets(NamedTuple):
    """The targets that a file publishes; None among them is its last stage.

    `missing` are those that the settings name and the file has no stage for, and `stages` the names
    of the stages that it has.
    """

    published: tuple[str | None, ...]
    missing: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    @property
    def what_is_missing(self) -> str:
        """The missing targets, for a message."""
        named = ", ".join(f"`{name}`" for name in self.stages) or "none with a name"
        return f"no stage `{'`, `'.join(self.missing)}` (its stages: {named})"


class Builds(NamedTuple):
    """The builds of a file's repository, which are read when something is asked of them.

    `path` is the file's, from the root of the repository.
    """

    path: str = ""
    read: "Callable[[], Repository] | None" = None

    @property
    def repository(self) -> "Repository":
        """What builds the file, and what its repository consists of."""
        from dockerlabel.builds.images import Repository  # noqa: PLC0415 - start-up: few ask

        return self.read() if self.read else Repository({}, ())

    def making(self, image: Image) -> "list[tuple[Build, Fit]]":
        """Return the builds that may make an image, and how certain that is."""
        last = image.stage.number == image.stages[-1].number
        return self.repository.making(self.path, image.stage.name, last=last)


class Carrier(Enum):
    """What carries a value of a built image: a label, or an annotation of a manifest or index."""

    LABEL = "label"
    MANIFEST = "manifest"
    INDEX = "index"


class Context(NamedTuple):
    """A file and all that its rules compare; a build definition has `build_values` alone.

    `images` are the published ones; they are empty if `error` says why the builder rejects the
    file, unless it is only a check of style that ends the build. `source_labels` holds each label
    once, however many images carry it, and only those whose values are certain; `unset_labels`
    holds those with a variable that gave nothing, as a plain build reads them, `unchecked_labels`
    those that another build or tool may replace. `unchecked` is the place that shows that a file
    cannot be checked, and why: then it has no images and no error. `targets` is None if the builder
    rejects the file, or it is not checked. `builds` are asked last: reading them takes time.
    `unlabelled` are the images without a source label that no other one of them is built into, each
    with what the builds say of it; it is empty if no rule would report them. `carrier` is not None
    if it is no file but a value of a built image, which is the only one of `source_labels`; without
    any, the image lacks it.
    """

    dockerfile: Dockerfile
    images: tuple[Image, ...]
    error: BuildError | None
    source_labels: tuple[SourceLabel, ...]
    unset_labels: tuple[SourceLabel, ...]
    expectation: Expectation
    unchecked: tuple[Span, str] | None
    targets: Targets | None
    builds: Builds
    unchecked_labels: tuple[SourceLabel, ...] = ()
    unlabelled: "tuple[tuple[Image, Verdict], ...]" = ()
    carrier: Carrier | None = None
    build_values: "tuple[BuildValue, ...]" = ()

    @property
    def source_values(self) -> "tuple[SourceLabel | BuildValue, ...]":
        """The values to check, whatever kind of file it is."""
        return self.source_labels or self.build_values

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages of the file; empty if it publishes no image."""
        return self.images[0].stages if self.images else ()

    @property
    def built(self) -> tuple[Stage, ...]:
        """The stages that the images are built from, in the order of the file."""
        found: dict[int, Stage] = {}
        for image in self.images:
            stage = image.stage
            while stage.number not in found:
                found[stage.number] = stage
                if stage.parent is not None:
                    stage = image.stages[stage.parent]
        return tuple(found[number] for number in sorted(found))

    def setting_builds(self) -> "list[Build]":
        """Return the builds that certainly set the source label, whatever the file says."""
        fits = self.builds.repository.fitting(self.builds.path)
        return [build for build, _ in fits if build.sets_source]

    def meant_to_fail(self) -> "Verdict | None":
        """Return what to say of a file that may be broken on purpose; None of others."""
        from dockerlabel.builds.missing_label import meant_to_fail  # noqa: PLC0415 - as for the builds

        if any(written_labels(self.dockerfile)):
            return None
        return meant_to_fail(self.builds.path, lambda: self.builds.repository)

    @property
    def labelled_by_build(self) -> bool:
        """Whether a published image gets its source label from a build alone."""
        unlabelled = self.unlabelled if self.expectation.source else ()
        return any(verdict.reason.name == "SET" for _, verdict in unlabelled)

    def as_written(self, pair: Pair) -> LabelValue:
        """What a label says that no published image need carry: variables are not replaced."""
        value = unquote(pair.value or "", self.dockerfile.escape)
        return parse_label_value(value, self.expectation.hosts)

    def overridden_values(self) -> dict[int, set[str]]:
        """Return what labels say in images where another replaces them, by identity of the pair."""
        values: dict[int, set[str]] = {}
        for image in self.images:
            for each in image.overridden:
                values.setdefault(id(each.pair), set()).add(each.value)
        return values

    def fork_evidence(self) -> str:
        """Return why this may be a fork's clone; empty if neither remotes nor labels say so."""
        evidence = self.expectation.fork_evidence_in(self._naming_labels())
        if evidence or not self.expectation.assumed:
            return evidence
        labels = plain_labels(self.dockerfile)
        return fork_sign(self.dockerfile, labels, expectation=self.expectation)

    def _naming_labels(self) -> Iterator[LabelValue]:
        """Yield what the labels of the images name as their repository."""
        values = {
            label.value
            for image in self.images
            for key, label in image.labels.items()
            if key in annotations.NAMING_KEYS or annotations.is_misspelled_source(key)
        }
        for value in sorted(values):
            yield parse_label_value(value, self.expectation.hosts)
        yield from (each.value for each in self.build_values)

    def line(self, instruction: Instruction) -> int:
        """Return the number of the line in which an instruction begins, from one."""
        return self.dockerfile.document.text.count("\n", 0, instruction.head.start) + 1


def context_of(
    dockerfile: Dockerfile,
    settings: Settings,
    *,
    expectation: Expectation,
    builds: Builds = Builds(),  # noqa: B008 - it never changes
) -> Context:
    """Evaluate the published images of a file and read their source labels.

    Which stages are published is asked of the builds only if the last one lacks its label and the
    settings name none.
    """
    unchecked = why_unchecked(dockerfile)
    error = None if unchecked else dockerfile.error
    targets = None if error or unchecked else targets_of(dockerfile, settings)
    if isinstance(targets, BuildError):
        error, targets = targets, None
    options = BuildOptions(build_args=settings.build_args)
    context = Context(dockerfile, (), error, (), (), expectation, unchecked, targets, builds)
    context = _evaluated(context, options)
    has_label = any(written_labels(dockerfile))
    if not (expectation.source or has_label) or not any(_without_source(context)):
        return context
    if settings.targets is None and len(context.stages) > 1:
        published = Targets(_published(dockerfile, context.stages, builds=builds))
        if published != targets:
            context = _evaluated(context._replace(targets=published), options)
    return context._replace(unlabelled=tuple(_judged(context, has_label=has_label)))


def _evaluated(context: Context, options: BuildOptions) -> Context:
    """Return a context with the images of its targets, and their source labels."""
    targets, error = context.targets, context.error
    built = evaluate(context.dockerfile, options, targets=targets.published if targets else ())
    images = tuple([each for each in built if isinstance(each, Image)])
    errors = [each for each in built if isinstance(each, BuildError)]
    if errors:
        error, images = min(errors), ()
    error = error or next(filter(None, (image.check_error for image in images)), None)
    found = tuple(_source_labels(context.dockerfile, images, expectation=context.expectation))
    checked = [each for each in found if not each.why_unchecked]
    return context._replace(
        images=images,
        error=error,
        source_labels=tuple([each for each in checked if not each.image_label.unset]),
        unset_labels=tuple([each for each in checked if each.image_label.unset]),
        unchecked_labels=tuple([each for each in found if each.why_unchecked]),
    )


def _without_source(context: Context) -> Iterator[Image]:
    """Yield the images without a source label that no other one of them is built into.

    If a published image is built from another, a label in that one serves both.
    """
    images = {
        image.stage.number: image
        for image in context.images
        if annotations.SOURCE not in image.labels
    }
    above: set[int] = set()
    for stage in context.stages if len(images) > 1 else ():
        if stage.parent in images or stage.parent in above:
            above.add(stage.number)
    yield from (image for number, image in images.items() if number not in above)


def _judged(context: Context, *, has_label: bool) -> "Iterator[tuple[Image, Verdict]]":
    """Yield the images without a source label, and what the builds say of each."""
    from dockerlabel.builds import missing_label  # noqa: PLC0415 - as for the builds
    from dockerlabel.builds.images import has_only_base  # noqa: PLC0415 - as for the builds

    builds, published = context.builds, context.targets.published if context.targets else ()
    for image in _without_source(context):
        asked = missing_label.Image(
            builds.path,
            image.stage.name,
            last=image.stage.number == context.stages[-1].number,
            base=image.base or "",
            declared=any(published),
            sets_source=has_label,
            only_base=has_only_base(context.dockerfile),
        )
        yield image, missing_label.judge_image(asked, builds.repository)


def targets_of(
    dockerfile: Dockerfile, settings: Settings, *, builds: Builds | None = None
) -> Targets | BuildError:
    """Return the targets that a file publishes: named by the settings, else by its builds.

    Targets of the settings that it has no stage for are skipped; if it has none for any, its last
    stage counts. That is published, too, if neither settings nor builds are given.
    """
    if settings.targets is None and builds is None:
        return Targets((None,))
    stages = read_stages(dockerfile, BuildOptions(build_args=settings.build_args))
    if isinstance(stages, BuildError):
        return stages
    if settings.targets is None and builds is not None:
        return Targets(_published(dockerfile, stages.stages, builds=builds))
    wanted = settings.targets or ()
    found = tuple(target for target in wanted if stages.find(target))
    missing = tuple(target for target in wanted if target not in found)
    return Targets(found or ((None,) if missing else ()), missing, tuple(stages.last_of))


def _published(
    dockerfile: Dockerfile, stages: tuple[Stage, ...], *, builds: Builds
) -> tuple[str | None, ...]:
    """Return the stages that builds publish, None for the last one."""
    from dockerlabel.builds.missing_label import published_stages  # noqa: PLC0415 - as for the builds

    labelled = [each.name for each in stages if any(written_labels(dockerfile, each))]
    last_of = {each.name: each for each in stages if each.name}
    found = published_stages(
        builds.path, tuple(last_of), labelled=labelled, repository=builds.repository
    )
    last = stages[-1]
    return tuple(dict.fromkeys(None if last_of.get(name, last) is last else name for name in found))


def written_labels(
    dockerfile: Dockerfile, stage: Stage | None = None
) -> Iterator[tuple[Instruction, Pair]]:
    """Yield the source labels that a stage's own lines set, or all in the file."""
    lines = (stage or dockerfile).instructions
    return labels_named(annotations.SOURCE, lines, escape=dockerfile.escape)


def swallowing_label(dockerfile: Dockerfile, image: Image) -> ImageLabel | None:
    """Return a label whose value ends in what was to be the source label, if an image has one.

    The value of `LABEL maintainer me` is the whole rest, and a pair that follows without a blank
    is part of the value before it.
    """
    for each in image.labels.values():
        value = each.pair.value or ""
        if annotations.SOURCE in value and _SWALLOWED.search(value):
            whole = quote_style(value, dockerfile.escape)
            if whole not in {Quote.DOUBLE, Quote.SINGLE}:
                return each
    return None


def label_place(dockerfile: Dockerfile, image_label: ImageLabel) -> Label | None:
    """Return a label of an image as it is in the file.

    None for a trigger's label that a child reads otherwise: its parts have no own places.
    """
    instruction, pair = image_label.instruction, image_label.pair
    if pair.value_start == pair.start:
        return None
    return label(instruction, pair, escape=dockerfile.escape)


def _source_labels(
    dockerfile: Dockerfile, images: Iterable[Image], *, expectation: Expectation
) -> Iterator[SourceLabel]:
    """Yield the labels of images, each place once for each kind."""
    expected = expectation.source.url if expectation.source else ""
    seen = set()
    for image in images:
        found = image.labels.get(annotations.SOURCE)
        place = label_place(dockerfile, found) if found else None
        if found is None or place is None:
            continue
        kind = place.span, bool(found.unset), bool(found.unknown)
        if kind not in seen:
            seen.add(kind)
            source = parse_label_value(found.value, expectation.hosts, expected=expected)
            yield SourceLabel(found, place, source)
