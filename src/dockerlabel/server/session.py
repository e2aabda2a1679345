"""What the server knows over time: one pipeline, until something that it has read changes."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from dockerlabel.diagnostic import Applicability, Diagnostic, Edit, Fix
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.fixes.verify import verify_edits
from dockerlabel.lint.add_suppressions import ignore_edits
from dockerlabel.project.discovery import OTHER_NAMES, is_excluded
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options, RefusedSettingsError
from dockerlabel.server.stamps import Stamps, stamps_of
from dockerlabel.sources.expected import Expectation

REASON = "REASON"
"""What stands for the reason of an ignore comment until its author writes one."""


class Linted(NamedTuple):
    """What is said of a text; `refusal` says why its settings can not be taken, if so.

    `ignores` holds, where they were asked for, the edits that ignore each of the diagnostics: none
    where that is not possible.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    refusal: str = ""
    ignores: tuple[tuple[Edit, ...], ...] = ()


class Mended(NamedTuple):
    """The edits of all safe fixes of a text; `bug` says what a fix must not have done, if any."""

    edits: tuple[Edit, ...] = ()
    bug: str = ""


def is_sound(before: Dockerfile, fix: Fix) -> bool:
    """Tell whether a fix changes nothing but labels, as `dockerlabel fix` asks of all of them."""
    after = parse(Document(apply_edits(before.document.text, fix.edits)))
    return not verify_edits(before, after, edits=list(fix.edits))


def ignoring(before: Dockerfile, found: Diagnostic) -> tuple[Edit, ...]:
    """Return the edits that add a comment which ignores a diagnostic, and change nothing else."""
    edits = ignore_edits(before, [(found.rule, found.span)], reason=REASON)
    after = parse(Document(apply_edits(before.document.text, edits)))
    return () if verify_edits(before, after, edits=[]) else edits


class Session:
    """Lints and mends buffers as the content of their files; used by one thread at a time.

    A pipeline reads settings and remotes once. So before each use the stamps of what it has read
    are compared, and where one differs a new pipeline takes its place. `generation` counts them.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin; nothing is read before a buffer asks for it."""
        self.generation = 0
        self._environment = environment
        self._begin()

    def renew(self) -> None:
        """Forget everything that was read."""
        self.generation += 1
        self._begin()

    def forget(self, path: str) -> None:
        """Let go of what is kept for a file that is no longer open."""
        self._linted.pop(path, None)

    def lint(self, path: str, text: str) -> Linted:
        """Judge a buffer. One that the settings leave out has no diagnostics."""
        self._look_around(path)
        known = self._linted.get(path)
        if known is None or known.text != text:
            known = self._linted[path] = self._lint(path, text)
        return known

    def offer(self, path: str, text: str) -> Linted:
        """Judge a buffer, and say how each diagnostic can be ignored.

        Fixes that can not be proven to change labels alone are left out.
        """
        linted = self.lint(path, text)
        before = parse(Document(text))
        kept = tuple(
            each if each.fix and is_sound(before, each.fix) else each._replace(fix=None)
            for each in linted.diagnostics
        )
        ignores = tuple(ignoring(before, each) for each in kept)
        return linted._replace(diagnostics=kept, ignores=ignores)

    def fix(self, path: str, text: str) -> Mended:
        """Make all safe fixes of a buffer."""
        self._look_around(path)
        try:
            if self._is_left_out(path):
                return Mended()
            # Other files may have been saved since: nobody watches them.
            self._pipeline.forget_other_files()
            start = self._pipeline.analyse(path, Document(text))
            fixed = self._pipeline.fix(path, start, threshold=Applicability.SAFE)
        except RefusedSettingsError:
            # Said when the buffer is linted.
            return Mended()
        return Mended(fixed.edits, fixed.rejected)

    def look(self, path: str, text: str) -> tuple[Linted, Expectation] | None:
        """Judge a buffer by the expected source; None where the settings do not let it be."""
        linted = self.lint(path, text)
        if linted.refusal or self._is_left_out(path):
            return None
        return linted, self._pipeline.workspace.expected(path)

    def _begin(self) -> None:
        self._pipeline = Pipeline(Options(), self._environment)
        self._stamps: dict[str, Stamps] = {}
        self._linted: dict[str, Linted] = {}

    def _look_around(self, path: str) -> None:
        """Begin anew where something has changed that decides on a file."""
        folder = os.path.dirname(path)
        stamps = stamps_of(folder, self._environment)
        if self._stamps.get(folder, stamps) != stamps:
            self.renew()
        self._stamps[folder] = stamps

    def _lint(self, path: str, text: str) -> Linted:
        try:
            if self._is_left_out(path):
                return Linted(text)
            return Linted(text, self._pipeline.analyse(path, Document(text)).diagnostics)
        except RefusedSettingsError as error:
            return Linted(text, refusal=str(error))

    def _is_left_out(self, path: str) -> bool:
        """Tell whether a search would leave the file out, as the hooks do."""
        patterns = self._pipeline.workspace.folder(path).patterns
        is_other = OTHER_NAMES.search(path) is not None and not patterns.includes(path)
        return is_other or is_excluded(path, patterns)
