"""The program as a user runs it, for the tests of what must never happen."""

from tests.e2e.conftest import dockerlabel

__all__ = ["dockerlabel"]
