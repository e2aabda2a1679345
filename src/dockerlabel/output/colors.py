"""Colours of a terminal, if they are wanted."""

from collections.abc import Callable, Mapping

from dockerlabel.diagnostic import Severity
from dockerlabel.lazy import NamedTuple

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
