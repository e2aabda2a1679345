"""The programs that dockerlabel starts: git and ssh. No other module starts one."""

import os
from collections.abc import Mapping

from dockerlabel.git.credentials import mask_credentials
from dockerlabel.git.discover import common_directory, git_directory
from dockerlabel.git.repository import Repository, parse_remotes
from dockerlabel.regex import regex
from dockerlabel.values import NamedTuple

TIME_LIMIT = 5.0
"""Seconds that a program may take: an `[include]` of a FIFO hangs git for ever."""

LOCAL_VARIABLES = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
    }
)
"""What `git rev-parse --local-env-vars` lists: hooks hand it on, and then every git process
reads the hook's repository, whichever directory it is sent to."""

_REMOTES = r"^(remote\..*\.(url|pushurl|gh-resolved)|url\..*\.(insteadof|pushinsteadof))$"
_NOTHING_MATCHED = 1
_HOST = regex(r"[A-Za-z0-9._][A-Za-z0-9._-]*")


class Completed(NamedTuple):
    """How a program ended: its exit status and what it wrote; `failure` says why it did not run.

    `status` is None where it was not started or was stopped at the time limit.
    """

    status: int | None
    output: bytes = b""
    errors: bytes = b""
    failure: str = ""


def read_repository(root: str, environment: Mapping[str, str] | None = None) -> Repository:
    """The remotes of the repository whose `.git` is in `root`: one git process.

    Whatever goes wrong is told in `Repository.failure`, and there are no remotes then.
    """
    git_dir = git_directory(root) or ""
    if not os.path.isdir(git_dir):
        return Repository(root, git_dir, failure=f".git leads to {git_dir!r}, which is not there")
    empty = Repository(root, common_directory(git_dir))
    # A directory of another owner is safe to read: nothing of what its configuration names runs.
    options = ("-c", "safe.directory=*", "config", "-z", "--get-regexp", _REMOTES)
    surroundings = dict(os.environ if environment is None else environment)
    surroundings["GIT_CEILING_DIRECTORIES"] = os.path.dirname(os.path.realpath(root))
    ended = run_git(root, options, environment=surroundings)
    if ended.status not in {0, _NOTHING_MATCHED}:
        return empty._replace(failure=ended.failure or _first_line(ended.errors))
    remotes, rewrites = parse_remotes(ended.output.decode("utf-8", "surrogateescape"))
    return empty._replace(remotes=remotes, rewrites=rewrites)


def resolve_ssh_alias(host: str, environment: Mapping[str, str] | None = None) -> str | None:
    """The host name that ssh would connect to (ssh_config's "HostName"); None: ssh does not say.

    Nobody is asked over the network. `Match exec` lines of the user's own configuration do run.
    """
    if not _HOST.fullmatch(host):
        return None
    arguments = ("ssh", "-G", "-o", "CanonicalizeHostname=no", "--", host)
    ended = _run(arguments, dict(os.environ if environment is None else environment))
    lines = ended.output.decode("utf-8", "replace").splitlines() if ended.status == 0 else ()
    names = (line.partition(" ") for line in lines)
    return next((value for key, _, value in names if key == "hostname" and value), None)


def list_files(directory: str) -> tuple[str, ...] | None:
    """The files below a directory that git tracks or does not ignore, relative to it.

    None where git can not say. `core.fsmonitor` is off: it names a program, and would be started.
    """
    options = ("-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard")
    ended = run_git(directory, options)
    if ended.status != 0:
        return None
    names = ended.output.decode("utf-8", "surrogateescape").split("\0")
    return tuple(dict.fromkeys(filter(None, names)))


def run_git(
    directory: str, arguments: tuple[str, ...], *, environment: Mapping[str, str] | None = None
) -> Completed:
    """Run git in a directory, free of what a surrounding hook says about another repository."""
    surroundings = os.environ if environment is None else environment
    clean = {name: value for name, value in surroundings.items() if name not in LOCAL_VARIABLES}
    return _run(("git", "-C", os.path.abspath(directory), *arguments), clean)


def _run(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Completed:
    import subprocess  # noqa: PLC0415 - start-up: as slow as the program itself

    try:
        process = subprocess.Popen(  # noqa: S603 - the arguments are ours, the host is checked
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return Completed(None, failure=f"{arguments[0]} could not be started: {_why(error)}")
    with process:
        try:
            output, errors = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            _kill_group(process.pid)
            return Completed(None, failure=f"{arguments[0]} took longer than {TIME_LIMIT:g} s")
        except BaseException:
            _kill_group(process.pid)
            raise
    return Completed(process.returncode, output, errors)


def _kill_group(leader: int) -> None:
    import signal  # noqa: PLC0415 - start-up: only when something hangs

    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is not installed, or not on PATH"
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _first_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines() or [""]
    line = next((line for line in lines if line.startswith("fatal:")), lines[0])
    return mask_credentials(line.removeprefix("fatal:").strip()) or "git gave no reason"
