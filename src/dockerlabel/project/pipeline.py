"""Read, lint, fix, write: the one core of the command line, the hooks, the API and the server."""

import os
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache, partial

from dockerlabel.config.settings import ConfigurationError, Origin
from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.document import Document
from dockerlabel.git.client import Listing, list_files
from dockerlabel.git.find_repository import with_slashes
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.lint.linter import Analysis, analyse, analyse_definition, violations
from dockerlabel.lint.report import Report
from dockerlabel.project.definitions import Definitions
from dockerlabel.project.discovery import Found, Warn, discover
from dockerlabel.project.files import Input, read_file
from dockerlabel.project.text_search import TextSearch
from dockerlabel.project.workspace import Options, RefusedSettingsError, Workspace
from dockerlabel.regular_file import FileError
from dockerlabel.rules.context import Builds, Targets, targets_of
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.fork_signs import Doubt

if TYPE_CHECKING:
    from dockerlabel.fixes.fixer import Analysed, FixResult
    from dockerlabel.lint.add_suppressions import Ignored
    from dockerlabel.project.forks import OtherDockerfiles

_ENDINGS_OF_DEFINITIONS = (".yml", ".yaml", ".hcl", ".json")


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
        self._texts_of = lru_cache(maxsize=1)(self._search)
        self._reported: set[tuple[str | None, str]] = set()

    def analyse(self, path: str, document: Document) -> Analysis:
        """Parse and lint a document as the content of a file: nothing else does either."""
        expectation, builds = self.workspace.expected(path), self.builds(path)
        settings = self.workspace.settings(path).settings
        doubt = partial(self._doubt_elsewhere, path, expectation)
        if self.is_definition(path):
            return analyse_definition(
                document,
                settings,
                values=self._definitions.values(path, document),
                expectation=expectation,
                builds=builds,
                evidence_elsewhere=doubt,
            )
        analysis = analyse(
            document,
            settings,
            expectation=expectation,
            path=path,
            builds=builds,
            evidence_elsewhere=doubt,
        )
        self._refuse_missing(path, analysis.context.targets)
        return analysis

    def fix(self, path: str, start: Analysis, *, threshold: Applicability) -> "FixResult":
        """Fix a document as the content of a file; nothing is written."""
        from dockerlabel.fixes.fixer import fix  # noqa: PLC0415 - start-up: `check` fixes nothing

        analyse = partial(self.analyse, path)
        if self.is_definition(path):
            from dockerlabel.builds.values import verify_values  # noqa: PLC0415 - start-up

            return fix(
                start, analyse, threshold=threshold, verify=partial(verify_values, path=path)
            )
        return fix(start, analyse, threshold=threshold)

    def report(self, path: str, analysis: "Analysed") -> Report:
        """Return the report of a file; what concerns its repository is in the first one only."""
        document, diagnostics = analysis.dockerfile.document, analysis.diagnostics
        if diagnostics:
            root = self.workspace.folder(path).root
            diagnostics = tuple(each for each in diagnostics if self._is_new(root, each.rule))
        compared = self.workspace.expected(path).source is not None
        fail_on = self.workspace.settings(path).settings.fail_on
        by_build, is_definition = analysis.labelled_by_build, self.is_definition(path)
        return Report(
            path,
            document,
            diagnostics,
            compared,
            fail_on,
            analysis.is_checked,
            by_build,
            is_definition,
            self.workspace.shown_root(path),
        )

    def add_ignores(self, path: str, start: Analysis, *, reason: str) -> "Ignored":
        """Add comments to a document, as the content of a file, that ignore all that is found."""
        from dockerlabel.lint.add_suppressions import add_ignores  # noqa: PLC0415 - start-up

        settings = self.workspace.settings(path).settings
        places = [(rule.name, each.span) for rule, each in violations(start.context, settings)]
        if self.is_definition(path):
            from dockerlabel.builds.values import statements, verify_values  # noqa: PLC0415

            return add_ignores(
                start.dockerfile,
                () if path.endswith(".json") else places,  # JSON has no comments
                reason=reason,
                read=partial(statements, path=path),
                verify=partial(verify_values, path=path),
            )
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
        root, below = self.workspace.folder(path).root, self._definitions.path_in_repository(path)
        read = partial(self._definitions.repository, path, root) if root else None
        return Builds(below, read)

    def is_definition(self, path: str) -> bool:
        """Return whether a file is a build definition, whose values are checked."""
        return path.endswith(_ENDINGS_OF_DEFINITIONS) and self._definitions.is_definition(path)

    def discover(self, paths: list[str], *, force_exclude: bool, warn: Warn) -> Iterator[Found]:
        """Yield the Dockerfiles of files and folders, and build definitions that have the label.

        A definition among the paths brings in the Dockerfiles that it certainly builds. `warn` is
        called with what could not be searched.
        """
        given = [path for path in map(with_slashes, paths) if self.is_definition(path)]
        built = [each for path in given for each in self._definitions.built_by(path)]
        for found in discover(
            [*paths, *built],
            self.workspace.patterns,
            force_exclude=force_exclude,
            warn=warn,
            root_of=self.workspace.root_of,
            listing_of=self._listing_of,
            is_definition=self.is_definition,
        ):
            path, failure = found
            if (
                failure
                or not self.is_definition(path)
                or self._definitions.holds_key(path, is_named=path in given)
            ):
                yield found

    def forget_other_files(self) -> None:
        """Read other files again before the next fix is called safe."""
        self.workspace.forget_folders()
        self._list_files.cache_clear()
        self._texts_of.cache_clear()
        for known in ("_definitions", "_other_dockerfiles"):
            self.__dict__.pop(known, None)

    @cached_property
    def _definitions(self) -> Definitions:
        return Definitions(self.workspace, texts_of=self._texts_of, listing_of=self._listing_of)

    @cached_property
    def _other_dockerfiles(self) -> "OtherDockerfiles":
        from dockerlabel.project.forks import OtherDockerfiles  # noqa: PLC0415 - start-up: few ask

        return OtherDockerfiles(self._texts_of)

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
        doubt = self._other_dockerfiles.doubt(path, root, expectation=expectation)
        sign = "" if doubt.why else self._definitions.fork_sign(path, root, expectation=expectation)
        return Doubt(sign) if sign else doubt

    def _search(self, root: str) -> TextSearch:
        return TextSearch(
            discover(
                [root],
                self.workspace.patterns,
                force_exclude=False,
                warn=lambda _text: None,
                root_of=self.workspace.root_of,
                listing_of=self._listing_of,
            )
        )

    def _listing_of(self, folder: str) -> Listing:
        return self._list_files(os.path.realpath(folder))


def read(found: Found) -> Input:
    """Read a file that was discovered.

    Raises FileError if that is not possible.
    """
    if found.failure:
        raise FileError(found.failure)
    return read_file(found.path)
