"""`dockerlabel source`: the expected source of a path, for people and for programs."""

from collections.abc import Iterator

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_place, worst
from dockerlabel.credentials import mask_credentials
from dockerlabel.output.as_json import dumped
from dockerlabel.output.terminal import printable_path, redacted
from dockerlabel.sources.expected import Expectation


def source(session: Session, arguments: Arguments) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    lines = json_source if arguments.output_format == "json" else text_source

    def show(shown: str, path: str) -> Status:
        expectation = session.pipeline.workspace.expected(path)
        session.write_lines(lines(shown, expectation))
        return Status.FOUND if expectation.source is None else Status.CLEAN

    return worst(each_place(session, show))


def text_source(path: str, expectation: Expectation) -> Iterator[str]:
    """Yield the URL, why it is expected, and the remotes that were looked at."""
    source = expectation.source
    yield f"{printable_path(path)}: {source.url if source else 'no expected source'}"
    yield f"  because: {redacted(expectation.reason)}"
    for remote in expectation.remotes:
        instead = f" (rewritten to {remote.rewritten})" if remote.rewritten else ""
        why = f": {remote.passed_over}" if remote.passed_over else ""
        yield f"  remote {redacted(f'{remote.name} {remote.url}{instead}{why}')}"


def json_source(path: str, expectation: Expectation) -> Iterator[str]:
    """Yield one JSON object; `url` and `authority` are null if there is no source."""
    source = expectation.source
    yield dumped(
        {
            "path": path,
            "url": source.url if source else None,
            "authority": source.authority.value if source else None,
            "reason": mask_credentials(expectation.reason),
            "remotes": [
                {"name": mask_credentials(remote.name), "url": remote.url}
                for remote in expectation.remotes
            ],
        }
    )
