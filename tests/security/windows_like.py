"""Dockerlabel in a Python that lacks what Windows lacks: `python windows_like.py ARGUMENTS`.

It replaces that system. Paths are not Windows's.
"""

import os
import select
import selectors
import signal
import subprocess
import sys
import tempfile
from types import SimpleNamespace

_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty")
_OF_OS = (
    *("chown", "fchmod", "fchown", "fork", "getegid", "geteuid", "getgid", "getpgid", "getuid"),
    *("getxattr", "killpg", "lchown", "listxattr", "mkfifo", "posix_spawn", "posix_spawnp"),
    *("pread", "preadv", "pwrite", "removexattr", "setpgid", "setsid", "setxattr", "uname"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "WNOHANG"),
    *("POSIX_SPAWN_CLOSE", "POSIX_SPAWN_DUP2", "POSIX_SPAWN_OPEN"),
)
_OF_SIGNAL = ("SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "pthread_sigmask")
_OF_SELECT = ("epoll", "poll")


def main() -> None:
    # The standard library has other ways on Windows; here it keeps its own.
    for user in (selectors, subprocess, tempfile):
        for module in (os, select, signal):
            if getattr(user, module.__name__, None) is module:
                setattr(user, module.__name__, SimpleNamespace(**vars(module)))
    for name in _MODULES:
        sys.modules[name] = None  # type: ignore[assignment] # importing it fails, as documented
    for module, names in ((os, _OF_OS), (signal, _OF_SIGNAL), (select, _OF_SELECT)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    from dockerlabel.__main__ import main as run  # noqa: PLC0415 - not before

    run()


if __name__ == "__main__":
    main()
