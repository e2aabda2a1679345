"""The snippets of docs/editors.md, in the real editors.

Neovim is always asked, and Helix if it is there (Debian 13 and newer: hx); the others with
DOCKERLABEL_EDITORS=1 (Debian: vim, vim-ale, kakoune, emacs-nox, elpa-eglot, elpa-dockerfile-mode).
"""

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.editors.page import PAGE, headings, section, snippet, snippets
from tests.programs import path_of
from tests.scenarios.program import KEY, ORG, labelled, write
from tests.server.test_emacs import play as play_emacs
from tests.server.test_neovim import has_new_client
from tests.server.test_neovim import play as play_neovim

pytestmark = pytest.mark.e2e

OTHER = "https://github.com/someone-else/tool"
BEFORE = f"FROM alpine\nLABEL x='é😀' {KEY}={OTHER} y=1\nRUN true\n"
AFTER = BEFORE.replace(OTHER, ORG)

with_other_editors = pytest.mark.skipif(
    not os.environ.get("DOCKERLABEL_EDITORS"), reason="DOCKERLABEL_EDITORS is not set"
)


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


@pytest.fixture(autouse=True)
def _command_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As users have it; and editors find no settings of whoever runs the tests."""
    own = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join((own, os.environ["PATH"])))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "dumb")


def run(root: Path, *command: str) -> str:
    """Run an editor, which must end well and soon."""
    ended = subprocess.run(
        command,
        check=False,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
    )
    output = ended.stdout.decode(errors="replace")
    assert ended.returncode == 0, output
    return output


@pytest.fixture(params=["Neovim 0.7 to 0.10", "Neovim from 0.11"])
def neovim_settings(request: pytest.FixtureRequest, root: Path) -> Path:
    """The file with a snippet for Neovim; older snippets still work in newer versions."""
    if request.param.endswith("0.11") and not has_new_client():
        pytest.skip("Neovim is older than 0.11")
    return write(root.parent, snippet(request.param).encode(), "snippet.lua")


def test_neovim(root: Path, neovim_settings: Path) -> None:
    path = write(root, BEFORE.encode())
    play_neovim(root, "snippet", SNIPPET=str(neovim_settings))
    assert path.read_text() == AFTER


def test_neovim_with_a_file_that_is_saved_at_once(root: Path, neovim_settings: Path) -> None:
    """`:wq` soon after opening."""
    quit_soon = f"lua vim.defer_fn(function() vim.cmd('wq') end, {soon(root) * 1000:.0f})"
    path = write(root, BEFORE.encode())
    quiet = ("--headless", "-i", "NONE", "-n")
    run(root, path_of("nvim"), *quiet, "-u", str(neovim_settings), "-c", quit_soon, "Dockerfile")
    assert path.read_text() == AFTER


def soon(root: Path) -> float:
    """A third of a second after opening a file, or as much later as the machine is slow."""
    begin = time.monotonic()
    run(root, "dockerlabel", "check", "--fail-on", "never")
    return max(0.3, 2 * (time.monotonic() - begin))


@pytest.mark.skipif(not shutil.which("hx"), reason="Helix is not installed")
@pytest.mark.parametrize("number", [0, 1], ids=["server", "command"])
def test_helix(root: Path, number: int) -> None:
    """Saved and left soon after opening; `script` gives it a terminal."""
    path = write(root, BEFORE.encode())
    _, toml = snippets("Helix")[number]
    write(root.parent, toml.encode(), "config/helix/languages.toml")
    opened = "script -qec 'stty columns 80 rows 24; exec hx Dockerfile' /dev/null"
    typed = f"(sleep {soon(root)}; printf ':wq\\r') | {opened}"
    run(root, "sh", "-c", typed)
    assert path.read_text() == AFTER


@with_other_editors
def test_emacs_with_eglot(root: Path) -> None:
    path = write(root, BEFORE.encode())
    lisp = write(root.parent, snippet("Emacs with eglot").encode(), "snippet.el")
    assert play_emacs(root, "snippet", SNIPPET=str(lisp))["hooked"]
    assert path.read_text() == AFTER + "# saved\n"


@with_other_editors
def test_vim_with_ale(root: Path) -> None:
    path = write(root, BEFORE.encode())
    vimrc = write(root.parent, snippet("Vim with ALE").encode(), "vimrc")
    drive = """
