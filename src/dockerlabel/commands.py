"""What each command does, from paths to what it prints and its exit status."""

import os
import sys
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import partial
from typing import Any, NamedTuple, TextIO

from dockerlabel.context import published
from dockerlabel.diagnostic import Applicability, Diagnostic, Severity
from dockerlabel.discovery import Found, is_excluded
from dockerlabel.dockerfile.image import build
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document
from dockerlabel.files import FileError
from dockerlabel.output.colors import Colors
from dockerlabel.output.concise import concise
from dockerlabel.output.full import full
from dockerlabel.output.report import Report, Summary, counted
from dockerlabel.output.text import printable
from dockerlabel.pipeline import Linted, RefusedSettingsError, Workspace, read

STDIN = "-"
STDIN_NAME = "<stdin>"


class Status(IntEnum):
    """Exit statuses."""

    CLEAN = 0
    FOUND = 1
    FAILED = 2


class Run(NamedTuple):
    """What the commands share: where files lie, what was asked for, and where output goes."""

    workspace: Workspace
    paths: list[str]
    stdin_name: str
    force_exclude: bool
    fail_on: Severity | None
    quiet: bool
    colors: Colors
    out: TextIO
    err: TextIO
    told: set[str]

    def say(self, line: str = "") -> None:
        """Print a line of the result."""
        print(line, file=self.out)

    def complain(self, text: str) -> None:
        """Print an error, a line for each of its lines, and each line once."""
        for line in text.split("\n"):
            if line in self.told:
                continue
            self.told.add(line)
            print(f"dockerlabel: {printable(line)}", file=self.err)

    def inform(self, line: str) -> None:
        """Print a line that is not part of the result, unless it is to be quiet."""
        if not self.quiet:
            print(line, file=self.err)

    def fails(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Tell whether any of the diagnostics is as bad as `fail_on`, or worse."""
        return self.fail_on is not None and any(
            diagnostic.severity >= self.fail_on for diagnostic in diagnostics
        )


def check(run: Run, *, output_format: str) -> Status:
    """Print what is wrong."""
    status = Status.CLEAN
    summary = Summary()
    kept: list[dict[str, Any]] = []
    for linted in _linted(run):
        if linted is None:
            status = Status.FAILED
            continue
        report = Report(*linted)
        summary = summary.add(report)
        if output_format == "json":
            from dockerlabel.output.as_json import json_diagnostics  # noqa: PLC0415 - start-up

            kept += json_diagnostics(report)
        else:
            _print_report(run, report, output_format=output_format)
        if run.fails(linted.diagnostics):
            status = max(status, Status.FOUND)
    if output_format == "json":
        from dockerlabel.output.as_json import as_json  # noqa: PLC0415 - start-up

        run.say(as_json(kept, summary))
    else:
        _print_summary(run, summary.lines() if summary.files else (), failed=status)
    return status


def fix(run: Run, *, diff: bool, unsafe_fixes: bool, exit_non_zero_on_fix: bool) -> Status:
    """Mend files, or print how they would be mended."""
    threshold = Applicability.UNSAFE if unsafe_fixes else Applicability.SAFE
    if STDIN in run.paths and not diff:
        return _fix_stdin(run, threshold=threshold)
    status = Status.CLEAN
    summary, mended = Summary(), 0
    for found in _found(run):
        try:
            changed, report = _fix_file(run, found, threshold=threshold, diff=diff)
        except (FileError, RefusedSettingsError) as error:
            _complain_of(run, found.path, error=error)
            status = Status.FAILED
            continue
        summary = summary.add(report)
        mended += changed
        if run.fails(report.diagnostics) or (changed and (diff or exit_non_zero_on_fix)):
            status = max(status, Status.FOUND)
    done = "would be fixed" if diff else "fixed"
    lines = (f"{counted(mended, 'file')} {done}.",) if mended else ()
    _print_summary(
        run, (*lines, *summary.lines(remaining=True)) if summary.files else (), failed=status
    )
    return status


def _fix_file(
    run: Run, found: Found, *, threshold: Applicability, diff: bool
) -> tuple[int, Report]:
    """Mend one file; return how many were changed (none or one) and what remains."""
    workspace = run.workspace
    if found.path == STDIN:
        name, document = _name_of_stdin(run), _read_stdin()
        file = None
    else:
        file = read(found)
        name, document = file.path, file.document
    fixed = workspace.fix(name, document, threshold=threshold)
    _report_bug(run, name, bug=fixed.bug)
    changed = fixed.document != document
    if changed and diff:
        from dockerlabel.output.diff import diff as lines  # noqa: PLC0415 - start-up

        shown = run.stdin_name if found.path == STDIN else found.path
        for line in lines(shown, document, after=fixed.document):
            run.out.buffer.write(line)
    elif changed and file:
        workspace.write(file, fixed.document)
        run.inform(f"fixed {printable(found.path)}")
    report = Report(*workspace.lint(name, fixed.document))
    if diff:
        _print_report(run._replace(out=run.err), report, output_format="concise")
    else:
        _print_report(run, report, output_format="full")
    return int(changed), report


def _fix_stdin(run: Run, *, threshold: Applicability) -> Status:
    """Print the mended document whole, for formatters; what remains is said elsewhere."""
    document = _read_stdin()
    name = _name_of_stdin(run)
    try:
        if _is_left_out(run):
            run.out.buffer.write(document.to_bytes())
            return Status.CLEAN
        fixed = run.workspace.fix(name, document, threshold=threshold)
        linted = run.workspace.lint(name, fixed.document)
    except RefusedSettingsError as error:
        run.complain(str(error))
        return Status.FAILED
    _report_bug(run, name, bug=fixed.bug)
    run.out.buffer.write(fixed.document.to_bytes())
    run.out.flush()
    remaining = run._replace(out=run.err)
    _print_report(remaining, Report(*linted)._replace(path=run.stdin_name), output_format="concise")
    return Status.CLEAN


def source(run: Run, *, as_json: bool) -> Status:
    """Print the expected source of each path, on whose authority, and what was looked at."""
    from dockerlabel.output.sources import json_source, text_source  # noqa: PLC0415 - start-up

    status = Status.CLEAN
    for path in run.paths:
        if path != STDIN and not os.path.lexists(path):
            run.complain(f"{path}: no such file or folder")
            status = Status.FAILED
            continue
        inside = _name_of_stdin(run) if path == STDIN else path
        inside = os.path.join(inside, "Dockerfile") if os.path.isdir(inside) else inside
        try:
            expectation = run.workspace.expectation_of(inside)
        except RefusedSettingsError as error:
            run.complain(str(error))
            status = Status.FAILED
            continue
        for line in (json_source if as_json else text_source)(path, expectation):
            run.say(line)
        if expectation.source is None:
            status = max(status, Status.FOUND)
    return status


def labels(run: Run, *, as_json: bool, target: str | None, platform: str) -> Status:
    """Print the labels that the image of each file will carry, and what sets them."""
    from dockerlabel.output.label_table import json_labels, text_labels  # noqa: PLC0415 - start-up

    lines = json_labels if as_json else partial(text_labels, colors=run.colors)
    status = Status.CLEAN
    for found in _found(run):
        try:
            name = _name_of_stdin(run) if found.path == STDIN else found.path
            document = _read_stdin() if found.path == STDIN else read(found).document
            settings = run.workspace.settings_of(name)
        except (FileError, RefusedSettingsError) as error:
            _complain_of(run, found.path, error=error)
            status = Status.FAILED
            continue
        path = run.stdin_name if found.path == STDIN else found.path
        dockerfile = parse(document)
        targets = published(dockerfile, settings) if target is None else (target,)
        for each in (None,) if isinstance(targets, BuildError) else targets or (None,):
            image = build(dockerfile, BuildOptions(each, settings.build_args, platform))
            for line in lines(path, dockerfile, image=image):
                run.say(line)
            if isinstance(image, BuildError):
                status = max(status, Status.FOUND)
    return status


def _found(run: Run) -> Iterator[Found]:
    """Yield what the paths stand for; standard input is itself."""
    if STDIN in run.paths:
        if not _is_left_out(run):
            yield Found(STDIN)
        return
    nothing = True
    for found in run.workspace.discover(run.paths, force_exclude=run.force_exclude):
        nothing = False
        yield found
    if nothing and not run.force_exclude:
        run.inform("dockerlabel: warning: no Dockerfile found")


def _linted(run: Run) -> Iterator[Linted | None]:
    """Yield what is said of each file; None stands for a file that could not be judged."""
    for found in _found(run):
        try:
            if found.path == STDIN:
                linted = run.workspace.lint(_name_of_stdin(run), _read_stdin())
                yield linted._replace(path=run.stdin_name)
            else:
                file = read(found)
                yield run.workspace.lint(file.path, file.document)
        except (FileError, RefusedSettingsError) as error:
            _complain_of(run, found.path, error=error)
            yield None


def _complain_of(run: Run, path: str, *, error: Exception) -> None:
    settings = isinstance(error, RefusedSettingsError)
    run.complain(str(error) if settings else f"{path}: {error}")


def _name_of_stdin(run: Run) -> str:
    """Return the path whose settings and repository count for standard input."""
    return "Dockerfile" if run.stdin_name == STDIN_NAME else run.stdin_name


def _is_left_out(run: Run) -> bool:
    """Tell whether settings leave out the file that standard input is the text of."""
    if not run.force_exclude or run.stdin_name == STDIN_NAME:
        return False
    return is_excluded(run.stdin_name, run.workspace.patterns_of(run.stdin_name))


def _read_stdin() -> Document:
    return Document.from_bytes(sys.stdin.buffer.read())


def _report_bug(run: Run, path: str, *, bug: str) -> None:
    if bug:
        run.complain(f"{path}: a fix was not made, {bug}. This is a bug in dockerlabel.")


def _print_report(run: Run, report: Report, *, output_format: str) -> None:
    formatted = full if output_format == "full" else concise
    for line in formatted(report, run.colors):
        run.say(line)


def _print_summary(run: Run, lines: tuple[str, ...], *, failed: Status) -> None:
    run.out.flush()
    for line in lines:
        run.inform(line)
    if failed is Status.FAILED:
        run.inform("Not all files could be dealt with: see above.")
