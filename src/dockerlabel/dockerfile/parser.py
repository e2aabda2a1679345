"""From a document to instructions, as BuildKit reads it: lines first, then each instruction.

Nothing ever raises: what stops the builder becomes `Dockerfile.error`.
"""

from itertools import accumulate

from dockerlabel.dockerfile import checks, heredocs, instructions
from dockerlabel.dockerfile.directives import NAMES, parse_directive
from dockerlabel.dockerfile.nodes import (
    Blank,
    BuildError,
    Comment,
    Dockerfile,
    Heredoc,
    Instruction,
    LogicalLine,
    ParserDirective,
    Part,
    Unread,
)
from dockerlabel.dockerfile.operators import Failure
from dockerlabel.dockerfile.words import UNICODE_BLANKS
from dockerlabel.document import Document, Span

MAX_LINE_BYTES = 65535

_HEREDOC_KEYWORDS = frozenset({"ADD", "COPY", "RUN"})


def parse(document: Document) -> Dockerfile:
    """Read a document. Its parts joined are the document again, whatever it holds."""
    reader = _Reader(document)
    error = reader.read()
    found = tuple([part for part in reader.parts if isinstance(part, Instruction)])
    if error is None:
        error = checks.first_error(found)
    return Dockerfile(
        document=document,
        parts=tuple(reader.parts),
        instructions=found,
        escape=reader.escape,
        directives=tuple(reader.directives),
        error=error,
    )


def parse_trigger(text: str) -> tuple[Document, Instruction] | BuildError:
    """Read what ONBUILD stored as a child stage does: as a file with one instruction."""
    document = Document(text)
    reader = _Reader(document)
    error = reader.read()
    if error:
        return error
    found = [part for part in reader.parts if isinstance(part, Instruction)]
    if len(found) != 1:
        return BuildError(found[0].head, "onbuild trigger should be a single expression")
    message = checks.check(found[0])
    return BuildError(found[0].head, message) if message else (document, found[0])


