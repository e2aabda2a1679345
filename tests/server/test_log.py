"""The log, which holds what went wrong and nothing that is secret."""

import pytest

from dockerlabel.server.jsonrpc import log, log_exception

PRIVATE = "https://mona:s3cret@github.com/octo-org/app"
MASKED = "https://***@github.com/octo-org/app"


def test_what_is_logged_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    log(f"a\x1b[2J {PRIVATE}\nb\u202e")
    assert capsys.readouterr() == ("", f"a\\x1b[2J {MASKED}\nb\\u202e\n")


def test_exceptions_are_logged_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int(PRIVATE)
    except ValueError:
        log_exception("a request failed")
    errors = capsys.readouterr().err
    assert errors.startswith("a request failed; this is a bug in dockerlabel\nTraceback")
    assert f"ValueError: invalid literal for int() with base 10: '{MASKED}'\n" in errors
    assert "s3cret" not in errors
