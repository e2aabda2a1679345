"""How many diagnostics there are of each rule, in the place of the diagnostics themselves."""

from collections import Counter

from dockerlabel.diagnostic import Applicability
from dockerlabel.lint.report import Report, Summary
from dockerlabel.output.as_json import VERSION, dumped, summed_up
from dockerlabel.output.formats import Format


class Statistics(Format):
    """Counts by rule, the commonest first: lines for people, or one JSON document."""

    def __init__(self, *, as_json: bool) -> None:
        self.document = as_json
        self._counts = Counter[str]()
        self._fixable = Counter[tuple[str, Applicability]]()

    def report(self, report: Report) -> tuple[str, ...]:
        """Count the diagnostics of a file."""
        for diagnostic in report.diagnostics:
            self._counts[diagnostic.rule] += 1
            if diagnostic.fix:
                self._fixable[diagnostic.rule, diagnostic.fix.applicability] += 1
        return ()

    def end(self, summary: Summary) -> tuple[str, ...]:
        """Return the counts."""
        return (self._json(summary),) if self.document else self._lines()

    def _lines(self) -> tuple[str, ...]:
        width = max((len(str(number)) for number in self._counts.values()), default=0)
        longest = max(map(len, self._counts), default=0)
        return tuple(
            f"{number:>{width}}  {rule:<{longest}}  {self._fixes(rule)}".rstrip()
            for rule, number in self._ranking()
        )

    def _json(self, summary: Summary) -> str:
        statistics = [
            {
                "rule": rule,
                "count": number,
                "fixable": self._fixable[rule, Applicability.SAFE],
                "unsafe_fixable": self._fixable[rule, Applicability.UNSAFE],
            }
            for rule, number in self._ranking()
        ]
        return dumped({"version": VERSION, "statistics": statistics, "summary": summed_up(summary)})

    def _ranking(self) -> list[tuple[str, int]]:
        return sorted(self._counts.items(), key=lambda each: (-each[1], each[0]))

    def _fixes(self, rule: str) -> str:
        safe, unsafe = (
            self._fixable[rule, kind] for kind in (Applicability.SAFE, Applicability.UNSAFE)
        )
        parts = (f"{safe} fixable" if safe else "", f"{unsafe} unsafe" if unsafe else "")
        return ", ".join(filter(None, parts))
