"""Read, lint, fix, write: the one core behind command line, standard input, hooks and server."""

from collections.abc import Iterator, Mapping

from dockerlabel.context import context_of
from dockerlabel.diagnostic import Applicability, Diagnostic
from dockerlabel.discovery import Found, Patterns, discover
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.files import File, FileError, read_file, write_file
from dockerlabel.fixer import Fixed, fix
from dockerlabel.linter import is_wanted, lint
from dockerlabel.output.report import Report
from dockerlabel.rules.unknown_remote import note, unknown_remote
from dockerlabel.source import Expectation
from dockerlabel.workspace import NO_PATTERNS, Options, RefusedSettingsError, Workspace


class Pipeline:
    """What is done with files, by the settings and repositories of a workspace."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError where the command line's own settings can not be taken.
        """
        self.workspace = Workspace(options, environment)
        self._told: set[str] = set()

    def lint(self, path: str, document: Document) -> Report:
        """Judge a document as the content of a file.

        Raises RefusedSettingsError where the file's settings can not be read.
        """
        diagnostics = self._judge(path, parse(document))
        expectation = self.workspace.expectation_of(path)
        if expectation.source is None:
            diagnostics = (*self._unknown_remote(path, expectation), *diagnostics)
        return Report(path, document, diagnostics, expectation.source is not None)

    def forget_notes(self) -> None:
        """Say again, of the next file of each repository, what is said once for all its files."""
        self._told.clear()

    def fix(self, path: str, document: Document, *, threshold: Applicability) -> Fixed:
        """Mend a document as the content of a file.

        Raises RefusedSettingsError where the file's settings can not be read.
        """
        return fix(parse(document), lambda each: self._judge(path, each), threshold=threshold)

    def discover(self, paths: list[str], *, force_exclude: bool) -> Iterator[Found]:
        """Yield the Dockerfiles of files and folders."""

        def patterns_of(path: str) -> Patterns:
            try:
                return self.workspace.patterns_of(path)
            except RefusedSettingsError:
                # Whoever opens the file meets the same error, and can tell.
                return NO_PATTERNS

        return discover(paths, patterns_of, force_exclude=force_exclude)

    def write(self, file: File, document: Document) -> None:
        """Put a mended document in the place of its file.

        Raises FileError where that is refused or fails.
        """
        write_file(file, document, root=self.workspace.root_of(file.path))

    def _judge(self, path: str, dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
        settings = self.workspace.settings_of(path)
        expectation = self.workspace.expectation_of(path)
        return lint(context_of(dockerfile, settings, expectation=expectation), settings)

    def _unknown_remote(self, path: str, expectation: Expectation) -> tuple[Diagnostic, ...]:
        """Say once for a repository that there is nothing to compare with."""
        root = self.workspace.root_of(path) or ""
        wanted = is_wanted(unknown_remote.name, self.workspace.settings_of(path))
        if root in self._told or not wanted:
            return ()
        self._told.add(root)
        return (note(expectation),)


def read(found: Found) -> File:
    """Read a file that was discovered.

    Raises FileError where that is not possible.
    """
    if found.failure:
        raise FileError(found.failure)
    return read_file(found.path)
