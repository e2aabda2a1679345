"""The program as a user runs it, for the pages that show its output."""

from tests.scenarios.conftest import dockerlabel, home

__all__ = ["dockerlabel", "home"]
