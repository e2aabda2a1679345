"""The snippets of a page that are files."""

import re
from pathlib import Path

from tests.scenarios.packages import TOOLS, run
from tests.scenarios.program import write

AUDIT = """\
rules:
  unpinned-uses:
    config:
      policies: {actions/*: ref-pin, github/*: ref-pin, "*": hash-pin}
"""
"""GitHub's own actions are named by their versions, as in GitHub's documentation."""

HASH = "0123456789abcdef0123456789abcdef01234567"


def read_snippets(page: Path, name: str, language: str = "yaml") -> list[str]:
    """The snippets that are a file of this name, as their first line says, without that line.

    What is for a version, and is one after a release, is the hash of a commit here.
    """
    text = page.read_text(encoding="utf-8")
    pattern = rf"^```{language}\n(?:#|//) {re.escape(name)}\n(.*?)^```"
    found = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    assert found, name
    return [at_a_commit(each) for each in found]


def at_a_commit(text: str) -> str:
    return re.sub(r"(rev: |dockerlabel/dockerlabel@)(?:…|v\d+\.\d+\.\d+)", rf"\g<1>{HASH}", text)


def audit(folder: Path) -> None:
    """Have zizmor audit the workflows in a folder; it must have nothing to say."""
    config = write(folder, AUDIT.encode(), "zizmor.yml")
    run(TOOLS / "zizmor", "--offline", "--quiet", "--config", config, folder)
