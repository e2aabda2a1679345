"""The server's log: standard error, which editors keep, without secrets and control characters."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from pygls.exceptions import JsonRpcInternalError

from dockerlabel.credentials import mask_credentials
from dockerlabel.output.text import printable

LOG = logging.getLogger("dockerlabel.server")

_Params = ParamSpec("_Params")
_Answer = TypeVar("_Answer")


def set_up_log() -> None:
    """Begin to log what goes wrong, pygls' errors too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(clean)
    layout = "%(levelname)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, format=layout, handlers=[handler])
    # It warns of requests that are cancelled after their answer, which is how editors are.
    logging.getLogger("pygls").setLevel(logging.ERROR)


def answering(
    handler: Callable[_Params, Awaitable[_Answer]],
) -> Callable[_Params, Awaitable[_Answer]]:
    """Make a request that fails an error for the client, which says nothing of the text."""

    @wraps(handler)
    async def answer(*args: _Params.args, **kwargs: _Params.kwargs) -> _Answer:
        try:
            return await handler(*args, **kwargs)
        except Exception as error:
            LOG.exception("a request failed; this is a bug in dockerlabel")
            kind = type(error).__name__
            message = f"dockerlabel failed ({kind}); its log says where. This is a bug."
            raise JsonRpcInternalError(message) from None

    return answer


def surviving(handler: Callable[_Params, None]) -> Callable[_Params, None]:
    """Let a message that can not be dealt with be, as nobody waits for an answer."""

    @wraps(handler)
    def survive(*args: _Params.args, **kwargs: _Params.kwargs) -> None:
        try:
            handler(*args, **kwargs)
        except Exception:
            LOG.exception("a message could not be dealt with")

    return survive


def log_failure(task: asyncio.Task[None]) -> None:
    """Log why a task that nobody waits for has failed, if it has."""
    if not task.cancelled() and (error := task.exception()) is not None:
        LOG.error("a task failed; this is a bug in dockerlabel", exc_info=error)


def clean(record: logging.LogRecord) -> bool:
    """Take secrets and control characters out of a record, and let it pass."""
    record.msg, record.args = _safe(record.getMessage()), None
    if record.exc_info:
        record.exc_text = _safe(logging.Formatter().formatException(record.exc_info))
    return True


def _safe(text: str) -> str:
    return "\n".join(printable(line) for line in mask_credentials(text).split("\n"))
