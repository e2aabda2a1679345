"""What rules see: a file, the images that it publishes, and the source that they must carry."""

from collections.abc import Iterable, Iterator

from dockerlabel import oci
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.image import Image, ImageLabel, build_all
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction, Label, Pair
from dockerlabel.dockerfile.stages import BuildOptions, Stage, read_stages
from dockerlabel.dockerfile.words import label, unquote
from dockerlabel.expectation import Expectation
from dockerlabel.label_reader import read_source
from dockerlabel.label_source import Form, LabelSource
from dockerlabel.settings import Settings
from dockerlabel.values import NamedTuple

_NAMING_KEYS = (oci.SOURCE, oci.PREFIX + "url", oci.PREFIX + "documentation", oci.VCS_URL)
"""Labels whose values tell which repository an image belongs to."""


class SourceLabel(NamedTuple):
    """The source label of a published image, its place in the file, and what its value says."""

    image_label: ImageLabel
    label: Label
    source: LabelSource


class Context(NamedTuple):
    """A file and all that its rules compare.

    `images` are the published ones; they are empty where `error` says why the builder rejects the
    file. `source_labels` holds each label once, however many images carry it, and only those whose
    values are certain. `frontend` is the image of a foreign `syntax`: such a file is not judged.
    """

    dockerfile: Dockerfile
    images: tuple[Image, ...]
    error: BuildError | None
    source_labels: tuple[SourceLabel, ...]
    expectation: Expectation
    frontend: str | None

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages of the file; empty where it publishes no image."""
        return self.images[0].stages if self.images else ()

    @property
    def lacking(self) -> tuple[Image, ...]:
        """The images without a source label that no other one of them is built into.

        Where a published image is built from another, a label in that one serves both.
        """
        images = tuple(image for image in self.images if oci.SOURCE not in image.labels)
        if len(images) < 2:  # noqa: PLR2004 - one has no other
            return images
        numbers = {image.stage.number for image in images}
        above: set[int] = set()
        for stage in self.stages:
            if stage.parent in numbers or stage.parent in above:
                above.add(stage.number)
        return tuple(image for image in images if image.stage.number not in above)

    @property
    def fork_sign(self) -> str:
        """Why the clone may be a fork: then no fix that writes the owner is safe."""
        return self.expectation.fork_sign(self._naming_labels())

    def _naming_labels(self) -> Iterator[LabelSource]:
        values = {
            image.labels[key].value
            for image in self.images
            for key in _NAMING_KEYS
            if key in image.labels
        }
        values |= {
            unquote(pair.value or "", self.dockerfile.escape)
            for stage in self.stages
            for _, pair in written_labels(self.dockerfile, stage)
        }
        for value in sorted(values):
            yield read_source(value, self.expectation.hosts)


def context_of(dockerfile: Dockerfile, settings: Settings, *, expectation: Expectation) -> Context:
    """Evaluate the published images of a file and read their source labels."""
    frontend = foreign_frontend(dockerfile.document.text)
    error = dockerfile.error
    targets = () if error or frontend else published(dockerfile, settings)
    if isinstance(targets, BuildError):
        error, targets = targets, ()
    options = BuildOptions(build_args=settings.build_args)
    images = build_all(dockerfile, options, targets=targets) if targets else ()
    if isinstance(images, BuildError):
        error, images = images, ()
    found = tuple(_source_labels(dockerfile, images, expectation=expectation))
    return Context(dockerfile, images, error, found, expectation, frontend)


def published(dockerfile: Dockerfile, settings: Settings) -> tuple[str | None, ...] | BuildError:
    """Return the targets that a file publishes; None stands for its last stage.

    Targets that the file lacks are skipped; where it lacks all of them, its last stage counts.
    """
    if settings.targets is None:
        return (None,)
    stages = read_stages(dockerfile, BuildOptions(build_args=settings.build_args))
    if isinstance(stages, BuildError):
        return stages
    if not settings.targets:
        return ()
    return tuple(target for target in settings.targets if stages.find(target)) or (None,)


def lacking_targets(dockerfile: Dockerfile, settings: Settings) -> str:
    """Say which targets a file has no stage for, and which stages it has; empty: it has them all.

    Nothing is said where the builder rejects the file, or another frontend reads it.
    """
    if dockerfile.error or foreign_frontend(dockerfile.document.text):
        return ""
    stages = read_stages(dockerfile, BuildOptions(build_args=settings.build_args))
    if isinstance(stages, BuildError):
        return ""
    lacking = [target for target in settings.targets or () if not stages.find(target)]
    named = ", ".join(f"`{name}`" for name in stages.last_of) or "none with a name"
    return f"no stage `{'`, `'.join(lacking)}` (its stages: {named})" if lacking else ""


def written_labels(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[Instruction, Pair]]:
    """Yield the source labels that a stage's own lines set, behind ONBUILD too."""
    for instruction in stage.instructions:
        setter = instruction.trigger or instruction
        if setter.keyword == "LABEL":
            for pair in setter.pairs:
                if oci.SOURCE in pair.name and unquote(pair.name, dockerfile.escape) == oci.SOURCE:
                    yield instruction, pair


def _source_labels(
    dockerfile: Dockerfile, images: Iterable[Image], *, expectation: Expectation
) -> Iterator[SourceLabel]:
    expected = expectation.source.url if expectation.source else ""
    seen = set()
    for image in images:
        found = image.labels.get(oci.SOURCE)
        if found is None or found.unknown or found.unset:
            continue
        if found.pair.value_start == found.pair.start:
            # A trigger that a child reads otherwise: the value has no place of its own.
            continue
        place = label(found.instruction, found.pair, escape=dockerfile.escape)
        if place.span in seen:
            continue
        seen.add(place.span)
        source = read_source(found.value, expectation.hosts, expected=expected)
        if Form.TEMPLATE not in source.forms:
            yield SourceLabel(found, place, source)
