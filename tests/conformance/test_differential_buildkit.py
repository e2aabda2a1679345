"""Our reader against BuildKit's own parser, version 0.12.5, as the package `dockerfile` holds it.

It covers what the builder does first: lines, keywords, flags, words and here-documents. Where that
old version is known to differ, fixtures/conformance/dockerfile-reader.json has a case, and other
files that would meet it are passed over. Text with lone surrogates ends the interpreter and is
never given to it.
"""

import re
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given

from dockerlabel.dockerfile.instructions import arguments, words
from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Instruction, Pair
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document, LineIndex
from tests.conformance._cases import EXAMPLES, RECORDED, Case, evaluate, load
from tests.conftest import examples
from tests.properties.strategies import dockerfiles

reader: Any = pytest.importorskip(
    "dockerfile", reason="the package dockerfile has wheels for Linux on x86-64 and macOS only"
)

OLD_FIRST_PHASE = re.compile(
    "Syntax error - can't find = in|.* must have two arguments|unterminated heredoc|"
    "only one .* parser directive can be used|invalid escape token|file with no instructions|"
    "dockerfile line greater than|when using JSON array syntax|the Dockerfile cannot be empty"
)
"""Errors of reading, which the old parser reports; it knows nothing of the later phases."""

DIFFERENT = re.compile(
    r"""\x00                             # cuts the text off
    | [\ud800-\udfff]                   # undecodable bytes
    | <<-?(?:[\t\v\f\r ] | [\\`]\s*\n)  # opens a here-document in newer versions only
    | <<\S*\$\{                         # opens one in older versions only
    | \A(?=.*<<)(?=.*\$\{\w*[\#%/])     # its lexer fails at patterns: no here-document in that line
    # It passes over what follows a JSON array.
    | ^(?!\s*(?:onbuild\s+)?(?:label|env|arg)\b)[^\n]*
      \[(?:[^\n]|[\\`]\s*\n)*\](?:[ \t\r]|[\\`]\s*\n)*[^ \t\r\n]
    | ^\s*\#\s*check\s*=                # a directive of newer versions
    # After the hash of a directive it knows ASCII blanks only.
    | \#[\t\f\r\ ]*[\v\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]
    | \A\Z""",
    re.DOTALL | re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""Where the old version is known to differ."""

UNDECODABLE = "UnicodeDecodeError"
"""The bytes 0x85 and 0xA0 end a word of HEALTHCHECK, even inside a character: no UTF-8 is left."""

KEYWORDS = frozenset("CMD ENTRYPOINT MAINTAINER RUN SHELL STOPSIGNAL USER WORKDIR".split())
LISTS = frozenset({"ADD", "COPY", "VOLUME"})

KNOWN = load("dockerfile-reader")
CASES = [
    case
    for stem in (*EXAMPLES, *RECORDED)
    for case in load(stem)
    if not DIFFERENT.search(case.text)
]


class Reading(NamedTuple):
    """What both readers see of an instruction; lines are counted from one, the last one is in."""

    keyword: str
    trigger: str
    text: str
    flags: tuple[str, ...]
    words: tuple[str, ...]
    is_json: bool
    first_line: int
    last_line: int
    heredocs: tuple[tuple[str, str], ...]


Readings = tuple[Reading, ...] | str


def healthcheck(command: Any) -> bool:  # noqa: ANN401 - the package has no types
    """Return whether it is a HEALTHCHECK: its words are cut once more, its text has to do."""
    return lower(command.sub_cmd or command.cmd) == "healthcheck"


def lower(keyword: str | None) -> str:
    """Return a keyword in lower case as Go has it: no dot is left of U+0130."""
    return (keyword or "").replace("\u0130", "i").lower()


def theirs(text: str) -> Readings:
    """Read with BuildKit's parser; the message if it fails."""
    try:
        commands = reader.parse_string(text)
    except reader.GoParseError as error:
        return str(error)
    except UnicodeDecodeError:
        return UNDECODABLE
    return tuple(
        Reading(
            keyword=lower(command.cmd),
            trigger=lower(command.sub_cmd),
            text=(command.original or "").partition("\n")[0].strip(UNICODE_BLANKS),
            flags=command.flags,
            words=() if healthcheck(command) else command.value,
            is_json=command.json,
            first_line=command.start_line,
            last_line=command.end_line,
            heredocs=tuple((each.name, each.content) for each in command.heredocs),
        )
        for command in commands
    )


def ours(text: str) -> Readings:
    """Read with our own parser; the message if it fails while it reads."""
    document = Document(text)
    dockerfile = parse(document)
    if dockerfile.error and OLD_FIRST_PHASE.match(dockerfile.error.message):
        return dockerfile.error.message
    index = LineIndex(document)
    return tuple(_reading(each, document, index=index) for each in dockerfile.instructions)


def _reading(instruction: Instruction, document: Document, *, index: LineIndex) -> Reading:
    inner = instruction.trigger or instruction
    found = () if instruction.trigger else instruction.heredocs
    return Reading(
        keyword=lower(instruction.keyword),
        trigger=lower(inner.keyword) if instruction.trigger else "",
        text=instruction.line.text.strip(UNICODE_BLANKS),
        flags=instruction.flags,
        words=_words(inner),
        is_json=inner.is_json,
        first_line=index.position(instruction.span.start).line,
        last_line=index.position(max(instruction.span.start, instruction.span.end - 1)).line,
        heredocs=tuple((each.name, each.body.of(document.text)) for each in found),
    )


def _words(instruction: Instruction) -> tuple[str, ...]:
    """Return the words as the old parser cuts them: it depends on the keyword."""
    match instruction.keyword:
        case "LABEL" | "ENV":
            pairs = instruction.pairs
            return tuple(word for pair in pairs for word in (pair.name, pair.value or ""))
        case "ARG":
            return tuple(map(_argument, instruction.pairs))
        case "FROM" | "EXPOSE":
            return tuple(words(instruction))
        case "ONBUILD":
            return ("",) if instruction.text else ()
        case "HEALTHCHECK":
            return ()
        case keyword if keyword in LISTS or instruction.is_json:
            return tuple(arguments(instruction))
        case keyword if keyword in KEYWORDS:
            return (instruction.text,) if instruction.text else ()
        case _:
            return ("",)


def _argument(pair: Pair) -> str:
    return pair.name if pair.value is None else f"{pair.name}={pair.value}"


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_examples(case: Case) -> None:
    assert ours(case.text) == theirs(case.text)


@examples(150)
@given(text=dockerfiles(undecodable=False))
def test_random_files(text: str) -> None:
    assume(not DIFFERENT.search(text))
    found = theirs(text)
    assume(found != UNDECODABLE)
    assert ours(text) == found


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in KNOWN])
def test_known_differences(case: Case) -> None:
    """The old version still differs, in the way that is listed; ours is right."""
    found = theirs(case.text)
    assert DIFFERENT.search(case.text)
    assert case.other == (
        {"error": found} if isinstance(found, str) else {"words": [[*each.words] for each in found]}
    )
    assert evaluate(case) == case.expected
    assert ours(case.text) != found
