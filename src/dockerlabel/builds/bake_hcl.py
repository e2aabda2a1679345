"""Bake files in HCL, as far as labels and paths need it.

Read are blocks, attributes, strings, lists and objects. Any other expression is a hole: functions,
operators, conditionals, `for`, here-documents. Nothing is an error, since Bake itself reports those
(HCL's "Native Syntax Specification"; docker/buildx, `docs/bake-reference.md`).
"""

import re
from collections.abc import Iterator, Mapping

from dockerlabel.builds.model import Place
from dockerlabel.builds.text import Piece, hole
from dockerlabel.builds.yaml_nodes import Scalar
from dockerlabel.document import Span
from dockerlabel.lazy import NamedTuple, regex

_MAX_DEPTH = 40
_MAX_PARTS = 1000
_TOKEN = regex(
    r"(?P<blank>[ \t\r\ufeff]+|(?:\#|//)[^\n]*|/\*(?:.*?\*/|.*))|(?P<newline>\n)"
    r"|<<-?(?P<here>[^\s\"{}]+)[^\n]*|(?P<name>[^\W\d][\w-]*)|(?P<number>\d[\w.]*)|(?P<other>.)",
    re.DOTALL,
)
_STRING_PART = regex(r'[^"\\$%]+|\\u[0-9a-fA-F]{4}|\\.|\$\$\{|%%\{|[$%]\{|.', re.DOTALL)
_NAME = regex(r"\s*([^\W\d][\w-]*)\s*")
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\\\": "\\"}
_LITERALS = frozenset({"true", "false", "null"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Reference(NamedTuple):
    """The value of a variable or a top-level attribute."""

    name: str
    place: Place


class Template(NamedTuple):
    """A text: pieces that are known or holes, and values of variables."""

    parts: tuple[Piece | Reference, ...]


class List(NamedTuple):
    """A list of expressions."""

    items: "tuple[Expression, ...]"


class Object(NamedTuple):
    """Keys and values, in their order; the key of a name is a text."""

    pairs: "tuple[tuple[Template, Expression], ...]"


Expression = Template | List | Object


class Block(NamedTuple):
    """A block: `target "app" { … }`. The labels of blocks are texts or names."""

    type: str
    labels: tuple[str, ...]
    place: Place
    attributes: Mapping[str, Expression]


class Body(NamedTuple):
    """What a file consists of."""

    attributes: Mapping[str, Expression]
    blocks: tuple[Block, ...]


def read_hcl(text: str, path: str) -> Body:
    """Read a file; what is not understood is left out or a hole."""
    return _Reader(text, path).body()


def tokens_of(text: str) -> list[tuple[str, Scalar]]:
    """Return the tokens of a text: the kind of each, and what is written."""
    return list(_Reader(text, "").tokens())


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._place = 0
        self._line = 1
        self._line_at = 0
        self._depth = 0
        self._token = _Token("", "", 0)
        self._string: tuple[Piece | Reference, ...] = ()
        self._next()

    def tokens(self) -> Iterator[tuple[str, Scalar]]:
        """Yield all tokens, a string without its quotes."""
        while self._token.kind != "end":
            kind, start = self._token.kind, self._token.start
            span, quotes = Span(start, self._place), int(kind == "string")
            written = self._text[start + quotes : self._place - quotes]
            yield kind, Scalar(written, span, 0, '"' if quotes else "", shared=False)
            self._next()

    def body(self) -> Body:
        """Read a file."""
        attributes: dict[str, Expression] = {}
        blocks: list[Block] = []
        while self._token.kind != "end":
            if self._token.kind != "name":
                self._next()
                continue
            head = self._token
            place = self._here(len(head.text))
            self._next()
            if self._token.text == "=":
                self._next()
                attributes[head.text] = self._expression(newline_ends=True)
                continue
            labels = tuple(self._block_labels())
            if self._token.text == "{":
                self._next()
                blocks.append(Block(head.text, labels, place, self._block()))
        return Body(attributes, tuple(blocks))

    def _block_labels(self) -> Iterator[str]:
        while self._token.kind in {"name", "string"}:
            if self._token.kind == "name":
                yield self._token.text
            else:
                yield "".join(part.text for part in self._string if isinstance(part, Piece))
            self._next()

    def _block(self) -> dict[str, Expression]:
        """Read up to the end of a block; blocks within it are skipped."""
        attributes: dict[str, Expression] = {}
        while self._token.text != "}" and self._token.kind != "end":
            head = self._token
            self._next()
            if head.kind != "name":
                if head.text in _OPENING:
                    self._skip_brackets()
            elif self._token.text == "=":
                self._next()
                attributes[head.text] = self._expression(newline_ends=True)
        self._next()
        return attributes

    def _expression(self, *, newline_ends: bool) -> Expression:
        """Read an expression; what follows the part that is understood makes all of it a hole."""
        place = self._here(1)
        found = self._operand()
        if not self._at_end(newline_ends=newline_ends):
            self._skip(newline_ends=newline_ends)
            return Template(hole("an expression of HCL", place))
        return found

    def _operand(self) -> Expression:
        token, place = self._token, self._here(len(self._token.text))
        match token.kind, token.text:
            case "string", _:
                found: Expression = Template(self._string)
            case "name", "null":
                found = Template(())
            case ("name", "true" | "false") | ("number", _):
                found = Template((Piece(token.text, place),))
            case "name", _:
                found = Template((Reference(token.text, place),))
            case "other", "[" | "{" if self._depth < _MAX_DEPTH:
                self._depth += 1
                self._next()
                found = self._list() if token.text == "[" else self._object()
                self._depth -= 1
            case _:
                return Template(hole("an expression of HCL", place))
        self._next()
        return found

    def _list(self) -> List:
        """Read up to the closing bracket."""
        items: list[Expression] = []
        while self._past_newlines() != "]" and self._token.kind != "end":
            items.append(self._expression(newline_ends=False))
            if self._past_newlines() != ",":
                self._skip_to_closing()
                break
            self._next()
        return List(tuple(items))

    def _object(self) -> Object:
        """Read up to the closing brace."""
        pairs: list[tuple[Template, Expression]] = []
        while self._past_newlines() != "}" and self._token.kind != "end":
            key = self._key()
            if key is None or self._token.text not in {"=", ":"}:
                unknown = Template(hole("an expression of HCL", self._here(1)))
                pairs.append((unknown, Template(())))
                self._skip_to_closing()
                break
            self._next()
            pairs.append((key, self._expression(newline_ends=True)))
            if self._token.text == ",":
                self._next()
        return Object(tuple(pairs))

    def _key(self) -> Template | None:
        """Read a key of an object; `(…)` is a hole."""
        token, place = self._token, self._here(len(self._token.text))
        if token.kind == "string":
            key = Template(self._string)
        elif token.kind == "name" and token.text != "for":
            key = Template((Piece(token.text, place),))
        elif token.text == "(":
            self._next()
            self._skip_to_closing()
            key = Template(hole("an expression of HCL", place))
        else:
            return None
        self._next()
        return key

    def _past_newlines(self) -> str:
        while self._token.kind == "newline":
            self._next()
        return self._token.text if self._token.kind == "other" else ""

    def _at_end(self, *, newline_ends: bool) -> bool:
        if not newline_ends:
            self._past_newlines()
        kind, text = self._token.kind, self._token.text
        return kind in {"newline", "end"} or (kind == "other" and text in {",", *_CLOSING})

    def _skip(self, *, newline_ends: bool) -> None:
        while not self._at_end(newline_ends=newline_ends):
            opening = self._token.kind == "other" and self._token.text in _OPENING
            self._next()
            if opening:
                self._skip_brackets()

    def _skip_brackets(self) -> None:
        """Skip up to the end of brackets that were opened, and their closing one."""
        self._skip_to_closing()
        self._next()

    def _skip_to_closing(self) -> None:
        depth = 0
        while self._token.kind != "end":
            if self._token.kind == "other":
                depth += self._token.text in _OPENING
                depth -= self._token.text in _CLOSING
                if depth < 0:
                    return
            self._next()

    def _here(self, length: int) -> Place:
        start = self._token.start
        return self._place_of(start, start + length)

    def _place_of(self, start: int, end: int) -> Place:
        if start < self._line_at:
            line = self._line - self._text.count("\n", start, self._line_at)
        else:
            self._line += self._text.count("\n", self._line_at, start)
            self._line_at = start
            line = self._line
        return Place(self._path, line, Span(start, end))

    def _next(self) -> None:
        """Read the next token that is no blank. A string is left to `_string`."""
        while True:
            match = _TOKEN.match(self._text, self._place)
            if match is None:
                self._token = _Token("end", "", len(self._text))
                return
            kind = match.lastgroup or ""
            self._place = match.end()
            if kind != "blank":
                break
        text = match[0]
        if text == '"':
            kind = "string"
            self._string = self._read_string()
        elif kind == "here":
            self._skip_heredoc(match["here"])
        self._token = _Token(kind, text, match.start())

    def _skip_heredoc(self, word: str) -> None:
        """Skip the lines of a here-document, up to the one that ends it."""
        while self._place < len(self._text):
            start = self._place + 1
            end = self._text.find("\n", start)
            self._place = end if end >= 0 else len(self._text)
            if self._text[start : self._place].strip() == word:
                break

    def _read_string(self, depth: int = 0) -> tuple[Piece | Reference, ...]:
        """Return the parts of a string and go past its closing quote.

        A string of more parts than any label has is a hole.
        """
        parts: list[Piece | Reference] = []
        first = start = self._place
        known = ""
        while (match := _STRING_PART.match(self._text, self._place)) and match[0] != '"':
            self._place = match.end()
            if match[0] not in {"${", "%{"}:
                known += _unescaped(match[0])
                continue
            self._skip_interpolation(depth)
            if len(parts) < _MAX_PARTS:
                parts += self._known(known, Span(start, match.start()))
                parts.append(self._interpolated(Span(match.start(), self._place)))
            start, known = self._place, ""
        parts += self._known(known, Span(start, self._place))
        place = self._place_of(first, self._place)
        self._place = min(self._place, len(self._text)) + 1
        if len(parts) >= _MAX_PARTS:
            return hole("a very long text", place)
        return tuple(parts) or (Piece("", place, exact=True),)

    def _known(self, text: str, span: Span) -> list[Piece]:
        """Return a part of a string that is known; strings end on the line they begin on."""
        written, place = span.of(self._text), self._place_of(*span)
        if "\n" in written:
            return list(hole("a text without an end", place))
        return [Piece(text, place, exact=written == text)] if text else []

    def _skip_interpolation(self, depth: int) -> None:
        """Go past the brace that closes `${`."""
        open_braces = 1
        while open_braces and (match := _TOKEN.match(self._text, self._place)):
            self._place = match.end()
            if match[0] == '"':
                if depth > _MAX_DEPTH:
                    self._place = len(self._text)
                    break
                self._read_string(depth + 1)
            open_braces += (match[0] == "{") - (match[0] == "}")

    def _interpolated(self, span: Span) -> Piece | Reference:
        """Return the value of a name in `${…}`; anything else is a hole."""
        place = self._place_of(*span)
        name = _NAME.fullmatch(self._text, span.start + 2, span.end - 1)
        if name and self._text[span.start] == "$" and name[1] not in _LITERALS:
            return Reference(name[1], place)
        return hole("an expression of HCL", place)[0]


def _unescaped(part: str) -> str:
    if part in {"$${", "%%{"}:
        return part[1:]
    if part.startswith("\\u") and len(part) > 2:  # noqa: PLR2004 - `\u` alone is no escape
        return chr(int(part.removeprefix("\\u"), 16))
    return _ESCAPES.get(part, part)
