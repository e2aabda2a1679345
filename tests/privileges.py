"""Parts of a test for which permissions count, also where the tests run as root."""

import ctypes
import os
import sys
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

_Result = TypeVar("_Result")

_PR_SET_SECUREBITS = 28
_NOROOT = 1
_CAPABILITIES_VERSION_3 = 0x20080522


def unprivileged(part: Callable[[], _Result]) -> _Result:
    """What a part of a test gives where it may do no more than the owner of its files.

    Where the tests run as root it runs in a thread that has no capability, and whose programs get
    none either. Capabilities are a thread's own, so the others keep theirs.
    """
    if os.geteuid() != 0:
        return part()
    results: list[_Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            _give_up_capabilities()
            results.append(part())
        except BaseException as error:  # noqa: BLE001 - it is raised where it belongs
            errors.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    for error in errors:
        raise error
    return results[0]


def _give_up_capabilities() -> None:
    assert sys.platform == "linux", "run the tests as another user than root"
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION_3, 0)  # 0: this thread
    nothing = (ctypes.c_uint32 * 6)()
    for failed in (
        libc.prctl(_PR_SET_SECUREBITS, _NOROOT, 0, 0, 0),  # a program of root gets none
        libc.capset(header, nothing),
    ):
        assert not failed, os.strerror(ctypes.get_errno())
