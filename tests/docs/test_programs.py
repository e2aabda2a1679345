"""What `scripts/run.py` and the tests say and do if something is not installed."""

import ast
import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from tests.programs import REQUIRE_ALL, USES, path_of

SCRIPT = PROJECT / "scripts" / "run.py"
CI = (PROJECT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize(
    ("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_a_missing_program_skips_a_test_or_fails_it(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(REQUIRE_ALL, required)
    with pytest.raises(outcome, match="zsh is not installed"):
        path_of("zsh")


@pytest.mark.parametrize("name", sorted(USES.keys() - {"bash"}))
def test_continuous_integration_installs_each(name: str) -> None:
    assert f"\ncommand -v {name} >/dev/null || missing+=(" in CI


def test_continuous_integration_requires_all() -> None:
    assert f"export {REQUIRE_ALL}=1" in CI


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-c", code),
        check=False,
        capture_output=True,
        cwd=SCRIPT.parent,
        env={**os.environ, **variables},
        text=True,
    )


def test_the_missing_ones_are_named_before_anything_is_installed() -> None:
    ended = run("import run; run.install = lambda *_: exit(); run.main(['test'])", PATH="")
    said = [
        line.partition(" is not installed, so this is not tested: ")
        for line in ended.stdout.splitlines()
    ]
    assert {name: use for name, _, use in said} == USES


def test_an_older_python_is_refused_by_name() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))
    code = "import sys; sys.version_info = (3, 9); sys.version = '3.9.6 (default)'; import run"
    assert run(code).stderr == "Python 3.11 or newer is needed; this is 3.9.6\n"


def test_what_is_missing_to_install_is_named() -> None:
    assert run("import run; run.main(['try'])", PATH="").stderr == "git is needed\n"
    start = "import run; run.PYTHON = run.Path('nowhere'); "
    without_pip = "run.importlib.util.find_spec = {'venv': 1, 'ensurepip': None}.get; "
    assert run(f"{start}{without_pip}run.main(['try'])").stderr == (
        "this Python has no venv with pip; on Debian: apt-get install python3-venv\n"
    )
    assert run(f"{start}run.run = lambda *_, **__: 1; run.main(['try'])").stderr == (
        "pip could not install pip>=25.1; is the package index reachable?\n"
    )


def test_an_old_pip_trusts_what_the_system_trusts() -> None:
    """Such as a proxy, unless the user has chosen what to trust."""
    system, user = str(SCRIPT), str(PROJECT / "README.md")
    code = "import run; run.trust_as_the_system_does(); print(run.os.environ['REQUESTS_CA_BUNDLE'])"
    chosen = {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "", "SSL_CERT_FILE": system}
    unset = "import os; del os.environ['REQUESTS_CA_BUNDLE']; "
    assert run(unset + code, **chosen).stdout == f"{system}\n"
    assert run(unset + code, **chosen | {"CURL_CA_BUNDLE": user}).stdout == f"{user}\n"
    assert run(code, **chosen | {"REQUESTS_CA_BUNDLE": user}).stdout == f"{user}\n"
