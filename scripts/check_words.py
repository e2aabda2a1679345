"""Finds words that the project does not use, in what people read: docs, comments and messages.

Markdown is read without its code, Python as docstrings, comments, texts and names of tests, and
every other file as comments alone.

Usage: python scripts/check_words.py [PATH ...]
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

INSTEAD = {
    r"mend(?:s|ed|ing)?": "fix",
    r"heed(?:s|ed|ing)?": "respect, use, follow",
    r"tell(?:s|ing)?|told": "say, show, report, know",
    r"stands?|stood": "is",
    r"behind": "after",
    r"can not": "cannot",
    r"(?:is|are) (?:not|no longer) there|not there any more": "does not exist, no longer exists",
    r"go(?:es)? before": "overrides, takes precedence",
    r"la(?:y|ys|id) over": "merge",
    r"not judged": "not checked",
    r"exit status(?:es)?": "exit code",
    r"of which": "whose, which",
    r"that of|those of": "name the thing again",
    r"let alone": "leave a sentence",
    r"what (?:is|are) \w+ (?:is|are)": "name the thing",
}
"""Patterns of whole words, and what to write for them."""

ALLOWED = re.compile(
    r"stand(?:s)? for\b"
)
