"""The values that the parser makes: instructions, labels, words, each with its place."""

from collections.abc import Iterator
from enum import Enum

from dockerlabel.dockerfile.lines import UNICODE_BLANKS, LogicalLine
from dockerlabel.document import Document, Span
from dockerlabel.lazy import NamedTuple


class BuildError(NamedTuple):
    """Why the builder rejects the file: its place, and the message in the builder's own words.

    `help` says what to do, if the message alone does not show it.
    """

    span: Span
    message: str
    help: str = ""


class Quote(Enum):
    """The style in which a value is written."""

    BARE = ""
    DOUBLE = '"'
    SINGLE = "'"
    MIXED = "mixed"


class Word(NamedTuple):
    """A name or a value as written.

    `raw` is the logical text, `text` the same with quotes and escapes taken off (variables stay as
    they are). The span is in file offsets and may cross line ends.
    """

    span: Span
    raw: str
    text: str
    quote: Quote


class Label(NamedTuple):
    """One pair of a LABEL; `separator` is empty in the legacy form `LABEL key value`."""

    span: Span
    key: Word
    value: Word
    separator: str


class Pair(NamedTuple):
    """A raw name with its raw value, of LABEL, ENV or ARG, at offsets into the logical line.

    `value` is None for an ARG without default. `separator` is `=`, or empty in the legacy form.
    """

    name: str
    value: str | None
    start: int
    value_start: int
    end: int
    separator: str


class Heredoc(NamedTuple):
    """A here-document: end word, whether its body is expanded, `<<-`, and the body's span."""

    name: str
    expand: bool
    strip_tabs: bool
    body: Span


class Instruction(NamedTuple):
    """One instruction with all its physical lines, dropped lines and here-documents included.

    `keyword` is in upper case if it is a known one, else as written. `arguments` is the offset into
    `line.text` at which the arguments begin, after the flags. `trigger` is the instruction after
    ONBUILD.
    """

    span: Span
    keyword: str
    line: LogicalLine
    arguments: int
    flags: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    trigger: "Instruction | None" = None
    is_json: bool = False

    @property
    def text(self) -> str:
        """The arguments as one string, continuations joined."""
        return self.line.text[self.arguments :]

    @property
    def head(self) -> Span:
        """The span of keyword, flags and arguments, without line end and here-documents."""
        return self.line.span(0, len(self.line.text))


class Comment(NamedTuple):
    """A comment line between instructions, its line end included."""

    span: Span


class Blank(NamedTuple):
    """An empty line between instructions, its line end included."""

    span: Span


class ParserDirective(NamedTuple):
    """A directive line such as `# escape=...`: lower-case name and value."""

    span: Span
    name: str
    value: str


class Unread(NamedTuple):
    """What follows an error of reading: neither the builder nor the parser reads that far."""

    span: Span


Part = Instruction | Comment | Blank | ParserDirective | Unread


class Dockerfile(NamedTuple):
    """A whole file.

    `error` is what stops the builder in its first two phases: reading lines and words, then
    understanding instructions. `end` is the offset up to which it was read. `for_podman` says
    whether Podman may build it, which finds base images in more places than BuildKit.
    """

    document: Document
    instructions: tuple[Instruction, ...]
    escape: str
    directives: tuple[ParserDirective, ...]
    end: int
    error: BuildError | None
    for_podman: bool = False

    @property
    def parts(self) -> Iterator[Part]:
        """All parts in the order of the file; their spans cover the document without gaps."""
        place = 0
        visible: tuple[ParserDirective | Instruction, ...] = (*self.directives, *self.instructions)
        for part in visible:
            yield from self._between(place, part.span.start)
            yield part
            place = part.span.end
        yield from self._between(place, self.end)
        if max(place, self.end) < len(self.document.text):
            yield Unread(Span(max(place, self.end), len(self.document.text)))

    def _between(self, start: int, end: int) -> Iterator[Comment | Blank]:
        """Yield the lines between two parts, which are comments or empty."""
        text = self.document.text
        while start < end:
            following = text.find("\n", start, end) + 1 or end
            line = text[start:following]
            line = line.removeprefix("\ufeff") if not start else line
            # `//` begins comments in Bake files; a Dockerfile has no such line between its parts.
            kind = Comment if line.lstrip(UNICODE_BLANKS).startswith(("#", "//")) else Blank
            yield kind(Span(start, following))
            start = following
