"""Readers of reports, each made from the description of its format and of nothing else."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt

_UNESCAPED = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


class Command(NamedTuple):
    """A workflow command, as the runner of GitHub Actions takes it from a line of the log."""

    name: str
    properties: dict[str, str]
    data: str


def read_command(line: str) -> Command | None:
    """The command of a line: at its beginning in one form, anywhere in it in an older one."""
    text = line.lstrip()
    if text.startswith("::") and "::" in text[2:]:
        info, _, data = text[2:].partition("::")
        name, _, given = info.partition(" ")
        pairs = [pair.split("=", 1) for pair in given.strip().split(",") if "=" in pair]
        properties = {key: _unescaped(value, _UNESCAPED) for key, value in pairs}
        inside = {key: value for key, value in _UNESCAPED.items() if value not in ":,"}
        return Command(name, properties, _unescaped(data, inside))
    old = re.search(r"##\[([^\]]*)\](.*)", line)
    return Command(old[1], {}, old[2]) if old else None


def read_commands(text: str) -> list[Command]:
    """All commands in a log."""
    return [command for line in text.split("\n") if (command := read_command(line))]


def _unescaped(text: str, replacements: dict[str, str]) -> str:
    for escape, character in replacements.items():
        text = text.replace(escape, character)
    return text


class Line(NamedTuple):
    """A diagnostic as people read it."""

    path: str
    line: int
    column: int
    severity: str
    rule: str
    message: str


_CONCISE = re.compile(r"(.*?):(\d+):(\d+): (error|warning|note) ([a-z-]+) (.*)", re.DOTALL)
_HEAD = re.compile(r"(error|warning|note)\[([a-z-]+)\]: (.*)")
_ARROW = re.compile(r" *--> (.*):(\d+):(\d+)")


def read_concise(text: str) -> list[Line]:
    """Each line is `path:line:column: severity rule message`."""
    found = []
    for line in text.splitlines():
        parts = _CONCISE.fullmatch(line)
        assert parts, line
        found.append(Line(parts[1], int(parts[2]), int(parts[3]), *parts.group(4, 5, 6)))
    return found


def read_full(text: str) -> list[Line]:
    """Each diagnostic begins with its head and an arrow below; blank lines part them."""
    return [_block(block) for block in text.split("\n\n") if block]


def _block(block: str) -> Line:
    first, second, *rest = block.splitlines()
    head, arrow = _HEAD.fullmatch(first), _ARROW.fullmatch(second)
    assert head, first
    assert arrow, second
    assert [line for line in rest if not re.match(r" *\d* [|+-]| *= note: |help: | *…", line)] == []
    return Line(arrow[1], int(arrow[2]), int(arrow[3]), *head.groups())


class _Page(HTMLParser):
    """The cells of tables, all other text, and what else there is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def read_page(markdown: str) -> _Page:
    """The page that GitHub's Markdown makes of a text: tables are an extension of CommonMark."""
    page = _Page()
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    page.feed(rendered)
    page.rows = [row for row in page.rows if row]
    return page


def plain(text: str) -> str:
    """A message without its backticks, which are code on a page."""
    return text.replace("`", "")


def strings(value: object) -> Iterator[str]:
    """All strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from (key, *strings(inside))
    elif isinstance(value, list):
        for inside in value:
            yield from strings(inside)
