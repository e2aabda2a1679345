"""What is read, written, started and sent, by what the system saw of it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.programs import path_of
from tests.scenarios.clones import commit
from tests.scenarios.program import ORG, labelled, write
from tests.security.trace import Traced, dockerlabel_command, environment, traced

OTHER = "https://github.com/someone-else/tool"
COMMANDS = ("check", "labels", "source", "config", "rule", "fix --diff", "fix")
ALIAS = "git@job:octo-org/app.git"


@pytest.fixture
def root(make_repository: MakeRepository, tmp_path: Path) -> Path:
    root = make_repository(origin=ORG)
    write(root, labelled(OTHER))
    write(root, labelled(OTHER), "sub/Dockerfile")
    write(root, b"remote: origin\nexclude: [nothing]\n", ".dockerlabel.yaml")
    commit(root)
    write(tmp_path / "home", b"[user]\n\tname = Mona\n", ".gitconfig")
    return root


def run(root: Path, command: str, *, calls: str, **variables: str) -> Traced:
    """Run it with a home of its own, and see what it asks of the system."""
    variables = {"HOME": str(root.parent / "home"), **variables}
    arguments = dockerlabel_command(*command.split())
    return traced(root, *arguments, calls=calls, options=(), **variables)


def sent(ended: Traced) -> list[str]:
    """The calls that have to do with a network; a socket of this machine itself does not."""
    return [call for call in ended.calls if "AF_INET" in call or "AF_NETLINK" in call]


CONNECTS = "import socket; socket.create_connection(('127.0.0.1', 9))"


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_leaves_the_machine(root: Path, command: str) -> None:
    plain = traced(root, sys.executable, "-c", CONNECTS, calls="%network")
    assert sent(plain), "the trace does not show it"
    git(root, "remote", "add", "alias", ALIAS)
    ended = run(root, command, calls="%network")
    assert ended.status in {0, 1}
    assert sent(ended) == []


def without_network() -> tuple[str, ...]:
    """The beginning of a command that has no network at all."""
    for options in (("--net",), ("--map-root-user", "--net")):
        command = ("unshare", *options, "--")
        if subprocess.run((*command, "true"), check=False, capture_output=True).returncode == 0:
            return command
    return pytest.skip("NO NETWORK NAMESPACE: only the trace shows that nothing is sent")


@pytest.mark.parametrize("command", COMMANDS)
def test_it_works_the_same_without_a_network(root: Path, command: str) -> None:
    def outcome(*before: str) -> tuple[int, bytes, bytes]:
        ended = subprocess.run(
            (*before, *dockerlabel_command(*command.split())),
            cwd=root,
            env=environment(),
            check=False,
            capture_output=True,
            timeout=60,
        )
        after = (root / "Dockerfile").read_bytes()
        git(root, "checkout", "--quiet", ".")
        return ended.returncode, ended.stdout, after

    assert outcome(*without_network()) == outcome()


_OPENED = re.compile(r" = \d+<(/[^>]*)>$")
_CHANGES = re.compile(
    r"^(rename|unlink|mkdir|rmdir|link|symlink|mknod|chmod|fchmod|chown|fchown|lchown|truncate"
    r"|ftruncate|utime|setxattr|fsetxattr|removexattr|fallocate|creat)"
)


def changes(ended: Traced) -> list[str]:
    """The calls that succeeded in changing a file, or in opening one to write into it."""
    return [
        call
        for call in ended.calls
        if " = -1 " not in call
        and (
            (_CHANGES.match(call) is not None)
            or (call.startswith("open") and re.search("O_WRONLY|O_RDWR|O_CREAT", call))
        )
        and "/dev/" not in call
        and "__pycache__" not in call  # how Python was installed
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_written_but_the_files_that_are_fixed(root: Path, command: str) -> None:
    ended = run(root, command, calls="%file,%desc")
    changed = changes(ended)
    if command == "fix":
        assert changed, "the trace does not show it"
    for call in changed:
        assert command == "fix", call
        assert re.search(r'\.dockerlabel-[0-9a-f]{8}\.tmp[>"]', call), call
    assert len(changed) == (6 if command == "fix" else 0), "made, given its mode and renamed, twice"


def test_what_check_is_asked_to_write(root: Path) -> None:
    """Comments go into files as fixes do; reports where they are said to go."""
    added = changes(run(root, "check --add-ignore later", calls="%file,%desc"))
    assert len(added) == 6
    assert all(re.search(r'\.dockerlabel-[0-9a-f]{8}\.tmp[>"]', call) for call in added)
    report, summary = root.parent / "out" / "report", root.parent / "summary"
    report.parent.mkdir()
    ended = run(
        root,
        f"check --output-format github --output-file {report}",
        calls="%file,%desc",
        GITHUB_STEP_SUMMARY=str(summary),
    )
    written = changes(ended)
    assert written, "the trace does not show it"
    # A call names a file by its path, or by its folder, which is open, and its name.
    in_folder = re.compile(re.escape(str(report.parent)) + "[/>]")
    assert all(in_folder.search(call) or str(summary) in call for call in written)


SECRETS = (
    ".netrc",
    ".git-credentials",
    ".aws/credentials",
    ".docker/config.json",
    ".config/gh/hosts.yml",
    ".ssh/id_ed25519",
    ".pypirc",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_read_but_what_it_needs(root: Path, command: str) -> None:
    """Of a home, only git's configuration, by git; of the system, what Python and git are."""
    home = root.parent / "home"
    for name in SECRETS:
        write(home, b"secret\n", name)
    ended = run(root, command, calls="open,openat")
    opened = {path for call in ended.calls for path in _OPENED.findall(call)}
    assert str(root / "Dockerfile") in opened or command in {"source", "config", "rule"}
    libraries = {sys.prefix, sys.base_prefix, str(Path(__file__).parents[2] / "src")}
    allowed = (*libraries, "/usr/", "/lib", "/etc/", "/proc/", "/dev/", "/sys/", f"{root}")
    strange = {path for path in opened if not path.startswith(allowed)}
    assert strange <= {
        str(home / ".gitconfig"),
        str(home / ".config/git/config"),
        str(home / ".config/git/ignore"),
        os.environ["GIT_CONFIG_GLOBAL"],
    }
    own = {path.removeprefix(f"{root}/") for path in opened if path.startswith(f"{root}/")}
    assert {path for path in own if not re.match(r"\.git($|/)", path)} <= {
        *("Dockerfile", "sub/Dockerfile", ".dockerlabel.yaml", ".gitignore", "sub", "."),
        *(f".dockerlabel-{name}.tmp" for name in ("5624fad4",)),
        "sub/.dockerlabel-5624fad4.tmp",
    }


