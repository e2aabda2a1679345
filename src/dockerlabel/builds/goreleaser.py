"""GoReleaser's files: `dockers` and `dockers_v2` (goreleaser, `pkg/config/config.go`)."""

import re
from collections.abc import Iterator

from dockerlabel.builds.model import Build, Kind, NotSet, PathPattern, Place, Setting, below
from dockerlabel.builds.text import (
    Text,
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
_LABEL_FLAG = regex(r"^--label(?:=|\s+|$)")


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
    build = Build(
        Place(file.path, node.line, node.span),
        Kind.GORELEASER,
        PathPattern((dockerfile,)),
        _source(node, file, expected=expected),
        publishes=text(node, "skip_push") != "true",
        name=text(node, "id"),
        images=_images(node, file),
        annotated=SOURCE in entries(get(node, "annotations")),
    )
    for base in dict.fromkeys((folder, "")):
        path = below(base, dockerfile)
        if path is not None:
            publishes = build.publishes if base == folder else None
            pattern_ = PathPattern((path,), written="{{" not in written)
            yield build._replace(dockerfile=pattern_, publishes=publishes)


def _source(node: Node, file: YamlFile, *, expected: str) -> Setting:
    """Return what the flags of v1 or the labels of v2 set."""
    source: Setting = NotSet()
    expects_label = False
    for item in elements(get(node, "build_flag_templates")):
        flag = _evaluated(item, file)
        match = _LABEL_FLAG.match(flag[0].text) if flag else None
        if match and match.end() == len(flag[0].text) and len(flag) == 1:
            expects_label = True
            continue
        if match:
            flag = (flag[0].cut(match.end(), len(flag[0].text)), *flag[1:])
        if (match or expects_label) and flag:
            source = label_line(flag, expected=expected) or source
        expects_label = False
    value = get(node, "labels", SOURCE)
    if isinstance(value, Scalar):
        label = _evaluated(value, file)
        default = Place(file.path, value.line, value.span)
        return value_of(label, expected=expected, default=place_of(label, default))
    return source


def _images(node: Node, file: YamlFile) -> tuple[str, ...]:
    given = (*elements(get(node, "image_templates")), *elements(get(node, "images")))
    return image_names(_evaluated(each, file) for each in given)


def _evaluated(node: Node | None, file: YamlFile) -> Text:
    """Return a scalar with a hole for each template."""
    return substituted(node, file, pattern=_TEMPLATE, replace=_template)


def _template(match: re.Match[str], place: Place) -> Text:
    return hole(f"template `{match[0]}`", place)
