"""`dockerlabel labels`: the labels of images, as tables for people and as JSON for programs."""

from collections.abc import Iterable, Iterator
from functools import partial

from dockerlabel.builds.model import Build, Fit, Literal, NotSet, ThisRepository, Unknown
from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_input, worst
from dockerlabel.credentials import mask_credentials
from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.image import Image, ImageLabel, checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import LineIndex, Position
from dockerlabel.output.as_json import dumped
from dockerlabel.output.terminal import (
    Colors,
    columns,
    printable,
    printable_key,
    printable_path,
    redacted,
)
from dockerlabel.project.files import Input
from dockerlabel.sources import annotations

_Image = Image | BuildError
_Builds = Iterable[tuple[Build, Fit]]

_STRUCK_OUT = "2;9"


def labels(session: Session, arguments: Arguments) -> Status:
    """Print the labels that the image of each file will carry, and what sets them."""
    as_json = arguments.output_format == "json"
    lines = json_labels if as_json else partial(text_labels, colors=session.colors)

    def show(text: Input) -> Status:
        if session.pipeline.is_definition(text.path):
            return Status.CLEAN
        dockerfile = parse(text.document, text.path)
        found = session.pipeline.targets(text.path, dockerfile)
        session.saw(text, found)
        published = () if isinstance(found, BuildError) else found.published
        targets = arguments.target or published or (None,)
        build_args = session.pipeline.workspace.settings(text.path).settings.build_args
        options = BuildOptions(build_args, arguments.platform)
        builds = session.pipeline.builds(text.path)
        images = [*map(checked, evaluate(dockerfile, options, targets=targets))]
        for image in images:
            made_by = () if isinstance(image, BuildError) else builds.making(image)
            session.write_lines(lines(text.shown, dockerfile, image=image, builds=made_by))
        fails = any(isinstance(image, BuildError) for image in images)
        return Status.FOUND if fails else Status.CLEAN

    return worst(each_input(session, show))


def text_labels(
    path: str, dockerfile: Dockerfile, *, image: _Image, builds: _Builds = (), colors: Colors
) -> Iterator[str]:
    """Yield a table of the labels and what builds set, or why the file does not build."""
    index = LineIndex(dockerfile.document)
    if isinstance(image, BuildError):
        line, column = index.position(image.span.start)
        message = redacted(image.message)
        yield f"{printable_path(path)}:{line}:{column}: the build fails: {message}"
        return
    yield from _table(path, image, index=index, colors=colors)
    if frontend := foreign_frontend(dockerfile.document.text):
        reader = f"the frontend {redacted(frontend)}"
        yield f"  {reader} reads this file and may interpret it differently"
    yield from (f"  {redacted(_shown(build, fit))}" for build, fit in builds)


def json_labels(
    path: str, dockerfile: Dockerfile, *, image: _Image, builds: _Builds = ()
) -> Iterator[str]:
    """Yield one line of JSON."""
    index = LineIndex(dockerfile.document)
    if isinstance(image, BuildError):
        place = index.position(image.span.start)._asdict()
        message = mask_credentials(image.message)
        yield dumped({"path": path, "error": {"message": message, **place}})
        return
    labels = _object(path, image, index=index)
    if frontend := foreign_frontend(dockerfile.document.text):
        why = f"{mask_credentials(frontend)} reads the file"
        labels["unknown"] = dict.fromkeys(image.labels, why)
    yield dumped({**labels, "builds": [_build(build, fit) for build, fit in builds]})


def _shown(build: Build, fit: Fit) -> str:
    by = "built by" if fit is Fit.CERTAIN else "may be built by"
    parts = [build.kind.value]
    parts += [f"`{build.name}`"] if build.name else []
    parts += [f"stage `{build.target}`"] if build.target else []
    parts += ["pushes"] if build.publishes else []
    match build.source:
        case NotSet():
            sets = f"does not set {annotations.SOURCE}"
        case Unknown(why, place):
            sets = f"may set {annotations.SOURCE}: {why} ({place})"
        case Literal(value, place):
            sets = f"{annotations.SOURCE} = {value} ({place})"
        case ThisRepository(place):
            sets = f"{annotations.SOURCE} = this repository ({place})"
    return f"{by} {build.place} ({', '.join(parts)}): {sets}"


def _build(build: Build, fit: Fit) -> dict[str, object]:
    source = build.source
    return {
        "path": build.place.path,
        "line": build.place.line,
        "kind": build.kind.value,
        "certain": fit is Fit.CERTAIN,
        "publishes": build.publishes,
        "target": build.target,
        "source": {
            "value": mask_credentials(source.value) if isinstance(source, Literal) else None,
            "this_repository": isinstance(source, ThisRepository),
            "unknown": source.why if isinstance(source, Unknown) else None,
            "line": None if isinstance(source, NotSet) else source.place.line,
        },
    }


def _object(path: str, image: Image, *, index: LineIndex) -> dict[str, object]:
    stage, labels = image.stage, image.labels
    return {
        "path": path,
        "stage": {"index": stage.number, "name": stage.name or None},
        "base": mask_credentials(image.base) if image.base else None,
        **({"base_unknown": image.base_unknown} if image.base_unknown else {}),
        "labels": {key: _masked(label) for key, label in labels.items()},
        "set_by": {
            key: {**_place(label, index)._asdict(), "stage": label.stage}
            for key, label in labels.items()
        },
        "unknown": {key: label.unknown for key, label in labels.items() if label.unknown},
    }


def _masked(label: ImageLabel) -> str:
    """Return a value without the credentials of URLs in it.

    Without a scheme an `@` is part of names and versions far more often than of an address, so only
    the labels that hold an address are masked then.
    """
    plain = "@" in label.value and "://" not in label.value
    if plain and label.key not in {annotations.SOURCE, annotations.VCS_URL}:
        return label.value
    return mask_credentials(label.value)


def _place(label: ImageLabel, index: LineIndex) -> Position:
    line = label.instruction.line
    return index.position(line.span(label.pair.start, label.pair.end).start)


def _table(path: str, image: Image, *, index: LineIndex, colors: Colors) -> Iterator[str]:
    stage = f"stage {image.stage.name or image.stage.number}"
    yield colors.bold(f"{printable_path(path)} ({stage}, {_base_of(image)})")
    rows = [*image.overridden, *image.labels.values()]
    rows.sort(key=lambda label: (_place(label, index), label.stage))
    current = {id(label) for label in image.labels.values()}
    width = max((columns(printable_key(label.key)) for label in rows), default=0)
    for label in rows:
        key = printable_key(label.key)
        text = f"{key}{' ' * (width - columns(key))} = {printable(_masked(label))}"
        dead = id(label) not in current
        stage = f", stage {label.stage}" if image.stage.parent is not None else ""
        notes = [f"line {_place(label, index).line}{stage}"]
        notes += ["overridden"] if dead else []
        notes += [f"may differ: {label.unknown}"] if label.unknown else []
        shown = colors.paint(text, _STRUCK_OUT) if dead else text
        yield f"  {shown}  ({printable('; '.join(notes))})"
    if not rows:
        yield "  no labels of its own"
    if image.base_unknown:
        yield f"  inherits the labels of an unknown base image ({printable(image.base_unknown)})"
    elif image.base:
        yield f"  inherits the labels of its base image {redacted(image.base)}"


def _base_of(image: Image) -> str:
    if image.base_unknown:
        return "from an unknown base"
    return f"from {redacted(image.base)}" if image.base else "from scratch"
