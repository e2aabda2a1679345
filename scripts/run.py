"""Sets up a fresh clone and runs it: `try` shows dockerlabel at work, `test` runs all tests.

Usage: python3 scripts/run.py try
       python3 scripts/run.py test [ARGUMENTS OF PYTEST]
       python3 scripts/run.py release X.Y.Z

Needs Python 3.11 or newer with venv, git, and a package index. Everything goes into `.venv`, or
into the virtual environment that DOCKERLABEL_ENVIRONMENT names. Tests that need another program are
skipped if it is not installed; with DOCKERLABEL_REQUIRE_ALL=1 they fail. `release` makes the commit
and the tag of a release.
"""

import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

# First, and in a file that older ones can read: they would report a syntax error otherwise.
if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = Path(os.environ.get("DOCKERLABEL_ENVIRONMENT", PROJECT / ".venv"))
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SAMPLES = ("missing-single-stage", "only-in-discarded-builder", "wrong-in-grouped-label")


def main(arguments: list[str]) -> int:
    """Run what the first argument names; return its exit code."""
    command, *rest = arguments or [""]
    if command == "try" and not rest:
        install("--editable", ".")
        return show()
    if command == "test":
        show_missing()
        install("--group", "test", "--editable", ".")
        # One process more than there are cores, as one always waits for a program.
        spread = (f"--numprocesses={(os.cpu_count() or 1) + 1}", "--dist=worksteal")
        return run(str(PYTHON), "-m", "pytest", *spread, *rest, folder=PROJECT)
    if command == "release" and len(rest) == 1:
        from release import release  # noqa: PLC0415 - in newer syntax

        release(*rest)
        return 0
    print(__doc__, file=sys.stderr)
    return 2


def show_missing() -> None:
    """Print which programs are missing, and what is not tested without them."""
    sys.path.insert(0, str(PROJECT))
    from tests.programs import missing  # noqa: PLC0415 - only to run tests

    for name, use in missing().items():
        print(f"{name} is not installed, so this is not tested: {use}", flush=True)


def install(*what: str) -> None:
    """Install into the environment, which is made first if it does not exist."""
    if not shutil.which("git"):
        sys.exit("git is needed")
    if not PYTHON.exists():
        if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
            sys.exit("this Python has no venv with pip; on Debian: apt-get install python3-venv")
        run(sys.executable, "-m", "venv", str(ENVIRONMENT), folder=PROJECT)
    trust_as_the_system_does()
    print(f"Installing into {ENVIRONMENT}", flush=True)
    for packages in (["pip>=25.1"], list(what)):
        command = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        if run(*command, *packages, folder=PROJECT):
            sys.exit(f"pip could not install {' '.join(packages)}; is the package index reachable?")


def trust_as_the_system_does() -> None:
    """Let pip before 24.2, here and in the tests, trust what the system trusts, such as a proxy.

    Variables of the user and pip's configuration count first.
    """
    trusted = os.environ.get("CURL_CA_BUNDLE") or ssl.get_default_verify_paths().cafile
    if trusted:
        os.environ.setdefault("REQUESTS_CA_BUNDLE", trusted)


def show() -> int:
    """Check and fix three Dockerfiles in a repository of their own."""
    with tempfile.TemporaryDirectory() as folder:
        run("git", "init", "--quiet", folder=folder)
        run("git", "remote", "add", "origin", "git@github.com:octo-org/app.git", folder=folder)
        for name in SAMPLES:
            source = PROJECT / "fixtures" / "dockerfiles" / f"{name}.Dockerfile"
            shutil.copy(source, Path(folder) / source.name)
        for command in (("source",), ("check",), ("fix", "--diff"), ("fix",), ("check",)):
            print(f"\n$ dockerlabel {' '.join(command)}", flush=True)
            status = run(str(PYTHON), "-m", "dockerlabel", *command, folder=folder)
    return status


def run(*command: str, folder: "str | Path") -> int:
    """Run a command in a folder; return its exit code."""
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
