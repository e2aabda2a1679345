"""What `bench/peers.py` measured: a table in Markdown, which is read back, and a chart of it.

The table of `bench/budgets.py` is between marks of its own.

The chart is made of what the table says, so that neither can say anything the other does not.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

PEERS = "<!-- peers: generated -->\n", "<!-- peers: end -->\n"
BUDGETS = "<!-- budgets: generated -->\n", "<!-- budgets: end -->\n"

_HEAD = (
    "| program | version | one file, times dockerlabel | files | files a second "
    "| a file of many, times dockerlabel |"
)
_RULE = "|---|---|--:|--:|--:|--:|"

_WIDTH, _LEFT, _RIGHT, _ROW = 760, 230, 90, 26

_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.tick { font-size: 11px; fill: #59636e; }
line { stroke: #d1d9e0; }
rect { fill: #8c959f; }
rect.ours { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .tick { fill: #9198a1; }
  line { stroke: #3d444d; }
  rect { fill: #656c76; }
  rect.ours { fill: #4493f8; }
}
"""


class Row(NamedTuple):
    """What was measured of one program; numbers as they are printed."""

    program: str
    version: str
    one_file: str
    files: str
    rate: str
    each: str


class Goal(NamedTuple):
    """A ratio that is held to: `bound` is what it must keep, `goal` what is aimed at."""

    what: str
    measured: float
    bound: float
    goal: float
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Say which of the two is reached."""
        if self._reaches(self.goal):
            return "goal reached"
        return "bound kept" if self._reaches(self.bound) else "**missed**"

    def _reaches(self, limit: float) -> bool:
        return self.measured >= limit if self.at_least else self.measured <= limit


class Panel(NamedTuple):
    """One bar chart: its title, and its bars by name, each a number as it is printed."""

    title: str
    bars: tuple[tuple[str, str], ...]


def number(value: float) -> str:
    """Return a number in three digits, without an exponent; whole from 100 on."""
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}"


def table(rows: Sequence[Row]) -> str:
    """Return the table of what was measured."""
    lines = (_HEAD, _RULE, *(f"| {' | '.join(row)} |" for row in rows))
    return "\n".join(lines) + "\n"


def goals_table(goals: Sequence[Goal]) -> str:
    """Return the table of what is aimed at, and whether it is reached."""
    lines = ["| ratio | measured | bound | goal | |", "|---|--:|--:|--:|---|"]
    for goal in goals:
        word = "at least" if goal.at_least else "at most"
        cells = (number(goal.measured), f"{word} {goal.bound:g}", f"{word} {goal.goal:g}")
        lines.append(f"| {goal.what} | {' | '.join(cells)} | {goal.verdict} |")
    return "\n".join(lines) + "\n"


def with_measured(page: str, part: str, *, marks: tuple[str, str]) -> str:
    """Return the page with another part between its marks."""
    begin, end = marks
    before, _, rest = page.partition(begin)
    return before + begin + part + end + rest.partition(end)[2]


def read_rows(page: str) -> tuple[Row, ...]:
    """Return the rows of the page's table."""
    part = page.partition(PEERS[0])[2].partition(PEERS[1])[0]
    lines = part.partition(f"{_HEAD}\n{_RULE}\n")[2].partition("\n\n")[0].splitlines()
    return tuple(Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines)


def chart(rows: Sequence[Row]) -> str:
    """Return the SVG of a table's rows; the same for the same rows."""
    panels = (
        Panel(
            "Files a second, of many (more is better)",
            tuple((row.program, row.rate) for row in rows if row.rate),
        ),
        Panel(
            "One file: processor time, times dockerlabel (less is better)",
            tuple((row.program, row.one_file) for row in rows if row.rate),
        ),
    )
    heights = [_ROW * (len(panel.bars) + 3) for panel in panels]
    size = f'width="{_WIDTH}" height="{sum(heights)}" viewBox="0 0 {_WIDTH} {sum(heights)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<title>dockerlabel beside other programs that read Dockerfiles; logarithmic</title>",
        f"<style>\n{_STYLE}</style>",
    ]
    for index, panel in enumerate(panels):
        parts.extend(_panel(panel, top=sum(heights[:index])))
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, *, top: int) -> Iterator[str]:
    """Yield the elements of one chart: its title, the powers of ten, and the bars on them."""
    values = [math.log10(_value(text)) for _, text in panel.bars]
    low, high = math.floor(min(values) - 0.05), math.ceil(max(values))  # no bar without length
    unit = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    bottom = top + _ROW * (len(panel.bars) + 2)
    yield _text(panel.title, x=12, y=top + 22, kind="title")
    for power in range(low, high + 1):
        x = _LEFT + unit * (power - low)
        yield f'<line x1="{x:.1f}" y1="{top + _ROW + 10}" x2="{x:.1f}" y2="{bottom - 12}"/>'
        yield _text(f"{10.0**power:,g}", x=x, y=bottom + 4, kind="tick", anchor="middle")
    for index, ((name, text), value) in enumerate(zip(panel.bars, values, strict=True)):
        y, width = top + _ROW * (index + 1) + 14, unit * (value - low)
        kind = ' class="ours"' if name.startswith("dockerlabel") else ""
        yield _text(name, x=_LEFT - 10, y=y + 13, anchor="end")
        yield f'<rect{kind} x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_ROW - 8}"/>'
        yield _text(text, x=_LEFT + width + 6, y=y + 13)


def _text(text: str, *, x: float, y: int, kind: str = "", anchor: str = "start") -> str:
    """Return a line of text; the names of programs hold nothing that must be escaped."""
    attributes = f' class="{kind}"' if kind else ""
    return f'<text{attributes} x="{x:.1f}" y="{y}" text-anchor="{anchor}">{text}</text>'


def _value(text: str) -> float:
    return float(text.replace(",", ""))
