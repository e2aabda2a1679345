"""The program as a user starts it, for the tests of what must never happen."""

import pytest

from tests.scenarios.conftest import home, started_dockerlabel
from tests.scenarios.program import Program

__all__ = ["home", "started_dockerlabel"]


@pytest.fixture(scope="session")
def dockerlabel(started_dockerlabel: Program) -> Program:
    return started_dockerlabel
