"""Reads a document into instructions: `parse` is where everything begins.

Nothing ever raises: what stops the builder becomes `Dockerfile.error`.
"""

from functools import lru_cache

from dockerlabel.dockerfile import instruction_checks, instructions
from dockerlabel.dockerfile.directives import NAMES, parse_directive
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine, next_instruction
from dockerlabel.dockerfile.nodes import (
    BuildError,
    Dockerfile,
    Heredoc,
    Instruction,
    ParserDirective,
)
from dockerlabel.dockerfile.substitution import Failure
from dockerlabel.document import Document, Span, next_line

MAX_LINE_BYTES = 65535

_HEREDOC_KEYWORDS = frozenset({"ADD", "COPY", "RUN"})


def parse(document: Document, path: str = "") -> Dockerfile:
    """Read a document. Its parts joined are the document again, whatever its text is.

    Of `path`, where the document is from, only the name matters: Podman may build a Containerfile.
    """
    reader = _Reader(document)
    error = reader.read()
    found = tuple(reader.instructions)
    if error is None:
        error = instruction_checks.first_error(found)
    directives = tuple(reader.directives)
    name = path.rpartition("/")[2].lower()
    for_podman = name.startswith("containerfile") or name.endswith(".containerfile")
    return Dockerfile(document, found, reader.escape, directives, reader.place, error, for_podman)


@lru_cache(maxsize=4096)
def parse_trigger(text: str) -> tuple[Document, Instruction] | BuildError:
    """Read what ONBUILD stored as a child stage does: as a file with one instruction."""
    document = Document(text)
    reader = _Reader(document)
    error = reader.read()
    if error:
        return error
    trigger, *others = reader.instructions
    if others:
        return BuildError(trigger.head, "onbuild trigger should be a single expression")
    message = instruction_checks.check(trigger)
    return BuildError(trigger.head, message) if message else (document, trigger)


class _Reader:
    """A document and how far it is read: up to `place`, the start of a line."""

    __slots__ = ("_document", "_limit", "directives", "escape", "instructions", "place")

    def __init__(self, document: Document) -> None:
        self._document = document
        self._limit = _readable_length(document.text)
        self.place = 0
        self.escape = "\\"
        self.directives: list[ParserDirective] = []
        self.instructions: list[Instruction] = []

    def read(self) -> BuildError | None:
        """Read everything; return the first error of reading."""
        text = self._document.text
        if not text:
            return BuildError(Span(0, 0), "the Dockerfile cannot be empty")
        error = self._read_directives() or self._read_instructions()
        if error is None and not self.instructions:
            error = BuildError(Span(0, 0), "file with no instructions")
        if error is None and self._limit < len(text):
            message = f"dockerfile line greater than max allowed size of {MAX_LINE_BYTES}"
            error = BuildError(Span(self._limit, next_line(text, self._limit)), message)
        return error

    def _read_directives(self) -> BuildError | None:
        """Read the comments at the top up to the first line that is not a directive."""
        text = self._document.text
        while self.place < self._limit:
            start = self.place + (self.place == 0 and text.startswith("\ufeff"))
            end = next_line(text, self.place)
            line = text[start:end].lstrip(UNICODE_BLANKS)
            directive = parse_directive(line.rstrip("\r\n")) if line.startswith("#") else None
            if directive is None or directive[0] not in NAMES:
                return None
            error = self._directive(ParserDirective(Span(self.place, end), *directive))
            if error:
                return error
            self.place = end
        return None

    def _directive(self, directive: ParserDirective) -> BuildError | None:
        span, name, value = directive
        if any(each.name == name for each in self.directives):
            return BuildError(span, f"only one {name} parser directive can be used")
        if name == "escape":
            if value not in {"\\", "`"}:
                return BuildError(span, f"invalid escape token '{value}' does not match ` or \\")
            self.escape = value
        self.directives.append(directive)
        return None

    def _read_instructions(self) -> BuildError | None:
        text, limit, escape = self._document.text, self._limit, self.escape
        find, find_plain = next_instruction(escape).match, instructions.PLAIN.match
        plain_keywords, add = instructions.PLAIN_KEYWORDS, self.instructions.append
        place = self.place
        top = begin = place + (place == 0 and text.startswith("\ufeff"))
        while begin < limit and (found := find(text, begin, limit)):
            start, end = found.span(2)
            if start >= end:
                break
            first, _ = found.span(1)
            # What comes before the instruction is read; an error leaves the rest unread. A byte
            # order mark belongs to what follows it.
            self.place = first if first > top else place
            line = LogicalLine(text, start, end=end, escape=escape)
            plain = find_plain(text, start, end)
            if plain and plain[1] in plain_keywords and text.find("<", start, end) < 0:
                begin = found.end()
                add(Instruction(Span(self.place, begin), plain[1], line, plain.end() - start))
                continue
            error = self._instruction(line, found.end())
            if error:
                return error
            begin = self.place
        self.place = limit
        return None

    def _instruction(self, line: LogicalLine, end: int) -> BuildError | None:
        """Read one instruction, whose logical line ends before `end`, with its heredocs."""
        begin = self.place
        read = instructions.read(line, Span(begin, end))
        if type(read) is Instruction and _opens_heredocs(read):
            bodies = self._heredocs(line, end)
            if isinstance(bodies, BuildError):
                return bodies
            end = next_line(self._document.text, bodies[-1].body.end) if bodies else end
            read = read._replace(span=Span(begin, end), heredocs=bodies)
        if isinstance(read, BuildError):
            return read
        self.place = end
        self.instructions.append(read)
        return None

    def _heredocs(self, line: LogicalLine, place: int) -> tuple[Heredoc, ...] | BuildError:
        """Read the bodies that follow a line, in the order in which it opens them."""
        text = self._document.text
        bodies: list[Heredoc] = []
        from dockerlabel.dockerfile import heredocs  # noqa: PLC0415 - start-up: few lines open one

        try:
            openings = heredocs.openings(line.text)
        except Failure as failure:
            return BuildError(line.span(0, len(line.text)), str(failure))
        for opening in openings:
            start = place
            while place < self._limit:
                begin, place = place, next_line(text, place)
                end_word = text[begin:place].rstrip("\r\n")
                if (end_word.lstrip("\t") if opening.strip_tabs else end_word) == opening.name:
                    bodies.append(Heredoc(*opening, Span(start, begin)))
                    break
            else:
                return BuildError(line.span(0, len(line.text)), "unterminated heredoc")
        return tuple(bodies)


def _opens_heredocs(instruction: Instruction) -> bool:
    holder = instruction.trigger or instruction
    if holder.keyword not in _HEREDOC_KEYWORDS or holder.is_json:
        return False
    line = instruction.line
    return line.document.find("<", line.start, line.end) >= 0 and "<<" in line.text


def _readable_length(text: str) -> int:
    """Return where the first line begins that is longer than the builder allows, or the end."""
    if len(text) * 4 <= MAX_LINE_BYTES:
        return len(text)
    place = 0
    if max(map(len, text.split("\n"))) * 4 > MAX_LINE_BYTES:
        for line in text.split("\n"):
            size = (
                len(line.encode("utf-8", "surrogateescape"))
                if len(line) * 4 > MAX_LINE_BYTES
                else 0
            )
            if size > MAX_LINE_BYTES:
                return place
            place += len(line) + 1
    return len(text)
