"""The formats of `check`: what each prints for a file, for one that failed, and at the end.

A format that streams prints file by file and keeps nothing; a document is printed whole at the end.
"""

from collections.abc import Callable, Iterable
from functools import partial

from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Failure, Report, Summary
from dockerlabel.output.colors import Colors

NAMES = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")


def _nothing(_: object) -> Iterable[str]:
    return ()


class Format(NamedTuple):
    """Functions that yield lines.

    `document`: the output is read by a program, as a whole. `in_repository`: paths are those in
    the repository, not as they were given.
    """

    report: Callable[[Report], Iterable[str]]
    failure: Callable[[Failure], Iterable[str]] = _nothing
    end: Callable[[Summary], Iterable[str]] = _nothing
    document: bool = False
    in_repository: bool = False


def step_summary() -> Format:
    """Make the format of the page that a step in GitHub Actions has."""
    from dockerlabel.output.step_summary import StepSummary  # noqa: PLC0415 - start-up

    page = StepSummary()
    return Format(page.add, page.fail, page.end, document=True, in_repository=True)


def statistics_as(name: str) -> Format:
    """Make the format that counts instead: lines for people, or `json`."""
    from dockerlabel.output.statistics import Statistics  # noqa: PLC0415 - start-up

    statistics = Statistics()
    if name == "json":
        return Format(statistics.add, end=statistics.json, document=True)
    return Format(statistics.add, end=statistics.lines)


def format_called(name: str, colors: Colors) -> Format:
    """Make the format of a name."""
    match name:
        case "json":
            from dockerlabel.output.as_json import JsonDocument  # noqa: PLC0415 - start-up

            json = JsonDocument()
            return Format(json.add, end=json.end, document=True)
        case "sarif":
            from dockerlabel.output.sarif import SarifLog  # noqa: PLC0415 - start-up

            log = SarifLog()
            return Format(log.add, log.fail, log.end, document=True, in_repository=True)
        case "github":
            from dockerlabel.output.github import annotations, failed  # noqa: PLC0415 - start-up

            return Format(annotations, failed, in_repository=True)
        case "gitlab":
            from dockerlabel.output.gitlab import CodeQuality  # noqa: PLC0415 - start-up

            quality = CodeQuality()
            return Format(quality.add, end=quality.end, document=True, in_repository=True)
        case "junit":
            from dockerlabel.output.junit import Suites  # noqa: PLC0415 - start-up

            suites = Suites()
            return Format(suites.add, suites.fail, suites.end, document=True, in_repository=True)
    return Format(partial(_text, name=name, colors=colors))


def _text(report: Report, *, name: str, colors: Colors) -> Iterable[str]:
    """Return lines for people, `full` or `concise`; what makes them is not read for nothing."""
    if not report.diagnostics:
        return ()
    if name == "concise":
        from dockerlabel.output.concise import concise  # noqa: PLC0415 - start-up

        return concise(report, colors)
    from dockerlabel.output.full import full  # noqa: PLC0415 - start-up

    return full(report, colors)
