"""Compose files: the images that services build (compose-spec, `build.md`, `12-interpolation.md`).

The labels of an image are `build.labels`; `labels` of the service are for containers.
"""

import re
from collections.abc import Iterable, Iterator

from dockerlabel.builds.model import Build, Kind, NotSet, PathPattern, Place, Setting, below
from dockerlabel.builds.text import (
    REMOTE_CONTEXT,
    Piece,
    Text,
    hole,
    image_names,
    label_line,
    pattern,
    substituted,
    value_of,
)
from dockerlabel.builds.yaml_nodes import (
    Block,
    Node,
    Scalar,
    Sequence,
    YamlFile,
    elements,
    entries,
    get,
    is_null,
)
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources.annotations import SOURCE

_OVERRIDE = regex(r"^(.*)\.override(\.ya?ml)$")
_VARIABLE = regex(
    r"\$(?:(?P<dollar>\$)|\{[A-Za-z_]\w*(?P<default>:?-)(?P<text>[^${}]*)\}|\{[^{}]*\}"
    r"|\{[^\n]{0,200}\}|[A-Za-z_]\w*)"
)
"""A default that has variables in it is unknown, up to the last brace near it."""


class Service(NamedTuple):
    """A service that builds its image; what is not given is empty."""

    name: str
    place: Place
    context: Text
    dockerfile: Text
    target: Text
    images: Text
    source: Setting


def compose_builds(files: Iterable[YamlFile], *, expected: str) -> Iterator[Build]:
    """Yield what Compose files build; an override file is merged over the file it belongs to."""
    found = {file.path: file for file in files}
    for path, file in found.items():
        override = _OVERRIDE.match(path)
        if override and override[1] + override[2] in found:
            continue
        stem, dot, extension = path.rpartition(".")
        over = found.get(f"{stem}.override{dot}{extension}")
        for service in services((file, over) if over else (file,), expected=expected):
            yield from _build(service, path.rpartition("/")[0])


def _build(service: Service, folder: str) -> Iterator[Build]:
    context = pattern(service.context) or "."
    path = below(f"{folder}/{context}", pattern(service.dockerfile) or "Dockerfile")
    if path is not None and not REMOTE_CONTEXT.search(context):
        yield Build(
            service.place,
            Kind.COMPOSE,
            PathPattern((path,), written="*" not in path),
            service.source,
            target=pattern(service.target) or None,
            name=service.name,
            images=image_names((service.images,)),
        )


def services(files: Iterable[YamlFile], *, expected: str) -> Iterator[Service]:
    """Yield the services that build an image, as files give them that are merged in their order.

    None builds a Dockerfile that is written within the Compose file.
    """
    merged: dict[str, list[tuple[YamlFile, Node]]] = {}
    for file in files:
        for name, node in entries(get(file.root, "services")).items():
            merged.setdefault(name, []).append((file, node))
    for name, nodes in merged.items():
        if service := _service(name, nodes, expected=expected):
            yield service


def _service(name: str, nodes: list[tuple[YamlFile, Node]], *, expected: str) -> Service | None:
    fields: dict[str, Text] = {}
    source: Setting = NotSet()
    place: Place | None = None
    for file, node in nodes:
        build = get(node, "build")
        if not is_null(get(build, "dockerfile_inline")):
            return None
        if isinstance(build, Scalar):
            build = Block({"context": build}, {}, build.span, build.line)
        if isinstance(build, Block):
            place = Place(file.path, build.line, build.span)
            source = _labels(get(build, "labels"), file, expected=expected) or source
        given = {**entries(build), "image": get(node, "image")}
        fields |= {key: interpolated(value, file) for key, value in given.items() if value}
    if place is None:
        return None
    names = ("context", "dockerfile", "target", "image")
    context, dockerfile, target, image = (fields.get(each, ()) for each in names)
    return Service(name, place, context, dockerfile, target, image, source)


def _labels(node: Node | None, file: YamlFile, *, expected: str) -> Setting | None:
    """Return what `build.labels` makes of the source label; None if it is not about it."""
    if isinstance(node, Sequence):
        lines = [interpolated(item, file) for item in elements(node)]
        found = [label_line(line, expected=expected) for line in lines if line]
        return next((each for each in reversed(found) if each is not None), None)
    value = get(node, SOURCE)
    if not isinstance(value, Scalar):
        return None
    place = Place(file.path, value.line, value.span)
    text = () if is_null(value) else interpolated(value, file)
    return value_of(text, expected=expected, default=place)


def interpolated(node: Node | None, file: YamlFile) -> Text:
    """Return a scalar with defaults in the place of variables; others are holes."""
    return substituted(node, file, pattern=_VARIABLE, replace=_substituted)


def _substituted(match: re.Match[str], place: Place) -> Text:
    if match["dollar"]:
        return (Piece("$", place),)
    if match["default"]:
        return (Piece(match["text"], place, computed=True),)
    return hole(f"variable `{match[0]}`", place)
