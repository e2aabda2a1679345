r"""Credentials that line ends cut in pieces: masked on each of the lines.

Output shows a file line by line, and the builder joins lines: `https://mona:s3cret\` on one and
`@github.com/…` on the next are one URL, of which neither line tells on its own that it holds a
secret. So the pieces are blotted first, without any place in the text moving.
"""

from collections.abc import Iterator

from dockerlabel.credentials import MASK, blot_credentials, mask_credentials
from dockerlabel.diagnostic import Diagnostic, Fix
from dockerlabel.dockerfile.lines import UNICODE_BLANKS, before_continuation
from dockerlabel.lazy import regex

_BLOT = "\ud800"
"""Stands for a character that must not be shown: no bytes decode to it."""

_BLOTS = regex(f"{_BLOT}+")
_SIGNS = ("@", "%", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_")
"""Without any of these there is no credential, and no line needs to be looked at."""
_ESCAPES = ("\\", "`")
"""Both, whichever the file has: the shells of here-documents join lines too."""


def blot(text: str) -> str:
    """Return a text of the same length in which the credentials of joined lines are blotted.

    What stands on a line of its own is left to `mask_credentials`, which sees it there.
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    return "\n".join(line for lines in _logical_lines(text) for line in _blotted(lines))


def mask_blots(text: str) -> str:
    """Return a text, or a part of one, with `***` in the place of each blot."""
    return _BLOTS.sub(MASK, text) if _BLOT in text else text


def mask_code(text: str) -> str:
    """Return code of any number of lines without credentials, cut ones or whole ones."""
    return mask_credentials(mask_blots(blot(text)))


def _logical_lines(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the physical lines that make one for the builder, each with how much of it counts.

    Of a comment or an empty line behind a continuation nothing does.
    """
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        visible = line.lstrip(UNICODE_BLANKS)
        is_comment = visible.startswith("#")
        if lines and (is_comment or not visible):
            lines.append((0, line))
            continue
        length = None if is_comment else _continued(line)
        lines.append((len(line) if length is None else length, line))
        if length is None:
            yield lines
            lines = []
    yield lines


def _continued(line: str) -> int | None:
    """Return the length of a line before the escape that continues it; None without one."""
    body = line.rstrip("\r")
    cuts = (before_continuation(body, escape) for escape in _ESCAPES)
    return next((len(cut) for cut in cuts if cut is not None), None)


def _blotted(lines: list[tuple[int, str]]) -> Iterator[str]:
    joined = "".join(line[:length] for length, line in lines)
    blotted = blot_credentials(joined, _BLOT) if len(lines) > 1 else joined
    place = 0
    for length, line in lines:
        yield blotted[place : place + length] + line[length:]
        place += length


def open_fix(diagnostic: Diagnostic) -> Fix | None:
    """Return the fix of a diagnostic; None without one, or where its edits would tell a secret."""
    fix = diagnostic.fix
    told = fix is not None and any(
        mask_code(edit.replacement) != edit.replacement for edit in fix.edits
    )
    return None if told else fix
