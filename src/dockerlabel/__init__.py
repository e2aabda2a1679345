r"""Checks the source label of Dockerfiles against the git remote, and fixes it.

`check`, `fix`, `labels` and `source` do what the commands of these names do, on paths and on text:

    import dockerlabel

    text = "FROM alpine:3.22\n"
    settings = {"source": "https://github.com/octo-org/app"}

    [report] = dockerlabel.check("Dockerfile", text=text, settings=settings)
    print(report.diagnostics[0].rule)

    [fixed] = dockerlabel.fix("Dockerfile", text=text, settings=settings)
    print(fixed.document.text)

`help("dockerlabel.api")` describes them. The values that they return are named tuples, documented
where they are defined: `help("dockerlabel.Report")`, `help("dockerlabel.Diagnostic")` and so on.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.api import check as check
    from dockerlabel.api import fix as fix
    from dockerlabel.api import labels as labels
    from dockerlabel.api import source as source
    from dockerlabel.diagnostic import Applicability as Applicability
    from dockerlabel.diagnostic import Diagnostic as Diagnostic
    from dockerlabel.diagnostic import Edit as Edit
    from dockerlabel.diagnostic import Fix as Fix
    from dockerlabel.diagnostic import Severity as Severity
    from dockerlabel.dockerfile.image import Image as Image
    from dockerlabel.dockerfile.image import ImageLabel as ImageLabel
    from dockerlabel.dockerfile.nodes import BuildError as BuildError
    from dockerlabel.document import Document as Document
    from dockerlabel.document import LineIndex as LineIndex
    from dockerlabel.document import Position as Position
    from dockerlabel.document import Span as Span
    from dockerlabel.fixes.fixer import FixResult as FixResult
    from dockerlabel.lint.report import Report as Report
    from dockerlabel.project.workspace import RefusedSettingsError as RefusedSettingsError
    from dockerlabel.regular_file import FileError as FileError
    from dockerlabel.sources.expected import Authority as Authority
    from dockerlabel.sources.expected import Expectation as Expectation
    from dockerlabel.sources.expected import ExpectedSource as ExpectedSource
    from dockerlabel.version import __version__ as __version__

_HOMES = {
    "check": "dockerlabel.api",
    "fix": "dockerlabel.api",
    "labels": "dockerlabel.api",
    "source": "dockerlabel.api",
    "Applicability": "dockerlabel.diagnostic",
    "Diagnostic": "dockerlabel.diagnostic",
    "Edit": "dockerlabel.diagnostic",
    "Fix": "dockerlabel.diagnostic",
    "Severity": "dockerlabel.diagnostic",
    "Image": "dockerlabel.dockerfile.image",
    "ImageLabel": "dockerlabel.dockerfile.image",
    "BuildError": "dockerlabel.dockerfile.nodes",
    "Document": "dockerlabel.document",
    "LineIndex": "dockerlabel.document",
    "Position": "dockerlabel.document",
    "Span": "dockerlabel.document",
    "Authority": "dockerlabel.sources.expected",
    "Expectation": "dockerlabel.sources.expected",
    "ExpectedSource": "dockerlabel.sources.expected",
    "FileError": "dockerlabel.regular_file",
    "FixResult": "dockerlabel.fixes.fixer",
    "Report": "dockerlabel.lint.report",
    "RefusedSettingsError": "dockerlabel.project.workspace",
    "__version__": "dockerlabel.version",
}
"""Where each public name is made: it is imported when it is asked for, so that the command line
starts without those that it does not need."""


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415 - start-up

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
