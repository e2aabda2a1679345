"""What all tests share: a known environment, real git repositories, and `--update-cases`."""

import gc
import os
import signal
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

# Two cores shared with other jobs: how long one example takes says nothing.
settings.register_profile("dockerlabel", deadline=None)
settings.load_profile("dockerlabel")

EXHAUSTIVE = os.environ.get("DOCKERLABEL_EXHAUSTIVE") == "1"
"""Whether the suite that is run on request is, which tries more and takes longer."""


def examples(number: int) -> settings:
    """Return the settings of a property with so many examples; 2,000 in the exhaustive suite."""
    return settings(max_examples=2_000 if EXHAUSTIVE else number)


def on_request(variable: str, why: str) -> pytest.MarkDecorator:
    """Leave tests to the suite that this environment variable asks for; see CONTRIBUTING.md."""
    return pytest.mark.skipif(os.environ.get(variable) != "1", reason=f"{variable}=1 {why}")


_FOREIGN = ("GIT_", "GITHUB_", "GH_")
"""Variables of the machine that runs the tests, which dockerlabel or git would respect."""


_MEASURED = frozenset({"rules", "server", "unit"})
"""Folders of tests whose coverage is measured. What the others reach besides is little, and to
measure them takes as long again. Of the measured ones, tests that take long and reach nothing that
others do not are marked `no_cover`."""

_MEASURED_MODULES = frozenset(
    {
        "test_add_ignore",
        "test_build_values",
        "test_config_command",
        "test_exit_status",
        "test_progress",
        "test_rule_command",
        "test_stdin",
        "test_verify",
        "test_windows_like",
    }
)
"""Of the tests that start programs, those that reach what the others do not: to measure all of them
takes twice their time, and gives one line in a hundred more."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop what measures already, so that tests that are marked `no_cover` are not measured.

    In a worker pytest-cov pauses only what it starts next. Before, it has started the controller's
    measurement there too, as the arguments are the same, and coverage has started one more, as in
    every program that a measured one starts. The controller of several workers runs no test.
    """
    if session.config.getoption("dist", "no") != "no" or hasattr(session.config, "workerinput"):
        from coverage import Coverage  # noqa: PLC0415 - not every run of the tests is measured

        while measuring := Coverage.current():
            measuring.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.nodeid.split("/")[1]
        if folder not in _MEASURED and item.path.stem not in _MEASURED_MODULES:
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Let no collection of garbage look through all tests again, and what they have imported."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure what a test and its fixtures start if the test is measured."""
    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("no_cover"):
            patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        return (yield)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases",
        action="store_true",
        help="rewrite the expected outcomes under fixtures/ with the present ones",
    )


@pytest.fixture(scope="session")
def update_cases(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--update-cases"))


PROJECT = Path(__file__).parent.parent
"""The checkout that is tested."""


@pytest.fixture(scope="session", autouse=True)
def _known_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings of the user's git, no continuous integration, an author, and ears for signals."""
    # A shell makes its jobs in the background deaf to Ctrl-C, and `nohup` to the end of a terminal,
    # and so what they start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        # What is started hears of it; the run goes on.
        signal.signal(signal.SIGHUP, lambda *_: None)
    configuration = tmp_path_factory.mktemp("git") / "config"
    # Hooks are installed from the checkout, which may belong to another user than the tests'.
    safe = "".join(f'directory = "{path}"\n' for path in (PROJECT, PROJECT / ".git"))
    configuration.write_text(f"[safe]\n{safe}")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(_FOREIGN):
                patch.delenv(name)
        patch.delenv("CI", raising=False)
        patch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        # A proxy may have a certificate of its own, which the system knows.
        patch.setenv("UV_SYSTEM_CERTS", "1")
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Mona")
            patch.setenv(f"GIT_{role}_EMAIL", "mona@example.com")
        yield


class MakeRepository(Protocol):
    """Makes a repository below the test's own folder, with these remotes (name → URL)."""

    def __call__(self, name: str = "app", /, **remotes: str) -> Path: ...


def git(directory: Path, *arguments: str) -> str:
    """What a real git prints; its failure is the test's."""
    command = ["git", "-C", str(directory), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    def make(name: str = "app", /, **remotes: str) -> Path:
        root = tmp_path / name
        root.mkdir(parents=True)
        git(root, "init", "--quiet", "--initial-branch=main")
        for remote, url in remotes.items():
            git(root, "remote", "add", remote, url)
        return root

    return make
