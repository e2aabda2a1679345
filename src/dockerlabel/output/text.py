"""Text from files and repositories, made safe for a terminal line."""

import re

from dockerlabel.credentials import mask_credentials
from dockerlabel.lazy import regex

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
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found[0])
    if named:
        return named
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - surrogateescape's range for undecodable bytes
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:  # noqa: PLR2004 - two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the BMP
