"""Settings: what can be set, where, and which settings apply to a file."""
