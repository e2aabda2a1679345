"""How programs such as git are started and ended. No other module starts one.

Done here and not by subprocess, whose import takes longer than git does; except on Windows, which
knows no posix_spawn.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.regular_file import reason_of

if TYPE_CHECKING:
    from typing import Self

TIME_LIMIT = 5.0
"""Seconds that a program may take: an `[include]` of a FIFO hangs git for ever."""

OUTPUT_LIMIT = 1 << 22
"""Bytes that a program may write: more than any repository has of remotes."""

_MOMENT = 0.1
"""Seconds that programs hardly ever take."""

_STANDARD_ERROR = 2
_CHUNK = 1 << 16
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.0001, 0.05

Command = tuple[str, ...]
Environment = Mapping[str, str]


class Completed(NamedTuple):
    """How a program ended: its exit code and what it wrote; `failure` says why it did not run.

    `status` is None if it was not started or was stopped at a limit.
    """

    status: int | None
    output: bytes = b""
    errors: bytes = b""
    failure: str = ""


def run(
    arguments: Command, environment: Environment, *, limit: int = OUTPUT_LIMIT, seconds: float = 0
) -> Completed:
    """Run a program to its end, to the time limit, or until it has written `limit` bytes.

    The time limit is `seconds`, or `TIME_LIMIT` without any.
    """
    run_here = _run if hasattr(os, "posix_spawn") else _run_without_posix
    seconds = seconds or TIME_LIMIT
    try:
        return run_here(arguments, environment, limit=limit, seconds=seconds)
    except TimeoutError:
        return Completed(None, failure=f"{arguments[0]} took longer than {seconds:g} s")
    except _TooMuchError:
        return Completed(None, failure=f"{arguments[0]} wrote more than {limit} bytes")
    except (OSError, ValueError) as error:
        absent = isinstance(error, FileNotFoundError)
        why = "it is not installed, or not on PATH" if absent else reason_of(error)
        return Completed(None, failure=f"{arguments[0]} could not be started: {why}")


def _run(arguments: Command, environment: Environment, *, limit: int, seconds: float) -> Completed:
    deadline = time.monotonic() + seconds
    with _Pipe() as output, _Pipe() as errors:
        leader = _start(arguments, environment, output=output.inlet, errors=errors.inlet)
        output.close_inlet()
        errors.close_inlet()
        return _end(leader, (output.outlet, errors.outlet), deadline=deadline, limit=limit)


def _run_without_posix(
    arguments: Command, environment: Environment, *, limit: int, seconds: float
) -> Completed:
    """Run a program by subprocess; what it writes is counted at its end."""
    import subprocess  # noqa: PLC0415 - start-up: only on Windows

    program = next(_programs(arguments[0], environment), None)
    if program is None:
        raise FileNotFoundError
    try:
        ended = subprocess.run(  # noqa: S603 - by arguments of our own making
            (program, *arguments[1:]),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if len(ended.stdout) + len(ended.stderr) > limit:
        raise _TooMuchError
    return Completed(ended.returncode, ended.stdout, ended.stderr)


def _programs(name: str, environment: Environment) -> Iterator[str]:
    """Yield the files that a program may be.

    Relative folders of PATH do not count: what is called `git` there may be anybody's.
    """
    ending = ".exe" if os.name == "nt" else ""
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        program = os.path.join(folder, name + ending)
        if os.path.isabs(program) and os.path.exists(program):
            yield program


class _TooMuchError(Exception):
    """A program writes more than anybody wants to read."""


class _Pipe:
    """A pipe whose ends are both closed after its `with`.

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


def _start(arguments: Command, environment: Environment, *, output: int, errors: int) -> int:
    """Start a program of PATH with no input, in a process group of its own; return its process."""
    actions = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output, 1),
        (os.POSIX_SPAWN_DUP2, errors, 2),
    )
    failure: OSError = FileNotFoundError()
    for path in _programs(arguments[0], environment):
        try:
            return os.posix_spawn(path, arguments, environment, file_actions=actions, setpgroup=0)
        except OSError as error:
            failure = error
    raise failure


def _end(leader: int, pipes: tuple[int, int], *, deadline: float, limit: int) -> Completed:
    """Read what a program writes until it ends.

    Raises TimeoutError if that takes too long, _TooMuchError if there is no end of it.
    """
    restore: list[Callable[[], object]] = []
    try:
        watch = partial(_watch_signals, leader, restore)
        output, errors = _read(pipes, deadline, limit=limit, when_slow=watch)
        return Completed(_wait(leader, deadline), output, errors)
    except BaseException:
        _kill_group(leader)
        raise
    finally:
        for each in restore:
            each()


def _watch_signals(leader: int, restore: list[Callable[[], object]]) -> None:
    """End a program that hangs if a signal ends us; what does not hang ends by itself."""
    import signal  # noqa: PLC0415 - start-up: only when something hangs
    import threading  # noqa: PLC0415 - as above

    def end(number: int, _frame: object) -> None:
        _kill_group(leader)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    is_main_thread = threading.current_thread() is threading.main_thread()
    for number in (signal.SIGHUP, signal.SIGTERM) if is_main_thread else ():
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
            restore.append(partial(signal.signal, number, signal.SIG_DFL))


def _read(
    pipes: tuple[int, int], deadline: float, *, limit: int, when_slow: Callable[[], None]
) -> list[bytes]:
    """Read pipes to their ends; raises TimeoutError and _TooMuchError."""
    import select  # noqa: PLC0415 - start-up: only if a program is started

    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    chunks: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    waiting, pause = len(pipes), _MOMENT
    while waiting:
        ready = poll.poll(min(_left(deadline), pause) * 1000)
        if not ready and pause == _MOMENT:
            when_slow()
            pause = TIME_LIMIT
        for pipe, _ in ready:
            chunk = os.read(pipe, _CHUNK)
            chunks[pipe].append(chunk)
            limit -= len(chunk)
            if limit < 0:
                raise _TooMuchError
            if not chunk:
                poll.unregister(pipe)
                waiting -= 1
    return [b"".join(chunks[pipe]) for pipe in pipes]


def _wait(process: int, deadline: float) -> int:
    """Return the exit code of a process, negative for a signal; raises TimeoutError."""
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
    """Return the seconds up to a deadline; raises TimeoutError if there are none."""
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
