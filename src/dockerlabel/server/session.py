"""What the server knows over time: one pipeline, until something that it has read changes."""

import os
from collections.abc import Iterator, Mapping

from dockerlabel.config.file import FILE_NAMES, MISTAKEN_NAMES
from dockerlabel.config.settings import ConfigurationError
from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify_edits import verify_edits
from dockerlabel.git.find_repository import common_directory, folders_up, git_directory
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.add_suppressions import ignore_edits
from dockerlabel.project.discovery import OTHER_NAMES, is_excluded
from dockerlabel.project.files import Stamp, stamp_of
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.sources.expected import Expectation

REASON = "REASON"
"""What an ignore comment holds until its author writes a reason."""

_Stamps = tuple[Stamp | None, ...]
"""One for each file that was looked for, None if it does not exist."""


class Linted(NamedTuple):
    """What is found in a text; `errors` say why its settings cannot be read, if so.

    `warning` names settings that are in a place where they are not read. `ignores` holds, if they
    were asked for, the edits that ignore each of the diagnostics: none if that is not possible.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    errors: tuple[ConfigurationError, ...] = ()
    warning: str = ""
    ignores: tuple[tuple[Edit, ...], ...] = ()


class Fixed(NamedTuple):
    """The edits of all safe fixes of a text; `rejected` says which harm a fix would have done."""

    edits: tuple[Edit, ...] = ()
    rejected: str = ""


def is_sound(before: Dockerfile, fix: Fix) -> bool:
    """Return whether a fix changes nothing but labels, as `dockerlabel fix` requires of all."""
    after = parse(Document(apply_edits(before.document.text, fix.edits)))
    return not verify_edits(before, after, edits=list(fix.edits))


def ignoring(before: Dockerfile, found: Diagnostic) -> tuple[Edit, ...]:
    """Return the edits that add a comment which ignores a diagnostic, and change nothing else."""
    edits = ignore_edits(before, [(found.rule, found.span)], reason=REASON)
    after = parse(Document(apply_edits(before.document.text, edits)))
    return () if verify_edits(before, after, edits=[]) else edits


class Session:
    """Lints and fixes buffers as the content of their files; used by one thread at a time.

    A pipeline reads settings and remotes once. So before each use the stamps of what it has read
    are compared, and if one differs a new pipeline takes its place. `generation` counts them.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin; nothing is read before a buffer asks for it."""
        self.generation = 0
        self._environment = environment
        self._begin()

    def reload(self) -> None:
        """Forget everything that was read."""
        self.generation += 1
        self._begin()

    def forget(self, path: str) -> None:
        """Drop what is kept for a file that is no longer open."""
        self._linted.pop(path, None)

    @property
    def errors(self) -> tuple[ConfigurationError, ...]:
        """Why the settings of files cannot be read, each once."""
        return tuple(dict.fromkeys(error for one in self._linted.values() for error in one.errors))

    def lint(self, path: str, text: str) -> Linted:
        """Lint a buffer. One that the settings exclude has no diagnostics, nor has an empty one."""
        self._reload_if_changed(path)
        known = self._linted.get(path)
        if known is None or known.text != text:
            known = self._linted[path] = self._lint(path, text)
        return known

    def offer(self, path: str, text: str) -> Linted:
        """Lint a buffer, and return how each diagnostic can be ignored as well.

        Fixes that cannot be proven to change labels alone are left out.
        """
        linted = self.lint(path, text)
        before = parse(Document(text))
        kept = tuple(
            each if each.fix and is_sound(before, each.fix) else each._replace(fix=None)
            for each in linted.diagnostics
        )
        ignores = tuple(ignoring(before, each) for each in kept)
        return linted._replace(diagnostics=kept, ignores=ignores)

    def fix(self, path: str, text: str) -> Fixed:
        """Make all safe fixes of a buffer."""
        self._reload_if_changed(path)
        try:
            if self._is_excluded(path):
                return Fixed()
            # Other files may have been saved since: nobody watches them.
            self._pipeline.forget_other_files()
            start = self._pipeline.analyse(path, Document(text))
            result = self._pipeline.fix(path, start, threshold=Applicability.SAFE)
        except RefusedSettingsError:
            # Shown when the buffer is linted.
            return Fixed()
        return Fixed(result.edits, result.rejected)

    def look(self, path: str, text: str) -> tuple[Linted, Expectation] | None:
        """Lint a buffer, and return the expected source too; None if the settings forbid that."""
        linted = self.lint(path, text)
        if linted.errors or self._is_excluded(path):
            return None
        return linted, self._pipeline.workspace.expected(path)

    def _begin(self) -> None:
        self._pipeline = Pipeline(Options(), self._environment)
        self._stamps: dict[str, _Stamps] = {}
        self._linted: dict[str, Linted] = {}

    def _reload_if_changed(self, path: str) -> None:
        """Begin anew if something has changed that decides on a file."""
        folder = os.path.dirname(path)
        stamps = tuple(map(_stamp, _deciding_files(folder, self._environment)))
        if self._stamps.get(folder, stamps) != stamps:
            self.reload()
        self._stamps[folder] = stamps

    def _lint(self, path: str, text: str) -> Linted:
        try:
            if self._is_excluded(path) or not text.strip():
                return Linted(text)
            found = self._pipeline.analyse(path, Document(text)).diagnostics
            return Linted(text, found, warning=self._pipeline.workspace.folder(path).warning)
        except RefusedSettingsError as error:
            return Linted(text, errors=error.errors)

    def _is_excluded(self, path: str) -> bool:
        """Return whether a search would leave the file out, as the hooks do."""
        patterns = self._pipeline.workspace.folder(path).patterns
        is_other = OTHER_NAMES.search(path) is not None and not patterns.includes(path)
        return is_other or self._pipeline.is_definition(path) or is_excluded(path, patterns)


def _deciding_files(folder: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the files that decide on a folder's settings and repository.

    Files that a git configuration includes are not among them.
    """
    names = (*FILE_NAMES, *MISTAKEN_NAMES)
    yield from (os.path.join(folder, name) for name in names)
    for directory in folders_up(os.path.realpath(folder)):
        yield os.path.join(directory, ".git")
        yield from (os.path.join(directory, name) for name in names)
        if (git_dir := git_directory(directory)) is not None:
            yield os.path.join(git_dir, "commondir")
            yield os.path.join(git_dir, "config.worktree")
            yield os.path.join(common_directory(git_dir), "config")
            break
    home = environment.get("HOME", "")
    yield environment.get("GIT_CONFIG_GLOBAL") or os.path.join(home, ".gitconfig")
    settings = environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    yield os.path.join(settings, "git", "config")
    yield os.path.join(home, ".ssh", "config")


def _stamp(path: str) -> Stamp | None:
    try:
        return stamp_of(os.stat(path))
    except (OSError, ValueError):
        return None
