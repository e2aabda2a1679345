"""What makes a diagnostic the same one in another run, after lines have moved."""

import hashlib
from collections import Counter

from dockerlabel.lint.report import Report
from dockerlabel.output.masking import mask_code

_WINDOW = 100
_FACTOR = 37
_END = "\uffff"
_WORD = 1 << 64


def fingerprints(report: Report) -> list[str]:
    """Return one for each diagnostic of a file, in their order, none of them twice.

    It is made of the path, the rule and the text of the place, and of how many like it come before.
    """
    seen = Counter[str]()
    found = []
    for diagnostic in report.diagnostics:
        place = mask_code(diagnostic.span.of(report.document.text))
        parts = f"{report.path}\0{diagnostic.rule}\0{place}"
        seen[parts] += 1
        whole = f"{parts}\0{seen[parts]}".encode("utf-8", "surrogateescape")
        found.append(hashlib.sha256(whole).hexdigest())
    return found


class LineHashes:
    """The hash of a line by which GitHub knows an alert again.

    GitHub's own action, `codeql-action/upload-sarif`, makes it of the file and warns if a
    document says otherwise; whoever uploads by the API must say it. It takes 100 UTF-16 units from
    the beginning of a line on, without blanks, and numbers those that are alike.
    """

    def __init__(self, text: str) -> None:
        """Read a text as that action does: undecodable bytes as U+FFFD, all line ends alike."""
        readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        lines = readable.replace("\r\n", "\n").replace("\r", "\n")
        dense = lines.replace(" ", "").replace("\t", "") + _END
        seen = Counter[str]()
        self._lines: list[tuple[str, int]] = []
        start = 0
        while start < len(dense):
            window = dense[start : start + _WINDOW]
            seen[window] += 1
            self._lines.append((window, seen[window]))
            start = dense.find("\n", start) + 1 or len(dense)

    def of(self, line: int) -> str:
        """Return the hash of a line, counted from one."""
        window, number = self._lines[line - 1]
        units = window.encode("utf-16-le", "surrogatepass")[: 2 * _WINDOW].ljust(2 * _WINDOW, b"\0")
        value = 0
        for at in range(0, 2 * _WINDOW, 2):
            value = (value * _FACTOR + int.from_bytes(units[at : at + 2], "little")) % _WORD
        return f"{value:x}:{number}"
