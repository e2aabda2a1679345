"""The labels of an image, as a table for people and as JSON for programs."""

import json
from collections.abc import Iterator

from dockerlabel.dockerfile.image import Image, ImageLabel, build
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document, LineIndex, Position
from dockerlabel.git.credentials import mask_credentials
from dockerlabel.output.colors import Colors
from dockerlabel.output.text import printable

_STRUCK_OUT = "2;9"


def text_labels(
    path: str, document: Document, *, options: BuildOptions, colors: Colors
) -> tuple[list[str], bool]:
    """Return the lines of a table, and whether the file builds."""
    image = build(parse(document), options)
    index = LineIndex(document)
    if isinstance(image, BuildError):
        line, column = index.position(image.span.start)
        message = printable(mask_credentials(image.message))
        return [f"{printable(path)}:{line}:{column}: the builder rejects this: {message}"], False
    return list(_table(path, image, index=index, colors=colors)), True


def json_labels(
    path: str, document: Document, *, options: BuildOptions, colors: Colors
) -> tuple[list[str], bool]:
    """Return one line of JSON, and whether the file builds; colours are of no account."""
    del colors
    image = build(parse(document), options)
    index = LineIndex(document)
    if isinstance(image, BuildError):
        place = index.position(image.span.start)._asdict()
        message = mask_credentials(image.message)
        return [json.dumps({"path": path, "error": {"message": message, **place}})], False
    return [json.dumps(_object(path, image, index=index))], True


def _object(path: str, image: Image, *, index: LineIndex) -> dict[str, object]:
    stage, labels = image.stage, image.labels
    return {
        "path": path,
        "stage": {"index": stage.number, "name": stage.name or None},
        "base": image.base,
        "labels": {key: mask_credentials(label.value) for key, label in labels.items()},
        "set_by": {
            key: {**_place(label, index)._asdict(), "stage": label.stage}
            for key, label in labels.items()
        },
        "unknown": {key: label.unknown for key, label in labels.items() if label.unknown},
    }


def _place(label: ImageLabel, index: LineIndex) -> Position:
    line = label.instruction.line
    return index.position(line.span(label.pair.start, label.pair.end).start)


def _table(path: str, image: Image, *, index: LineIndex, colors: Colors) -> Iterator[str]:
    stage = f"stage {image.stage.title}"
    yield colors.bold(f"{printable(path)} ({stage}, {_standing_on(image)})")
    rows = [*image.overridden, *image.labels.values()]
    rows.sort(key=lambda label: (_place(label, index), label.stage))
    current = {id(label) for label in image.labels.values()}
    width = max((len(printable(label.key)) for label in rows), default=0)
    for label in rows:
        key = printable(label.key).ljust(width)
        value = printable(mask_credentials(label.value))
        text = f"{key} = {value}"
        dead = id(label) not in current
        line = _place(label, index).line
        where = f"line {line}" + (f", stage {label.stage}" if len(image.chain) > 1 else "")
        notes = [where, "overridden"] if dead else [where]
        if label.unknown:
            notes.append(f"may differ: {label.unknown}")
        shown = colors.paint(text, _STRUCK_OUT) if dead else text
        yield f"  {shown}  ({printable('; '.join(notes))})"
    if not rows:
        yield "  no labels"
    if image.base:
        yield f"  and whatever labels its base image {printable(image.base)} has"


def _standing_on(image: Image) -> str:
    return f"from {printable(image.base)}" if image.base else "from scratch"
