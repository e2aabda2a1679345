"""Scripts: searched for options of builders, never parsed."""

import re
from collections.abc import Iterator

from dockerlabel.builds.model import Build, Kind, PathPattern, Place, Unknown
from dockerlabel.document import Span
from dockerlabel.lazy import regex
from dockerlabel.sources.annotations import SOURCE

# What lies between two words is bounded, so that a long line takes no longer than others.
_LABEL = regex(
    r"--(?:set|(?:image-)?labels?)(?:\\\n|[ =\t(\\\"']|\n[ \t]*-[ \t])++"
    rf"[^\n]{{0,300}}?{re.escape(SOURCE)}(?![\w.-])"
)
"""The value may be on a continued line, or the next item of a list in YAML."""
_METADATA_LABELS = regex(
    r"(?<!env\.)DOCKER_METADATA_OUTPUT_(?:LABELS|JSON[^\n]{0,300}\.labels)"
    r"|\.labels[^\n]{0,300}DOCKER_METADATA_OUTPUT_JSON"
)
_TARGET = regex(r"--target[\"']?(?:[ =]|,\s*|\n[ \t]*-[ \t])[\"']?([\w.-]+)")
_PUSH = regex(
    r"\b(?:docker|podman|buildah|nerdctl|compose|manifest|crane)\b[^\n]{0,300}?(?<![\w-])push(?![\w-])|--push\b"
    r"|\bskopeo\b[^\n]{0,300}?\bcopy\b|\bkaniko\b|\btype=registry\b|\bpush(?:=|:\s*)(?:true|\$)"
)
_COMMENT = regex(r"^[ \t]*(?:#|//).*", re.MULTILINE)


def script_builds(text: str, path: str) -> Iterator[Build]:
    """Yield a possible build of every file if a script hands the source label to a builder."""
    code = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    if match := _LABEL.search(code) or _METADATA_LABELS.search(code):
        place = Place(path, text.count("\n", 0, match.start()) + 1, Span(*match.span()))
        unknown = Unknown("a script sets it", place)
        yield Build(place, Kind.SCRIPT, PathPattern(("*",), written=False), unknown)


def script_targets(text: str) -> frozenset[str]:
    """Return the stages that a script names."""
    return frozenset(_TARGET.findall(text))


def pushes(text: str) -> bool:
    """Return whether a file seems to push images."""
    return _PUSH.search(_COMMENT.sub("", text)) is not None
