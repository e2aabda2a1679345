"""Fixes: edits of labels, rounds of fixes, and the verification of what they change."""
