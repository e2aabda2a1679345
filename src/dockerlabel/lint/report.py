"""What linting returns: the diagnostics of one file, and the sum of a run."""

from dockerlabel.diagnostic import Applicability, Diagnostic, Severity
from dockerlabel.document import Document
from dockerlabel.lazy import NamedTuple


class Report(NamedTuple):
    """A file and its diagnostics.

    `repository` is the top folder of its repository, relative if `path` is, None without one.
    `checked` is false if another frontend reads it, or if it is a template. `compared` is false if
    there is no expected source. `fail_on` is the least severity that makes the run fail, None for
    never. `by_build` says that an image gets its label from a build alone. `is_definition` is true
    of build definitions, and false of Dockerfiles.
    """

    path: str
    document: Document
    diagnostics: tuple[Diagnostic, ...]
    compared: bool
    fail_on: Severity | None = Severity.WARNING
    checked: bool = True
    by_build: bool = False
    is_definition: bool = False
    repository: str | None = None

    @property
    def fails(self) -> bool:
        """Whether any of the diagnostics is as bad as `fail_on`, or worse."""
        return self.fail_on is not None and any(
            diagnostic.severity >= self.fail_on for diagnostic in self.diagnostics
        )


class Failure(NamedTuple):
    """A file that could not be dealt with, and why; the message may have several lines."""

    path: str
    message: str


class Summary(NamedTuple):
    """The sum of a run: files, those not compared with a repository, and diagnostics by kind.

    `definitions` is how many of the files are build definitions. `fix_command` applies the fixes.
    """

    files: int = 0
    definitions: int = 0
    not_compared: int = 0
    not_checked: int = 0
    by_build: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    fixable: int = 0
    unsafe_fixable: int = 0
    repositories: frozenset[str] = frozenset()
    fix_command: str = "dockerlabel fix"

    def add(self, report: Report) -> "Summary":
        """Return the sum with one more file."""
        repositories = self.repositories
        if report.repository is not None and report.repository not in repositories:
            repositories |= {report.repository}
        files = self._replace(
            repositories=repositories,
            files=self.files + 1,
            definitions=self.definitions + report.is_definition,
            not_compared=self.not_compared + (not report.compared),
            not_checked=self.not_checked + (not report.checked),
            by_build=self.by_build + report.by_build,
        )
        if not report.diagnostics:
            return files
        severities = [each.severity for each in report.diagnostics]
        fixes = [each.fix.applicability for each in report.diagnostics if each.fix]
        return files._replace(
            errors=self.errors + severities.count(Severity.ERROR),
            warnings=self.warnings + severities.count(Severity.WARNING),
            notes=self.notes + severities.count(Severity.NOTE),
            fixable=self.fixable + fixes.count(Applicability.SAFE),
            unsafe_fixable=self.unsafe_fixable + fixes.count(Applicability.UNSAFE),
        )

    def lines(self, *, verb: str = "") -> tuple[str, ...]:
        """Return the summary in words, a sentence a line.

        `verb` says in the plural what becomes of what is found: "remain", or "would remain".
        """
        kinds = (("error", self.errors), ("warning", self.warnings), ("note", self.notes))
        found = ", ".join(counted(number, kind) for kind, number in kinds if number)
        files = self._files
        one = verb if verb.startswith("would ") else f"{verb}s"
        gets = "gets" if self.by_build == 1 else "get"
        by = f" ({self.by_build} {gets} the label from a build definition)" if self.by_build else ""
        if found:
            own = one if self.errors + self.warnings + self.notes == 1 else verb
            lines = [f"{found} {own} in {files}{by}." if verb else f"{found} in {files}{by}."]
        else:
            lines = [f"{files} checked: no problems {verb or 'found'}{by}."]
        if self.fixable:
            lines.append(f"{self.fixable} fixable with `{self.fix_command}`.")
        if self.unsafe_fixable:
            how = "more with" if self.fixable else "fixable with"
            lines.append(f"{self.unsafe_fixable} {how} `{self.fix_command} --unsafe-fixes`.")
        if self.not_checked:
            lines.append(f"{counted(self.not_checked, 'file')} not checked.")
        if self.not_compared:
            lines.append(f"{counted(self.not_compared, 'file')} not compared with a repository.")
        return tuple(lines)

    @property
    def _files(self) -> str:
        """The files by their kinds; without any, Dockerfiles are what there is none of."""
        dockerfiles, definitions = self.files - self.definitions, self.definitions
        kinds = ((dockerfiles, "Dockerfile"), (definitions, "build definition"))
        named = [counted(number, kind) for number, kind in kinds if number]
        return " and ".join(named or [counted(0, "Dockerfile")])


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural if it takes one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
