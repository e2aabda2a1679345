"""The log, which holds what went wrong and nothing that is secret."""

import asyncio
import logging

import pytest
from pygls.exceptions import JsonRpcInternalError

from dockerlabel.server.log import answering, clean, log_failure, surviving

PRIVATE = "https://mona:s3cret@github.com/octo-org/app"
MASKED = "https://***@github.com/octo-org/app"


@pytest.fixture(autouse=True)
def _cleaned(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(clean)


def failing(_params: object) -> None:
    raise ValueError(PRIVATE)


async def failing_later(_params: object) -> None:
    failing(None)


def test_a_message_that_fails_is_survived(caplog: pytest.LogCaptureFixture) -> None:
    surviving(failing)(None)
    assert f"ValueError: {MASKED}" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_request_that_fails_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(JsonRpcInternalError) as error:
        asyncio.run(answering(failing_later)(None))  # type: ignore[arg-type] # a coroutine
    assert "ValueError" in str(error.value)
    assert "github.com" not in str(error.value)
    assert f"ValueError: {MASKED}" in caplog.text


def test_a_task_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        task = asyncio.create_task(failing_later(None))
        cancelled = asyncio.create_task(asyncio.sleep(100))
        await asyncio.wait([task])
        cancelled.cancel()
        await asyncio.wait([cancelled])
        log_failure(task)
        log_failure(cancelled)

    asyncio.run(run())
    assert len(caplog.records) == 1
    assert f"ValueError: {MASKED}" in caplog.text


def test_what_is_logged_stays_in_its_line(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("pygls").warning("a\x1b[2J %s", f"{PRIVATE}\nb\u202e")
    assert caplog.records[0].getMessage() == f"a\\x1b[2J {MASKED}\nb\\u202e"
