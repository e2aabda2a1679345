"""The commands as functions, for programs; `dockerlabel` itself offers them."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeVar

from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.image import Image, checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import Fixed
from dockerlabel.lint.report import Report
from dockerlabel.project.files import File
from dockerlabel.project.pipeline import Pipeline, read
from dockerlabel.project.workspace import Options
from dockerlabel.regular_file import FileError
from dockerlabel.rules.context import published
from dockerlabel.sources.expected import Expectation

_Path = str | os.PathLike[str]
_Outcome = TypeVar("_Outcome")

NO_SETTINGS: Mapping[str, object] = MappingProxyType({})


def check(
    path: _Path = ".", *, text: str | None = None, settings: Mapping[str, object] = NO_SETTINGS
) -> tuple[Report, ...]:
    """Say what is wrong with Dockerfiles: a report for each.

    `path` is a file, or a folder that stands for the Dockerfiles below it. With `text`, nothing is
    read: it is judged as the content of the file `path`. `settings` are those of the configuration
    file, under their names there; they go before it.

    The spans of diagnostics are half-open ranges of code-point offsets into `Report.document.text`;
    `LineIndex(report.document)` gives their lines and columns, from one. A Dockerfile that the
    builder would reject has a diagnostic of the rule `invalid-syntax`.

    Raises FileError where a file can not be read, RefusedSettingsError where settings can not be
    taken.
    """
    pipeline = _pipeline(settings)
    return tuple(_each(pipeline, path, text=text, use=pipeline.lint))


def fix(
    path: _Path = ".",
    *,
    text: str | None = None,
    unsafe_fixes: bool = False,
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[Fixed, ...]:
    """Mend Dockerfiles: for each the document as it is then, and what was and was not mended.

    The files are written, as a whole or not at all; with `text`, nothing is read or written.
    `unsafe_fixes` takes also the fixes that may not be meant. See `check` for the rest.

    Raises FileError where a file can not be read or must not be written; files before it have been
    mended.
    """
    pipeline = _pipeline(settings)
    threshold = Applicability.UNSAFE if unsafe_fixes else Applicability.SAFE

    def mend(name: str, document: Document) -> Fixed:
        return pipeline.fix(name, document, threshold=threshold)

    if text is not None:
        return tuple(_each(pipeline, path, text=text, use=mend))
    outcomes = []
    for file in _files(pipeline, path):
        fixed = mend(file.path, file.document)
        if fixed.document != file.document:
            with _naming(file.path):
                pipeline.write(file, fixed.document)
        outcomes.append(fixed)
    return tuple(outcomes)


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

    def images(name: str, document: Document) -> tuple[Image | BuildError, ...]:
        dockerfile = parse(document)
        own = pipeline.settings_for(name, dockerfile)
        targets = published(dockerfile, own) if target is None else (target,)
        if isinstance(targets, BuildError):
            return (targets,)
        built = evaluate(dockerfile, BuildOptions(own.build_args), targets=targets)
        return tuple(map(checked, built))

    found = _each(pipeline, path, text=text, use=images)
    return tuple(image for each in found for image in each)


def source(path: _Path = ".", *, settings: Mapping[str, object] = NO_SETTINGS) -> Expectation:
    """Return the expected source of a file, or of the files in a folder, and how it was found.

    `Expectation.source` is None where none is expected; `Expectation.reason` says why, either way.
    See `check` for `settings`.
    """
    name = os.fspath(path)
    inside = os.path.join(name, "Dockerfile") if os.path.isdir(name) else name
    return _pipeline(settings).workspace.expectation_of(inside)


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


def _each(
    pipeline: Pipeline,
    path: _Path,
    *,
    text: str | None,
    use: Callable[[str, Document], _Outcome],
) -> Iterator[_Outcome]:
    """Yield what `use` makes of the text, or of each file that the path stands for."""
    if text is not None:
        yield use(os.fspath(path), Document(text))
        return
    for file in _files(pipeline, path):
        yield use(file.path, file.document)


def _files(pipeline: Pipeline, path: _Path) -> Iterator[File]:
    """Read the files that a path stands for."""
    for found in pipeline.discover([os.fspath(path)], force_exclude=False, warn=_warn):
        with _naming(found.path):
            file = read(found)
        yield file
