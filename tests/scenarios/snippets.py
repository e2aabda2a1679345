"""The snippets of a page that are files."""

import re
from pathlib import Path


def read_snippets(page: Path, name: str, language: str = "yaml") -> list[str]:
    """The snippets that are a file of this name, as their first line says, without that line."""
    text = page.read_text(encoding="utf-8")
    pattern = rf"^```{language}\n(?:#|//) {re.escape(name)}\n(.*?)^```"
    found = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    assert found, name
    return found
