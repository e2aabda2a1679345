"""The Dockerfiles of a repository, and which of their texts are worth a closer look."""

from collections.abc import Callable, Hashable, Iterable

from dockerlabel.document import Document
from dockerlabel.project.discovery import Found
from dockerlabel.project.files import read_file
from dockerlabel.regular_file import FileError

Test = tuple[Hashable, Callable[[str], bool]]
"""What is asked of a text, after a name under which the answers are kept."""


class TextSearch:
    """The Dockerfiles that a search of a repository has found.

    No text is kept, as there may be any number of them. Each is read once all the same: tests that
    are expected are made in the reading for the first one.
    """

    def __init__(self, found: Iterable[Found]) -> None:
        """Take what was found; nothing is read before something is asked."""
        self.paths = tuple([each.path for each in found if not each.failure])
        self._expected: dict[Hashable, Callable[[str], bool]] = {}
        self._passing: dict[Hashable, list[str]] = {}

    def expect(self, test: Test) -> None:
        """Make a test when the texts are read, whoever asks first."""
        name, passes = test
        if name not in self._passing:
            self._expected[name] = passes

    def passing(self, test: Test) -> list[str]:
        """Return the paths of the files whose text passes a test, in order."""
        self.expect(test)
        name, _ = test
        if name in self._expected:
            self._read()
        return self._passing[name]

    def _read(self) -> None:
        tests = tuple(self._expected.items())
        self._expected = {}
        self._passing.update((name, []) for name, _ in tests)
        for path in self.paths:
            document = document_of(path)
            if document is None:
                continue
            for name, passes in tests:
                if passes(document.text):
                    self._passing[name].append(path)


def document_of(path: str) -> Document | None:
    """Read a Dockerfile; None if it cannot be read, which is reported if it is one to check."""
    try:
        return read_file(path).document
    except FileError:
        return None
