"""Read, lint, fix, write: the one core of the command line, the hooks, the API and the server."""

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

from dockerlabel.config.settings import ConfigurationError, Origin
from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.dockerfile.templates import why_unchecked
from dockerlabel.document import Document
from dockerlabel.git.client import Listing, list_files
from dockerlabel.git.discover import relative, with_slashes
from dockerlabel.lint.linter import Analysis, analyse, violations
from dockerlabel.lint.report import Report
from dockerlabel.project.discovery import Found, Patterns, Warn, discover
from dockerlabel.project.files import Input, read_file
from dockerlabel.project.forks import OtherDockerfiles
from dockerlabel.project.workspace import NO_PATTERNS, Options, RefusedSettingsError, Workspace
from dockerlabel.regular_file import FileError
from dockerlabel.rules.context import Builds, Targets, targets_of
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.fork_signs import Doubt

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.builds.images import Repository
    from dockerlabel.fixes.fixer import Analysed, FixResult
    from dockerlabel.lint.add_suppressions import Ignored
    from dockerlabel.project.builds import RepositoryBuilds


class Pipeline:
    """What is done with files, by the settings and repositories of a workspace.

    All that takes the path of a file raises RefusedSettingsError if its settings cannot be read.
    """

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        """Begin a run; nothing is read before a file asks for it.

        Raises RefusedSettingsError if the command line's own settings are not valid.
        """
        self.workspace = Workspace(options, environment)
        # What a search of a repository, its builds and signs of a fork have in common is kept for
        # one repository only: the files of the next one are asked about after it.
        self._list_files = lru_cache(maxsize=1)(list_files)
        self._dockerfiles_of = lru_cache(maxsize=1)(self._search)
        self._other_dockerfiles = OtherDockerfiles(self._dockerfiles_of)
        self._builds: RepositoryBuilds | None = None
        self._reported: set[tuple[str | None, str]] = set()

    def analyse(self, path: str, document: Document) -> Analysis:
        """Parse and lint a document as the content of a file: nothing else does either."""
        expectation = self.workspace.expected(path)
        analysis = analyse(
            document,
            self.workspace.settings(path).settings,
            expectation=expectation,
            path=path,
            builds=self.builds(path),
            evidence_elsewhere=partial(self._doubt_elsewhere, path, expectation),
        )
        self._refuse_missing(path, analysis.context.targets)
        return analysis

    def fix(self, path: str, start: Analysis, *, threshold: Applicability) -> "FixResult":
        """Fix a document as the content of a file; nothing is written."""
        from dockerlabel.fixes.fixer import fix  # noqa: PLC0415 - start-up: `check` fixes nothing

        return fix(start, partial(self.analyse, path), threshold=threshold)

    def report(self, path: str, analysis: "Analysed") -> Report:
        """Return the report of a file; what concerns its repository is in the first one only."""
        document, diagnostics = analysis.dockerfile.document, analysis.diagnostics
        if diagnostics:
            root = self.workspace.folder(path).root
            diagnostics = tuple(each for each in diagnostics if self._is_new(root, each.rule))
        compared = self.workspace.expected(path).source is not None
        fail_on = self.workspace.settings(path).settings.fail_on
        checked = why_unchecked(analysis.dockerfile) is None
        by_build = analysis.labelled_by_build
        return Report(path, document, diagnostics, compared, fail_on, checked, by_build)

    def add_ignores(self, path: str, start: Analysis, *, reason: str) -> "Ignored":
        """Add comments to a document, as the content of a file, that ignore all that is found."""
        from dockerlabel.lint.add_suppressions import add_ignores  # noqa: PLC0415 - start-up

        settings = self.workspace.settings(path).settings
        places = [(rule.name, each.span) for rule, each in violations(start.context, settings)]
        return add_ignores(start.dockerfile, places, reason=reason)

    def targets(self, path: str, dockerfile: Dockerfile) -> Targets | BuildError:
        """Return the targets that a file publishes."""
        settings = self.workspace.settings(path).settings
        targets = targets_of(dockerfile, settings, builds=self.builds(path))
        if isinstance(targets, Targets):
            self._refuse_missing(path, targets)
        return targets

    def builds(self, path: str) -> Builds:
        """Return the builds of a file's repository, which are not read yet."""
        root, real = self.workspace.folder(path).root, self.workspace.real_path(path)
        if root is None:
            return Builds(relative(real, "."))
        below = with_slashes(real.removeprefix(os.path.join(root, "")))
        return Builds(below, partial(self._repository, path, root))

    def discover(self, paths: list[str], *, force_exclude: bool, warn: Warn) -> Iterator[Found]:
        """Yield the Dockerfiles of files and folders; tell `warn` what could not be searched."""
        root_of, patterns_of = self.workspace.root_of, self._patterns_of
        return discover(
            paths,
            patterns_of,
            force_exclude=force_exclude,
            warn=warn,
            root_of=root_of,
            listing_of=self._listing_of,
        )

    def forget_other_files(self) -> None:
        """Read other files again before the next fix is called safe."""
        self.workspace.forget_folders()
        self._list_files.cache_clear()
        self._dockerfiles_of.cache_clear()
        self._builds = None
        self._other_dockerfiles.forget()

    def _is_new(self, root: str | None, rule: str) -> bool:
        """Return whether a rule has something new to say; remember what it says once."""
        if not RULE_BY_NAME[rule].once_per_repository:
            return True
        is_new = (root, rule) not in self._reported
        self._reported.add((root, rule))
        return is_new

    def _refuse_missing(self, path: str, targets: Targets | None) -> None:
        """Raise RefusedSettingsError if an override names a target that a file lacks.

        Unlike the targets that are meant for all files, those are meant for this one.
        """
        if targets is None or not targets.missing:
            return
        layer = self.workspace.settings(path).layer_of("targets")
        if layer and layer.origin is Origin.OVERRIDE:
            missing = f"targets: {path} has {targets.what_is_missing}"
            line = layer.lines["targets"]
            raise RefusedSettingsError(ConfigurationError(layer.path, line, missing))

    def _doubt_elsewhere(self, path: str, expectation: Expectation) -> Doubt:
        root = self.workspace.folder(path).root
        if root is None or not expectation.assumed:
            return Doubt()
        return self._other_dockerfiles.doubt(path, root, expectation=expectation)

    def _patterns_of(self, path: str) -> Patterns:
        try:
            return self.workspace.folder(path).patterns
        except RefusedSettingsError:
            # Whoever opens the file meets the same error, and can report it.
            return NO_PATTERNS

    def _repository(self, path: str, root: str) -> "Repository":
        """Return the builds of a file's repository, without definitions if its settings say so."""
        from dockerlabel.project.builds import RepositoryBuilds  # noqa: PLC0415 - start-up: few ask

        self._builds = self._builds or RepositoryBuilds(self._dockerfiles_of, self._listing_of)
        asks = self.workspace.settings(path).settings.build_definitions
        leaves_out = self._leaves_out_definition if asks else None
        return self._builds.repository(root, self.workspace.expected(path), excludes=leaves_out)

    def _leaves_out_definition(self, path: str) -> bool:
        try:
            is_asked = self.workspace.settings(path).settings.build_definitions
        except RefusedSettingsError:
            is_asked = True  # as for the patterns
        return not is_asked or self._patterns_of(path).excludes(path)

    def _search(self, root: str) -> tuple[Found, ...]:
        return tuple(self.discover([root], force_exclude=False, warn=lambda _text: None))

    def _listing_of(self, folder: str) -> Listing:
        return self._list_files(os.path.realpath(folder))


def read(found: Found) -> Input:
    """Read a file that was discovered.

    Raises FileError if that is not possible.
    """
    if found.failure:
        raise FileError(found.failure)
    return read_file(found.path)
