"""Checks the source label of Dockerfiles against the git remote, and fixes it."""

__version__ = "0.1.0"
