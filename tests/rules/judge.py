"""What dockerlabel's core says of a text and makes of it, without any process or file."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dockerlabel.config.settings import Settings, parse_settings
from dockerlabel.diagnostic import Applicability, Diagnostic
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import FixResult, fix
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.lint.linter import Analysis, analyse
from dockerlabel.lint.report import Report
from dockerlabel.output.formats import Concise
from dockerlabel.output.terminal import Colors, printable
from dockerlabel.rules.context import Context, context_of
from dockerlabel.sources.expected import CiEnvironment, Expectation, expected_source
from dockerlabel.sources.github_hosts import hosts_of

SOURCE = "https://github.com/octo-org/app"
"""The source that is declared where a case says nothing of a repository."""

GITHUB = "https://github.com"


class Harness(NamedTuple):
    """Settings and an expected source, as they would be for a file."""

    settings: Settings
    expectation: Expectation

    def context(self, dockerfile: Dockerfile) -> Context:
        return context_of(dockerfile, self.settings, expectation=self.expectation)

    def analyse(self, document: Document) -> Analysis:
        return analyse(document, self.settings, expectation=self.expectation)

    def lint(self, text: str) -> tuple[Diagnostic, ...]:
        return self.analyse(Document(text)).diagnostics

    def fix(self, text: str, threshold: Applicability = Applicability.SAFE) -> FixResult:
        return fix(self.analyse(Document(text)), self.analyse, threshold=threshold)

    def output(self, text: str) -> str:
        """What is said of the first file of a repository, `Dockerfile`: see `case_files`."""
        found = self.lint(text)
        bare = tuple(each._replace(notes=()) for each in found)
        report = Report("Dockerfile", Document(text), bare, compared=True)
        lines: list[str] = []
        for each, line in zip(found, Concise(Colors(on=False)).report(report), strict=True):
            lines += (line, *(f"  note: {printable(note)}" for note in each.notes))
            lines += () if each.fix or not each.help else (f"  help: {printable(each.help)}",)
        return "".join(f"{line}\n" for line in lines)


def judge_of(values: Mapping[str, Any]) -> Harness:
    """The judge of a case's `yaml`: settings, and `remotes` and `ci` besides.

    Without these two and `source`, the source is declared.
    """
    own = dict(values)
    remotes: Mapping[str, str | list[str]] | None = own.pop("remotes", None)
    ci: Mapping[str, Any] | None = own.pop("ci", None)
    settings = parse_settings(own)
    if not isinstance(settings, Settings):
        raise ValueError("; ".join(map(str, settings)))  # noqa: TRY004 - it is the value's fault
    declared = SOURCE if remotes is None and ci is None else None
    expectation = expected_source(
        None if remotes is None else Repository("/app", remotes=_remotes(remotes)),
        source=settings.source or declared,
        remote=settings.remote,
        hosts=hosts_of(settings.hosts),
        ci=CiEnvironment(GITHUB, ci["repository"], fork=ci.get("fork", False)) if ci else None,
    )
    return Harness(settings, expectation)


def _remotes(remotes: Mapping[str, str | list[str]]) -> tuple[Remote, ...]:
    return tuple(
        Remote(name, (urls,) if isinstance(urls, str) else tuple(urls))
        for name, urls in remotes.items()
    )
