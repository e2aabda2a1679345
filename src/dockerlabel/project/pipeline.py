"""Read, lint, fix, write: the one core behind command line, standard input, hooks and server."""

from collections.abc import Iterable, Iterator, Mapping

from dockerlabel.config.settings import Layer, Origin, Settings
from dockerlabel.diagnostic import Applicability, Diagnostic
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.lint.linter import lint, lint_expectation, violations
from dockerlabel.lint.report import Report
from dockerlabel.project.discovery import Found, Patterns, Warn, discover
from dockerlabel.project.files import File, read_file, write_file
from dockerlabel.project.forks import Neighbours
from dockerlabel.project.workspace import (
    NO_PATTERNS,
    Options,
    RefusedSettingsError,
    Workspace,
    folders_of,
    is_for,
)
from dockerlabel.regular_file import FileError
from dockerlabel.rules.context import Context, context_of, missing_targets
from dockerlabel.sources.expected import Expectation

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.fixes.fixer import Fixed
    from dockerlabel.lint.add_suppressions import Ignored


class Pipeline:
    """What is done with files, by the settings and repositories of a workspace."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError where the command line's own settings can not be taken.
        """
        self.workspace = Workspace(options, environment)
        self._neighbours = Neighbours(self._dockerfiles_of)
        self._told: set[str] = set()
        # The targets that no file had so far, by the path of the configuration file that names
        # them; those of the command line are under an empty one.
        self._unmet: dict[str, tuple[Layer, frozenset[str]]] = {}

    def lint(self, path: str, document: Document) -> Report:
        """Judge a document as the content of a file.

        Raises RefusedSettingsError where the file's settings can not be read.
        """
        context, settings = self._context(path, parse(document))
        told = self._told_once(path, context.expectation, settings=settings)
        diagnostics = (*told, *self._judge(path, context, settings=settings))
        compared = context.expectation.source is not None
        return Report(path, document, diagnostics, compared, settings.fail_on)

    def forget_notes(self) -> None:
        """Say again, of the next file of each repository, what is said once for all its files."""
        self._told.clear()

    def forget_neighbours(self) -> None:
        """Read other Dockerfiles again before the next fix is called safe."""
        self.workspace.forget_roots()
        self._neighbours.forget()

    def fix(self, path: str, document: Document, *, threshold: Applicability) -> "Fixed":
        """Mend a document as the content of a file.

        Raises RefusedSettingsError where the file's settings can not be read.
        """
        from dockerlabel.fixes.fixer import fix  # noqa: PLC0415 - start-up: `check` mends nothing

        def judge(dockerfile: Dockerfile) -> tuple[Diagnostic, ...]:
            context, settings = self._context(path, dockerfile)
            return self._judge(path, context, settings=settings)

        return fix(parse(document), judge, threshold=threshold)

    def add_ignores(self, path: str, document: Document, *, reason: str) -> "Ignored":
        """Add comments to a document, as the content of a file, that ignore all that is found.

        Raises RefusedSettingsError where the file's settings can not be read.
        """
        from dockerlabel.lint.add_suppressions import add_ignores  # noqa: PLC0415 - start-up

        context, settings = self._context(path, parse(document))
        places = [(rule.name, each.span) for rule, each in violations(context, settings)]
        return add_ignores(context.dockerfile, places, reason=reason)

    def discover(self, paths: list[str], *, force_exclude: bool, warn: Warn) -> Iterator[Found]:
        """Yield the Dockerfiles of files and folders; tell `warn` what could not be searched."""

        def patterns_of(path: str) -> Patterns:
            try:
                return self.workspace.patterns_of(path)
            except RefusedSettingsError:
                # Whoever opens the file meets the same error, and can tell.
                return NO_PATTERNS

        root_of = self.workspace.root_of
        return discover(paths, patterns_of, force_exclude=force_exclude, warn=warn, root_of=root_of)

    def _dockerfiles_of(self, root: str) -> Iterator[Found]:
        return self.discover([root], force_exclude=False, warn=lambda _text: None)

    def write(self, file: File, document: Document) -> None:
        """Put a mended document in the place of its file.

        Raises FileError where that is refused or fails.
        """
        write_file(file, document)

    def settings_for(self, path: str, dockerfile: Dockerfile) -> Settings:
        """Return the settings in force for a file, held against what the file says.

        Raises RefusedSettingsError where they can not be read, or an override names a target that
        the file lacks: unlike those that are meant for all files, it is meant for this one.
        """
        in_force = self.workspace.in_force(path)
        layer = in_force.layer_of("targets")
        lacking = missing_targets(dockerfile, in_force.settings) if layer else None
        if layer is None or lacking is None:
            return in_force.settings
        if layer.origin is not Origin.OVERRIDE:
            _, others = self._unmet.get(layer.path, (layer, lacking.targets))
            self._unmet[layer.path] = layer, frozenset(lacking.targets).intersection(others)
        elif lacking.targets:
            place = layer.place("targets")
            raise RefusedSettingsError(f"{place}: targets: {path} has {lacking}")
        return in_force.settings

    def unused_settings(self, paths: Iterable[str]) -> Iterator[str]:
        """Yield a line for each override and each target that was for none of the files.

        Of a configuration file they count only where `paths` hold all files that it is for.
        """
        tops = folders_of(paths)
        yield from self.workspace.unused_overrides(tops)
        for layer, targets in self._unmet.values():
            if layer.origin is Origin.OPTION:
                place = "--target"
            elif is_for(layer.path, tops):
                place = f"{layer.place('targets')}: targets"
            else:
                continue
            yield from (f"{place}: no Dockerfile has a stage `{name}`" for name in sorted(targets))

    def _judge(self, path: str, context: Context, *, settings: Settings) -> tuple[Diagnostic, ...]:
        """Return what the rules find; before a fix is called safe, other files are asked, too."""
        found = lint(context, settings)
        if all(each.fix is None or each.fix.applicability < Applicability.SAFE for each in found):
            return found
        root = self.workspace.root_of(path)
        if root is None or not context.expectation.assumed or context.fork_sign:
            return found
        sign = self._neighbours.fork_evidence_in_other_files(
            path, root, expectation=context.expectation
        )
        return lint(context._replace(fork_sign=sign), settings) if sign else found

    def _context(self, path: str, dockerfile: Dockerfile) -> tuple[Context, Settings]:
        settings = self.settings_for(path, dockerfile)
        expectation = self.workspace.expectation_of(path)
        return context_of(dockerfile, settings, expectation=expectation), settings

    def _told_once(
        self, path: str, expectation: Expectation, *, settings: Settings
    ) -> tuple[Diagnostic, ...]:
        """Return what is said of a repository, unless it was said already."""
        told = lint_expectation(expectation, settings)
        root = self.workspace.root_of(path) or "" if told else ""
        if not told or root in self._told:
            return ()
        self._told.add(root)
        return told


def read(found: Found) -> File:
    """Read a file that was discovered.

    Raises FileError where that is not possible.
    """
    if found.failure:
        raise FileError(found.failure)
    return read_file(found.path)
