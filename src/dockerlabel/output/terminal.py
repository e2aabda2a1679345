"""Text for a terminal: escaped where a line of it must not hold something, and in colours."""

import re
from collections.abc import Callable, Mapping

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import NamedTuple, regex

_UNSAFE = regex(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return `text` with control characters, direction marks and undecodable bytes escaped.

    What a file or a repository says is data: it must not move the cursor, end the line, or show
    itself in another order. Undecodable bytes print as `\xNN`. Nor may it be taken for a command by
    GitHub Actions, whose runner finds `##[` anywhere in a line of the log.
    """
    inert = text.replace("##[", "#\\x23[")
    return inert if inert.isascii() and inert.isprintable() else _UNSAFE.sub(_escaped, inert)


def redacted(text: str) -> str:
    """Return `text` printable, with the credentials of URLs masked."""
    return printable(mask_credentials(text))


def printable_path(path: str) -> str:
    """Return a path that may begin a line: not with `::`, as commands of GitHub Actions do."""
    return printable(f"./{path}" if path.lstrip().startswith("::") else path)


def printable_key(text: str) -> str:
    """Return a label's key that may begin a line, as `printable_path` does a path."""
    shown = printable(text)
    return shown.replace("::", "\\x3a:", 1) if shown.lstrip().startswith("::") else shown


def for_terminal(data: bytes) -> str:
    """Return what a file holds as lines for a terminal: tabs and line ends stay, the rest is safe.

    A terminal obeys what it is sent; a program that reads a diff or a document needs every byte.
    """
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    return "\n".join(
        "\t".join(map(printable, line.removesuffix("\r").split("\t"))) for line in lines
    )


def storable(text: str) -> str:
    r"""Return `text` with undecodable bytes escaped, as `\xNN`, and nothing else changed.

    For documents that have escapes of their own, but no way to hold such a byte.
    """
    return text if text.isascii() else re.sub("[\ud800-\udfff]", _escaped, text)


def columns(text: str) -> int:
    """Return how many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    import unicodedata  # noqa: PLC0415 - start-up: only for letters beyond ASCII

    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in {"F", "W"})
        for char in text
    )


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if named := {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found[0]):
        return named
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - surrogateescape's range for undecodable bytes
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:  # noqa: PLR2004 - two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the BMP


Style = Callable[[str], str]
"""Paints text that is no more than a line, without its end; `str` leaves it as it is."""

_RESET = "\x1b[0m"


class Colors(NamedTuple):
    """Paints text, or leaves it as it is if `on` is false."""

    on: bool

    def paint(self, text: str, code: str) -> str:
        """Return `text` in the style of an SGR code such as `1;31`."""
        return f"\x1b[{code}m{text}{_RESET}" if self.on and text else text

    def bold(self, text: str) -> str:
        """Return `text` in bold."""
        return self.paint(text, "1")

    def frame(self, text: str) -> str:
        """Return the lines that are drawn round code."""
        return self.paint(text, "1;34")

    def added(self, text: str) -> str:
        """Return a line that comes by a fix."""
        return self.paint(text, "32")

    def removed(self, text: str) -> str:
        """Return a line that goes by a fix."""
        return self.paint(text, "31")

    def severity(self, severity: Severity, text: str) -> str:
        """Return `text` in the colour of a severity."""
        code = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}[severity]
        return self.paint(text, code)


def wants_colors(choice: str, environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Return whether to colour: `always`, `never`, or `auto`, which obeys NO_COLOR and FORCE_COLOR.

    The variables are from no-color.org and force-color.org: any value but the empty one counts.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"