class _Reader:
    """The lines of a document and how far they are read."""

    __slots__ = (
        "_document",
        "_index",
        "_lines",
        "_offsets",
        "_readable",
        "_seeking",
        "directives",
        "escape",
        "parts",
    )

    def __init__(self, document: Document) -> None:
        """Cut the document after each line feed, and nowhere else."""
        self._document = document
        lines = document.text.split("\n")
        if not lines[-1]:
            lines.pop()
        self._lines = lines
        self._offsets = list(accumulate([len(line) + 1 for line in lines], initial=0))
        self._offsets[-1] = len(document.text)
        self._readable = _readable(lines)
        self._index = 0
        self._seeking = True
        self.escape = "\\"
        self.directives: list[ParserDirective] = []
        self.parts: list[Part] = []

    def read(self) -> BuildError | None:
        """Read all lines into parts; return the first error of reading."""
        if not self._document.text:
            return BuildError(Span(0, 0), "the Dockerfile cannot be empty")
        error = self._read_lines()
        if error is None and not any(type(part) is Instruction for part in self.parts):
            error = BuildError(Span(0, 0), "file with no instructions")
        if error is None and self._readable < len(self._lines):
            message = f"dockerfile line greater than max allowed size of {MAX_LINE_BYTES}"
            start = self._offsets[self._readable]
            error = BuildError(Span(start, start + len(self._lines[self._readable])), message)
        if self._index < len(self._lines):
            self.parts.append(Unread(self._span(self._index, len(self._lines))))
        return error

    def _read_lines(self) -> BuildError | None:
        while self._index < self._readable:
            line = self._lines[self._index]
            start = self._offsets[self._index]
            if not start and line.startswith("\ufeff"):
                line = line[1:]
                start = 1
            body = line.lstrip(UNICODE_BLANKS)
            start += len(line) - len(body)
            if body[-1:] == "\r":
                body = body.rstrip("\r")
            if not body:
                self._seeking = False
                self.parts.append(Blank(self._span(self._index, self._index + 1)))
                self._index += 1
                continue
            error = self._comment(body) if body[0] == "#" else self._instruction(body, start)
            if error:
                return error
        return None

    def _span(self, first: int, behind: int) -> Span:
        """Return the span of the physical lines from `first` up to, not including, `behind`."""
        return Span(self._offsets[first], self._offsets[behind])

    def _comment(self, body: str) -> BuildError | None:
        span = self._span(self._index, self._index + 1)
        self._index += 1
        directive = parse_directive(body) if self._seeking else None
        if directive is None or directive[0] not in NAMES:
            self._seeking = False
            self.parts.append(Comment(span))
            return None
        name, value = directive
        node = ParserDirective(span, name, value)
        self.parts.append(node)
        if any(each.name == name for each in self.directives):
            return BuildError(span, f"only one {name} parser directive can be used")
        self.directives.append(node)
        if name != "escape":
            return None
        if value not in {"\\", "`"}:
            return BuildError(span, f"invalid escape token '{value}' does not match ` or \\")
        self.escape = value
        return None

    def _instruction(self, body: str, start: int) -> BuildError | None:
        """Read one instruction: its logical line, its words and its here-documents."""
        self._seeking = False
        first = self._index
        self._index += 1
        line = self._logical_line(body, start)
        read = instructions.read(line, self.escape, span=self._span(first, self._index))
        if isinstance(read, Instruction) and "<<" in line.text and _opens_heredocs(read):
            bodies = self._heredocs(line)
            if isinstance(bodies, BuildError):
                read = bodies
            else:
                read = read._replace(span=self._span(first, self._index), heredocs=bodies)
        if isinstance(read, BuildError):
            self._index = first
            return read
        self.parts.append(read)
        return None

    def _logical_line(self, body: str, start: int) -> LogicalLine:
        """Join a line with those that continue it; comments and empty lines between are dropped."""
        cut = _before_continuation(body, self.escape)
        if cut is None:
            return LogicalLine(body.rstrip(UNICODE_BLANKS), (0,), (start,))
        pieces, offsets = [cut], [start]
        escape, lines = self.escape, self._lines
        for index in range(self._index, self._readable):
            raw = lines[index]
            visible = raw.lstrip(UNICODE_BLANKS)
            if not visible or visible[0] == "#":
                continue
            offsets.append(self._offsets[index])
            # Most lines end in the escape itself; the others are looked at closely.
            if raw[-1] == escape and raw[-2:-1] != escape:
                pieces.append(raw[:-1])
                continue
            raw = raw.rstrip("\r")
            cut = _before_continuation(raw, escape)
            if cut is None:
                pieces.append(raw)
                self._index = index + 1
                break
            pieces.append(cut)
        else:
            self._index = self._readable
        text = "".join(pieces)
        trimmed = text.lstrip(UNICODE_BLANKS)
        lead = len(text) - len(trimmed)
        starts = accumulate([len(piece) for piece in pieces[:-1]], initial=-lead)
        return LogicalLine(trimmed.rstrip(UNICODE_BLANKS), tuple(starts), tuple(offsets))

    def _heredocs(self, line: LogicalLine) -> tuple[Heredoc, ...] | BuildError:
        """Read the bodies that follow a line, in the order in which it opens them."""
        bodies: list[Heredoc] = []
        try:
            openings = heredocs.openings(line.text)
        except Failure as failure:
            return BuildError(line.span(0, len(line.text)), str(failure))
        for opening in openings:
            start = self._index
            while self._index < self._readable:
                end_word = self._lines[self._index].rstrip("\r")
                self._index += 1
                if (end_word.lstrip("\t") if opening.strip_tabs else end_word) == opening.name:
                    bodies.append(Heredoc(*opening, self._span(start, self._index - 1)))
                    break
            else:
                return BuildError(line.span(0, len(line.text)), "unterminated heredoc")
        return tuple(bodies)


def _before_continuation(body: str, escape: str) -> str | None:
    """Return a line without the escape that continues it; None where it does not continue."""
    tail = body.rstrip("\t ")
    if tail[-1:] == escape and tail[-2:-1] != escape:
        return tail[:-1]
    return None


def _opens_heredocs(instruction: Instruction) -> bool:
    holder = instruction.trigger or instruction
    return holder.keyword in _HEREDOC_KEYWORDS and not holder.is_json


def _readable(lines: list[str]) -> int:
    """Return how many lines stand before the first one that is longer than the builder takes."""
    if max(map(len, lines), default=0) * 4 > MAX_LINE_BYTES:
        for index, line in enumerate(lines):
            if len(line) * 4 > MAX_LINE_BYTES:
                data = line.encode("utf-8", "surrogateescape")
                if len(data) > MAX_LINE_BYTES:
                    return index
    return len(lines)
