"""A real editor: the Neovim that is found on PATH, headless, with the server attached."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.programs import path_of
from tests.scenarios.program import KEY, ORG, write

pytestmark = [pytest.mark.e2e, pytest.mark.no_cover]

SCRIPT = Path(__file__).with_name("neovim.lua")
OTHER = "https://github.com/someone-else/tool"

# Neovim shows form feed, NEL and U+2028 within the line, as the protocol has it.
BEFORE = f"FROM alpine\nLABEL x='é😀\f\u0085\u2028é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)


def has_new_client() -> bool:
    """Whether Neovim has `vim.lsp.config`, which came with 0.11."""
    said = subprocess.run(
        (path_of("nvim"), "--version"), capture_output=True, check=True, text=True
    )
    major, minor = re.findall(r"\d+", said.stdout)[:2]
    return (int(major), int(minor)) >= (0, 11)


def play(root: Path, scene: str, **variables: str) -> dict[str, Any]:
    """Play a scene of the script; return what the editor saw."""
    seen = root.parent / "seen.json"
    own = {
        "SCENE": scene,
        "SEEN": str(seen),
        "SERVER": f"{Path(sys.executable).parent}/dockerlabel",
    }
    ended = subprocess.run(
        (path_of("nvim"), "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", str(SCRIPT)),
        check=False,
        capture_output=True,
        cwd=root,
        env={**os.environ, "XDG_STATE_HOME": str(root.parent), **own, **variables},
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=180,
    )
    assert ended.returncode == 0, ended.stderr
    assert seen.exists(), ended.stderr
    result: dict[str, Any] = json.loads(seen.read_text())
    assert "error" not in result, result["error"]
    return result


@pytest.mark.parametrize("scene", ["code_action", "formatting", "quick_fix"])
def test_a_wrong_label_is_fixed_on_disk(root: Path, scene: str) -> None:
    path = write(root, BEFORE.encode())
    seen = play(root, scene)
    assert path.read_text() == AFTER
    assert seen["encoding"] == ("utf-8" if has_new_client() else "utf-16")


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("scene", ["code_action", "formatting"])
def test_a_missing_label_is_inserted(root: Path, scene: str, newline: str) -> None:
    """Neovim keeps the line ends of a file apart from its text."""
    lines = ["# é😀", "FROM alpine", "RUN true", ""]
    path = write(root, newline.join(lines).encode())
    play(root, scene)
    lines.insert(2, f"LABEL {KEY}={ORG}")
    assert path.read_bytes() == newline.join(lines).encode()


def test_diagnostics_are_where_they_belong(root: Path) -> None:
    write(root, BEFORE.encode())
    found = play(root, "code_action")["before"]
    line = BEFORE.split("\n")[1].encode()
    assert (found["lnum"], found["end_lnum"], found["code"]) == (1, 1, "wrong-source")
    assert line[found["col"] : found["end_col"]] == OTHER.encode()  # Neovim counts bytes
    assert found["source"] == "dockerlabel"


def test_a_remote_that_changes_is_noticed(root: Path) -> None:
    write(root, AFTER.encode())
    seen = play(root, "remote", REMOTE=OTHER)
    assert seen["before"] == 0
    assert f"expected {OTHER}" in seen["after"]


def test_typing(root: Path) -> None:
    """Real keys, with odd letters, undo and redo, joined and copied lines."""
    path = write(root, BEFORE.encode())
    keys = (
        "Oé😀\u2028 \f<Esc>I# <Esc>jyypuyyPddA z=😀<Esc>u<C-R>GoRUN x<Esc>kJu<C-R>u"
        "gg:s/a/é/e<CR>uO# é<Esc>"
    )
    seen = play(root, "typing", KEYS=keys)
    first, label, *_ = BEFORE.split("\n")
    typed = ["# é", first, "# é😀\u2028 \f", f"{label} z=😀", "RUN true", "RUN x"]
    assert seen["text"].split("\n") == typed
    assert path.read_text() == seen["text"].replace(OTHER, ORG) + "\n"


def test_the_whole_buffer_through_the_command(root: Path) -> None:
    """What formatters do, and `:%!` by hand."""
    path = write(root, BEFORE.encode())
    assert play(root, "filter")["status"] == 0
    assert path.read_text() == AFTER