def ssh_log(tmp_path: Path) -> tuple[Path, str]:
    """A log of what ssh is asked, and the PATH on which a script in its place writes it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    log = folder / "log"
    (folder / "ssh").write_text(f'#!/bin/sh\necho "$@" >>{log}\necho hostname github.com\n')
    (folder / "ssh").chmod(0o755)
    return log, f"{folder}{os.pathsep}{os.environ['PATH']}"


ASKED = "-G -o CanonicalizeHostname=no -- job\n"


@pytest.mark.parametrize(
    ("remote", "settings", "ci", "asked"),
    [
        (ALIAS, "", "", ASKED),
        (ALIAS, "", "true", ""),
        (ALIAS, "", "1", ""),
        (ALIAS, "ssh-aliases: false\n", "", ""),
        (ALIAS, "ssh-aliases: true\n", "true", ""),
        (ALIAS, f"source: {ORG}\n", "", ""),
        ("git@github.com:octo-org/app.git", "", "", ""),
        ("https://job/octo-org/app", "", "", ""),
        ("-oProxyCommand=touch:octo-org/app.git", "", "", ""),
        ("ssh://-oProxyCommand=touch mark/octo-org/app.git", "", "", ""),
        ("ssh://git@-G/octo-org/app.git", "", "", ""),
        ("git@$(touch mark):octo-org/app.git", "", "", ""),
        ("git@wo rk:octo-org/app.git", "", "", ""),
    ],
)
def test_ssh_is_asked_for_an_alias_only_and_never_in_ci(
    root: Path, tmp_path: Path, remote: str, settings: str, ci: str, asked: str
) -> None:
    log, path = ssh_log(tmp_path)
    git(root, "config", "remote.origin.url", remote)
    write(root, settings.encode(), ".dockerlabel.yaml")
    variables = environment(PATH=path) | ({"CI": ci} if ci else {})
    for command in COMMANDS:
        subprocess.run(
            dockerlabel_command(*command.split()),
            cwd=root,
            env=variables,
            check=False,
            capture_output=True,
            timeout=60,
        )
        compares = command not in {"config", "rule"}
        assert (log.read_text() if log.exists() else "") == (asked if compares else "")
        log.unlink(missing_ok=True)
    assert not (root / "mark").exists()


def test_the_real_ssh_is_not_started_in_ci(root: Path) -> None:
    path_of("ssh")
    git(root, "config", "remote.origin.url", ALIAS)
    ended = run(root, "check", calls="execve")
    assert any('"ssh", "-G"' in call for call in ended.calls), "the trace does not show it"
    ended = run(root, "check", calls="execve", CI="true")
    assert not any('"ssh"' in call for call in ended.calls)
