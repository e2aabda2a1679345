r"""Reads and writes the case files of rules: `fixtures/rules/<rule>.md`.

A file begins with `# <rule>` and a paragraph of its own. Each `## heading` below is a case, and
the heading is its name. A case may hold prose, and holds these fenced blocks:

`dockerfile`
    The input, once.
`yaml`
    Settings as in `.dockerlabel.yaml`. Besides: `remotes` (name: URL, or a list of URLs) belong
    to the clone; `ci` says what GitHub Actions does (`repository`, and `fork: true`). Without
    `source`, `remotes` and `ci` the source is declared: `https://github.com/octo-org/app`.
`output`
    What `check --output-format concise` prints for the file, which is named `Dockerfile`, with all
    notes of a diagnostic below its message. Left out: nothing.
`fixed`
    The file after `fix`. Left out: `fix` changes nothing.
`fixed unsafe`
    The file after `fix --unsafe-fixes`. Left out: that does no more than `fix`.

Text that Markdown or an editor might harm is named in the info string of its own block, in any of
`dockerfile`, `fixed` and `fixed unsafe`; so `fixed crlf` shows that a fix kept the line ends:

`bom`
    A byte order mark is before the text.
`crlf`
    Each line ends in CR LF.
`no-newline`
    The last line has no line end.
`escaped`
    `\xNN` is the byte NN, `\uNNNN` or `\UNNNNNNNN` the character; a blank at the end of a line is
    `\x20`.

`pytest --update-cases` rewrites `output`, `fixed` and `fixed unsafe`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parents[2] / "fixtures" / "rules"

_HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)
_BLOCK = re.compile(r"^```([a-z][a-z -]*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\(?:u([0-9a-f]{4})|U([0-9a-f]{8}))")
_HARMED = re.compile(r"[ \t]+(?=\n|$)|[^ -~\n\t\u00a1-\uabff\U0001f300-\U0001faff]")
_INPUTS = ("dockerfile", "yaml")
_FORMS = ("bom", "crlf", "no-newline", "escaped")


class Outcome(NamedTuple):
    """What is said of a case's input, and what fixes make of it; None: they change nothing."""

    output: str
    fixed: str | None
    unsafe_fixed: str | None


class Case(NamedTuple):
    """A case: its file's stem, its heading, the input's text, the settings, and what comes out."""

    rule: str
    name: str
    text: str
    settings: str
    expected: Outcome


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file, in their order."""
    _, sections = _sections(path)
    return tuple(_case(path.stem, name, body=body) for name, body in sections)


def write_outcomes(path: Path, outcomes: dict[str, Outcome]) -> None:
    """Rewrite what comes out of the cases that `outcomes` names; prose and inputs stay."""
    head, sections = _sections(path)
    parts = [head]
    for name, body in sections:
        outcome = outcomes.get(name)
        parts.append(f"## {name}\n{_with_outcome(body, outcome) if outcome else body}")
    path.write_text("".join(parts).rstrip("\n") + "\n", "utf-8", newline="\n")


def decode(forms: list[str], body: str) -> str:
    """The text of a block."""
    unknown = set(forms) - set(_FORMS)
    if unknown:
        raise ValueError(f"no such form of a block: {unknown}")
    text = body.removesuffix("\n") if "no-newline" in forms else body
    if "escaped" in forms:
        data = _ESCAPE.sub(_unescaped, text).encode("utf-8", "surrogateescape")
        text = data.decode("utf-8", "surrogateescape")
    if "crlf" in forms:
        text = text.replace("\n", "\r\n")
    return "\ufeff" + text if "bom" in forms else text


def encode(text: str) -> tuple[list[str], str]:
    """The forms and the body of a block for a text."""
    forms: list[str] = []
    if text.startswith("\ufeff"):
        forms.append("bom")
        text = text[1:]
    if "\n" in text and text.count("\n") == text.count("\r\n"):
        forms.append("crlf")
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        forms.append("no-newline")
        text += "\n"
    if _HARMED.search(text) or _ESCAPE.search(text):
        forms.append("escaped")
        text = _HARMED.sub(_escaped, _ESCAPE.sub(_escaped_escape, text))
    return forms, text


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return bytes([int(found[1], 16)]).decode("utf-8", "surrogateescape")
    return chr(int(found[2] or found[3], 16))


def _escaped_escape(found: re.Match[str]) -> str:
    return f"\\x5c{found[0][1:]}"


def _escaped(found: re.Match[str]) -> str:
    return "".join(map(_escaped_character, found[0]))


def _escaped_character(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _sections(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """What is before the first case, and each case's heading and body."""
    head, *rest = _HEADING.split(path.read_text("utf-8"))
    return head, list(zip(rest[::2], rest[1::2], strict=True))


def _case(rule: str, name: str, *, body: str) -> Case:
    blocks: dict[str, str] = {}
    for info, content in _BLOCK.findall(body):
        words = info.split()
        length = 2 if words[:2] == ["fixed", "unsafe"] else 1
        kind = " ".join(words[:length])
        if kind in blocks or kind not in {*_INPUTS, "output", "fixed", "fixed unsafe"}:
            raise ValueError(f"{rule}/{name}: the block `{kind}` is unknown or occurs twice")
        blocks[kind] = decode(words[length:], content)
    expected = Outcome(blocks.get("output", ""), blocks.get("fixed"), blocks.get("fixed unsafe"))
    return Case(rule, name, blocks["dockerfile"], blocks.get("yaml", ""), expected)


def _with_outcome(body: str, outcome: Outcome) -> str:
    chunks = [chunk.strip("\n") for chunk in _inputs_and_prose(body)]
    if outcome.output:
        chunks.append(f"```output\n{outcome.output}```")
    for kind, text in (("fixed", outcome.fixed), ("fixed unsafe", outcome.unsafe_fixed)):
        if text is not None:
            forms, content = encode(text)
            chunks.append(f"```{' '.join([kind, *forms])}\n{content}```")
    return "\n" + "\n\n".join(chunk for chunk in chunks if chunk) + "\n\n"


def _inputs_and_prose(body: str) -> Iterator[str]:
    place = 0
    for found in _BLOCK.finditer(body):
        yield body[place : found.start()]
        if found[1].split()[0] in _INPUTS:
            yield found[0]
        place = found.end()
    yield body[place:]