function! Await(done)
  let left = 600
  while left && !a:done()
    sleep 50m
    let left -= 1
  endwhile
endfunction
edit Dockerfile
call Await({-> !empty(ale#engine#GetLoclist(bufnr('')))})
call writefile([json_encode(ale#engine#GetLoclist(bufnr('')))], '../seen.json')
write
call Await({-> join(readfile('Dockerfile'), "\\n") !~# 'someone-else'})
qall!
"""
    script = write(root.parent, drive.encode(), "drive.vim")
    quiet = ("-N", "-n", "-i", "NONE", "--not-a-term")
    run(root, "vim", *quiet, "-u", str(vimrc), "-S", str(script))
    assert path.read_text() == AFTER
    (found,) = json.loads((root.parent / "seen.json").read_text())
    assert (found["lnum"], found["code"], found["type"]) == (2, "wrong-source", "E")


@with_other_editors
def test_vim_without_ale(root: Path) -> None:
    path = write(root, BEFORE.encode())
    filtering = ":%!dockerlabel fix --stdin-filename % -"
    assert f"`{filtering}`" in section("Vim with ALE")
    quiet = ("-N", "-n", "-i", "NONE", "-u", "NONE", "-es")
    run(root, "vim", *quiet, "-c", filtering.removeprefix(":"), "-c", "wq", "Dockerfile")
    assert path.read_text() == AFTER


@with_other_editors
def test_kakoune(root: Path) -> None:
    path = write(root, BEFORE.encode())
    write(root.parent, snippet("Kakoune").encode(), "config/kak/kakrc")
    run(root, "kak", "-ui", "dummy", "-e", "write; quit!", "Dockerfile")
    assert path.read_text() == AFTER


def test_what_nvim_lint_reads(root: Path) -> None:
    """The arguments and the pattern of the snippet, the one run and the other matched for real."""
    lua = snippet("nvim-lint")
    fake = f"""
      vim.fn.chdir('{root}')
      vim.cmd('edit Dockerfile')
      local seen = {{}}
      package.loaded['lint.parser'] = {{ from_pattern = function(pattern, groups)
        return function(line)
          local parts = {{ line:match(pattern) }}
          for i, group in ipairs(groups) do seen[group] = parts[i] end
        end
      end }}
      local lint = {{ linters = {{}}, linters_by_ft = {{}} }}
      package.loaded.lint = lint
      {lua}
      local linter = lint.linters[lint.linters_by_ft.dockerfile[1]]
      local command = {{ linter.cmd }}
      for _, each in ipairs(linter.args) do
        table.insert(command, type(each) == 'function' and each() or each)
      end
      local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n') .. '\\n'
      linter.parser(vim.fn.system(command, text):gsub('\\n.*', ''))
      vim.fn.writefile({{ vim.json.encode(seen) }}, 'seen.json')
    """
    write(root, labelled(OTHER))
    script = write(root.parent, fake.encode(), "lint.lua")
    run(
        root,
        path_of("nvim"),
        "--headless",
        "-u",
        "NONE",
        "-i",
        "NONE",
        "-n",
        "-S",
        str(script),
        "-c",
        "qall!",
    )
    seen = json.loads((root / "seen.json").read_text())
    assert (seen["lnum"], seen["col"]) == ("2", "39")
    assert (seen["severity"], seen["code"]) == ("error", "wrong-source")
    assert "points to a different repository" in seen["message"]


def test_snippets_can_be_read() -> None:
    """JSON and TOML at least parse, and pass what the command and the server take."""
    texts: dict[str, list[str]] = {"json": [], "toml": []}
    for heading in headings():
        for language, text in snippets(heading):
            texts.get(language, []).append(text)
    assert [type(json.loads(text)) for text in texts["json"]] == [dict] * len(texts["json"])
    server, formatter = (tomllib.loads(text) for text in texts["toml"])
    assert server["language-server"]["dockerlabel"]["args"] == ["server"]
    arguments = ["fix", "--force-exclude", "--stdin-filename", "%{buffer_name}", "-"]
    assert formatter["language"][0]["formatter"]["args"] == arguments


def test_the_table_names_every_section() -> None:
    for heading in headings()[1:-1]:
        anchor = heading.lower().replace(" ", "-").replace(".", "")
        assert f"(#{anchor})" in PAGE
