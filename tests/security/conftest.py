"""The program as a user runs it, for the tests of what must never happen."""

from tests.scenarios.conftest import dockerlabel

__all__ = ["dockerlabel"]
