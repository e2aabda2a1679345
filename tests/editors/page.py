"""The page on editors: its snippets, as users copy them."""

import re

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "editors.md").read_text()
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def headings() -> list[str]:
    return re.findall(r"^## (.+)$", PAGE, re.MULTILINE)


def section(heading: str) -> str:
    """The text below a heading, up to the next one."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def snippets(heading: str) -> list[tuple[str, str]]:
    """Language and text of each fenced block below a heading."""
    return _FENCED.findall(section(heading))


def snippet(heading: str) -> str:
    """The first block below a heading."""
    return snippets(heading)[0][1]
