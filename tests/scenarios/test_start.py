"""What the start of a short run must not spend time on."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import MakeRepository
from tests.scenarios.program import ORG, labelled, write

SLOW = {
    "contextlib",
    "dataclasses",
    "difflib",
    "inspect",
    "json",
    "logging",
    "pathlib",
    "shutil",
    "signal",
    "subprocess",
    "tempfile",
    "threading",
    "typing",
    "yaml",
}
"""Modules whose import takes a tenth of the time of bare Python or more."""

NOT_ASKED_FOR = {"dockerlabel.api", "dockerlabel.fixes.fixer", "dockerlabel.output.diff"}


def python(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=kept | {"LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
        text=True,
    )


def imported(*arguments: str, folder: Path) -> set[str]:
    """The modules that a run of Python imports."""
    times = python("-X", "importtime", *arguments, folder=folder).stderr.splitlines()
    return {line.rpartition("|")[2].strip() for line in times if line.startswith("import time:")}


def test_a_check_imports_nothing_slow(make_repository: MakeRepository) -> None:
    root = make_repository(origin=ORG)
    write(root, labelled(ORG))
    bare = imported("-c", "pass", folder=root)
    code = "from dockerlabel.__main__ import main; main()"  # as the installed script does
    modules = imported("-c", code, "check", "Dockerfile", folder=root) - bare
    assert "dockerlabel.cli.main" in modules
    assert modules & SLOW == set()
    assert modules & NOT_ASKED_FOR == set()


def test_no_pattern_is_compiled_at_import(tmp_path: Path) -> None:
    code = """
import re, sys

def compile(*arguments, original=re.compile):
    name = sys._getframe(1).f_globals["__name__"]
    if name.startswith("dockerlabel"):
        print(name, arguments)
    return original(*arguments)

re.compile = compile
import dockerlabel.cli.main, dockerlabel.cli.check, dockerlabel.cli.fix
"""
    assert python("-c", code, folder=tmp_path).stdout == ""
