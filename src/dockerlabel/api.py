"""The commands as functions, for programs, and the types of their values.

`dockerlabel` itself offers all names in `__all__`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix, Severity
from dockerlabel.dockerfile.image import Image, ImageLabel, checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document, LineIndex, Position, Span, writable
from dockerlabel.fixes.fixer import FixResult
from dockerlabel.lint.report import Report
from dockerlabel.project.files import Input, write_file
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.regular_file import FileError
from dockerlabel.sources.expected import Authority, Expectation, ExpectedSource
from dockerlabel.version import __version__

__all__ = [
    "Applicability",
    "Authority",
    "BuildError",
    "Diagnostic",
    "Document",
    "Edit",
    "Expectation",
    "ExpectedSource",
    "FileError",
    "Fix",
    "FixResult",
    "Image",
    "ImageLabel",
    "LineIndex",
    "Position",
    "RefusedSettingsError",
    "Report",
    "Severity",
    "Span",
    "__version__",
    "check",
    "fix",
    "labels",
    "source",
]

_Path = str | os.PathLike[str]

NO_SETTINGS: Mapping[str, object] = MappingProxyType({})


def check(
    path: _Path = ".", *, text: str | None = None, settings: Mapping[str, object] = NO_SETTINGS
) -> tuple[Report, ...]:
    """Return what is wrong with Dockerfiles and build definitions: a report for each.

    `path` is a file, or a folder for all of them below it. With `text`, nothing is read: it is
    checked as the content of the file `path`. `settings` are settings by their
    names in the configuration file; they override it.

    The spans of diagnostics are half-open ranges of code-point offsets into `Report.document.text`;
    `LineIndex(report.document)` gives their lines and columns, from one. A Dockerfile that the
    builder would reject has a diagnostic of the rule `invalid-syntax`.

    Raises FileError if a file cannot be read, RefusedSettingsError if settings are not valid.
    """
    pipeline = _pipeline(settings)
    return tuple(
        pipeline.report(each.path, pipeline.analyse(each.path, each.document))
        for each in _inputs(pipeline, path, text=text)
    )


def fix(
    path: _Path = ".",
    *,
    text: str | None = None,
    unsafe_fixes: bool = False,
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[FixResult, ...]:
    """Fix Dockerfiles and build definitions, and return for each what has changed and what remains.

    The files are written, as a whole or not at all; with `text`, nothing is read or written.
    `unsafe_fixes` also makes the fixes that may not be meant. See `check` for the rest.

    Raises FileError if a file cannot be read or must not be written; files before it have been
    fixed.
    """
    pipeline = _pipeline(settings)
    threshold = Applicability.UNSAFE if unsafe_fixes else Applicability.SAFE
    results = []
    for each in _inputs(pipeline, path, text=text):
        start = pipeline.analyse(each.path, each.document)
        result = pipeline.fix(each.path, start, threshold=threshold)
        if each.stamp and result.edits:
            with _naming(each.path):
                write_file(each, result.document)
        results.append(result)
    return tuple(results)


def labels(
    path: _Path = ".",
    *,
    text: str | None = None,
    target: str | None = None,
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[Image | BuildError, ...]:
    """Return the images that Dockerfiles publish, with their labels and the place that sets each.

    A file that does not build has its error instead. `target` is the stage to build, by default the
    published ones. See `check` for the rest.
    """
    pipeline = _pipeline(settings)
    images: list[Image | BuildError] = []
    for name, document, *_ in _inputs(pipeline, path, text=text):
        if pipeline.is_definition(name):
            continue
        dockerfile = parse(document, name)
        found = pipeline.targets(name, dockerfile)
        published = (None,) if isinstance(found, BuildError) else found.published
        targets = published if target is None else (target,)
        options = BuildOptions(pipeline.workspace.settings(name).settings.build_args)
        images += map(checked, evaluate(dockerfile, options, targets=targets))
    return tuple(images)


def source(path: _Path = ".", *, settings: Mapping[str, object] = NO_SETTINGS) -> Expectation:
    """Return the expected source of a file, or of the files in a folder, and how it was found.

    `Expectation.source` is None if none is expected; `Expectation.reason` says why, either way.
    See `check` for `settings`.

    Raises FileError if `path` cannot be a path, RefusedSettingsError if settings are not valid.
    """
    name = _name(path)
    inside = os.path.join(name, "Dockerfile") if os.path.isdir(name) else name
    return _pipeline(settings).workspace.expected(inside)


def _name(path: _Path) -> str:
    name = os.fspath(path)
    try:
        os.fsencode(name)
    except UnicodeEncodeError as error:
        raise FileError(f"{name!r} cannot be the path of a file") from error
    return name


def _pipeline(settings: Mapping[str, object]) -> Pipeline:
    return Pipeline(Options(settings, by_program=True), os.environ)


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Let errors say which of many files they are about."""
    try:
        yield
    except FileError as error:
        raise FileError(f"{path}: {error}") from error


def _warn(text: str) -> None:
    import warnings  # noqa: PLC0415 - start-up: hardly ever

    warnings.warn(text, stacklevel=2)


def _inputs(pipeline: Pipeline, path: _Path, *, text: str | None) -> Iterator[Input]:
    """Yield the text, or the texts of the files that the path names."""
    name = _name(path)
    if text is not None:
        yield Input(name, Document(writable(text)), None, name)
        return
    for found in pipeline.discover([name], force_exclude=False, warn=_warn):
        with _naming(found.path):
            file = read(found)
        yield file
