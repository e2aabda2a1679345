"""Words that the project does not use in what people read: pages, comments, docstrings and texts.

Markdown is read without its code, Python as names of tests, texts with blanks in them and comments,
and other files as comments alone.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.scenarios.packages import project_files

INSTEAD = {
    r"mend(?:s|ed|ing)?": "fix",
    r"heed(?:s|ed|ing)?": "respect, use, follow",
    r"tells?|telling|told": "say, show, report, know",
    r"stands?|stood|standing": "is",
    r"(?<!left )(?<!leaves )(?<!leave )behind": "after",
    r"in front of|goes? before": "before, overrides, takes precedence",
    r"can not": "cannot",
    r"(?:is|are|was|were) (?:not|no longer) there": "does not exist, no longer exists",
    r"la(?:y|ys|id) over": "merge",
    r"not judged": "not checked",
    r"exit status(?:es)?": "exit code",
    r"(?<!one )(?<!some )(?<!all )of which": "whose, which",
    r"(?<!, )(?:that|those) of": "say the noun again",
    r"as it stands": "leave it out",
    r"(?<!there )is no (?:error|URL|repository|pattern|variable|number)": "is not a",
    r"misspelt|spelt": "misspelled, spelled",
}
"""Patterns of whole words, and what to write for them."""

ALLOWED = (
    "names can not be blank",  # BuildKit's own words
    "returned non-zero exit status 1",  # Python's
)

_FENCE = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`|\]\([^)]*\)|<!--.*?-->")
_UNWANTED = re.compile(rf"\b(?:{'|'.join(INSTEAD)})\b", re.IGNORECASE)
_SKIPPED = ("fixtures/", "tests/docs/test_words.py", "requirements", "LICENSE")
_KINDS = (".md", ".py", ".yml", ".yaml", ".toml", ".sh", "Dockerfile", ".ci/run")

FILES = [
    name for name in project_files() if name.endswith(_KINDS) and not name.startswith(_SKIPPED)
]


def markdown(text: str) -> Iterator[str]:
    bare = _FENCE.sub("", text)
    yield from re.split(r"\n\n|\n(?=[-|#])", _CODE.sub("`x`", bare))


def python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name.replace("_", " ") if node.name.startswith("test_") else ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield from markdown(node.value)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield _CODE.sub("`x`", token.string)


def comments(text: str) -> Iterator[str]:
    yield from (line[line.index("#") :] for line in text.splitlines() if "#" in line)


def unwanted(prose: str) -> Iterator[str]:
    line = " ".join(prose.split())
    for allowed in ALLOWED:
        line = line.replace(allowed, "")
    for found in _UNWANTED.finditer(line):
        write = next(
            new for old, new in INSTEAD.items() if re.fullmatch(old, found[0], re.IGNORECASE)
        )
        around = line[max(0, found.start() - 40) : found.end() + 40]
        yield f"…{around}… ({write})"


def prose_of(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if not _UNWANTED.search(" ".join(text.replace("_", " ").split())):
        return iter(())  # to parse it would take far longer
    if path.suffix == ".md":
        return markdown(text)
    return python(text) if path.suffix == ".py" else comments(text)


def test_words_are_plain() -> None:
    found = {
        name: [each for prose in prose_of(PROJECT / name) for each in unwanted(prose)]
        for name in FILES
    }
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("text", ["It mends what stands here", "# that can not be\n"])
def test_other_words_are_found(text: str) -> None:
    assert list(unwanted(text))
