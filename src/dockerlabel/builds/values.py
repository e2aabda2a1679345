"""Values of the source label in build definitions: where each is, and what replacing it changes."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from dockerlabel.builds.bake_hcl import tokens_of
from dockerlabel.builds.model import Build, Literal
from dockerlabel.builds.yaml_nodes import Scalar, lines, scalars_of
from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.lines import LogicalLine
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction
from dockerlabel.document import Document, Span, line_start, next_line
from dockerlabel.lazy import NamedTuple, regex

_NOTHING = Scalar("", Span(0, 0), 0, "", shared=False)
_IGNORED_LINE = regex(r"\s*+(?:#|//|$)")


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


def statements(document: Document, path: str) -> Dockerfile:
    """Return a definition as instructions without a keyword: its lines.

    The lines of a text that goes over several are one. A comment belongs to the line below it as it
    belongs to an instruction; what begins with `#` in the middle of a text is none. If it cannot be
    read, `error` says so, at the first line.
    """
    text = document.text
    read = _reader(path)(text)
    language = "HCL" if path.endswith(".hcl") else "YAML"
    error = BuildError(Span(0, len(text.partition("\n")[0])), f"it is not valid {language}")
    ends: dict[int, int] = {}
    for _, scalar in read or ():
        start = line_start(text, scalar.span.start)
        ends[start] = max(ends.get(start, 0), scalar.span.end)
    found: list[Instruction] = []
    start = 0
    while start < len(text):
        end = next_line(text, max(start, ends.get(start, 0) - 1))
        if not _IGNORED_LINE.match(text, start, end):
            line = LogicalLine(text, start, end=end, escape="\\")
            found.append(Instruction(Span(start, end), "", line, arguments=0))
        start = end
    return Dockerfile(document, tuple(found), "\\", (), len(text), error if read is None else None)


def verify_values(
    before: Dockerfile, after: Dockerfile, *, edits: Sequence[Edit], path: str
) -> str | None:
    """Return what edits would change besides values; None if they change nothing else."""
    same = same_elsewhere(path, before.document.text, after=after.document.text, edits=edits)
    return None if same else "it would change another value"


def same_elsewhere(path: str, before: str, *, after: str, edits: Sequence[Edit]) -> bool:
    """Return whether a definition says the same as before except where edits replaced something.

    Both texts are read again; every scalar of YAML and JSON, with its tag, anchor and style, and
    every token of HCL has to be the same, and each that an edit lies in has to be what the edit
    makes of it.
    """
    read = _reader(path)
    old, new = read(before), read(after)
    if old is None or new is None or len(old) != len(new):
        return False
    return all(
        kind == other_kind and other.text == _edited(scalar, before, edits=edits)
        for (kind, scalar), (other_kind, other) in zip(old, new, strict=True)
    )


def _reader(path: str) -> Callable[[str], list[tuple[str, Scalar]] | None]:
    return _hcl_tokens if path.endswith(".hcl") else scalars_of


def _hcl_tokens(text: str) -> list[tuple[str, Scalar]] | None:
    """Return the tokens of a text; line ends in a row, as around comments, mean what one does.

    None if the quotes of a string are not on one line.
    """
    found = [("newline", _NOTHING), *tokens_of(text)]
    if any(each.style and "\n" in each.text and "${" not in each.text for _, each in found):
        return None
    return [new for old, new in pairwise(found) if (old[0], new[0]) != ("newline", "newline")]


def _edited(scalar: Scalar, text: str, *, edits: Sequence[Edit]) -> str | None:
    """Return what edits make of a scalar; None if one is not in a place that is exactly known."""
    start, end = scalar.span
    inside = [edit for edit in edits if start <= edit.span.start and edit.span.end <= end]
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
