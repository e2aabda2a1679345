"""Values of the source label in build definitions: where each is, and what replacing it changes."""

from collections.abc import Iterable, Sequence

from dockerlabel.builds.bake_hcl import tokens_of
from dockerlabel.builds.model import Build, Literal
from dockerlabel.builds.yaml_nodes import Scalar, lines, scalars_of
from dockerlabel.diagnostic import Edit
from dockerlabel.lazy import NamedTuple


class DefinedValue(NamedTuple):
    """A known value in a build definition, and the builds that set the label to it."""

    literal: Literal
    builds: tuple[Build, ...]


def values_in(path: str, builds: Iterable[Build]) -> tuple[DefinedValue, ...]:
    """Return the known values that a definition sets, in the order of the file."""
    found: dict[Literal, list[Build]] = {}
    for build in builds:
        if isinstance(build.source, Literal) and build.source.place.path == path:
            found.setdefault(build.source, []).append(build)
    ordered = sorted(found, key=lambda literal: literal.place)
    return tuple(DefinedValue(literal, tuple(found[literal])) for literal in ordered)


def same_elsewhere(path: str, before: str, *, after: str, edits: Sequence[Edit]) -> bool:
    """Return whether a definition says the same as before except where edits replaced something.

    Both texts are read again; every scalar of YAML and JSON, with its tag, anchor and style, and
    every token of HCL has to be the same, and each that an edit lies in has to be what the edit
    makes of it.
    """
    read = tokens_of if path.endswith(".hcl") else scalars_of
    old, new = read(before), read(after)
    if old is None or new is None or len(old) != len(new):
        return False
    return all(
        kind == other_kind and other.text == _edited(scalar, before, edits=edits)
        for (kind, scalar), (other_kind, other) in zip(old, new, strict=True)
    )


def _edited(scalar: Scalar, text: str, *, edits: Sequence[Edit]) -> str | None:
    """Return what edits make of a scalar; None if one is not in a place that is exactly known."""
    inside = [
        edit
        for edit in edits
        if scalar.span.start <= edit.span.start and edit.span.end <= scalar.span.end
    ]
    value = scalar.text
    for edit in reversed(inside):
        start = 0
        for line in lines(scalar, text):
            if line.exact and line.span.start <= edit.span.start <= line.span.end:
                start += edit.span.start - line.span.start
                break
            start += len(line.text)
        else:
            return None
        end = start + edit.span.end - edit.span.start
        value = value[:start] + edit.replacement + value[end:]
    return value
