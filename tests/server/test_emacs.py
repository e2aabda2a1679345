"""Emacs with eglot, in batch mode; asked for with DOCKERLABEL_EMACS=1.

Needs Debian's emacs-nox, elpa-eglot and elpa-dockerfile-mode.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.program import KEY, ORG, write

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not os.environ.get("DOCKERLABEL_EMACS"), reason="DOCKERLABEL_EMACS is not set"
    ),
]

SCRIPT = Path(__file__).with_name("emacs.el")
OTHER = "https://github.com/someone-else/tool"
BEFORE = f"FROM alpine\nLABEL x='é😀\f\u0085\u2028é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)


def play(root: Path, scene: str, **variables: str) -> dict[str, Any]:
    """Play a scene of the script; return what the editor saw."""
    seen = root.parent / "seen.json"
    own = {
        "SCENE": scene,
        "SEEN": str(seen),
        "SERVER": f"{Path(sys.executable).parent}/dockerlabel",
    }
    ended = subprocess.run(
        ("emacs", "--batch", "--no-init-file", "--load", str(SCRIPT)),
        check=False,
        capture_output=True,
        cwd=root,
        env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(root.parent), **own, **variables},
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=180,
    )
    assert ended.returncode == 0, ended.stderr
    result: dict[str, Any] = json.loads(seen.read_text())
    assert "error" not in result, f"{result['error']}\n{ended.stderr}"
    return result


@pytest.mark.parametrize(
    ("scene", "added"),
    [("save", "# saved\n"), ("quick-fix", ""), ("fix-all", ""), ("format", "")],
    ids=lambda value: value.strip("# \n"),
)
def test_a_wrong_label_is_fixed_on_disk(root: Path, scene: str, added: str) -> None:
    path = write(root, BEFORE.encode())
    seen = play(root, scene)
    assert path.read_text() == AFTER + added
    assert seen.get("marked", OTHER) == OTHER


def test_a_remote_that_changes_is_noticed(root: Path) -> None:
    write(root, AFTER.encode())
    assert f"expected {OTHER}" in play(root, "remote", REMOTE=OTHER)["after"]
