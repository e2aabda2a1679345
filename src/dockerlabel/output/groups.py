"""Diagnostics of many files that have one cause, as one finding for people."""

from collections.abc import Iterable, Iterator

from dockerlabel.diagnostic import Applicability, Diagnostic, Severity
from dockerlabel.document import LineIndex
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Report
from dockerlabel.output.full import full
from dockerlabel.output.terminal import Colors, printable, printable_path

_WAYS_OUT = "`{}` inserts the label; or set it in the build definition"


class _Key(NamedTuple):
    """What diagnostics of a group have in common; only notes are grouped by `folder`."""

    rule: str
    severity: Severity
    group: str
    folder: str


class _Group(NamedTuple):
    """Diagnostics of one cause: how the first is shown, where all are, the notes of all.

    `commands` are those that fix them: the longest fixes all.
    """

    first: tuple[str, ...]
    places: list[str]
    notes: list[str]
    commands: set[str]


class Groups:
    """The diagnostics of a run that belong to groups, kept until its end."""

    def __init__(self, colors: Colors) -> None:
        self._colors = colors
        self._found: dict[_Key, _Group] = {}

    def add(self, report: Report) -> None:
        """Keep the diagnostics of a file."""
        index = LineIndex(report.document)
        for each in report.diagnostics:
            key = _key(report.path, each)
            line, column = index.position(each.span.start)
            place = f"{printable_path(report.path)}:{line}:{column}"
            if key not in self._found:
                first = tuple(full(report._replace(diagnostics=(each,)), self._colors))
                self._found[key] = _Group(first, [], list(each.notes), set())
            group = self._found[key]
            group.places.append(place)
            group.notes[:] = [note for note in group.notes if note in each.notes]
            is_unsafe = each.fix and each.fix.applicability is Applicability.UNSAFE
            group.commands.add("dockerlabel fix --unsafe-fixes" if is_unsafe else "dockerlabel fix")

    def lines(self) -> Iterator[str]:
        """Yield the lines of all groups; what is alone in its group is shown as any other."""
        groups = sorted(self._found.items(), key=lambda each: -each[0].severity)
        for key, group in groups:
            if len(group.places) == 1:
                yield from group.first
            elif key.severity is Severity.NOTE:
                yield f"{self._head(key, group)} (`check --show-notes` lists them)"
                yield ""
            else:
                yield from self._finding(key, group)

    def _finding(self, key: _Key, group: _Group) -> Iterable[str]:
        yield self._head(key, group)
        yield from (f"  {self._colors.frame('-->')} {place}" for place in group.places)
        for note in group.notes:
            mark, kind = self._colors.frame("  ="), self._colors.bold("note")
            yield f"{mark} {kind}: {printable(note)}"
        yield f"{self._colors.bold('help')}: {_WAYS_OUT.format(max(group.commands))}"
        yield ""

    def _head(self, key: _Key, group: _Group) -> str:
        kind = self._colors.severity(key.severity, f"{key.severity.name.lower()}[{key.rule}]")
        where = f" in `{key.folder}/`" if key.folder else ""
        message = printable(f"{len(group.places)} Dockerfiles{where} {key.group}")
        return f"{kind}: {self._colors.bold(message)}"


def _key(path: str, diagnostic: Diagnostic) -> _Key:
    rule, severity, group = diagnostic.rule, diagnostic.severity, diagnostic.group
    top, slash, _ = path.removeprefix("./").lstrip("/").partition("/")
    return _Key(rule, severity, group, top if slash and severity is Severity.NOTE else "")
