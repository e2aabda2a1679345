"""Build definitions as files to check: which of them are, and what is read for them."""

import os
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from dockerlabel.document import Document
from dockerlabel.git.find_repository import relative, with_slashes
from dockerlabel.lazy import TYPE_CHECKING, regex
from dockerlabel.project.discovery import ListingOf, is_excluded
from dockerlabel.project.files import read_file
from dockerlabel.project.text_search import TextSearch
from dockerlabel.project.workspace import RefusedSettingsError, Workspace
from dockerlabel.regular_file import FileError
from dockerlabel.sources.annotations import SOURCE
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_parser import parse_label_value

if TYPE_CHECKING:
    from dockerlabel.builds.images import Repository
    from dockerlabel.builds.values import DefinedValue
    from dockerlabel.project.builds import RepositoryBuilds

_LIKELY = regex(r"(?:^|/)(?:\.github/|action\.ya?ml$)|bake|compose|goreleaser")
"""What their paths have in them unless the run is in `.github`: most files need no closer look."""


class Definitions:
    """The build definitions of a workspace, by its settings."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        texts_of: Callable[[str], TextSearch],
        listing_of: ListingOf,
    ) -> None:
        """Begin; `texts_of` searches a folder for Dockerfiles."""
        self._workspace = workspace
        self._texts_of = texts_of
        self._listing_of = listing_of
        # Each file asks a few times, one after another.
        self.repository = lru_cache(maxsize=1)(self._repository)

    @cached_property
    def _builds(self) -> "RepositoryBuilds":
        from dockerlabel.project.builds import RepositoryBuilds  # noqa: PLC0415 - start-up: few ask

        return RepositoryBuilds(self._texts_of, self._listing_of)

    @cached_property
    def _is_in_github_folder(self) -> bool:
        return "/.github" in with_slashes(os.path.realpath("."))

    def path_in_repository(self, path: str) -> str:
        """Return the path of a file from the root of its repository."""
        root, real = self._workspace.folder(path).root, self._workspace.real_path(path)
        if root is None:
            return relative(real, ".")
        return with_slashes(real.removeprefix(os.path.join(root, "")))

    def _repository(self, path: str, root: str) -> "Repository":
        """Return the builds of a file's repository, without definitions if its settings say so."""
        leaves_out = self._leaves_out if self._are_read_for(path) else None
        return self._builds.repository(root, self._workspace.expected(path), excludes=leaves_out)

    def is_definition(self, path: str) -> bool:
        """Return whether a file is a build definition, whose values are checked."""
        if not (_LIKELY.search(path) or self._is_in_github_folder):
            return False
        from dockerlabel.builds.model import has_values  # noqa: PLC0415 - start-up: few have any

        try:
            name = self.path_in_repository(path)
        except RefusedSettingsError:
            name = path  # whoever opens the file meets the same error
        return has_values(name) and not self._workspace.patterns(path).includes(path)

    def holds_key(self, path: str, *, is_named: bool) -> bool:
        """Return whether a definition holds the label's key, so that there may be a value.

        One that cannot be read is reported only if it is named.
        """
        from dockerlabel.builds.model import MAX_BYTES  # noqa: PLC0415 - as above

        if not self._are_read_for(path):
            return False
        try:
            is_small = os.stat(path).st_size <= MAX_BYTES
            return is_small and SOURCE in read_file(path).document.text
        except (OSError, ValueError, FileError):
            return is_named

    def values(self, path: str, document: Document) -> "tuple[DefinedValue, ...]":
        """Return the values that a definition sets if it has the text of a document."""
        return self._builds.values(
            self.path_in_repository(path),
            document.text,
            root=self._workspace.folder(path).root,
            expectation=self._workspace.expected(path),
            excludes=self._leaves_out,
        )

    def built_by(self, path: str) -> Iterator[str]:
        """Yield the Dockerfiles that a definition certainly builds, unless they are left out."""
        try:
            root, own = self._workspace.folder(path).root, self.path_in_repository(path)
            builds = self.repository(path, root).builds if root else ()
        except RefusedSettingsError:
            return
        for build in builds:
            if own in {build.place.path, build.source_place.path}:
                for name in build.dockerfile.alternatives:
                    file = os.path.join(root or "", name)
                    shown = file if os.path.isabs(path) else relative(file, ".")
                    if self._is_searched(shown, root):
                        yield shown

    def fork_sign(self, path: str, root: str, *, expectation: Expectation) -> str:
        """Return why the values of other definitions suggest a fork; empty if they do not."""
        own = self.path_in_repository(path)
        for build in self.repository(path, root).builds:
            value = parse_label_value(build.source_value, expectation.hosts)
            place = build.source_place.path
            if place != own and expectation.names_another_owner(value):
                return f"{value.quoted} in {place} names it under another owner"
        return ""

    def _is_searched(self, path: str, root: str | None) -> bool:
        """Return whether a file is one of a repository, and the settings do not leave it out."""
        is_inside = os.path.isfile(path) and self._workspace.root_of(os.path.dirname(path)) == root
        return is_inside and not is_excluded(path, self._workspace.patterns(path))

    def _are_read_for(self, path: str) -> bool:
        try:
            return self._workspace.settings(path).settings.build_definitions
        except RefusedSettingsError:
            return True  # as for the patterns

    def _leaves_out(self, path: str) -> bool:
        return not self._are_read_for(path) or self._workspace.patterns(path).excludes(path)
