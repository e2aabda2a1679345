"""Linting: rules run over a file, ignore comments, and the report that results."""
