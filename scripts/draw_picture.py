"""Draws what `dockerlabel check` prints at a terminal, as the picture of the README.

Usage: python scripts/draw_picture.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "check.svg"
REMOTE = "git@github.com:octo-org/app.git"
DOCKERFILE = """\
FROM golang:1.25 AS build
COPY . .
RUN go build -o /app .

FROM gcr.io/distroless/static
LABEL org.opencontainers.image.title="app" \\
      org.opencontainers.image.source="https://github.com/someone-else/tool.git"
COPY --from=build /app /app
"""
COLUMNS = 112

# Without rich's own @font-face rules, which would load fonts from elsewhere.
TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>What dockerlabel check prints</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def picture() -> str:
    """Return the SVG of a real run on a small repository."""
    with tempfile.TemporaryDirectory() as folder:
        git = ("git", "-C", folder)
        subprocess.run([*git, "init", "--quiet"], check=True)
        subprocess.run([*git, "remote", "add", "origin", REMOTE], check=True)
        (Path(folder) / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        command = [sys.executable, "-m", "dockerlabel", "check", "--color=always"]
        environment = {"PATH": os.environ["PATH"]}
        run = subprocess.run(
            [*command, "--output-format=full"],
            cwd=folder,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return _svg(f"\x1b[1;32m$\x1b[0m dockerlabel check\n{run.stdout}")


def _svg(output: str) -> str:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(
            record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="standard"
        )
        console.print(Text.from_ansi(output), highlight=False)
    svg = console.export_svg(title="", theme=MONOKAI, code_format=TEMPLATE, unique_id="dockerlabel")
    return "".join(f"{line.rstrip()}\n" for line in svg.split("\n") if line.strip())


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
