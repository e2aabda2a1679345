"""How the server starts, fails and ends."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.scenarios.program import KEY
from tests.server.conftest import SERVER, StartEditor
from tests.server.editor import CODE, NEOVIM, PATIENCE

OTHER = "https://github.com/someone-else/tool"
SECRET_TEXT = f"FROM alpine\nLABEL {KEY}=https://mona:s3cret@github.com/octo-org/app\n"
WRONG = f"FROM alpine\nLABEL {KEY}={OTHER}\n"

INITIALIZE = {"id": 1, "method": "initialize", "params": {"capabilities": {}}}
SHUTDOWN = {"id": 2, "method": "shutdown"}
EXIT = {"method": "exit"}


def send(stream: IO[bytes], *messages: dict[str, object]) -> None:
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    stream.flush()


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        pytest.param((INITIALIZE, SHUTDOWN, EXIT), 0, id="as-it-should-be"),
        pytest.param((INITIALIZE, SHUTDOWN), 0, id="shutdown-and-gone"),
        pytest.param((INITIALIZE, EXIT), 1, id="exit-alone"),
        pytest.param((INITIALIZE,), 1, id="gone"),
        pytest.param((), 1, id="never-came"),
    ],
)
def test_exit_code(messages: tuple[dict[str, object], ...], status: int) -> None:
    with subprocess.Popen(
        SERVER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        send(server.stdin, *messages)
        output, errors = server.communicate(timeout=PATIENCE)
    assert server.returncode == status
    assert errors == b""
    assert output.count(b"Content-Length: ") == sum("id" in each for each in messages)


def test_an_interrupt_ends_it() -> None:
    with subprocess.Popen(
        (*SERVER, "--stdio"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        send(server.stdin, INITIALIZE)
        assert server.stdout.readline().startswith(b"Content-Length: ")
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE) == -signal.SIGINT
        assert server.stderr is not None
        assert server.stderr.read() == b""


BREAK = """
import sys
from dockerlabel.project import pipeline
from dockerlabel.cli.main import main

def break_(self, path, document, **_):
    if "s3cret" in document.text:
        raise ValueError(document.text)
    return whole[name](self, path, document, **_)

whole = {{name: getattr(pipeline.Pipeline, name) for name in {names!r}}}
for name in whole:
    setattr(pipeline.Pipeline, name, break_)
sys.exit(main(["server"]))
"""


@pytest.mark.asyncio
async def test_a_request_that_crashes_is_answered_and_survived(
    root: Path, start_editor: StartEditor, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The error and the log say that it was a bug, and nothing of what the file says."""
    broken = (sys.executable, "-c", BREAK.format(names=["analyse"]))
    editor = await start_editor(CODE, command=broken)
    uri = editor.open((root / "Dockerfile").as_uri(), SECRET_TEXT)
    with pytest.raises(Exception, match=r"dockerlabel failed \(ValueError\)") as error:
        await editor.diagnostics(uri)
    assert "s3cret" not in repr(error.value.__dict__)
    editor.change(uri, WRONG)
    assert await editor.rules(uri) == ["wrong-source"]
    await editor.stop()
    log = capfdbinary.readouterr().err
    assert b"a request failed; this is a bug in dockerlabel" in log
    assert b"Traceback" in log
    assert b"ValueError" in log
    assert b"s3cret" not in log


@pytest.mark.asyncio
async def test_a_crash_where_nobody_waits_is_survived(
    root: Path, start_editor: StartEditor, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    broken = (sys.executable, "-c", BREAK.format(names=["analyse"]))
    editor = await start_editor(NEOVIM, command=broken)
    uri = editor.open((root / "Dockerfile").as_uri(), SECRET_TEXT)
    with pytest.raises(Exception, match="dockerlabel failed"):
        await editor.actions(uri)
    editor.change(uri, WRONG)
    assert await editor.rules(uri) == ["wrong-source"]
    await editor.stop()
    log = capfdbinary.readouterr().err
    assert b"a task failed; this is a bug in dockerlabel" in log
    assert b"s3cret" not in log


REFUSE = """
import sys
from dockerlabel.cli.main import main
from dockerlabel.fixes.fixer import FixResult
from dockerlabel.project.pipeline import Pipeline

def refuse(self, path, start, **_):
    return FixResult(start, rejected="it would change another instruction")

Pipeline.fix = refuse
sys.exit(main(["server"]))
"""


@pytest.mark.asyncio
async def test_a_fix_that_is_refused_is_shown(root: Path, start_editor: StartEditor) -> None:
    editor = await start_editor(CODE, command=(sys.executable, "-c", REFUSE))
    uri = editor.open((root / "Dockerfile").as_uri(), WRONG)
    assert await editor.actions(uri, "source.fixAll") == []
    shown = await asyncio.wait_for(editor.shown.get(), PATIENCE)
    assert shown == (
        "dockerlabel: skipped a fix because it would change another instruction. "
        "This is a bug in dockerlabel."
    )


@pytest.mark.asyncio
async def test_messages_that_make_no_sense_are_survived(
    root: Path, start_editor: StartEditor, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    editor = await start_editor(CODE)
    uri = editor.open((root / "Dockerfile").as_uri(), WRONG)
    stranger = "file:///not/open/Dockerfile"
    editor._texts[stranger] = 1, ""  # noqa: SLF001 - the editor itself makes no such mistake
    editor.change(stranger, WRONG)
    editor.client.protocol.notify("no/such/message", {})
    assert await editor.rules(uri) == ["wrong-source"]
    assert await editor.rules(stranger) == []
    await editor.stop()
    assert (
        b"textDocument/didChange could not be processed: the buffer is not open"
        in capfdbinary.readouterr().err
    )


IMPORTS = """
import sys
from dockerlabel.cli.main import main
try:
    main({arguments!r})
except SystemExit:
    pass
print([name for name in sys.modules if name.startswith("dockerlabel.server")])
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "."],
        ["fix", "--diff", "."],
        ["fix", "-"],
        ["source", "."],
        ["labels", "."],
        ["--version"],
        ["server", "--help"],
    ],
    ids=" ".join,
)
def test_nothing_else_imports_the_server(root: Path, arguments: list[str]) -> None:
    (root / "Dockerfile").write_text(WRONG)
    ended = run(IMPORTS.format(arguments=arguments), folder=root)
    assert ended.stdout.splitlines()[-1] == "[]"


def run(code: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-c", code)
    return subprocess.run(
        command, check=False, capture_output=True, cwd=folder, input="", text=True, timeout=60
    )


def test_wrong_usage() -> None:
    command = (*SERVER, "--nonsense")
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "unrecognized arguments: --nonsense" in ended.stderr
