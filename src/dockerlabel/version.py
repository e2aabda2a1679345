"""The version of dockerlabel."""

__version__ = "0.1.0"
