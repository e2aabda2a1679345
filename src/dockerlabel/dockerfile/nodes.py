"""What a Dockerfile consists of, with the place of every part in the file."""

from bisect import bisect_right
from enum import Enum
from typing import NamedTuple

from dockerlabel.document import Document, Span


class BuildError(NamedTuple):
    """Why the builder rejects the file: its place, and the message in the builder's own words."""

    span: Span
    message: str


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


class LogicalLine(NamedTuple):
    """An instruction's text with continuations joined, and where its pieces stand in the file.

    Piece number i begins at `starts[i]` in the logical text and at `offsets[i]` in the file.
    """

    text: str
    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the file span of the logical range from `start` to `end`."""
        first = bisect_right(self.starts, start) - 1
        begin = self.offsets[first] + start - self.starts[first]
        if end <= start:
            return Span(begin, begin)
        last = bisect_right(self.starts, end - 1) - 1
        return Span(begin, self.offsets[last] + end - self.starts[last])


class Heredoc(NamedTuple):
    """A here-document: end word, whether its body is expanded, `<<-`, and the body's span."""

    name: str
    expand: bool
    strip_tabs: bool
    body: Span


class Instruction(NamedTuple):
    """One instruction with all its physical lines, dropped lines and here-documents included.

    `keyword` is in upper case where it is a known one, else as written. `arguments` is the offset
    into `line.text` at which the arguments begin, behind the flags. `trigger` is what stands behind
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
    """What stands behind an error of reading: the builder never gets there, nor does the parser."""

    span: Span


Part = Instruction | Comment | Blank | ParserDirective | Unread


class Dockerfile(NamedTuple):
    """A whole file. The spans of `parts`, in order, cover the document without gaps.

    `error` is what stops the builder in its first two phases: reading lines and words, then
    understanding instructions.
    """

    document: Document
    parts: tuple[Part, ...]
    instructions: tuple[Instruction, ...]
    escape: str
    directives: tuple[ParserDirective, ...]
    error: BuildError | None
