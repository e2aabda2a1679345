"""The programs that dockerlabel starts: git and ssh. No other module starts one."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping

from dockerlabel.git.credentials import mask_credentials
from dockerlabel.git.discover import common_directory, git_directory
from dockerlabel.git.repository import Repository, parse_remotes
from dockerlabel.regex import regex
from dockerlabel.values import NamedTuple

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Self

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
_STANDARD_ERROR = 2
_CHUNK = 1 << 16
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0001, 0.05
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


def list_files(directory: str) -> Iterable[str] | None:
    """The files below a directory that git tracks or does not ignore, relative to it.

    One that is in conflict may come more than once.

    None where git can not say. `core.fsmonitor` is off: it names a program, and would be started.
    """
    options = ("-c", "core.fsmonitor=false", "ls-files", "-z", "-co", "--exclude-standard")
    ended = run_git(directory, options)
    if ended.status != 0:
        return None
    return names_in(ended.output)


def names_in(data: bytes | bytearray, start: int = 0, *, end: int | None = None) -> Iterator[str]:
    """Yield the names in a part of some bytes, each ended by a NUL, one by one.

    A repository may hold a million of them, and as texts they take three times the memory.
    """
    while (behind := data.find(b"\0", start, end) + 1) > 0:
        yield data[start : behind - 1].decode("utf-8", "surrogateescape")
        start = behind


def run_git(
    directory: str, arguments: tuple[str, ...], *, environment: Mapping[str, str] | None = None
) -> Completed:
    """Run git in a directory, free of what a surrounding hook says about another repository."""
    surroundings = os.environ if environment is None else environment
    clean = {name: value for name, value in surroundings.items() if name not in LOCAL_VARIABLES}
    return _run(("git", "-C", os.path.abspath(directory), *arguments), clean)


def _run(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Completed:
    """Run a program to its end, or to the time limit, and take what it writes.

    Done here and not by subprocess, whose import takes longer than git does.
    """
    try:
        with _Pipe() as output, _Pipe() as errors:
            leader = _start(arguments, environment, output=output.inlet, errors=errors.inlet)
            output.close_inlet()
            errors.close_inlet()
            return _end(leader, (output.outlet, errors.outlet))
    except TimeoutError:
        return Completed(None, failure=f"{arguments[0]} took longer than {TIME_LIMIT:g} s")
    except (OSError, ValueError) as error:
        return Completed(None, failure=f"{arguments[0]} could not be started: {_why(error)}")


class _Pipe:
    """A pipe, both ends of which are closed behind its `with`.

    It takes the place of no standard stream: those may be closed.
    """

    __slots__ = ("_open", "inlet", "outlet")

    def __init__(self) -> None:
        self._open: set[int] = set()
        while True:
            self.outlet, self.inlet = ends = os.pipe()
            self._open.update(ends)
            if min(ends) > _STANDARD_ERROR:
                return

    def __enter__(self) -> "Self":
        return self

    def __exit__(self, *_: object) -> None:
        for end in self._open:
            os.close(end)

    def close_inlet(self) -> None:
        """Leave the inlet to the program: the pipe ends when that closes it."""
        self._open.remove(self.inlet)
        os.close(self.inlet)


def _start(
    arguments: tuple[str, ...], environment: Mapping[str, str], *, output: int, errors: int
) -> int:
    """Start a program of PATH with no input, in a process group of its own; return its process."""
    actions = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_DUP2, errors, 2),
    )
    failure: OSError = FileNotFoundError()
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        program = os.path.join(folder, arguments[0])
        if not os.path.exists(program):
            continue
        try:
            return os.posix_spawn(
                program, arguments, environment, file_actions=actions, setpgroup=0
            )
        except OSError as error:
            failure = error
    raise failure


def _end(leader: int, pipes: tuple[int, int]) -> Completed:
    """Read what a program writes until it ends; raises TimeoutError where that takes too long."""
    deadline = time.monotonic() + TIME_LIMIT
    try:
        output, errors = _read(pipes, deadline)
        return Completed(_wait(leader, deadline), output, errors)
    except BaseException:
        _kill_group(leader)
        raise


def _read(pipes: tuple[int, int], deadline: float) -> list[bytes]:
    """Read pipes to their ends; raises TimeoutError."""
    import select  # noqa: PLC0415 - start-up: only where a program is started

    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    chunks: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    waiting = len(pipes)
    while waiting:
        for pipe, _ in poll.poll(_left(deadline) * 1000):
            chunk = os.read(pipe, _CHUNK)
            chunks[pipe].append(chunk)
            if not chunk:
                poll.unregister(pipe)
                waiting -= 1
    return [b"".join(chunks[pipe]) for pipe in pipes]


def _wait(process: int, deadline: float) -> int:
    """Return the exit status of a process, negative for a signal; raises TimeoutError."""
    pause = _SHORTEST_PAUSE  # its pipes are closed: it is about to end
    while True:
        try:
            ended, status = os.waitpid(process, os.WNOHANG)
        except ChildProcessError:  # whoever started us lets ended processes vanish
            return 0
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(min(pause, _left(deadline)))
        pause = min(pause * 2, _LONGEST_PAUSE)


def _left(deadline: float) -> float:
    """Return the seconds up to a deadline; raises TimeoutError where there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _kill_group(leader: int) -> None:
    import signal  # noqa: PLC0415 - start-up: only when something hangs

    try:
        os.killpg(leader, signal.SIGKILL)
        os.waitpid(leader, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is not installed, or not on PATH"
    return (error.strerror if isinstance(error, OSError) else "") or str(error)


def _first_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines() or [""]
    line = next((line for line in lines if line.startswith("fatal:")), lines[0])
    return mask_credentials(line.removeprefix("fatal:").strip()) or "git gave no reason"
