"""How many diagnostics there are of each rule, in the place of the diagnostics themselves."""

from collections import Counter
from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Diagnostic
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import VERSION, dumped, summed_up
from dockerlabel.output.formats import Format
from dockerlabel.output.terminal import printable_path


class Statistics(Format):
    """Counts by rule, and by repository: lines for people, or one JSON document."""

    def __init__(self, *, as_json: bool) -> None:
        self.document = as_json
        self._rules, self._repositories = _Tally("rule"), _Tally("repository")

    def report(self, report: Report) -> tuple[str, ...]:
        """Count the diagnostics of a file."""
        for diagnostic in report.diagnostics:
            self._rules.add(diagnostic.rule, diagnostic)
            self._repositories.add(report.repository, diagnostic)
        return ()

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the counts, also by repository if several were checked."""
        if self.document:
            rules, repositories = self._rules.values(), self._repositories.values()
            statistics = {"statistics": rules, "repositories": repositories}
            yield dumped({"version": VERSION, **statistics, "summary": summed_up(summary)})
            return
        yield from self._rules.lines()
        if len(summary.repositories) > 1 and self._repositories:
            yield ""
            yield "Problems by repository:"
            yield from self._repositories.lines()


class _Tally:
    """Diagnostics and fixes by a name, the most frequent first."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._counts = Counter[str | None]()
        self._fixable = Counter[tuple[str | None, Applicability]]()

    def __bool__(self) -> bool:
        return bool(self._counts)

    def add(self, name: str | None, diagnostic: Diagnostic) -> None:
        self._counts[name] += 1
        if diagnostic.fix:
            self._fixable[name, diagnostic.fix.applicability] += 1

    def lines(self) -> Iterator[str]:
        rows = [(number, _shown(name), self._fixes(name)) for name, number in self._ranking()]
        width = max((len(str(number)) for number, _, _ in rows), default=0)
        longest = max((len(shown) for _, shown, _ in rows), default=0)
        for number, shown, fixes in rows:
            yield f"{number:>{width}}  {shown:<{longest}}  {fixes}".rstrip()

    def values(self) -> list[dict[str, object]]:
        return [
            {
                self._key: name,
                "count": number,
                "fixable": self._fixable[name, Applicability.SAFE],
                "unsafe_fixable": self._fixable[name, Applicability.UNSAFE],
            }
            for name, number in self._ranking()
        ]

    def _ranking(self) -> list[tuple[str | None, int]]:
        return sorted(self._counts.items(), key=lambda each: (-each[1], each[0] or ""))

    def _fixes(self, name: str | None) -> str:
        kinds = (Applicability.SAFE, Applicability.UNSAFE)
        safe, unsafe = (self._fixable[name, kind] for kind in kinds)
        parts = (f"{safe} fixable" if safe else "", f"{unsafe} unsafe" if unsafe else "")
        return ", ".join(filter(None, parts))


def _shown(name: str | None) -> str:
    return "outside of a repository" if name is None else printable_path(name)
