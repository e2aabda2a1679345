"""GoReleaser's files: `dockers` and `dockers_v2` (goreleaser, `pkg/config/config.go`)."""

import re
from collections.abc import Iterable, Iterator

from dockerlabel.builds.model import Build, Kind, NotSet, PathPattern, Place, Setting, below
from dockerlabel.builds.text import (
    Text,
    after,
    hole,
    image_names,
    label_line,
    pattern,
    place_of,
    substituted,
    value_of,
)
from dockerlabel.builds.yaml_nodes import Node, Scalar, YamlFile, elements, entries, get, text
from dockerlabel.lazy import regex
from dockerlabel.sources.annotations import SOURCE

_TEMPLATE = regex(r"\{\{[^{}]*\}\}")
_Flag = tuple[str, Text]

_FLAG = regex(r"--(label|annotation|target)(?:=|\s+|$)")


def goreleaser_builds(file: YamlFile, *, expected: str) -> Iterator[Build]:
    """Yield the images of a file.

    Paths are relative to the repository. Of a file below its root that is not sure: such a file is
    not counted on to publish what is outside of its folder.
    """
    for section in ("dockers", "dockers_v2"):
        for node in elements(get(file.root, section)):
            yield from _builds(node, file, expected=expected)


def _builds(node: Node, file: YamlFile, *, expected: str) -> Iterator[Build]:
    written = text(node, "dockerfile") or "Dockerfile"
    dockerfile = pattern(_evaluated(get(node, "dockerfile"), file)) or "Dockerfile"
    folder = file.path.rpartition("/")[0].removesuffix(".config").rstrip("/")
    flags = tuple(_flags(node, file))
    annotations = [*entries(get(node, "annotations"))]
    annotations += [pattern(value) for name, value in flags if name == "annotation"]
    targets = [pattern(value) for name, value in flags if name == "target"]
    images = (*elements(get(node, "image_templates")), *elements(get(node, "images")))
    build = Build(
        Place(file.path, node.line, node.span),
        Kind.GORELEASER,
        PathPattern((dockerfile,)),
        _source(node, file, flags=flags, expected=expected),
        publishes=text(node, "skip_push") != "true",
        target=targets[-1] if targets else None,
        name=text(node, "id"),
        images=image_names(_evaluated(each, file) for each in images),
        annotated=any(SOURCE in each for each in annotations),
    )
    for base in dict.fromkeys((folder, "")):
        if (path := below(base, dockerfile)) is not None:
            publishes = build.publishes if base == folder else None
            pattern_ = PathPattern((path,), written="{{" not in written)
            yield build._replace(dockerfile=pattern_, publishes=publishes)


def _flags(node: Node, file: YamlFile) -> Iterator[_Flag]:
    """Yield the flags of the builder that count; the value of one may be the next item."""
    name = ""
    for key in ("build_flag_templates", "flags"):
        for item in elements(get(node, key)):
            value = _evaluated(item, file)
            flag = _FLAG.match(value[0].text) if value else None
            if flag:
                name, value = flag[1], after(value, flag[0]) or ()
            if name and pattern(value):
                yield name, value
            if not flag or pattern(value):
                name = ""


def _source(node: Node, file: YamlFile, *, flags: Iterable[_Flag], expected: str) -> Setting:
    """Return what the flags or the labels of version 2 set."""
    source: Setting = NotSet()
    for name, flag in flags:
        if name == "label":
            source = label_line(flag, expected=expected) or source
    value = get(node, "labels", SOURCE)
    if isinstance(value, Scalar):
        label = _evaluated(value, file)
        default = Place(file.path, value.line, value.span)
        return value_of(label, expected=expected, default=place_of(label, default))
    return source


def _evaluated(node: Node | None, file: YamlFile) -> Text:
    """Return a scalar with a hole for each template."""
    return substituted(node, file, pattern=_TEMPLATE, replace=_template)


def _template(match: re.Match[str], place: Place) -> Text:
    return hole(f"template `{match[0]}`", place)
