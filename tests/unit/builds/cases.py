r"""Reads and writes the case files of build definitions: `fixtures/builds/<page>.md`.

A file begins with a heading and a paragraph of its own. Each `## heading` below is a case: a
repository whose remote is `https://github.com/octo-org/app`. A fenced block whose info string is a
language and a path is a file of it. Besides, a case may hold these blocks:

`builds`
    A line for each build that the definitions describe.
`verdicts`
    A line for each Dockerfile whose last stage has no source label: what is said of it, and why.
`values`
    A line for each diagnostic of a definition: what is said of its values, and what a fix writes.

`pytest --update-cases` rewrites them.
"""

import re
from pathlib import Path
from typing import NamedTuple

from dockerlabel.builds.definitions import Builds as FoundBuilds
from dockerlabel.builds.definitions import builds_of, read_definition
from dockerlabel.builds.images import Facts, Repository, facts_of
from dockerlabel.builds.missing_label import Verdict, judge_image, last_image
from dockerlabel.builds.model import (
    Build,
    Literal,
    NotSet,
    Setting,
    ThisRepository,
    Unknown,
    has_values,
)
from dockerlabel.builds.values import values_in
from dockerlabel.config.settings import Settings
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, LineIndex
from dockerlabel.lint.linter import Analysis, analyse_definition
from dockerlabel.project.discovery import is_dockerfile_name
from dockerlabel.rules.context import Builds
from dockerlabel.sources.expected import Authority, ExpectedSource, expected_source

CASES = Path(__file__).parents[3] / "fixtures" / "builds"
EXPECTED = ExpectedSource("https://github.com/octo-org/app", Authority.DECLARED, "", "declared")
EXPECTATION = expected_source(None, source=EXPECTED.url)

_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```([a-z]+)(?: (\S+))?\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_OUTPUTS = ("builds", "verdicts", "values")


class Case(NamedTuple):
    """A case: its page, its heading, the files by their paths, and what comes out."""

    page: str
    name: str
    files: dict[str, str]
    expected: dict[str, str]


def read_cases(path: Path) -> tuple[Case, ...]:
    _, *rest = _HEADING.split(path.read_text("utf-8"))
    return tuple(
        _case(path.stem, name, body=body) for name, body in zip(rest[::2], rest[1::2], strict=True)
    )


def _case(page: str, name: str, *, body: str) -> Case:
    blocks = _BLOCK.findall(body)
    files = {path: text for _, path, text in blocks if path}
    expected = {kind: text for kind, path, text in blocks if not path}
    assert set(expected) <= set(_OUTPUTS), f"{page}: {name}: {sorted(expected)}"
    return Case(page, name, files, expected)


def write_outcomes(path: Path, outcomes: dict[str, dict[str, str]]) -> None:
    head, *rest = _HEADING.split(path.read_text("utf-8"))
    parts = [head]
    for name, body in zip(rest[::2], rest[1::2], strict=True):

        def outcome(match: re.Match[str], name: str = name) -> str:
            kind = match[1]
            return f"```{kind}\n{outcomes[name][kind]}```\n" if not match[2] else match[0]

        parts.append(f"## {name}\n{_BLOCK.sub(outcome, body)}")
    path.write_text("".join(parts), "utf-8")


def outcome_of(case: Case) -> dict[str, str]:
    """What the definitions of a case describe, and the verdicts on its Dockerfiles."""
    found = builds_in(case.files)
    repository = repository_of(case.files, found)
    verdicts = (
        f"{path}: {_shown_verdict(verdict)}\n"
        for path, facts in repository.facts.items()
        if not facts.carries_source
        for verdict in (judge_image(last_image(path, facts), repository),)
    )
    return {
        "builds": "".join(f"{shown_build(build)}\n" for build in found.builds),
        "verdicts": "".join(verdicts),
        "values": "".join(
            f"{_shown_diagnostic(path, case.files[path], each)}\n"
            for path in case.files
            for each in analysis_of(case.files, path).diagnostics
        ),
    }


def analysis_of(files: dict[str, str], path: str) -> Analysis:
    """What is said of the values of a definition; nothing of any other file."""
    found = builds_in(files)
    return analyse_definition(
        Document(files[path]),
        Settings(),
        values=values_in(path, found.builds) if has_values(path) else (),
        expectation=EXPECTATION,
        builds=Builds(path, lambda: repository_of(files, found)),
    )


def _shown_diagnostic(path: str, text: str, diagnostic: Diagnostic) -> str:
    line, column = LineIndex(Document(text)).position(diagnostic.span.start)
    head = f"{path}:{line}:{column}: {diagnostic.severity.name.lower()} {diagnostic.rule}"
    return "; ".join(filter(None, (f"{head}: {diagnostic.message}", diagnostic.help)))


def builds_in(files: dict[str, str]) -> FoundBuilds:
    definitions = (read_definition(path, text) for path, text in files.items())
    return builds_of(filter(None, definitions), EXPECTED)


def repository_of(files: dict[str, str], found: FoundBuilds) -> Repository:
    facts: dict[str, Facts] = {
        path: facts_of(parse(Document(text)))
        for path, text in files.items()
        if is_dockerfile_name(path)
    }
    return Repository(facts, found.builds, repository="octo-org/app", pushes=found.pushes)


def shown_build(build: Build) -> str:
    """A build in one line."""
    dockerfile = " or ".join(build.dockerfile.alternatives)
    parts = [f"{build.place} {build.kind.value} builds {dockerfile}"]
    parts += ["(computed)"] if not build.dockerfile.written else []
    parts += [f"target {build.target}"] if build.target else []
    parts += [f"as {' '.join(build.images)}"] if build.images else []
    parts += [f"with {image} from {' '.join(path.alternatives)}" for image, path in build.bases]
    parts.append(
        {True: "and pushes", False: "without pushing", None: "and may push"}[build.publishes]
    )
    parts += ["with an annotation"] if build.annotated else []
    parts += [f"without {build.unused_labels}"] if build.unused_labels else []
    return f"{' '.join(parts)}: {shown_setting(build.source)}"


def shown_setting(setting: Setting) -> str:
    match setting:
        case NotSet(why):
            return f"no label, {why}" if why else "no label"
        case Literal(value, place, replaceable, computed):
            kind = "computed " if computed else "" if replaceable else "fixed "
            return f"{kind}`{value}` ({place})"
        case ThisRepository(place):
            return f"this repository ({place})"
        case Unknown(why, place):
            return f"unknown, {why} ({place})"


def _shown_verdict(verdict: Verdict) -> str:
    severity = verdict.severity.name.lower() if verdict.severity else "silent"
    unsafe = "" if verdict.safe else ", unsafe"
    return f"{severity}{unsafe}, {verdict.reason.value}" + "".join(f"; {n}" for n in verdict.notes)
