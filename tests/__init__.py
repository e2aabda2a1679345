"""Tests of dockerlabel."""
