r"""Credentials in code that is shown line by line.

The builder joins lines: `https://mona:s3cret\` and `@github.com/…` on the next line are one URL,
and neither line alone shows that it holds a secret.
"""

import re

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.dockerfile.lines import IN_LINE_BLANK
from dockerlabel.lazy import regex

# Both escapes, whichever the file has: the shells of here-documents join lines too.
_SEAM = (
    r"(?:(?<!\\)\\|(?<!`)`)[\t ]*+\r*+\n"
    rf"(?>(?:{IN_LINE_BLANK}*+(?:\#[^\n]*+)?\n)*)"  # comments and empty lines between
)
_SEAMS = regex(_SEAM)
_JOINED_LINES = regex(rf"(?m)^(?!{IN_LINE_BLANK}*+\#)(?>(?:[^\n]*{_SEAM})+)[^\n]*+")


def mask_multiline(text: str) -> str:
    """Return code in which the lines of an instruction are asterisks if they share a secret.

    Places stay as they are. A secret on a single line is left to `mask_credentials`, which finds
    it there.
    """
    return _JOINED_LINES.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    lines = found[0]
    joined = _SEAMS.sub("", lines)
    masked = mask_credentials(joined)
    if masked == joined or masked == _SEAMS.sub("", mask_credentials(lines)):
        return lines
    return re.sub(r"[^\r\n]", "*", lines)


def mask_code(text: str) -> str:
    """Return code of any number of lines without credentials."""
    return mask_credentials(mask_multiline(text))


def open_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the fix of a diagnostic; None without one, or if its edits would show a secret."""
    fix = diagnostic.fix
    if fix and all(mask_code(edit.replacement) == edit.replacement for edit in fix.edits):
        return fix
    return None
