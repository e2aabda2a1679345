"""`dockerlabel verify`."""

import os

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, add_page
from dockerlabel.credentials import mask_credentials
from dockerlabel.images.engine import Engines
from dockerlabel.images.judge import Judge
from dockerlabel.images.model import ImageError
from dockerlabel.images.read import read_images
from dockerlabel.images.report import (
    Verified,
    failed_lines,
    github_lines,
    json_line,
    place_of,
    summary,
    text_lines,
)
from dockerlabel.lint.report import Failure
from dockerlabel.output.github import StepSummary
from dockerlabel.sources.expected import Expectation


def verify(session: Session, arguments: Arguments) -> Status:
    """Report the problems of built images.

    Settings and the expected source are a Dockerfile's: the one in the working directory, or the
    one that is named.
    """
    workspace, path = session.pipeline.workspace, arguments.dockerfile or "Dockerfile"
    settings, expectation = workspace.settings(path).settings, workspace.expected(path)
    judge, engines = Judge(settings, expectation), Engines(os.environ)
    name = arguments.output_format or ("github" if session.in_actions else "text")
    view = _View(session, name, expectation=expectation)
    status = Status.CLEAN
    for shown in session.paths:
        try:
            images = read_images(shown, engines)
        except ImageError as error:
            view.fail(Failure(mask_credentials(shown), mask_credentials(str(error))))
            status = Status.FAILED
            continue
        for image in images:
            verified = Verified(image, judge.findings(image))
            view.show(verified)
            if verified.fails(settings.fail_on):
                status = max(status, Status.FOUND)
    view.end()
    return status


class _View:
    """Shows the images of a run one after another, and at its end the summary."""

    def __init__(self, session: Session, name: str, *, expectation: Expectation) -> None:
        self._session = session
        self._name = name
        self._expectation = expectation
        self._done: list[Verified] = []
        self._page = StepSummary()

    def show(self, verified: Verified) -> None:
        self._done.append(verified)
        match self._name:
            case "json":
                lines = iter([json_line(verified, self._expectation)])
            case "github":
                lines = github_lines(verified)
            case _:
                lines = text_lines(verified, self._session.colors)
        self._session.write_lines(lines)
        for each in verified.findings:
            self._page.add(place_of(verified.image, each), each.diagnostic)

    def fail(self, failure: Failure) -> None:
        self._session.error(f"{failure.path}: {failure.message}")
        if self._name == "github":
            self._session.write_lines(failed_lines(failure))
        self._page.failure(failure)

    def end(self) -> None:
        sentences = [summary(self._done)] if self._done else []
        path = os.environ.get("GITHUB_STEP_SUMMARY") if self._name == "github" else None
        if path:
            add_page(self._session, path, lines=self._page.page(sentences))
        self._session.out.flush()
        for line in sentences if self._name != "json" else ():
            self._session.info(line)
